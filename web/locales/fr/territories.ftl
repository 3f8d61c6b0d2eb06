breadcrumbs-label = Fil d’Ariane
territories-heading = Territoires
territories-lead = Les régions et les départements où des fournisseurs de l’économie sociale et solidaire sont présents.
territory-heading = { $territory } : fournisseurs de l’ESS
territory-heading-of = { $subject }, { $territory } : fournisseurs de l’ESS
territory-description = { $territory } : { $count ->
    [one] { $count } fournisseur de l’économie sociale et solidaire dessert ce territoire
   *[other] { $count } fournisseurs de l’économie sociale et solidaire desservent ce territoire
}, avec leurs produits, leurs délais et leurs garanties.
territory-total = { $count ->
    [one] { $count } fournisseur dessert ce territoire, en tout ou en partie.
   *[other] { $count } fournisseurs desservent ce territoire, en tout ou en partie.
}
territory-down = Le moteur de recherche ne répond pas. Voici des fournisseurs dont le siège est ici.
territory-first = Parmi eux
territory-all = { $count ->
    [0] Chercher dans ce territoire
    [one] Voir ce fournisseur
   *[other] Voir les { $count } fournisseurs
}
territory-themes = Par thématique
territory-categories = Par catégorie d’achat
territory-inside = Départements
territory-about = Le territoire
downloads = Télécharger :
feed-title = BDIS PRO : nouveaux fournisseurs
feed-link = Flux Atom
map-of-area = Carte de la zone desservie : { $area }
map-of-territory = Carte : { $territory }
downloads-heading = Données à télécharger
territory-kind-country = pays
territory-kind-region = région
territory-kind-departement = département
territory-kind-epci = intercommunalité
territory-kind-commune = commune
