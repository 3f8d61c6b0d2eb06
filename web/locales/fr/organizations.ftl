supplier-known-as = Aussi connu sous le nom de { $names }
supplier-sells = Produits et services
supplier-categories-supposed = Ces catégories sont déduites d’une liste importée. Le fournisseur ne les a pas encore confirmées.
supplier-no-product = Ce fournisseur n’a pas encore décrit ses produits. Revenez plus tard, ou cherchez un fournisseur voisin.
supplier-guarantees = Garanties
supplier-guarantees-note = Chaque marque pleine porte sa date ; une marque creuse n’a pas été donnée.
supplier-no-guarantee = Aucune garantie n’est connue pour ce fournisseur.
supplier-guarantees-link = Voir le catalogue des garanties
supplier-identity = Identité du fournisseur
supplier-website = Visiter le site
supplier-area = Zone desservie
supplier-area-supposed = D’après l’adresse ; le fournisseur ne l’a pas encore confirmé.
supplier-currencies = Monnaies acceptées
supplier-themes = Thématiques
supplier-grounds = Marchés réservés
supplier-ground = { $ground }, garantie { $level }
supplier-address = Adresse
siret = SIRET
rna = Numéro RNA
supplier-legal-form = Forme juridique
supplier-headcount = Effectif
supplier-networks = Réseaux
supplier-in-force = { $count ->
    [0] Aucune garantie en vigueur
    [one] 1 garantie en vigueur
   *[other] { $count } garanties en vigueur
}
pictures-removed = Images retirées
pictures-removed-caption = Images retirées, que vous pouvez remettre
picture-until = Supprimée après le
done-picture-removed = L’image est retirée. « Remettre » la fait revenir, pendant trente jours.
done-picture-restored = L’image est de nouveau montrée.
event-picture_restored = Image remise
supplier-photos = Photos
supplier-photos-more =
    { $count ->
        [one] { $count } autre photo
       *[other] { $count } autres photos
    }
supplier-unread = Personne ne gère encore cette page : comment joindre ce fournisseur
supplier-lapsed = { $count } garanties terminées ou suspendues
