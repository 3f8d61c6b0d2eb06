breadcrumbs-label = Breadcrumbs
territories-heading = Territories
territories-lead = The régions and départements served by suppliers of the social and solidarity economy.
territory-heading = { $territory }: suppliers of the social economy
territory-heading-of = { $subject }, { $territory }: suppliers of the social economy
territory-description = { $territory }: { $count ->
    [one] { $count } supplier of the social and solidarity economy serves this territory
   *[other] { $count } suppliers of the social and solidarity economy serve this territory
}, with their products, lead times and guarantees.
territory-total = { $count ->
    [one] { $count } supplier serves this territory, all of it or part.
   *[other] { $count } suppliers serve this territory, all of it or part.
}
territory-down = The search engine is not answering. Here are suppliers whose head office is here.
territory-first = Among them
territory-all = { $count ->
    [0] Search this territory
    [one] See this supplier
   *[other] See all { $count } suppliers
}
territory-themes = By theme
territory-categories = By purchase category
territory-inside = Départements
territory-about = The territory
downloads = Download:
feed-title = BDIS PRO: new suppliers
feed-link = Atom feed
map-of-area = Map of the area served: { $area }
map-of-territory = Map: { $territory }
downloads-heading = Data to download
territory-kind-country = country
territory-kind-region = région
territory-kind-departement = département
territory-kind-epci = intercommunality
territory-kind-commune = commune
