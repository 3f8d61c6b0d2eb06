search-heading = Fournisseurs
search-description = Fournisseurs de l’économie sociale et solidaire : produits, délais, zones desservies et garanties vérifiées.
search-title-of = { $need } : fournisseurs
search-need = Votre besoin
search-need-example = traiteur, espaces verts, imprimerie…
search-territory = Territoire à desservir
search-territory-example = commune, département, région…
search-submit = Chercher
search-not-run = Recherche non lancée
search-down = Le moteur de recherche ne répond pas. Seuls les noms sont cherchés, dans la base de données ; les filtres reviendront avec lui.
search-by-name = { $count ->
    [0] Aucun fournisseur de ce nom
    [one] { $count } fournisseur de ce nom, sans filtre
   *[other] { $count } fournisseurs de ce nom, sans filtre
}
problems-heading = À corriger dans votre recherche
problem-unknown-territory = Aucun territoire ne s’appelle « { $typed } ». Écrivez le nom d’une commune, d’une intercommunalité, d’un département ou d’une région.
problem-unknown-theme = La thématique « { $typed } » n’existe pas.
problem-unknown-category = Aucune catégorie d’achat ne correspond à « { $typed } ». Écrivez un mot de son nom ou un code CPV.
problem-unknown-guarantee = La garantie « { $typed } » n’est pas au catalogue.
problem-unknown-level = Le niveau « { $typed } » n’existe pas.
problem-unknown-ground = Le motif de réservation « { $typed } » n’existe pas.
problem-unknown-legal-form = La forme juridique « { $typed } » n’est pas connue.
problem-unknown-network = Le réseau « { $typed } » n’existe pas.
problem-unknown-currency = La monnaie « { $typed } » n’est pas connue.
problem-unknown-sort = Le tri « { $typed } » n’existe pas.
problem-lead-time = « { $typed } » n’est pas un nombre de jours. Écrivez un nombre entier entre 0 et 730.
problem-radius = « { $typed } » n’est pas un rayon. Écrivez un nombre de kilomètres entre 1 et 500.
problem-center-missing = Un rayon va autour d’un lieu : écrivez aussi le nom d’une commune.
problem-center = « { $typed } » n’est pas un lieu connu. Écrivez le nom d’une commune.
problem-too-long = « { $typed } » est trop long.
problem-unseen = « { $typed } » contient des caractères invisibles : retapez ce besoin.
problem-no-word = Il n’y a aucun mot à chercher dans « { $typed } ».
problem-too-many = Trop de valeurs pour ce filtre : retirez-en.
problem-cursor = Cette page de résultats n’existe plus : la recherche a changé. Reprenez depuis le début.
choose-territory = Plusieurs territoires répondent au nom de « { $typed } ». Lequel ?
choose-center = Quelle commune voulez-vous dire par « { $typed } » ?
choose-category = Plusieurs catégories d’achat répondent à « { $typed } ». Laquelle ?
chips-label = Filtres actifs
chip-remove = Retirer le filtre : { $filter }
clear-all = Tout effacer
filter-category = Catégorie d’achat
filter-lead-time = Délai maximal (jours)
filter-level = Niveau de garantie
filter-peers = Évaluée par les pairs
filter-place = Lieu du siège
filter-located = Implanté dans
filter-center = Autour de
filter-radius = Rayon (km)
filters-apply = Appliquer les filtres
level-any = Tous les niveaux
level-at-least-declared = Au moins déclarée
level-at-least-evidence = Au moins preuve vérifiée
level-at-least-register = Registre vérifié ou équivalent
facet-territoire = Territoires
facet-siege = Implantation
facet-theme = Thématiques
facet-categorie = Catégories d’achat
facet-garantie = Garanties
facet-statut = Forme juridique
facet-reseau = Réseaux
facet-reserve = Marchés réservés
facet-monnaie = Monnaies
ground-disability = Handicap (L2113-12)
ground-insertion = Insertion (L2113-13)
ground-ess = Entreprises de l’ESS (L2113-15)
sort-label = Trier par
sort-relevance = pertinence
sort-distance = distance
sort-name = nom
sort-recent = mise à jour
sort-relevance-note = D’abord les noms, puis les produits, puis les descriptions qui contiennent vos mots ; à mots égaux, ceux qui desservent tout le territoire passent devant.
sort-distance-note = Du plus proche au plus éloigné du centre choisi.
sort-name-note = Par ordre alphabétique.
sort-recent-note = De la fiche mise à jour le plus récemment à la plus ancienne.
distance = à { $km } km
serves-all = Dessert tout votre territoire
serves-all-supposed = Dessert tout votre territoire (supposé)
serves-all-by-offer = Une de ses offres au moins dessert tout votre territoire
serves-part = Dessert une partie de votre territoire
serves-part-supposed = Dessert une partie de votre territoire (supposé)
empty-spelling = Vouliez-vous dire :
empty-remove = Retirez un filtre
empty-without = Sans « { $filter } »
empty-broader = Élargissez le territoire
empty-else = Ou bien
empty-hint-words = Essayez un mot plus général : « nettoyage » plutôt que « lavage de vitres ».
empty-start-again = Recommencer sans filtre
search-total = { $count ->
    [one] { $count } fournisseur correspond
   *[other] { $count } fournisseurs correspondent
}
facet-more = { $count ->
    [one] { $count } autre
   *[other] { $count } autres
}
other-guarantees = { $count ->
    [one] { $count } autre garantie
   *[other] { $count } autres garanties
}
empty-would-give = { $count ->
    [one] { $count } fournisseur
   *[other] { $count } fournisseurs
}
filters-summary = { $count ->
    [0] Affiner
    [one] Affiner ({ $count } filtre)
   *[other] Affiner ({ $count } filtres)
}
lead-time-from = { $days ->
    [0] livré le jour même
    [one] livré dès 1 jour
   *[other] livré dès { $days } jours
}
lead-time-days = { $days ->
    [0] livré le jour même
    [one] livré en 1 jour
   *[other] livré en { $days } jours
}
search-waits = Ces filtres ne peuvent pas être appliqués pour l’instant
