invalid-price-for-free = Vous avez écrit un montant : à quelles conditions ? Choisissez-les, ou effacez le montant.
refused-ledger-cancelled = Cette écriture est annulée par une autre de la même réservation : il n’y a rien à régler ni à rouvrir.
booking-field-moment = Et ce moment
booking-hint-moment =
    { $count ->
        [0] Personne ne l’attend.
        [one] Une organisation l’attend.
       *[other] { $count } organisations l’attendent.
    }
moment-close = Il n’est plus à prendre : il est fermé dans le calendrier, et qui l’attend en est prévenu
moment-open = Il reste ouvert : qui l’attend l’obtient
invalid-close-owner = Seule l’organisation qui prête peut fermer ce moment.
invalid-close-many = Les horaires ont déjà trop d’exceptions : retirez celles qui sont passées, ou laissez ce moment ouvert.
done-booking-cancelled-closed = La réservation est annulée et ce moment est fermé dans le calendrier. Pour le rouvrir, retirez l’exception des horaires.
letter-booking-waited-in-vain-subject = « { $about } » ne se libère pas
letter-booking-waited-in-vain-text = « { $about } », chez { $who }, ne se libère pas pour le moment que vous attendiez : { $when }. Vous n’êtes plus sur la liste d’attente.
week-free-from = Libre dès { $time }
week-free-units-from =
    { $count ->
        [one] { $count } libre dès { $time }
       *[other] { $count } libres dès { $time }
    }
refused-asked-already = Votre organisation a déjà demandé ce moment : la demande attend sa réponse.
booking-asked-already = Votre demande qui attend sa réponse
done-alert-known = Vous aviez déjà cette alerte : la voici.
territory-kind-country = pays
territory-kind-region = région
territory-kind-departement = département
territory-kind-epci = intercommunalité
territory-kind-commune = commune
letter-booking-cancelled-by = Annulée par { $who }.
invalid-price-large = Ce montant est trop grand : un milliard au plus.
invalid-alert-everything-shared = Une alerte demande quelque chose : des mots, un lieu, un type, un jour…
