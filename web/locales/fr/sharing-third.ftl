invalid-price-for-free = Vous avez écrit un montant : à quelles conditions ? Choisissez-les, ou effacez le montant.
refused-ledger-cancelled = Cette écriture est annulée par une autre de la même réservation : il n’y a rien à régler ni à rouvrir.
