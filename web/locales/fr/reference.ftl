glossary-heading = Glossaire
glossary-lead = Les mots de l’économie sociale et solidaire et de l’achat public, tels qu’ils sont employés ici.
glossary-letters = Lettres
glossary-see = Voir aussi :
glossary-source = Source : { $source }
