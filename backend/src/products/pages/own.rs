//! An organisation's products, as its members see and write them.

use uuid::Uuid;

use crate::base::desk::{self, Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::organizations::pages::own::{
    Mine, area_fields, area_typed, currencies, drafted, drawn_as_typed, frame, mine, settled,
};
use crate::products::{self, NATURES, Product, ProductTyped, as_typed, category_label};
use crate::reference::{Category, amount};
use crate::rights;

/// Products of one page of the list.
const SHOWN: u64 = 50;

fn typed(form: &Form) -> ProductTyped {
    let text = |name: &str| form.text(name).to_owned();
    ProductTyped {
        name: text("name"),
        description: text("description"),
        nature: text("nature"),
        category: text("category"),
        price: text("price"),
        currency: text("currency"),
        unit: text("unit"),
        minimum_order: text("minimumOrder"),
        packaging: text("packaging"),
        seasonality: text("seasonality"),
        delivery_terms: text("deliveryTerms"),
        payment_terms: text("paymentTerms"),
        capacity_per_month: text("capacityPerMonth"),
        currencies: form.all("currencies"),
        lead_time: text("leadTime"),
        area: area_typed(form),
        valid_from: text("validFrom"),
        valid_until: text("validUntil"),
    }
}

async fn list(visit: &Visit, id: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(100_000);
    let (rows, total) =
        products::of_organization(&app.db, mine.organization.id, false, offset, SHOWN).await?;
    let (gone, _) = products::of_organization(&app.db, mine.organization.id, true, 0, SHOWN).await?;
    let reference = app.reference.get();
    let row = |product: &Product, act: &'static str| Row {
        cells: vec![
            match super::out_of_period(words, product, app.clock.today()) {
                Some(_) => {
                    let period = super::period(words, product, app.clock.today()).unwrap_or_default();
                    format!("{} ({period})", product.name)
                }
                None => product.name.clone(),
            },
            reference
                .category(&product.category)
                .map(|c| category_label(c, words.lang).to_owned())
                .unwrap_or_default(),
            match product.price_cents {
                Some(cents) => amount(words, &reference, cents, &product.currency),
                None => words.say("on-quotation"),
            },
        ],
        href: (mine.writes() && act == "archiver")
            .then(|| words.path(&mine.path(&format!("/produits/{}", product.id)))),
        buttons: match mine.writes() {
            true => vec![Button {
                act,
                value: product.id.to_string(),
                label: words.say(format!("submit-{act}")),
                about: product.name.clone(),
            }],
            false => Vec::new(),
        },
    };
    let headers =
        || ["own-name", "product-category", "product-price", "table-do"].map(|key| words.say(key)).to_vec();
    let mut section = Section::default();
    if mine.writes() {
        let link = |key: &str, rest: &str| Link { label: words.say(key), href: words.path(&mine.path(rest)) };
        section.links =
            vec![link("products-new", "/produits/nouveau"), link("products-import", "/catalogue")];
    }
    match rows.is_empty() {
        true => section.text.push(words.say("products-none")),
        false => {
            section.table = Some(Table {
                caption: words.with("products-caption", "count", total),
                headers: headers(),
                rows: rows.iter().map(|product| row(product, "archiver")).collect(),
            });
        }
    }
    let end = offset + rows.len() as u64;
    if end < total {
        let next = visit.address.with("apres", &end.to_string()).href(words);
        section.links.push(Link { label: words.say("products-next"), href: next });
    }
    let mut sections = vec![section];
    if !gone.is_empty() {
        sections.push(Section {
            heading: words.say("products-archived"),
            table: Some(Table {
                caption: words.say("products-archived-caption"),
                headers: headers(),
                rows: gone.iter().map(|product| row(product, "restaurer")).collect(),
            }),
            ..Section::default()
        });
    }
    Ok(frame(visit, &mine, words.say("own-products"), sections))
}

/// The form of a product; `held` is the one that is changed, `like` the one that is copied.
async fn edit(visit: &Visit, id: &str, which: Option<&str>, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    if !mine.writes() {
        let said = Section::said(vec![words.say("own-reader")]);
        return Ok(frame(visit, &mine, words.say("own-products"), vec![said]));
    }
    let reference = app.reference.get();
    let held = match which {
        Some(product) => Some(of(visit, &mine, product).await?),
        None => None,
    };
    let like = match (held.is_some(), visit.one("comme")) {
        (false, Some(other)) => Some(of(visit, &mine, other).await?),
        _ => None,
    };
    let now = held
        .as_ref()
        .or(like.as_ref())
        .map(|product| as_typed(product, &reference, words.lang))
        .unwrap_or_default();
    let natures = NATURES.map(|nature| (nature.to_owned(), words.say(format!("nature-{nature}"))));
    let euro = [("EUR".to_owned(), words.say("currency-euro"))].into_iter();
    let all: Vec<_> = euro.chain(currencies(words, &reference)).collect();
    let line = |name, value: &str| Field::optional(words, name, "text").value(value);
    let mut category =
        Field::new(words, "category", "text", "off").hint(words.say("hint-category")).value(&now.category);
    let asked = form.text("faire") == "proposer";
    let typed_category = form.text("category");
    let unclear = form.has("faire") && products::category(typed_category, &reference).is_err();
    let mut ideas = Vec::new();
    if asked || unclear {
        let typed_category = if unclear { typed_category } else { "" };
        let found = products::ideas(form.text("name"), form.text("description"), typed_category, &reference);
        ideas = found.into_iter().map(|one| idea(words, one)).collect();
    }
    if asked && ideas.is_empty() {
        category.hint = Some(words.say("category-no-idea"));
    }
    if !ideas.is_empty() {
        category.instead = true;
        category.hint = Some(words.say("category-or-idea"));
    }
    let mut fields = vec![
        Field::new(words, "name", "text", "off").label(words.say("field-product-name")).value(&now.name),
        Field::new(words, "nature", "radios", "").choices(natures.into()).value(&now.nature),
        Field::optional(words, "description", "textarea")
            .hint(words.say("hint-description"))
            .value(&now.description),
        category,
        Field::optional(words, "idea", "radios").choices(ideas),
        line("price", &now.price).hint(words.say("hint-price")),
        Field::optional(words, "currency", "select").choices(all.clone()).value(&now.currency),
        line("unit", &now.unit).hint(words.say("hint-unit")),
        line("leadTime", &now.lead_time).hint(words.say("hint-lead-time")),
        line("minimumOrder", &now.minimum_order),
        line("packaging", &now.packaging),
        line("seasonality", &now.seasonality),
        line("deliveryTerms", &now.delivery_terms),
        line("paymentTerms", &now.payment_terms),
        line("capacityPerMonth", &now.capacity_per_month),
        Field::optional(words, "currencies", "checkboxes")
            .label(words.say("supplier-currencies"))
            .hint(words.say("hint-product-currencies"))
            .choices(all)
            .values(now.currencies.clone()),
    ];
    fields.retain(|field| field.name != "idea" || !field.choices.is_empty());
    fields.extend(area_fields(visit, form, &now.area, "area-of-supplier"));
    fields.push(Field::optional(words, "validFrom", "date").value(&now.valid_from));
    fields.push(Field::optional(words, "validUntil", "date").value(&now.valid_until));
    let act = if held.is_some() { "produit" } else { "publier" };
    let mut view = FormView::new(words, act, fields);
    view.second = Some(("proposer", words.say("submit-proposer")));
    if let Some(product) = &held {
        view = view.with("version", product.version).reading();
    }
    let view = drafted(visit, view.typed(form), form).await?;
    let out = held.as_ref().and_then(|one| super::out_of_period(words, one, app.clock.today()));
    let mut section = Section { form: Some(view), text: out.into_iter().collect(), ..Section::default() };
    let area = if form.has("area") { area_typed(form) } else { now.area.clone() };
    section.picture = drawn_as_typed(visit, &reference, &area, form);
    let title = match &held {
        Some(product) => product.name.clone(),
        None => words.say("products-new"),
    };
    let mut sections = Vec::new();
    if let Some(product) = &held {
        let link = |key: &str, href: String| Link { label: words.say(key), href };
        section.links = vec![
            link("product-see", words.path(&format!("/produits/{}", product.id))),
            link("product-copy", words.path(&mine.path(&format!("/produits/nouveau?comme={}", product.id)))),
            link("product-history", words.path(&mine.path(&format!("/produits/{}/historique", product.id)))),
        ];
    }
    sections.push(section);
    Ok(frame(visit, &mine, title, sections))
}

pub(super) async fn of(visit: &Visit, mine: &Mine, product: &str) -> Result<Product> {
    let id = Uuid::parse_str(product).map_err(|_| Error::NotFound)?;
    let found = products::any_by_id(&visit.app.db, id).await?;
    found.filter(|product| product.organization == mine.organization.id).ok_or(Error::NotFound)
}

/// A category, to be chosen.
fn idea(words: Words, one: &Category) -> (String, String) {
    let whole = format!("{} {}", one.code, category_label(one, words.lang));
    (whole.clone(), whole)
}

/// What was chosen among what is proposed, in its place.
fn chosen(visit: &Visit, form: &Form) -> Form {
    let mut form = settled(visit, form);
    if let Some(idea) = form.given("idea").map(str::to_owned) {
        form.fields.retain(|(name, _)| name != "category" && name != "idea");
        form.fields.push(("category".to_owned(), idea));
    }
    form
}

async fn page_of(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        ["produits"] => list(visit, id).await,
        ["produits", "nouveau"] => edit(visit, id, None, form).await,
        ["produits", product] => edit(visit, id, Some(product), form).await,
        ["produits", product, "historique"] => super::history::history(visit, id, product).await,
        ["catalogue"] => super::catalogue::page(visit, id, form).await,
        _ => Err(Error::NotFound),
    }
}

/// `rest` is what stands after the organisation's id.
pub async fn show(visit: &Visit, id: &str, rest: &[&str], typed: &Form) -> Result<Answer> {
    if let ["catalogue", file] = *rest {
        return super::catalogue::export(visit, id, file).await;
    }
    Ok(Answer::Page(page_of(visit, id, rest, typed).await?.done()?))
}

pub async fn send(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    let form = &chosen(visit, form);
    if form.text("faire") == "proposer" {
        return desk::unsaved(form, page_of(visit, id, rest, form)).await;
    }
    desk::answered(act(visit, id, rest, form).await, form, page_of(visit, id, rest, form)).await
}

/// What is said of what was saved and isn't on offer today.
fn saved_out_of_period(visit: &Visit, product: &Product) -> Option<&'static str> {
    let today = visit.app.clock.today();
    match products::is_offered(product, today) {
        true => None,
        false if product.valid_until.is_some_and(|last| last < today) => Some("published-ended"),
        false => Some("published-coming"),
    }
}

/// Whether a code above the one that is typed is taken.
fn finer(visit: &Visit, form: &Form) -> bool {
    products::is_finer(form.text("category"), &visit.app.reference.get())
}

async fn act(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    rights::signed_in(&visit.actor)?;
    let (app, actor) = (&visit.app, &visit.actor);
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let organization = uuid(id)?;
    match (rest, form.text("faire")) {
        (["produits", "nouveau"], "publier") => {
            let new = products::create_product(app, actor, organization, &typed(form)).await?;
            let done = match saved_out_of_period(visit, &new) {
                Some(done) => done,
                None if finer(visit, form) => "published-broader",
                None => "published",
            };
            Ok(Answer::SeeOther(format!(
                "/espace/organisations/{organization}/produits/{}?fait={done}",
                new.id
            )))
        }
        (["produits", product], "produit") => {
            let version = form.text("version").parse().unwrap_or_default();
            let saved = products::update_product(app, actor, uuid(product)?, version, &typed(form)).await?;
            let done = match saved_out_of_period(visit, &saved) {
                Some(done) => done,
                None if finer(visit, form) => "saved-broader",
                None => "saved",
            };
            Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)))
        }
        (["produits"], "archiver") => {
            products::archive_product(app, actor, uuid(form.text("id"))?).await?;
            Ok(Answer::SeeOther(format!("{}?fait=product-archived", visit.address.path)))
        }
        (["produits"], "restaurer") => {
            products::restore_product(app, actor, uuid(form.text("id"))?).await?;
            Ok(Answer::SeeOther(format!("{}?fait=restored", visit.address.path)))
        }
        (["catalogue"], _) => super::catalogue::act(visit, organization, form).await,
        _ => Err(Error::NotFound),
    }
}
