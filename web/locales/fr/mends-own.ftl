data-owned-heading = Les organisations dont vous êtes seul propriétaire
data-owned-text = Avant d’effacer votre compte, nommez pour chacune un autre propriétaire.
data-owned-heir = { $about } : si vous effacez votre compte sans nommer personne, { $who } en devient propriétaire et l’apprend par courriel.
data-owned-nobody = { $about } : personne d’autre n’en est membre. Si vous effacez votre compte, sa page reste visible sans personne pour s’en occuper : une autre personne pourra demander à la gérer, et les modérateurs du réseau en sont prévenus.
data-owned-link = Nommer un autre propriétaire de { $about }
case-nobody-left = La dernière personne qui gérait cette page a effacé son compte. La page peut être revendiquée ; d’ici là, personne ne répond à ses messages ni à ses réservations.
invited-text = { $who } vous invite à rejoindre { $about } sur BDIS PRO. Rôle proposé : { $role }.
todo-invitations =
    { $count ->
        [one] Une invitation attend votre réponse, ci-dessous.
       *[other] { $count } invitations attendent votre réponse, ci-dessous.
    }
own-archived-network = Écrire au réseau { $name }
own-archived-pilot = Écrire au pilote national
catalogue-tried-large = Rien n’a encore été écrit. Ce fichier est grand : choisissez-le à nouveau ci-dessous, puis importez.
catalogue-changes = Ce qui change
catalogue-changes-caption = Produits créés et modifiés, les { $most } premiers
catalogue-what = Créé ou modifié
catalogue-is-created = Créé
catalogue-is-updated = Modifié
catalogue-change = { $field } : { $before } → { $after }
catalogue-new-value = { $field } : { $after }
category-or-idea = Choisissez-en une ci-dessous, ou écrivez la vôtre.
changed-meanwhile-empty = Enregistré entre-temps : rien
