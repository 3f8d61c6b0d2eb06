revendiquer-heading = C’est mon organisation
revendiquer-text = Vous demandez à gérer la page de { $name }. Le réseau de son territoire décide ; l’adresse connue de l’organisation est prévenue.
revendiquer-sign-in = Connectez-vous ou créez un compte d’abord.
revendiquer-note = Votre fonction, et comment la vérifier
revendiquer-hint = Par exemple : directrice, nom sur le site de l’organisation, numéro de l’accueil.
signaler-heading = Signaler une erreur
signaler-text = Dites ce qui n’est pas juste sur la page de { $name }. Un modérateur de son territoire regardera.
signaler-note = Ce qui est faux, et ce qui est juste
signaler-hint = N’écrivez rien de confidentiel.
queue-heading = File de modération
queue-empty = Rien n’attend.
queue-caption =
    { $count ->
        [one] Un dossier attend
        *[other] { $count } dossiers attendent
    }, le plus ancien d’abord
queue-next = Dossiers suivants
queue-networks = Vos réseaux
case-all = Tout
case-claim = Revendication d’une page
case-evidence = Justificatif d’une garantie
case-error = Erreur signalée
case-appeal = Contestation
case-what = Nature
case-since = Âge
case-state = Suivi
case-age =
    { $days ->
        [0] aujourd’hui
        [one] { $days } jour
        *[other] { $days } jours
    }
case-free = Libre
case-held = Pris en charge
case-held-mine = Pris en charge par vous
case-held-by = Pris en charge par { $who } jusqu’au
case-hold-text = Prenez le dossier en charge : personne d’autre n’y travaillera pendant une demi-heure.
case-by = Demandé par
case-at = Le
case-note = Message
case-visitor = Un visiteur
case-decided = Décision
case-decided-by = Décidé par
case-page = Page : { $name }
case-register = Ouvrir le registre public
case-title = { $what } : { $about }
outcome-accepted = Accepté
outcome-refused = Refusé
outcome-withdrawn = Sans objet ; ce dossier n’attend plus de décision
case-take-back-text = Vous avez décidé de ce dossier depuis moins d’un jour. Si vous revenez sur cette décision, il attend de nouveau, avec ceux que vous avez décidés en même temps, et les personnes prévenues l’apprennent.
queue-first = Revenir au début de la file
queue-past =
    { $count ->
        [one] Il n’y a plus rien à cette page ; un dossier attend au début de la file.
        *[other] Il n’y a plus rien à cette page ; { $count } dossiers attendent au début de la file.
    }
decide-heading = Décider
decide-text-claim = Accepter donne à cette personne le rôle de propriétaire. Refuser demande une raison, qu’elle lira.
decide-text-error = Dites ce qui en est advenu ; la personne qui a signalé le lira, si elle a un compte ou a laissé une adresse.
decide-text-guarantee = Votre nom n’est pas public ; votre réseau, la date et ce que vous avez vérifié le sont.
review-note = Ce qui a été vérifié
decision-evidence_checked = Justificatif vérifié : j’ai vu le document, et il le dit
decision-register_checked = Confirmée par le registre public
decision-refused = Refuser : le document ne le prouve pas
decision-suspended = Suspendre
decision-restored = Rétablir : la contestation est fondée
network-kind = Nature
network-national = Pilote national
network-regional = Réseau régional
network-thematic = Réseau thématique
network-territory = Territoire
network-members = Membres
network-suppliers = Ses fournisseurs
network-charter = Charte du réseau
network-edit = Page du réseau
network-see = Voir la page publique
voucher-heading = Bon pour une organisation sans numéro
voucher-text = Un collectif sans SIRET ni RNA crée sa page avec ce code : votre réseau se porte garant. Il sert une fois, pendant 30 jours.
voucher-note = Pour qui
voucher-made = Voici le bon
voucher-made-text = Notez-le : il n’est montré qu’une fois.
merge-link = C’est le doublon d’une autre page
merge-heading = Doublon de { $name }
merge-alike = Pages qui se ressemblent
merge-other = L’autre page
merge-text = Quelle autre page présente la même organisation que { $name } ?
field-other = Adresse de sa page, ou SIRET
hint-other = Par exemple le-pain-leve-rennes, ou 732 829 320 00074.
submit-comparer = Comparer
fact-town = Commune
fact-number = Numéro
fact-address-of-page = Adresse de la page
merge-both = Les deux pages
merge-what = Quoi
merge-this = Cette page
merge-that = L’autre page
merge-products = Produits
merge-guarantees = Garanties
merge-members = Membres
merge-decide = Fusionner
merge-what-happens = Produits, garanties, documents, membres, messages et dossiers passent à la page qui reste ; ce qui lui manque est pris de l’autre, dont l’adresse y mène. Les membres des deux pages sont prévenus.
merge-undo-text = Une fusion se défait pendant 30 jours ; ce qui est venu entre-temps sur la page qui reste y reste.
field-kept = Page qui reste
merge-keep-this = Cette page : { $name }
merge-keep-that = L’autre page : { $name }
hint-reason-merge = Les membres des deux pages la liront. Par exemple : même association, inscrite deux fois.
submit-fusionner = Fusionner les deux pages
merge-made = Pages fusionnées avec celle-ci
submit-separer = Séparer
done-merged = Les deux pages n’en font plus qu’une.
done-separated = Les deux pages sont de nouveau séparées.
case-choice = { $about } : { $note }
case-many =
    { $more ->
        [0] { $about }
        [one] { $about } et { $more } autre
        *[other] { $about } et { $more } autres
    }
field-cases = Dossiers
decide-many = Décider plusieurs dossiers
decide-many-text = Une même décision et une même raison pour tous ceux que vous cochez, ou pour aucun.
decided-lately = Vos décisions du jour
decided-lately-text = Pendant un jour, vous pouvez revenir sur une décision : les dossiers attendent de nouveau, et qui en était devenu propriétaire ne l’est plus.
decided-undo = Revenir
submit-reprendre-decision = Revenir sur cette décision
done-reopened = La décision est reprise ; ce qu’elle concernait attend de nouveau.
review-take-back = Revenir sur votre décision
review-take-back-text = Vous avez décidé de cette garantie depuis moins d’un jour. Si vous revenez sur cette décision, la garantie est comme avant, et sa structure l’apprend.
hint-reason-template = Suit la raison type, ou la remplace.
hint-reason-guarantee = Nécessaire pour refuser, suspendre ou maintenir. Suit la raison type, ou la remplace.
decide-many-kind = Plusieurs dossiers d’un même type se décident ensemble : choisissez d’abord un type ci-dessus.
decide-many-appeal = Une contestation demande de relire ce qui a été décidé : chacune se décide sur sa page.
decide-many-evidence = Confirmer demande de lire chaque justificatif, sur sa page. Vous pouvez en refuser plusieurs pour une même raison, que leurs organisations liront ; pendant un jour, ils se reprennent ensemble.
case-nobody-left = La dernière personne qui gérait cette page a effacé son compte. La page peut être revendiquée ; d’ici là, personne ne répond à ses messages ni à ses réservations.
case-closed = Dossier clos
decision-upheld-refused = Maintenir le refus : la contestation n’est pas fondée
decision-upheld-suspended = Maintenir la suspension : la contestation n’est pas fondée
decide-nothing = Rien ne se décide de cette garantie dans l’état où elle est.
reopen-others = Revenir sur les autres
reopen-others-text = Ce qui a été décidé dans le même acte et peut encore se reprendre attendra de nouveau.
submit-reprendre-les-autres = Revenir sur les autres
case-release-text = Vous avez pris ce dossier en charge. Rendez-le si vous ne le traitez pas : vos collègues pourront le prendre tout de suite.
submit-rendre-dossier = Rendre le dossier
