//! The form of an offer or a request: what everyone needs first, the rest under it.

use crate::base::desk::{Fold, FormView};
use crate::base::form::{Field, Form};
use crate::base::words::{Lang, Words};
use crate::base::zones;
use crate::reference::Reference;
use crate::sharing::{
    ACCESSIBILITY, AUDIENCES, BOOKING_MODES, DAYS, Direction, HoursTyped, Kind, PER, PriceKind, Resource,
    ResourceTyped, TermsTyped,
};

pub fn typed(form: &Form) -> ResourceTyped {
    let text = |name: &str| form.text(name).to_owned();
    ResourceTyped {
        direction: text("direction"),
        kind: text("kind"),
        name: text("name"),
        description: text("description"),
        places: text("places"),
        units: text("units"),
        unit: text("unit"),
        address: text("address"),
        post_code: text("postCode"),
        city: text("city"),
        point: text("point"),
        exact: form.given("exact").is_some(),
        radius_km: text("radiusKm"),
        access: text("access"),
        accessibility: form.all("accessibility"),
        accessibility_note: text("accessibilityNote"),
        price_kind: text("priceKind"),
        price: text("price"),
        currency: text("currency"),
        price_per: text("pricePer"),
        exchange: text("exchange"),
        deposit: text("deposit"),
        cancellation_hours: text("cancellationHours"),
        insurance: text("insurance"),
        audience: text("audience"),
        booking_mode: text("bookingMode"),
        answer_hours: text("answerHours"),
        hours: HoursTyped { zone: text("zone"), days: DAYS.map(&text), exceptions: text("exceptions") },
        terms: TermsTyped {
            step: text("step"),
            shortest: text("shortest"),
            longest: text("longest"),
            buffer_before: text("bufferBefore"),
            buffer_after: text("bufferAfter"),
            notice: text("notice"),
            horizon: text("horizon"),
        },
        valid_from: text("validFrom"),
        valid_until: text("validUntil"),
        handover: text("handover"),
    }
}

/// Asked of offers alone, besides hours and terms.
const OF_OFFERS: [&str; 7] =
    ["access", "deposit", "cancellationHours", "insurance", "audience", "answerHours", "handover"];

/// Fields that are of this form alone have names and hints of their own.
struct Fields(Words);

impl Fields {
    fn of(&self, name: &'static str, kind: &'static str) -> Field {
        Field::optional(self.0, name, kind).label(self.0.say(format!("resource-field-{name}")))
    }

    fn line(&self, name: &'static str, value: &str) -> Field {
        self.of(name, "text").value(value)
    }

    fn text(&self, name: &'static str, value: &str) -> Field {
        self.of(name, "textarea").value(value)
    }

    fn hinted(&self, field: Field) -> Field {
        let hint = self.0.say(format!("resource-hint-{}", field.name));
        field.hint(hint)
    }

    /// One of some codes, whose words are `<start>-<code>`.
    fn choice(&self, name: &'static str, start: &str, codes: &[&str], value: &str) -> Field {
        let label = |code: &&str| self.0.say(format!("{start}-{}", code.replace('_', "-")));
        let choices = codes.iter().map(|code| ((*code).to_owned(), label(code))).collect();
        Field { optional: false, ..self.of(name, "select") }.choices(choices).value(value)
    }
}

/// `held` is the one that is changed; a new one says first what it is.
pub fn view(words: Words, reference: &Reference, now: &ResourceTyped, held: Option<&Resource>) -> FormView {
    let f = Fields(words);
    let codes = |all: &'static [Kind]| all.iter().map(|one| one.code()).collect::<Vec<_>>();
    let prices: Vec<&str> = PriceKind::ALL.iter().map(|one| one.code()).collect();
    let is_request = held.is_some_and(|one| one.direction == Direction::Request.code());
    let mut first = Vec::new();
    if held.is_none() {
        let directions = Direction::ALL.iter().map(|one| one.code().to_owned());
        let choices = directions.map(|code| (code.clone(), words.say(format!("direction-{code}")))).collect();
        first.push(
            Field { optional: false, ..f.of("direction", "radios") }.choices(choices).value(&now.direction),
        );
    }
    first.extend([
        f.choice("kind", "resource-kind", &codes(Kind::ALL), &now.kind),
        Field { optional: false, ..f.line("name", &now.name) },
        f.hinted(f.text("description", &now.description)),
        if is_request { f.line("places", &now.places) } else { f.hinted(f.line("places", &now.places)) },
        Field { autocomplete: "postal-code", ..f.hinted(f.line("postCode", &now.post_code)) },
        f.line("city", &now.city),
        f.choice("priceKind", "price-kind", &prices, &now.price_kind),
        f.hinted(f.line("price", &now.price)),
        f.choice(
            "pricePer",
            "price-per",
            &PER,
            if now.price_per.is_empty() { "hour" } else { &now.price_per },
        ),
    ]);
    if !is_request {
        first.push(f.choice("bookingMode", "resource-booking", &BOOKING_MODES, &now.booking_mode));
    }
    let act = if held.is_some() { "ressource" } else { "partager" };
    let mut view = FormView::new(words, act, first);
    let fold = |label: &str, fields: Vec<Field>| Fold { label: words.say(label), fields };
    view.folds = vec![
        fold("resource-fold-place", place(words, &f, now)),
        fold("resource-fold-conditions", conditions(words, reference, &f, now)),
    ];
    if is_request {
        // What is looked for isn't booked. A new one is asked by the style sheet alone (`forms.css`).
        for fold in &mut view.folds {
            fold.fields.retain(|field| !OF_OFFERS.contains(&field.name.as_ref()));
        }
    } else {
        view.folds.push(fold("resource-fold-hours", hours(&f, now)));
        view.folds.push(fold("resource-fold-terms", terms(&f, now)));
    }
    if let Some(one) = held {
        view = view.with("version", one.version).reading();
    }
    view
}

fn place(words: Words, f: &Fields, now: &ResourceTyped) -> Vec<Field> {
    let exact = vec![("oui".to_owned(), words.say("resource-exact"))];
    let marks = ACCESSIBILITY.map(|code| (code.to_owned(), words.say(format!("accessibility-{code}"))));
    vec![
        f.line("address", &now.address),
        f.hinted(f.of("exact", "checkboxes"))
            .choices(exact)
            .values(now.exact.then(|| "oui".to_owned()).into_iter().collect()),
        f.hinted(f.line("point", &now.point)),
        f.hinted(f.line("radiusKm", &now.radius_km)),
        f.text("access", &now.access),
        f.of("accessibility", "checkboxes").choices(marks.into()).values(now.accessibility.clone()),
        f.text("accessibilityNote", &now.accessibility_note),
    ]
}

fn conditions(words: Words, reference: &Reference, f: &Fields, now: &ResourceTyped) -> Vec<Field> {
    let local = reference.currencies.iter().filter(|one| !matches!(one.kind.as_str(), "euro" | "time"));
    let label = |one: &crate::reference::Currency| match words.lang {
        Lang::En => one.label_en.clone(),
        Lang::Fr => one.label_fr.clone(),
    };
    let none = [(String::new(), words.say("resource-no-currency"))].into_iter();
    let currencies = none.chain(local.map(|one| (one.code.clone(), label(one)))).collect();
    vec![
        f.of("currency", "select").choices(currencies).value(&now.currency),
        f.text("exchange", &now.exchange),
        f.line("deposit", &now.deposit),
        f.hinted(f.line("cancellationHours", &now.cancellation_hours)),
        f.text("insurance", &now.insurance),
        f.choice("audience", "audience", &AUDIENCES, &now.audience),
        f.line("units", &now.units),
        f.hinted(f.line("unit", &now.unit)),
        f.of("validFrom", "date").value(&now.valid_from),
        f.of("validUntil", "date").value(&now.valid_until),
        f.hinted(f.line("answerHours", &now.answer_hours)),
        f.hinted(f.text("handover", &now.handover)),
    ]
}

fn hours(f: &Fields, now: &ResourceTyped) -> Vec<Field> {
    let zones = zones::choices(f.0, &now.hours.zone);
    let mut fields: Vec<Field> =
        DAYS.into_iter().zip(&now.hours.days).map(|(day, text)| f.line(day, text)).collect();
    if let Some(monday) = fields.first_mut() {
        monday.hint = Some(f.0.say("resource-hint-monday"));
    }
    fields.push(f.hinted(f.text("exceptions", &now.hours.exceptions)));
    fields.push(f.of("zone", "select").choices(zones).value(&now.hours.zone));
    fields
}

fn terms(f: &Fields, now: &ResourceTyped) -> Vec<Field> {
    vec![
        f.hinted(f.choice("step", "resource-step", &["15", "30", "60", "1440"], &now.terms.step)),
        f.hinted(f.line("shortest", &now.terms.shortest)),
        f.line("longest", &now.terms.longest),
        f.hinted(f.line("bufferBefore", &now.terms.buffer_before)),
        f.line("bufferAfter", &now.terms.buffer_after),
        f.hinted(f.line("notice", &now.terms.notice)),
        f.hinted(f.line("horizon", &now.terms.horizon)),
    ]
}
