//! Whom an organisation serves, in which themes and categories, in which currencies.

use askama::Template;
use schema::Area;
use uuid::Uuid;

use super::super::area_in_words;
use super::{drafted, frame, mine};
use crate::base::desk::{DeskPage, FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::{Nav, Page};
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::products::{self, AreaTyped, SupplyTyped};
use crate::reference::{AreaMap, Reference};

/// Names that may be told apart at once.
const MOST_NAMES: usize = 20;

/// What a form says of an area.
pub fn area_typed(form: &Form) -> AreaTyped {
    let text = |name: &str| form.text(name).to_owned();
    AreaTyped { kind: text("area"), territories: text("territories"), center: text("center"), km: text("km") }
}

/// What was chosen among several places of one name, in the place of that name.
pub fn settled(visit: &Visit, form: &Form) -> Form {
    let reference = visit.app.reference.get();
    let mut settled = form.clone();
    let mut put = |name: &str, value: String| {
        settled.fields.retain(|(field, _)| field != name);
        settled.fields.push((name.to_owned(), value));
    };
    if let Some(center) = form.given("centerChoice") {
        put("center", center.to_owned());
    }
    let chosen = form.all("territoryChoices");
    if !chosen.is_empty() {
        let meant = |name: &str| products::places(name, &reference).iter().any(|one| chosen.contains(one));
        let others = products::names(form.text("territories")).filter(|name| !meant(name)).map(str::to_owned);
        put("territories", others.chain(chosen.iter().cloned()).collect::<Vec<_>>().join("\n"));
    }
    settled.fields.retain(|(name, _)| name != "centerChoice" && name != "territoryChoices");
    settled
}

/// The fields of an area; `none` is what it means to have none. Where a typed name is that of several places, they are
/// there to choose from.
pub fn area_fields(visit: &Visit, form: &Form, now: &AreaTyped, none: &str) -> Vec<Field> {
    let (words, reference) = (visit.words, visit.app.reference.get());
    let choices =
        [("", none), ("country", "area-country"), ("territories", "area-some"), ("radius", "area-circle")];
    let typed = area_typed(form);
    let several = |kind: &str, names: Vec<&str>| -> Vec<(String, String)> {
        let names = names.into_iter().filter(|_| typed.kind == kind).take(MOST_NAMES);
        names.flat_map(|name| products::places(name, &reference)).map(|one| (one.clone(), one)).collect()
    };
    let territories = several("territories", products::names(&typed.territories).collect());
    let centers = match schema::values::GeoPoint::parse(&typed.center) {
        Ok(_) => Vec::new(),
        Err(_) => several("radius", vec![typed.center.as_str()]),
    };
    let mut fields = vec![
        Field::optional(words, "area", "radios")
            .choices(choices.map(|(value, key)| (value.to_owned(), words.say(key))).into())
            .value(&now.kind),
        Field::optional(words, "territories", "textarea")
            .hint(words.say("hint-territories"))
            .value(&now.territories),
    ];
    if !territories.is_empty() {
        fields.push(Field::optional(words, "territoryChoices", "checkboxes").choices(territories));
    }
    fields.push(Field::optional(words, "center", "text").hint(words.say("hint-center")).value(&now.center));
    if !centers.is_empty() {
        fields.push(Field::optional(words, "centerChoice", "radios").choices(centers));
    }
    fields.push(Field::optional(words, "km", "text").value(&now.km));
    fields
}

#[derive(Template)]
#[template(path = "partials/area_map.html")]
struct Drawn<'a> {
    page: &'a Page,
    w: Words,
    map: &'a AreaMap,
    map_label: String,
}

/// Who is served, drawn; none where there is nothing to draw.
fn drawn(visit: &Visit, reference: &Reference, area: &Area) -> Option<String> {
    let map = AreaMap::of(area, &reference.territories)?;
    let names = area_in_words(visit, reference, area);
    let page = visit.page("", "", Nav::Desk);
    let map_label = visit.words.with("map-of-area", "area", visit.words.list(&names));
    Drawn { page: &page, w: visit.words, map: &map, map_label }.render().ok()
}

#[derive(Template)]
#[template(path = "partials/area_undrawn.html")]
struct Undrawn {
    said: String,
}

/// The same as someone types it; where it isn't plain, why it isn't drawn.
pub fn drawn_as_typed(
    visit: &Visit,
    reference: &Reference,
    typed: &AreaTyped,
    form: &Form,
) -> Option<String> {
    match products::area(typed, reference) {
        Ok(area) => drawn(visit, reference, &area?),
        // What is sent to be saved has it beside its field.
        Err(wrong) if matches!(form.text("faire"), "redessiner" | "proposer") => {
            let said: Vec<String> = wrong.iter().map(|one| visit.words.message(&one.message)).collect();
            Undrawn { said: said.join(" ") }.render().ok()
        }
        Err(_) => None,
    }
}

pub(super) async fn supply(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let one = mine.organization.id;
    let sells = products::for_suppliers(&app.db, &[one]).await?.remove(&one).unwrap_or_default();
    let reference = app.reference.get();
    let held = sells.supplier.as_ref();
    let area = held.and_then(|supplier| supplier.area.as_ref());
    let supposed = held.is_some_and(|s| s.area.is_some() && !s.area_confirmed)
        || sells.categories.iter().any(|row| !row.confirmed)
        || sells.themes.iter().any(|row| !row.confirmed);
    let mut text = vec![words.say("own-supply-text")];
    if supposed {
        text.push(words.say("own-supply-supposed"));
    }
    let mut section = Section { text, ..Section::default() };
    let typed_area =
        if form.has("area") { area_typed(form) } else { products::area_as_typed(area, &reference) };
    section.picture = drawn_as_typed(visit, &reference, &typed_area, form);
    if !mine.writes() {
        section.text.push(words.say("own-reader"));
        return Ok(frame(visit, &mine, words.say("own-supply"), vec![section]));
    }
    let categories: Vec<String> = sells
        .categories
        .iter()
        .filter_map(|row| reference.category(&row.category))
        .map(|category| format!("{} {}", category.code, label(words, &category.label_fr, &category.label_en)))
        .collect();
    let mut fields = area_fields(visit, form, &products::area_as_typed(area, &reference), "area-unknown");
    fields.extend([
        Field::optional(words, "themes", "checkboxes")
            .choices(themes(words, &reference))
            .values(sells.themes.iter().map(|row| row.theme.clone()).collect()),
        Field::optional(words, "categories", "textarea")
            .hint(words.say("hint-categories"))
            .value(&categories.join("\n")),
        Field::optional(words, "currencies", "checkboxes")
            .choices(currencies(words, &reference))
            .values(held.map(|supplier| supplier.currencies.0.clone()).unwrap_or_default()),
    ]);
    let version = held.map_or(0, |supplier| supplier.version);
    let mut view = FormView::new(words, "territoire", fields).with("version", version).reading();
    view.second = Some(("redessiner", words.say("submit-redessiner")));
    section.form = Some(drafted(visit, view.typed(form), form).await?);
    Ok(frame(visit, &mine, words.say("own-supply"), vec![section]))
}

fn label<'a>(words: Words, fr: &'a str, en: &'a str) -> &'a str {
    if words.lang == Lang::En { en } else { fr }
}

fn themes(words: Words, reference: &Reference) -> Vec<(String, String)> {
    let name = |theme: &crate::reference::Theme| label(words, &theme.label_fr, &theme.label_en).to_owned();
    let top = reference.themes.iter().filter(|theme| theme.parent.is_none());
    top.flat_map(|theme| {
        let below = reference.themes.iter().filter(|one| one.parent.as_ref() == Some(&theme.code));
        let below = below.map(|one| (one.code.clone(), format!("{} › {}", name(theme), name(one))));
        [(theme.code.clone(), name(theme))].into_iter().chain(below).collect::<Vec<_>>()
    })
    .collect()
}

pub fn currencies(words: Words, reference: &Reference) -> Vec<(String, String)> {
    let all = reference.currencies.iter().filter(|currency| currency.code != "EUR");
    all.map(|one| (one.code.clone(), label(words, &one.label_fr, &one.label_en).to_owned())).collect()
}

pub(super) async fn save(visit: &Visit, id: Uuid, form: &Form) -> Result<Answer> {
    let lines = form.text("categories").lines().map(str::trim).filter(|line| !line.is_empty());
    let typed = SupplyTyped {
        area: area_typed(form),
        themes: form.all("themes"),
        categories: lines.map(str::to_owned).collect(),
        currencies: form.all("currencies"),
    };
    let version = form.text("version").parse().ok();
    let saved = products::update_supply(&visit.app, &visit.actor, id, version, &typed).await;
    saved.map_err(|error| readable(visit, error))?;
    let reference = visit.app.reference.get();
    let finer = typed.categories.iter().any(|code| products::is_finer(code, &reference));
    let done = if finer { "saved-broader" } else { "saved" };
    Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)))
}

/// What someone else saved meanwhile, in words rather than codes.
fn readable(visit: &Visit, error: Error) -> Error {
    let Error::Stale(mut wrong) = error else { return error };
    let (words, reference) = (visit.words, visit.app.reference.get());
    let said = |path: &str, code: &str| {
        let found = match path {
            "area" => match code {
                "country" => Some(words.say("area-country")),
                "territories" => Some(words.say("area-some")),
                "radius" => Some(words.say("area-circle")),
                _ => Some(words.say("area-unknown")),
            },
            "themes" => {
                reference.theme(code).map(|one| label(words, &one.label_fr, &one.label_en).to_owned())
            }
            "categories" => {
                reference.category(code).map(|one| label(words, &one.label_fr, &one.label_en).to_owned())
            }
            "currencies" => {
                reference.currency(code).map(|one| label(words, &one.label_fr, &one.label_en).to_owned())
            }
            _ => None,
        };
        found.unwrap_or_else(|| code.to_owned())
    };
    for one in &mut wrong {
        for (_, value) in &mut one.message.args {
            let each: Vec<String> = value.split(", ").map(|code| said(&one.path, code)).collect();
            *value = each.join(", ");
        }
    }
    Error::Stale(wrong)
}
