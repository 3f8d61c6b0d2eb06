supplier-known-as = Also known as { $names }
supplier-sells = Products and services
supplier-categories-supposed = These categories are inferred from an imported list. The supplier has not confirmed them yet.
supplier-no-product = This supplier has not described its products yet. Come back later, or look for a supplier nearby.
supplier-guarantees = Guarantees
supplier-guarantees-note = Each filled mark has its date; a hollow mark was not given.
supplier-no-guarantee = No guarantee of this supplier is known.
supplier-guarantees-link = See the catalogue of guarantees
supplier-identity = About this supplier
supplier-website = Visit the website
supplier-area = Service area
supplier-area-supposed = Inferred from the address; not confirmed by the supplier yet.
supplier-currencies = Accepted currencies
supplier-themes = Themes
supplier-grounds = Reserved contracts
supplier-ground = { $ground }, guarantee { $level }
supplier-address = Address
siret = SIRET
rna = RNA number
supplier-legal-form = Legal form
supplier-headcount = Headcount
supplier-networks = Networks
supplier-in-force = { $count ->
    [0] No guarantee in force
    [one] 1 guarantee in force
   *[other] { $count } guarantees in force
}
pictures-removed = Removed pictures
pictures-removed-caption = Removed pictures, which you can bring back
picture-until = Deleted after
done-picture-removed = The picture is removed. “Bring back” shows it again, for thirty days.
done-picture-restored = The picture is shown again.
event-picture_restored = Picture brought back
supplier-photos = Photos
supplier-photos-more =
    { $count ->
        [one] { $count } more photo
       *[other] { $count } more photos
    }
supplier-unread = Nobody looks after this page yet: how to reach this supplier
supplier-lapsed = { $count } guarantees that ended or are suspended
