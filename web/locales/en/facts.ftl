more-offers = { $count ->
    [one] { $count } other product
   *[other] { $count } other products
}
source-members = The organisation itself
area-country = All of France
area-radius = { $km } km around { $place }
area-radius-le = { $km } km around Le { $place }
area-radius-les = { $km } km around Les { $place }
product-title = { $product }, { $supplier }
product-summary = { $supplier }: { $product }
nature-goods = Goods
nature-services = Services
nature-works = Works
catalogue-description = Statuses, approvals, labels, certifications and charters: who grants them, what proves them, how long they hold.
holds-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
holds-months = { $months } months
holds-unknown = Duration not confirmed
holds-no-end = No end date
register-yes = There is a public register.
register-partial = The public register is partial.
register-no = There is no public register.
register-unknown = We don’t know whether there is a public register.
from-order = from { $least }
evidence-seen-by = { $who }: { $note }
without-end = no end date
