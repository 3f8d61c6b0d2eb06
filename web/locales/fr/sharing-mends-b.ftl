week-not-yet = Pas encore proposé
week-no-longer = Plus proposé
week-too-soon = Trop proche
week-too-far = Trop loin
week-too-short = Trop court
shared-units-free =
    { $free ->
        [one] { $free } unité libre sur { $count }
       *[other] { $free } unités libres sur { $count }
    }
shared-by-days = Se réserve par jours entiers
alert-resume-at_once = Reprendre, tout de suite
alert-resume-daily = Reprendre, chaque jour
alert-resume-weekly = Reprendre, chaque semaine
sharing-outside = Réservations hors des horaires
sharing-outside-text = Ces réservations acceptées tombent hors des horaires ou des jours d’aujourd’hui. Elles restent : ouvrez-les pour les annuler ou écrire à qui a réservé.
sharing-outside-caption =
    { $count ->
        [one] { $count } réservation acceptée hors des horaires
       *[other] { $count } réservations acceptées hors des horaires
    }
