product-unconfirmed = Ce produit vient d’une liste importée. Le fournisseur ne l’a pas encore confirmé.
product-conditions = Conditions d’approvisionnement
product-facts = En bref
product-price = Prix
product-category = Catégorie d’achat
product-valid = Offre valable
product-see-supplier = Voir le fournisseur
product-others = Autres produits de { $supplier }
term-minimum-order = Commande minimale
term-packaging = Conditionnement
term-season = Saison
term-delivery = Livraison
term-payment = Paiement
term-capacity = Capacité par mois
product-currencies-of-supplier = Celles du fournisseur.
offer-currencies = monnaies acceptées : { $names }
hint-product-currencies = Rien de coché : celles de l’organisation.
category-no-idea = Aucune idée d’après vos mots. Dites en un mot ou deux ce que c’est (pain, ménage, formation, menuiserie…), puis demandez à nouveau.
category-or-idea = Choisissez-en une ci-dessous, ou écrivez la vôtre.
offer-from = à partir du { $day }
offer-over = terminée depuis le { $day }
product-coming = Cette offre ne vaut qu’à partir du { $day } : d’ici là, les recherches ne la montrent pas.
product-over = Cette offre est terminée depuis le { $day } : les recherches ne la montrent plus.
more-offers = { $count ->
    [one] { $count } autre produit
   *[other] { $count } autres produits
}
product-title = { $product }, { $supplier }
product-summary = { $supplier } : { $product }
nature-goods = Fournitures
nature-services = Services
nature-works = Travaux
from-order = à partir de { $least }
