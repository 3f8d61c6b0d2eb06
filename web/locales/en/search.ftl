search-heading = Suppliers
search-description = Suppliers of the social and solidarity economy: products, lead times, service areas and checked guarantees.
search-title-of = { $need }: suppliers
search-need = Your need
search-need-example = catering, green spaces, printing…
search-territory = Territory to serve
search-territory-example = town, département, région…
search-submit = Search
search-not-run = Search not run
search-down = The search engine does not answer. Only names are searched, in the database; the filters will come back with it.
search-by-name = { $count ->
    [0] No supplier of this name
    [one] { $count } supplier of this name, unfiltered
   *[other] { $count } suppliers of this name, unfiltered
}
problems-heading = To mend in your search
problem-unknown-territory = No territory is called “{ $typed }”. Write the name of a town, an intercommunal body, a département or a région.
problem-unknown-theme = There is no theme “{ $typed }”.
problem-unknown-category = No purchase category matches “{ $typed }”. Write a word of its name or a CPV code.
problem-unknown-guarantee = The guarantee “{ $typed }” is not in the catalogue.
problem-unknown-level = There is no level “{ $typed }”.
problem-unknown-ground = There is no reserved-contract ground “{ $typed }”.
problem-unknown-legal-form = The legal form “{ $typed }” is not known.
problem-unknown-network = There is no network “{ $typed }”.
problem-unknown-currency = The currency “{ $typed }” is not known.
problem-unknown-sort = There is no sort order “{ $typed }”.
problem-lead-time = “{ $typed }” is not a number of days. Write a whole number between 0 and 730.
problem-radius = “{ $typed }” is not a radius. Write a number of kilometres between 1 and 500.
problem-center-missing = A radius goes around a place: write the name of a town too.
problem-center = “{ $typed }” is not a known place. Write the name of a town.
problem-too-long = “{ $typed }” is too long.
problem-unseen = “{ $typed }” holds invisible characters: type this need again.
problem-no-word = There is no word to search for in “{ $typed }”.
problem-too-many = Too many values for this filter: take some away.
problem-cursor = This page of results is gone: the search has changed. Start again from the first one.
choose-territory = Several territories answer to “{ $typed }”. Which one?
choose-center = Which town do you mean by “{ $typed }”?
choose-category = Several purchase categories answer to “{ $typed }”. Which one?
chips-label = Active filters
chip-remove = Remove the filter: { $filter }
clear-all = Clear all
filter-category = Purchase category
filter-lead-time = Longest lead time (days)
filter-level = Guarantee level
filter-peers = Peer reviewed
filter-place = Where it is located
filter-located = Located in
filter-center = Around
filter-radius = Radius (km)
filters-apply = Apply the filters
level-any = Any level
level-at-least-declared = At least declared
level-at-least-evidence = At least evidence checked
level-at-least-register = Register checked or equivalent
facet-territoire = Territories
facet-siege = Location
facet-theme = Themes
facet-categorie = Purchase categories
facet-garantie = Guarantees
facet-statut = Legal form
facet-reseau = Networks
facet-reserve = Reserved contracts
facet-monnaie = Currencies
ground-disability = Disability (L2113-12)
ground-insertion = Work integration (L2113-13)
ground-ess = Social economy enterprises (L2113-15)
sort-label = Sort by
sort-relevance = relevance
sort-distance = distance
sort-name = name
sort-recent = last update
sort-relevance-note = Names first, then products, then descriptions that contain your words; for equal words, those that serve the whole territory come first.
sort-distance-note = From the nearest to the farthest from the chosen centre.
sort-name-note = In alphabetical order.
sort-recent-note = From the most recently updated page to the oldest.
distance = { $km } km away
serves-all = Serves all of your territory
serves-all-supposed = Serves all of your territory (supposed)
serves-all-by-offer = At least one of its offers serves all of your territory
serves-part = Serves part of your territory
serves-part-supposed = Serves part of your territory (supposed)
empty-spelling = Did you mean:
empty-remove = Take a filter away
empty-without = Without “{ $filter }”
empty-broader = Widen the territory
empty-else = Or else
empty-hint-words = Try a more general word: “cleaning” rather than “window washing”.
empty-start-again = Start again without filters
search-total = { $count ->
    [one] { $count } supplier matches
   *[other] { $count } suppliers match
}
facet-more = { $count ->
    [one] { $count } more
   *[other] { $count } more
}
other-guarantees = { $count ->
    [one] { $count } other guarantee
   *[other] { $count } other guarantees
}
empty-would-give = { $count ->
    [one] { $count } supplier
   *[other] { $count } suppliers
}
filters-summary = { $count ->
    [0] Refine
    [one] Refine ({ $count } filter)
   *[other] Refine ({ $count } filters)
}
lead-time-from = { $days ->
    [0] delivered the same day
    [one] delivered from 1 day
   *[other] delivered from { $days } days
}
lead-time-days = { $days ->
    [0] delivered the same day
    [one] delivered in 1 day
   *[other] delivered in { $days } days
}
search-waits = These filters can’t be applied for now
