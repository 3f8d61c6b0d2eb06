case-correct = Corriger la fiche
correct-text = Vous corrigez cette page au nom de votre réseau : le journal dit qui l’a fait, et les imports n’écriront plus par-dessus.
event-register_read = Registre public lu
