nav-sharing = Mutualisation
shared-heading = Mutualisation
shared-description = Locaux, équipements, compétences, transports et achats groupés que les organisations de l’économie sociale et solidaire se prêtent, se louent et cherchent.
shared-when = Quand
shared-day = Jour
shared-from = De
shared-until = À
shared-when-note = Donnez un jour seul, un moment de ce jour, ou des heures : à l’heure du lieu.
shared-where = Où
shared-what = Quoi
shared-around = Autour d’un lieu
shared-direction = Sens
shared-offers = offres
shared-requests = demandes
shared-places-least = Pour combien de personnes
shared-units-least = Combien à la fois
shared-accessibility = Accessibilité
shared-total = { $count ->
    [one] { $count } offre correspond
   *[other] { $count } offres correspondent
}
shared-total-requests = { $count ->
    [one] { $count } demande correspond
   *[other] { $count } demandes correspondent
}
shared-would-give = { $count ->
    [one] { $count } résultat
   *[other] { $count } résultats
}
shared-places = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
shared-places-each = { $count ->
    [one] { $count } personne par unité
   *[other] { $count } personnes par unité
}
shared-units = { $count ->
    [one] { $count } unité
   *[other] { $count } unités
}
shared-time = { $date }, de { $from } à { $until }
shared-way-in = Proposer ou chercher quelque chose
shared-ask-when-empty = Publier une demande, que verront ceux qui peuvent y répondre
shared-alert = Être averti des nouveautés de cette recherche
shared-alert-when-empty = Enregistrer cette recherche : vous serez averti dès que quelque chose y répondra
facet-type = Type
facet-prix = Prix
shared-map-note = Les mêmes résultats que dans la liste. Ce qui ne dit pas sa place exacte est montré à la mairie.
shared-map-cluster = { $count } résultats, zoomer
shared-map-here = { $count } résultats au même endroit
shared-map-placed = Résultats placés sur la carte : { $placed } sur { $total }
shared-feed-title = BDIS PRO : mutualisation
problem-shared-kind = Le type « { $typed } » n’existe pas.
problem-shared-price = Le prix « { $typed } » n’existe pas.
problem-shared-accessibility = « { $typed } » n’est pas un critère d’accessibilité.
problem-shared-direction = « { $typed } » n’est ni « offre » ni « demande ».
problem-shared-places = Écrivez un nombre entier de personnes, de 1 à 100 000.
problem-shared-units = Écrivez un nombre entier, de 1 à 10 000.
problem-shared-day = « { $typed } » n’est pas un jour. Écrivez-le comme 2027-01-14.
problem-shared-day-missing = Donnez aussi le jour.
problem-shared-hour = « { $typed } » n’est pas une heure. Écrivez-la comme 14:00.
problem-shared-hours = La fin doit venir après le début.
problem-shared-past = Ce moment est passé.
invalid-shared-count = Un nombre de 1 à { $most }.
invalid-shared-time-order = La fin doit venir après le début.
invalid-shared-time-length = Une durée de { $most } jours au plus.
invalid-shared-time-past = Ce moment est passé.
invalid-shared-time-incomplete = Le début et la fin vont ensemble.
problem-shared-owner = L’organisation « { $typed } » n’existe pas.
shared-by = Partagé par : { $name }
shared-by-one = Ce que partage une seule organisation
shared-units-free =
    { $free ->
        [one] { $free } unité libre sur { $count }
       *[other] { $free } unités libres sur { $count }
    }
shared-by-days = Se réserve par jours entiers
