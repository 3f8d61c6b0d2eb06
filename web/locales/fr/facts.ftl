more-offers = { $count ->
    [one] { $count } autre produit
   *[other] { $count } autres produits
}
source-members = L’organisation elle-même
area-country = Toute la France
area-radius = { $km } km autour de { $place }
area-radius-le = { $km } km autour du { $place }
area-radius-les = { $km } km autour des { $place }
product-title = { $product }, { $supplier }
product-summary = { $supplier } : { $product }
nature-goods = Fournitures
nature-services = Services
nature-works = Travaux
catalogue-description = Statuts, agréments, labels, certifications et chartes : qui les délivre, ce qui les prouve, combien de temps ils valent.
holds-years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
}
holds-months = { $months } mois
holds-unknown = Durée non confirmée
holds-no-end = Sans limite de durée
register-yes = Il existe un registre public.
register-partial = Le registre public est partiel.
register-no = Il n’y a pas de registre public.
register-unknown = Nous ne savons pas s’il existe un registre public.
from-order = à partir de { $least }
evidence-seen-by = { $who } : { $note }
without-end = sans date de fin
