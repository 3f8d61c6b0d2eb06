letter-booking-action = Ouvrir la réservation
letter-booking-times =
    { $count ->
        [one] Elle revient { $count } fois.
       *[other] Elle revient { $count } fois.
    }
letter-booking-reason = Raison : { $reason }
letter-booking-purpose = Pour quoi faire : { $text }
letter-booking-place = Place dans la liste d’attente : { $place }.
letter-booking-where = Lieu : { $place }
letter-booking-handover = Remise : { $text }
letter-booking-requested-subject = { $who } demande « { $about } »
letter-booking-requested-text = { $who } demande « { $about } » : { $when }. Acceptez, refusez ou proposez un autre moment.
letter-booking-taken-subject = { $who } a réservé « { $about } »
letter-booking-taken-text = { $who } a réservé « { $about } » : { $when }.
letter-booking-counter-refused-subject = { $who } refuse le moment proposé pour « { $about } »
letter-booking-counter-refused-text = { $who } ne prend pas « { $about } » au moment que vous avez proposé.
letter-booking-asked-subject = « { $about } » s’est libéré : votre demande est envoyée
letter-booking-asked-text = De la place s’est libérée. { $who } a reçu votre demande de « { $about } » : { $when }.
letter-booking-countered-subject = { $who } propose un autre moment pour « { $about } »
letter-booking-countered-text = { $who } propose un autre moment pour « { $about } » : { $when }. Acceptez-le ou refusez-le.
letter-booking-accepted-subject = « { $about } » est réservé
letter-booking-accepted-text = La réservation de « { $about } », chez { $who }, est acceptée : { $when }.
letter-booking-refused-subject = La demande de « { $about } » n’est pas acceptée
letter-booking-refused-text = { $who } n’a pas accepté votre demande de « { $about } » : { $when }.
letter-booking-waiting-subject = Liste d’attente pour « { $about } »
letter-booking-waiting-text = Vous attendez « { $about } », chez { $who } : { $when }. Vous saurez tout de suite si cela se libère.
letter-booking-cancelled-subject = Réservation de « { $about } » annulée
letter-booking-cancelled-text = La réservation de « { $about } » avec { $who } est annulée : { $when }.
letter-booking-lapsed-subject = La demande de « { $about } » est restée sans suite
letter-booking-lapsed-text = Personne n’a répondu à temps pour « { $about } », avec { $who } : { $when }. La demande ne vaut plus.
letter-booking-reminder-subject = Demain : « { $about } »
letter-booking-reminder-text = Votre réservation de « { $about } », chez { $who }, approche : { $when }.
letter-booking-units = Combien : { $count }
letter-booking-thing = { $name } (× { $count })
letter-booking-along = Réservé avec : { $things }
letter-booking-owed = Dû en tout : { $amount }
letter-booking-stays-due = Le délai d’annulation était passé : { $amount } reste dû.
letter-booking-due-no-more = Rien n’est dû.
letter-booking-given-subject = « { $about } » est donné à quelqu’un d’autre à ce moment-là
letter-booking-given-text = Le créneau que vous demandiez pour « { $about } », chez { $who }, est donné à quelqu’un d’autre : { $when }. Votre demande n’est pas effacée. Sur sa page, changez-la de moment, passez en liste d’attente ou retirez-la.
letter-booking-changed-subject = { $who } change sa réservation de « { $about } »
letter-booking-changed-text = { $who } change le moment de « { $about } » : { $when }. Avant ce changement : { $before }.
letter-booking-still-asked = La demande attend votre réponse.
letter-booking-people = Nombre de personnes : { $count }
