supplier-photos = Photos
supplier-photos-more =
    { $count ->
        [one] { $count } autre photo
       *[other] { $count } autres photos
    }
invalid-picture-huge = Cette image a plus de 12 000 pixels de côté : envoyez-en une plus petite, ou un PDF.
done-declared-ended = La garantie est déclarée. Elle a déjà pris fin : elle ne sera donc pas vérifiée. Si elle a été reconduite, déclarez la suite ci-dessous.
suspended-on = le { $date }, par { $who }
by-network = le réseau { $network }
by-moderators = la modération
by-register = lecture du registre public par la modération
steps-heading = Étapes de cette garantie
step-what = Étape
step-by = Par
step-why = Raison, ou ce qui a été vu
field-template = Raison type
template-none = Aucune
template-claim-role = Dites quelle est votre fonction et comment la vérifier, puis faites une nouvelle demande.
template-claim-email = Rien ne montre que vous agissez pour cette organisation : utilisez une adresse électronique à son nom.
template-claim-other = Cette page est celle d’une autre organisation que la vôtre.
template-error-done = C’est corrigé, merci.
template-error-confirmed = L’organisation confirme ce qui est écrit.
template-error-vague = Nous n’avons pas trouvé l’erreur : dites ce qui est faux, et ce qui est juste.
template-guarantee-unreadable = Le document est illisible : envoyez-en une copie nette avec une contestation.
template-guarantee-ended = Le document n’est plus valable : envoyez celui qui est en vigueur avec une contestation.
template-guarantee-other = Le document concerne une autre structure.
template-guarantee-unproven = Le document ne prouve pas cette garantie : envoyez la décision ou le certificat avec une contestation.
template-guarantee-register = Le registre public ne mentionne plus cette garantie.
hint-reason-template = Suit la raison type, ou la remplace.
hint-reason-guarantee = Nécessaire pour refuser, suspendre ou maintenir. Suit la raison type, ou la remplace.
decide-many-kind = Plusieurs dossiers d’un même type se décident ensemble : choisissez d’abord un type ci-dessus.
decide-many-appeal = Une contestation demande de relire ce qui a été décidé : chacune se décide sur sa page.
decide-many-evidence = Confirmer demande de lire chaque justificatif, sur sa page. Vous pouvez en refuser plusieurs pour une même raison, que leurs organisations liront ; pendant un jour, ils se reprennent ensemble.
submit-refuser-documents = Refuser ces justificatifs
reason-repeated = { $column } : « { $value } » contredit la ligne { $other }, qui nomme la même organisation. La première lecture reste.
reason-commune-supposed = « { $value } » n’est pas une commune connue : { $other } est supposée d’après le code postal.
