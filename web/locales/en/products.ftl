product-unconfirmed = This product comes from an imported list. The supplier has not confirmed it yet.
product-conditions = Supply conditions
product-facts = In short
product-price = Price
product-category = Purchase category
product-valid = Offer valid
product-see-supplier = See the supplier
product-others = Other products of { $supplier }
term-minimum-order = Minimum order
term-packaging = Packaging
term-season = Season
term-delivery = Delivery
term-payment = Payment
term-capacity = Capacity per month
product-currencies-of-supplier = The supplier’s.
offer-currencies = accepted currencies: { $names }
hint-product-currencies = Nothing ticked: the organisation’s.
category-no-idea = No idea from your words. Say in a word or two what it is (bread, cleaning, training, joinery…), then ask again.
category-or-idea = Choose one below, or write your own.
offer-from = from { $day }
offer-over = over since { $day }
product-coming = This offer only holds from { $day }: until then, searches don’t show it.
product-over = This offer has been over since { $day }: searches no longer show it.
more-offers = { $count ->
    [one] { $count } other product
   *[other] { $count } other products
}
product-title = { $product }, { $supplier }
product-summary = { $supplier }: { $product }
nature-goods = Goods
nature-services = Services
nature-works = Works
from-order = from { $least }
