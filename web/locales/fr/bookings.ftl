refused-full = Ce n’est plus libre à ce moment-là.
invalid-booking-archived = Cette annonce ou cette organisation est archivée.
invalid-booking-request = On ne réserve que ce qui est proposé, pas ce qui est recherché.
invalid-booking-people = Il y a { $most } places au plus.
invalid-booking-people-each = Il y a { $each } places par unité : { $most } au plus dans ce que vous réservez.
invalid-booking-none = Cela ne se réserve pas en ligne : écrivez à l’organisation.
invalid-booking-ess = Cette offre est réservée aux organisations de l’économie sociale et solidaire. La forme juridique de la vôtre, ou une garantie qu’elle déclare, doit le montrer.
invalid-booking-networks = Cette offre est réservée aux membres d’un réseau de son propriétaire.
invalid-booking-extra = Cela ne peut pas être réservé en complément.
invalid-booking-reason = Donnez une raison : elle sera lue par ceux qui comptaient dessus.
invalid-booking-moved = Cette réservation n’en est plus là : relisez où elle en est.
invalid-booking-over = Cette réservation est terminée.
invalid-booking-both = Une demande est acceptée, ou un autre moment est proposé : pas les deux.
invalid-booking-organization = Choisissez l’organisation qui réserve.
invalid-booking-number = Écrivez un nombre entier en chiffres, { $least } au moins.
invalid-booking-time = Une heure s’écrit comme 14:00.
invalid-booking-leapt = Ce jour-là, { $time } n’existe pas : l’heure avance. Écrivez { $next }, ou plus tard.
invalid-booking-calendar = Choisissez ce que le calendrier montre.
invalid-stay-empty = La fin vient après le début.
invalid-stay-units = Il y en a { $most } au plus.
invalid-stay-past = Ce moment est passé.
invalid-stay-too-soon = C’est trop tôt : à partir du { $when }.
invalid-stay-too-far = C’est trop loin : jusqu’au { $when }.
invalid-stay-quarter = Cela commence à un quart d’heure juste, comme 14:15, et finit à une minute entière.
invalid-stay-half = Cela commence à une heure ou une demi-heure juste, comme 14:30, et finit à une minute entière.
invalid-stay-hour = Cela commence à une heure juste, comme 14:00, et finit à une minute entière.
invalid-stay-days = Cela se réserve par jours entiers.
invalid-stay-too-short = C’est trop court : { $length } au moins.
invalid-stay-too-long = C’est trop long : { $length } au plus.
invalid-stay-closed = C’est fermé pendant une partie de ce temps.
invalid-stay-validity = L’offre ne vaut pas à ce moment-là.
invalid-repeat-too-many = Une réservation revient { $most } fois au plus.
invalid-repeat-too-far = Une réservation revient jusqu’au { $day } au plus.
invalid-repeat-backwards = Le dernier jour vient avant le premier.
invalid-repeat-never = Dites à quel rythme cela revient, ou videz le nombre de fois et le dernier jour.
invalid-repeat-no-end = Dites jusqu’à quand elle revient : un nombre de fois, ou un dernier jour.
invalid-waiting-free = C’est libre : réservez directement.
invalid-handover = Ce qui est accepté est remis une fois, puis rendu une fois.
invalid-ledger-entries = Seules les écritures dues à votre organisation peuvent être réglées ou rouvertes.
invalid-too-many-calendars = Vous avez déjà { $most } calendriers : supprimez-en un.
feed-of-mine = BDIS PRO : mes réservations
feed-lent = { $name }, pour { $who }
feed-booked = { $name }, chez { $who }
feed-asked = { $what } (demandé)
week-label = Semaines
week-day = Semaine du
week-show = Voir
week-of-day = La semaine du jour choisi
week-before = Semaine précédente
week-after = Semaine suivante
week-caption = { $name } : semaine du { $day }
week-column = { $day } { $date }
weekday-short-1 = lun.
weekday-short-2 = mar.
weekday-short-3 = mer.
weekday-short-4 = jeu.
weekday-short-5 = ven.
weekday-short-6 = sam.
weekday-short-7 = dim.
week-whole-day = Journée
week-closed = Fermé
week-past = Passé
week-full = Complet
week-free = Libre
week-free-units =
    { $count ->
        [one] { $count } libre
       *[other] { $count } libres
    }
booking-mode-at_once = La réservation est confirmée tout de suite.
booking-mode-on_request = Le propriétaire accepte, refuse ou propose un autre moment.
booking-mode-none = Cela ne se réserve pas en ligne : écrivez à l’organisation.
booking-audience-ess = Réservé aux organisations de l’économie sociale et solidaire.
booking-audience-networks = Réservé aux membres d’un réseau de son propriétaire.
booking-zone = Les heures sont celles du lieu ({ $zone }).
booking-next = Premier moment libre : { $when }
booking-next-none = Aucun moment n’est libre dans les délais de réservation.
booking-week = La semaine
booking-heading = Réserver
booking-sign-in = Pour réserver, identifiez-vous.
booking-reader = Votre rôle chez « { $name } » est la lecture : il ne suffit pas pour réserver. Demandez à un propriétaire de l’organisation le rôle « rédaction ».
booking-reader-owners = Voir qui en est propriétaire
booking-no-organization = On réserve pour une organisation. Créez la page de la vôtre, ou rejoignez-la.
booking-title = Réserver : { $name }
booking-field-organization = Pour
booking-field-day = Jour
booking-field-lastDay = Dernier jour
booking-field-startTime = De
booking-field-endTime = À
booking-field-units = Combien
booking-field-people = Nombre de personnes
booking-field-extras = Avec
booking-field-purpose = Pour quoi faire
booking-field-repeat = Revient
booking-field-repeatTimes = Nombre de fois en tout
booking-field-repeatUntil = Ou jusqu’au
booking-field-onlyFree = Si tout n’est pas libre
booking-field-reason = Raison
booking-field-note = État, remarques
booking-field-series = Série
booking-hint-last-day = Si la fin est un autre jour.
booking-hint-units = { $count } en tout.
booking-hint-people = { $count } places.
booking-hint-people-each =
    { $count ->
        [one] { $count } place par unité réservée.
       *[other] { $count } places par unité réservée.
    }
booking-hint-purpose = Lu par le propriétaire.
booking-hint-times = 104 au plus.
booking-hint-reason = Lue par l’organisation qui a demandé.
booking-hint-note = Lu par les deux organisations.
rhythm-never = Jamais
rhythm-daily = Chaque jour
rhythm-weekly = Chaque semaine
rhythm-fortnightly = Toutes les deux semaines
rhythm-monthly = Chaque mois, à la même date
booking-only-free = Réserver les jours libres, laisser les autres
submit-reserver = Réserver
submit-attendre = Rejoindre la liste d’attente
submit-contre-proposer = Proposer ce moment
submit-accepter-heure = Accepter ce moment
submit-refuser-heure = Refuser ce moment
submit-remettre = C’est remis
submit-rendre = C’est rendu
submit-decommander = Annuler la réservation
submit-abonner = Créer l’adresse
submit-desabonner = Supprimer
submit-regler = Réglé
submit-rouvrir-compte = Pas réglé
amount-hours =
    { $few ->
        [1] { $hours } heure
       *[other] { $hours } heures
    }
account-bookings-heading = Réservations
bookings-what = Quoi
bookings-when = Quand
bookings-booker = Pour
bookings-owner = Chez
bookings-state = État
bookings-to-answer = À répondre
bookings-to-answer-caption =
    { $count ->
        [one] { $count } réservation attend votre réponse
       *[other] { $count } réservations attendent votre réponse
    }
bookings-coming = À venir
bookings-coming-caption =
    { $count ->
        [one] { $count } réservation de vos organisations
       *[other] { $count } réservations de vos organisations
    }
bookings-lent = Prêté à d’autres
bookings-lent-caption =
    { $count ->
        [one] { $count } réservation par une autre organisation
       *[other] { $count } réservations par d’autres organisations
    }
bookings-past = Passées
bookings-past-caption =
    { $count ->
        [one] { $count } réservation passée, refusée ou annulée
       *[other] { $count } réservations passées, refusées ou annulées
    }
bookings-next = Réservations suivantes
bookings-none = Rien n’est réservé pour l’instant.
booking-link-sharing = Voir ce qui est partagé
booking-state-requested = Demandée
booking-state-countered = Autre moment proposé
booking-state-accepted = Acceptée
booking-state-refused = Refusée
booking-state-lapsed = Sans réponse à temps
booking-state-cancelled = Annulée
booking-state-waiting = En liste d’attente
booking-left-out = N’étaient pas libres ou étaient fermés, et n’ont pas été réservés : { $days }.
booking-of = Réservation : { $name }
booking-fact-state = État
booking-fact-when = Quand
booking-fact-counter = Moment proposé à la place
booking-fact-line = Place dans la liste d’attente
booking-fact-answer-by = Réponse attendue avant
booking-fact-booker = Pour
booking-fact-by = Réservé par
booking-fact-owner = Chez
booking-fact-units = Combien
booking-fact-purpose = Pour quoi faire
booking-fact-reason = Raison
booking-fact-owed = Dû
booking-fact-deposit = Caution
booking-fact-cancellation = Annulation
booking-fact-insurance = Assurance
booking-fact-place = Lieu
booking-fact-access = Accès
booking-fact-handover = Consignes de remise
booking-fact-handed-over = Remis
booking-fact-handed-back = Rendu
booking-fact-handover-note = Remarques de remise
booking-holders = Qui l’a en ce moment
booking-holders-caption = { $name }, en ce moment
booking-accept-heading = Accepter
booking-refuse-heading = Refuser
booking-counter-heading = Proposer un autre moment
booking-counter-answer-heading = Répondre à ce moment
booking-cancel-heading = Annuler
booking-cancel-series = Toute la série à venir
done-booked = C’est réservé.
done-asked = La demande est envoyée.
done-waiting = Vous êtes sur la liste d’attente.
done-booking-accepted = La réservation est acceptée.
done-booking-refused = C’est refusé.
done-booking-countered = L’autre moment est proposé.
done-handover = C’est noté.
done-booking-cancelled = La réservation est annulée.
done-calendar-ended = Cette adresse ne répond plus.
done-ledger-settled = L’écriture est réglée.
done-ledger-open = L’écriture n’est pas réglée.
calendars-heading = Calendriers
calendars-lead = Une adresse secrète montre vos réservations dans votre propre agenda. Qui la connaît les lit : supprimez-la si elle s’est égarée.
calendar-made = Adresse du calendrier
calendar-made-text = Elle n’est montrée qu’une fois. Copiez-la dans votre agenda.
calendar-of-mine = Toutes mes organisations
calendar-of-organization = { $name }
calendar-of-resource = { $name } ({ $owner })
calendar-of-nothing = Ce que vous ne voyez plus
calendars-caption =
    { $count ->
        [one] { $count } calendrier
       *[other] { $count } calendriers
    }
calendar-what = Ce qu’il montre
calendar-since = Depuis
calendar-new = Nouveau calendrier
own-ledger = Compte
ledger-lead = Ce que les réservations font devoir aux uns et aux autres. Aucun paiement ne passe par ici.
ledger-none = Rien n’est dû, ni par votre organisation ni à elle.
ledger-owes = doit { $amount }
ledger-is-owed = reçoit { $amount }
ledger-balances = Soldes
ledger-balances-caption = Ce que votre organisation doit ou reçoit, par partenaire
ledger-even = Tout est réglé.
ledger-partner = Partenaire
ledger-amount = Montant
ledger-label = Objet
ledger-day = Jour
ledger-settled = Réglé
ledger-currency = Monnaie
ledger-booking = Réservation
ledger-is-settled = Réglé
ledger-is-open = À régler
ledger-entries = Écritures
ledger-caption =
    { $count ->
        [one] { $count } écriture
       *[other] { $count } écritures
    }
ledger-next = Écritures suivantes
ledger-csv = Télécharger en CSV
ledger-xlsx = Télécharger en XLSX
todo-bookings =
    { $count ->
        [one] { $count } réservation attend votre réponse.
       *[other] { $count } réservations attendent votre réponse.
    }
kept-bookings-what = Les réservations que vous avez faites et vos adresses de calendrier
kept-bookings-why = Pour que les organisations sachent qui a quoi
kept-bookings-long = Sans votre nom ni vos mots après l’effacement du compte ; les calendriers sont supprimés
booking-when-zone = { $when } ({ $zone })
booking-owed-nothing = Rien
booking-together = Réservé ensemble
booking-series = La série
booking-price = Prix
booking-total = Dû en tout : { $amount }
booking-listed-caption =
    { $count ->
        [one] { $count } réservation
       *[other] { $count } réservations
    }
booking-cancel-owner-owes-nothing = Si vous annulez, l’organisation qui a réservé ne doit rien.
booking-cancel-owes-nothing = Si vous annulez maintenant, vous ne devez rien.
booking-cancel-owes = Le délai d’annulation est passé : si vous annulez maintenant, vous devez encore { $amount }.
booking-cancel-owes-series = Si vous annulez toute la série à venir, vous devez encore { $amount }.
booking-inside-delay = Ce qui commence avant le { $when } est dû même si vous l’annulez.
booking-heading-remettre = Dire que c’est remis
booking-heading-rendre = Dire que c’est rendu
done-booking-cancelled-owed = La réservation est annulée. Le délai était passé : ce qu’elle coûte reste dû.
ledger-is-cancelled = Annulé
invalid-booking-begun = Cette réservation a commencé, ou la chose est déjà remise : elle ne s’annule plus. Rendez la chose plus tôt en raccourcissant la réservation, ou écrivez au propriétaire, qui peut encore l’annuler.
invalid-booking-start-begun = C’est commencé, ou déjà remis : le début reste. Seule la fin peut être avancée.
booking-begun-text = C’est commencé, ou déjà remis : cette réservation ne s’annule plus. Vous pouvez rendre la chose plus tôt en raccourcissant la réservation, ou écrire à { $owner }, qui peut encore l’annuler.
booking-begun-series = Les dates à venir de la série s’annulent depuis la page de l’une d’elles.
booking-begun-write = Écrire à { $owner }
invalid-stay-on-day = { $wrong } Première date en cause : { $day }.
invalid-booking-extra-named = { $wrong } En cause : le complément « { $name } ».
booking-extra-priced = { $name } ({ $price })
booking-hint-extra-priced = { $price }. { $most }
week-not-yet = Pas encore proposé
week-no-longer = Plus proposé
week-too-soon = Trop proche
week-too-far = Trop loin
week-too-short = Trop court
booking-hint-extra = { $count } au plus. Laissez vide si vous n’en prenez pas.
booking-field-extra = { $name }, combien
booking-field-moment = Et ce moment
booking-hint-moment =
    { $count ->
        [0] Personne ne l’attend.
        [one] Une organisation l’attend.
       *[other] { $count } organisations l’attendent.
    }
done-booking-cancelled-closed = La réservation est annulée et ce moment est fermé dans le calendrier. Pour le rouvrir, retirez l’exception des horaires.
week-free-from = Libre dès { $time }
week-free-units-from =
    { $count ->
        [one] { $count } libre dès { $time }
       *[other] { $count } libres dès { $time }
    }
booking-asked-already = Votre demande qui attend sa réponse
invalid-booking-twice = Cette nuit-là, { $time } vient deux fois : on recule d’une heure. Choisissez laquelle.
invalid-booking-unchanged = C’est le même moment qu’avant.
invalid-booking-longer = Une réservation acceptée se raccourcit, sans s’allonger ni se déplacer. Pour un autre moment, réservez-le, puis annulez celle-ci.
invalid-handover-when = On le note d’une heure avant le début jusqu’à la fin.
booking-field-startTurn = Le début vient deux fois cette nuit-là
booking-field-endTurn = La fin vient deux fois cette nuit-là
booking-turn-choose = Choisir
booking-turn-first = La première fois, avant le changement d’heure
booking-turn-second = La deuxième fois, après le changement d’heure
booking-hint-turn = L’heure change : l’horloge recule d’une heure.
booking-fact-people = Nombre de personnes
booking-change-heading = Changer le moment
booking-shorten-heading = Raccourcir
booking-change-text = La demande reste en attente de réponse. Le propriétaire est averti.
booking-shorten-text = Le nouveau moment tient dans l’ancien. C’est fait aussitôt, et le propriétaire est averti.
booking-shorten-owes-less = Ce qui est dû diminue avec la durée.
booking-shorten-owes-use = Le prix ne dépend pas de la durée : ce qui est dû reste le même.
booking-shorten-owes-same = Le délai d’annulation est passé : ce qui est dû reste le même.
done-booking-changed = Le moment est changé. Le propriétaire est averti.
booking-refuse-countered = Le moment que vous avez proposé ne vaut plus, et la demande est refusée.
booking-counter-again = Ce moment remplace celui que vous avez proposé.
booking-ask-heading = Demander un autre moment
booking-change-countered = Le moment proposé est laissé de côté. Votre demande repart au propriétaire, qui répond.
booking-next-together = Premier moment où tout est libre : { $when }
booking-without = Réserver « { $name } » à ce moment-là, sans complément
invalid-booking-extra-kept = « { $name } » ne peut pas être réservé en complément par cette organisation : son propriétaire l’a retiré ou le garde pour d’autres. Décochez-le, ou écrivez à son propriétaire.
booking-hint-beside =
    { $count ->
        [one] Une autre réservation acceptée reste à ce moment : le fermer ne l’annule pas.
       *[other] { $count } autres réservations acceptées restent à ce moment : le fermer ne les annule pas.
    }
booking-accept-outside = Ce moment est hors des horaires : vous pouvez l’accepter quand même.
