bookings-out = Remis, pas encore rendu
bookings-out-caption =
    { $count ->
        [one] { $count } réservation dont la chose n’est pas rendue
       *[other] { $count } réservations dont la chose n’est pas rendue
    }
booking-state-out = { $state } ({ $out })
booking-out-since = remis le { $when }
booking-out-late = en retard : devait être rendu le { $when }
booking-out-by-hours = Rien de noté : d’après ses heures
booking-field-whole = De quoi
handover-whole = Tout ce qui est réservé ensemble
handover-only = Seulement « { $name } »
