//! Whether an offer answers a request.

use std::sync::OnceLock;

use chrono::NaiveDate;
use schema::values::GeoPoint;

use super::filter::{Direction, PriceKind};
use super::place::whereabouts;
use super::telling::{Likeness, Telling};
use crate::base::search::Synonyms;
use crate::reference::Reference;
use crate::sharing::queries::Resource;

/// Why an offer answers a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// One lies within the distance the other goes; kilometres between what is shown of both places.
    Near(f64),
    SameCommune,
    SameDepartement,
    /// One of them is bound to no place.
    Anywhere,
    /// Persons it holds.
    Places(i32),
    /// How many there are.
    Units(i32),
    Price(PriceKind),
}

/// Offered or looked for that day, and not taken out of sight; the first and last day are included.
pub fn in_force(resource: &Resource, day: NaiveDate) -> bool {
    resource.archived_at.is_none()
        && resource.valid_from.is_none_or(|first| first <= day)
        && resource.valid_until.is_none_or(|last| day <= last)
}

/// What is offered or looked for, with all by which one knows whether it answers. It can be read for many others.
pub struct Party<'a> {
    pub resource: &'a Resource,
    /// Where strangers see it: no distance tells where something hidden is.
    pub at: Option<GeoPoint>,
    telling: OnceLock<Telling>,
    from: (&'a Reference, &'a Synonyms),
}

impl<'a> Party<'a> {
    pub fn new(resource: &'a Resource, reference: &'a Reference, synonyms: &'a Synonyms) -> Party<'a> {
        let at = whereabouts(resource, reference, false).point;
        Party { resource, at, telling: OnceLock::new(), from: (reference, synonyms) }
    }

    pub fn telling(&self) -> &Telling {
        self.telling.get_or_init(|| Telling::of(self.resource, self.from.0, self.from.1))
    }
}

/// How well and why two answer each other, whichever offers; none where they don't.
pub fn answers(one: &Party, other: &Party, day: NaiveDate) -> Option<(Likeness, Vec<Reason>)> {
    let reasons = fits((one.resource, one.at), (other.resource, other.at), day)?;
    let asks = Direction::named(&one.resource.direction)? == Direction::Request;
    let (request, offer) = if asks { (one, other) } else { (other, one) };
    Some((request.telling().likeness(offer.telling())?, reasons))
}

/// Why two would answer each other, were they the same thing.
fn fits(
    (one, at): (&Resource, Option<GeoPoint>),
    (other, there): (&Resource, Option<GeoPoint>),
    day: NaiveDate,
) -> Option<Vec<Reason>> {
    let (offer, request) = match (Direction::named(&one.direction)?, Direction::named(&other.direction)?) {
        (Direction::Offer, Direction::Request) => (one, other),
        (Direction::Request, Direction::Offer) => (other, one),
        _ => return None,
    };
    let other_way = offer.organization != request.organization && offer.kind == request.kind;
    if !other_way || !in_force(offer, day) || !in_force(request, day) || offer.units < request.units {
        return None;
    }
    let mut reasons = vec![place((one, at), (other, there))?];
    match (offer.places, request.places) {
        (_, None) => {}
        (Some(held), Some(wanted)) if held >= wanted => reasons.push(Reason::Places(held)),
        _ => return None,
    }
    if request.units > 1 {
        reasons.push(Reason::Units(offer.units));
    }
    reasons.push(Reason::Price(price(offer, request)?));
    Some(reasons)
}

fn place(
    (one, at): (&Resource, Option<GeoPoint>),
    (other, there): (&Resource, Option<GeoPoint>),
) -> Option<Reason> {
    let same = |of: fn(&Resource) -> &Option<String>| of(one).is_some() && of(one) == of(other);
    if one.departement.is_none() && at.is_none() || other.departement.is_none() && there.is_none() {
        return Some(Reason::Anywhere);
    }
    if same(|resource| &resource.commune) {
        return Some(Reason::SameCommune);
    }
    let reach = one.radius_km.max(other.radius_km);
    match (at.zip(there).map(|(at, there)| at.distance_km(there)), reach) {
        (Some(km), Some(reach)) if km <= f64::from(reach) => Some(Reason::Near(km)),
        (Some(_), Some(_)) => None,
        _ => same(|resource| &resource.departement).then_some(Reason::SameDepartement),
    }
}

/// A request that was left free names no budget: it says nothing of what one would pay.
pub fn names_price(resource: &Resource) -> bool {
    resource.direction != "request" || resource.price_kind != PriceKind::Free.code()
}

/// What the offer asks, where the request can give it.
fn price(offer: &Resource, request: &Resource) -> Option<PriceKind> {
    let (asked, given) = (PriceKind::named(&offer.price_kind)?, PriceKind::named(&request.price_kind)?);
    let fits = match (given, asked) {
        _ if !names_price(request) => return Some(asked),
        (_, PriceKind::Free) => return Some(asked),
        (PriceKind::AtCost | PriceKind::Price, PriceKind::AtCost) => true,
        (PriceKind::Currency, PriceKind::Currency) => offer.price_currency == request.price_currency,
        (given, asked) => given == asked,
    };
    (fits && !is_above(offer, request)).then_some(asked)
}

/// Whether the offer asks more than the request gives, whatever is had: an hour costs no more than the day that holds
/// it, nor a day more than its hours. Uses are compared with uses alone, and what says no amount with nothing.
fn is_above(offer: &Resource, request: &Resource) -> bool {
    let Some((asked, given)) = offer.price_cents.zip(request.price_cents) else { return false };
    let most = match (offer.price_per.as_deref(), request.price_per.as_deref()) {
        (asked, given) if asked == given => given.map(|_| 1),
        (Some("hour"), Some("day")) => Some(1),
        (Some("day"), Some("hour")) => Some(24),
        _ => None,
    };
    offer.price_currency == request.price_currency
        && most.is_some_and(|times| i128::from(asked) > i128::from(given) * times)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn resource(direction: &str, change: fn(&mut Resource)) -> Resource {
        let mut one: Resource = serde_json::from_value(json!({
            "id": Uuid::now_v7(), "organization": Uuid::now_v7(), "direction": direction, "kind": "premises",
            "name": "Cuisine", "description": "", "places": 20, "units": 1, "commune": "commune:35238",
            "departement": "departement:35", "exact": true, "access": "", "accessibility": [], "accessibility_note": "",
            "price_kind": "price", "price_cents": 1_000, "price_currency": "EUR", "price_per": "hour", "exchange": "",
            "insurance": "", "audience": "everyone", "booking_mode": "at_once", "answer_hours": 48, "opening": {},
            "terms": {}, "handover": "", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
            "version": 1,
        }))
        .unwrap();
        change(&mut one);
        one
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 3, 3).unwrap()
    }

    fn rennes() -> Option<GeoPoint> {
        GeoPoint::new(48.11, -1.68).ok()
    }

    fn reasons(offer: fn(&mut Resource), request: fn(&mut Resource)) -> Option<Vec<Reason>> {
        let (offer, request) = (resource("offer", offer), resource("request", request));
        let found = fits((&request, rennes()), (&offer, rennes()), day());
        assert_eq!(found, fits((&offer, rennes()), (&request, rennes()), day()), "both ways the same");
        found
    }

    #[test]
    fn an_offer_answers_a_request_for_the_same_thing_in_the_same_place() {
        let found = reasons(|_| {}, |_| {}).unwrap();
        assert_eq!(found, [Reason::SameCommune, Reason::Places(20), Reason::Price(PriceKind::Price)]);
    }

    #[test]
    fn what_is_too_small_too_few_over_or_something_else_answers_nothing() {
        for change in [
            |o: &mut Resource| o.kind = "equipment".to_owned(),
            |o: &mut Resource| o.direction = "request".to_owned(),
            |o: &mut Resource| o.places = Some(19),
            |o: &mut Resource| o.places = None,
            |o: &mut Resource| o.valid_until = NaiveDate::from_ymd_opt(2027, 3, 2),
            |o: &mut Resource| o.valid_from = NaiveDate::from_ymd_opt(2027, 3, 4),
            |o: &mut Resource| o.archived_at = Some(o.created_at),
            |o: &mut Resource| o.price_cents = Some(1_001),
            |o: &mut Resource| (o.price_kind, o.price_cents) = ("at_cost".to_owned(), Some(1_001)),
        ] {
            assert_eq!(reasons(change, |_| {}), None);
        }
        assert_eq!(reasons(|o| o.units = 3, |r| r.units = 4), None);
        assert!(reasons(|o| o.units = 3, |r| r.units = 3).unwrap().contains(&Reason::Units(3)));
    }

    #[test]
    fn no_offer_above_a_budget_answers_it_whatever_it_is_paid_by() {
        let fits = |asked: (i64, &str, &str), given: (i64, &str, &str)| {
            let priced = |direction: &str, (cents, currency, per): (i64, &str, &str)| {
                let mut one = resource(direction, |_| {});
                one.price_kind = match currency {
                    "EUR" => "price",
                    "TIME" => "time",
                    _ => "currency",
                }
                .to_owned();
                (one.price_cents, one.price_per) = (Some(cents), Some(per.to_owned()));
                one.price_currency = Some(currency.to_owned());
                one
            };
            fits((&priced("request", given), None), (&priced("offer", asked), None), day()).is_some()
        };
        assert!(fits((1_000, "EUR", "hour"), (1_000, "EUR", "hour")));
        assert!(!fits((1_001, "EUR", "hour"), (1_000, "EUR", "hour")));
        assert!(
            !fits((30_000, "EUR", "hour"), (10_000, "EUR", "day")),
            "an hour costs more than the day may"
        );
        assert!(fits((1_500, "EUR", "hour"), (10_000, "EUR", "day")), "for some hours");
        assert!(fits((24_000, "EUR", "day"), (1_000, "EUR", "hour")), "for a whole day");
        assert!(!fits((24_001, "EUR", "day"), (1_000, "EUR", "hour")));
        assert!(fits((24_001, "EUR", "use"), (1_000, "EUR", "hour")), "nobody knows how long a use is");
        assert!(!fits((501, "GALLECO", "hour"), (500, "GALLECO", "hour")));
        assert!(!fits((500, "GALLECO", "hour"), (500, "SONANTE", "hour")));
        assert!(!fits((200, "TIME", "hour"), (100, "TIME", "hour")), "two hours for one");
    }

    #[test]
    fn one_s_own_offer_answers_nothing() {
        let mut offer = resource("offer", |_| {});
        let request = resource("request", |_| {});
        offer.organization = request.organization;
        assert_eq!(fits((&request, None), (&offer, None), day()), None);
    }

    #[test]
    fn a_distance_counts_from_whoever_goes_farther() {
        let vitre = GeoPoint::new(48.1236, -1.2156).ok();
        let mut offer = resource("offer", |o| o.commune = Some("commune:35360".to_owned()));
        let mut request = resource("request", |r| r.radius_km = Some(10));
        let found = |offer: &Resource, request: &Resource| fits((request, rennes()), (offer, vitre), day());
        assert_eq!(found(&offer, &request), None, "34 km away");
        offer.radius_km = Some(50);
        assert!(
            matches!(found(&offer, &request).unwrap()[0], Reason::Near(km) if (33.0..36.0).contains(&km))
        );
        (offer.radius_km, request.radius_km) = (None, None);
        assert_eq!(found(&offer, &request).unwrap()[0], Reason::SameDepartement);
        offer.departement = Some("departement:29".to_owned());
        assert_eq!(found(&offer, &request), None);
        (offer.departement, offer.commune) = (None, None);
        assert_eq!(fits((&request, rennes()), (&offer, None), day()).unwrap()[0], Reason::Anywhere);
    }

    #[test]
    fn an_offer_answers_what_a_request_names() {
        let (reference, synonyms) =
            (Reference::default(), Synonyms::parse("entrepôt, stockage, lieu de garde"));
        let found = |asked: (&str, &str), offered: (&str, &str)| {
            let told = |direction: &str, (name, description): (&str, &str)| {
                let mut one = resource(direction, |one| one.city = Some("Rennes".to_owned()));
                (one.name, one.description) = (name.to_owned(), description.to_owned());
                one
            };
            let (request, offer) = (told("request", asked), told("offer", offered));
            let likeness = |one, other| {
                let side = |one| Party::new(one, &reference, &synonyms);
                answers(&side(one), &side(other), day()).map(|(likeness, _)| likeness)
            };
            let found = likeness(&request, &offer);
            assert_eq!(found, likeness(&offer, &request), "both ways the same");
            found
        };
        let kitchen = ("Cherche cuisine le mardi à Rennes", "Pour des repas partagés.");
        assert_eq!(found(kitchen, ("Cuisines partagées", "")), Some(Likeness::Named));
        assert_eq!(found(kitchen, ("Salle de pause", "Une cuisine d’appoint.")), Some(Likeness::Told));
        assert_eq!(found(kitchen, ("Repas", "")), Some(Likeness::Told));
        for other in ["Hangar à Rennes", "Local libre le mardi", "Salle à partager", "Cuisinière", ""] {
            assert_eq!(found(kitchen, (other, "Libre chaque mardi, pour tout usage.")), None, "{other}");
        }
        let store = ("Besoin d’un stockage", "");
        assert_eq!(found(store, ("Entrepôt sec", "")), Some(Likeness::Named), "it means the same");
        assert_eq!(found(store, ("Grange", "Un lieu de garde au sec")), Some(Likeness::Told));
        let any = ("Cherche un local de 20 places", "");
        assert_eq!(found(any, ("Hangar", "")), Some(Likeness::Unsaid), "it names nothing");
        let dance = ("Cherche un local", "Pour danser");
        assert_eq!(found(dance, ("Hangar", "On peut y danser.")), Some(Likeness::Told));
        assert_eq!(found(dance, ("Hangar", "Au sec")), None);
    }

    #[test]
    fn whoever_names_a_budget_takes_what_is_free_and_not_the_reverse() {
        let kinds = |asked: &str, given: &str| {
            let (mut offer, mut request) = (resource("offer", |_| {}), resource("request", |_| {}));
            (offer.price_kind, request.price_kind) = (asked.to_owned(), given.to_owned());
            fits((&request, None), (&offer, None), day()).is_some()
        };
        for (asked, given, fits) in [
            ("free", "price", true),
            ("free", "exchange", true),
            ("at_cost", "price", true),
            ("price", "free", true),
            ("exchange", "free", true),
            ("price", "at_cost", false),
            ("exchange", "exchange", true),
            ("exchange", "price", false),
            ("time", "time", true),
            ("currency", "currency", true),
        ] {
            assert_eq!(kinds(asked, given), fits, "{asked} {given}");
        }
    }
}
