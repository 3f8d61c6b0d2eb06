letter-alert-action = Voir mes alertes
letter-alert-note = Vous recevez ce message parce que vous suivez cette recherche sur BDIS PRO.
letter-alert-more = { $count ->
    [one] Et { $count } autre, dans vos alertes.
   *[other] Et { $count } autres, dans vos alertes.
}
letter-alert-new-subject = { $count ->
    [one] Une nouveauté pour votre alerte « { $about } »
   *[other] { $count } nouveautés pour vos alertes
}
letter-alert-new-text = { $count ->
    [one] Votre alerte « { $about } » a trouvé du nouveau :
   *[other] Vos alertes ont trouvé du nouveau :
}
letter-alert-digest-subject = { $count ->
    [one] Vos alertes : une nouveauté pour « { $about } »
   *[other] Vos alertes : { $count } nouveautés
}
letter-alert-digest-text = { $count ->
    [one] Depuis votre dernier courriel, votre alerte « { $about } » a trouvé du nouveau :
   *[other] Depuis votre dernier courriel, vos alertes ont trouvé du nouveau :
}
letter-alert-why = Ce que vous cherchez : { $sought }.
