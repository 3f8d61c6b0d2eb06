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
sharing-with-whom = Où, en ce moment
sharing-with = Chez { $name }
sharing-with-several = Chez { $count } organisations
sharing-with-late = { $with } (en retard)
