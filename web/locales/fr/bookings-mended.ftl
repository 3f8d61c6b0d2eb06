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
sharing-at-whom = Où, en ce moment
sharing-at-one = Chez { $name }
sharing-at-several = Chez { $count } organisations
sharing-at-late = { $with } (en retard)
invalid-counter-same = C’est le moment déjà demandé, ou déjà proposé : proposez-en un autre.
booking-refuse-countered = Le moment que vous avez proposé ne vaut plus, et la demande est refusée.
booking-counter-again = Ce moment remplace celui que vous avez proposé.
booking-ask-heading = Demander un autre moment
booking-change-countered = Le moment proposé est laissé de côté. Votre demande repart au propriétaire, qui répond.
booking-given-counter = Le moment proposé a été donné à quelqu’un d’autre. Demandez un autre moment, ou annulez votre demande.
booking-given-counter-owner = Un autre a le moment que vous avez proposé. Proposez-en un autre, ou refusez la demande.
booking-state-lacking = { $state } (tout n’est plus libre à ce moment-là)
booking-lacking-heading = Tout n’est plus libre à ce moment-là
booking-lacking = Donné à quelqu’un d’autre : { $things }.
booking-lacking-owner = Tout est demandé ensemble : cela ne peut plus être accepté à ce moment-là. Proposez un autre moment, ou refusez la demande.
booking-lacking-booker = Tout est réservé ensemble, ou rien. Demandez un autre moment, ou annulez votre demande.
booking-lacking-next = Prochain créneau de la même durée où tout est libre : { $when }
booking-lacking-without = Réserver « { $name } » à ce moment-là, sans : { $things }
booking-next-together = Premier moment où tout est libre : { $when }
booking-without = Réserver « { $name } » à ce moment-là, sans complément
waiting-things = Tout est attendu ensemble, ou rien : { $things }.
waiting-dates = Les { $count } dates sont attendues ensemble, ou aucune.
booking-field-whole = De quoi
handover-whole = Tout ce qui est réservé ensemble
handover-only = Seulement « { $name } »
