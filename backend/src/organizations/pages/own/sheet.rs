//! What an organisation says of itself.

use schema::values::{Rna, Siret};
use uuid::Uuid;

use super::{Mine, drafted, frame, mine};
use crate::base::desk::{DeskPage, FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Message, Result};
use crate::organizations::{self, HEADCOUNTS, Organization, Typed, as_typed};
use crate::{networks, reference};

/// What a form of it says.
pub fn typed(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    Typed {
        name: text("name"),
        brand: text("brand"),
        siret: text("siret"),
        rna: text("rna"),
        legal_form: text("legalForm"),
        headcount: text("headcount"),
        address: text("address"),
        post_code: text("postCode"),
        city: text("city"),
        point: text("point"),
        website: text("website"),
        email: text("email"),
        description: text("description"),
        open_to_proposals: form.has("openToProposals"),
    }
}

fn legal_forms(visit: &Visit, reference: &reference::Reference) -> Vec<(String, String)> {
    let label = |form: &reference::LegalForm| match visit.words.lang {
        Lang::Fr => form.label_fr.clone(),
        Lang::En => form.label_en.clone(),
    };
    let none = (String::new(), visit.words.say("choice-none"));
    [none]
        .into_iter()
        .chain(reference.legal_forms.iter().map(|form| (form.code.clone(), label(form))))
        .collect()
}

/// The first step: who it is. The rest can wait.
pub(super) async fn new(visit: &Visit, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let reference = visit.app.reference.get();
    let fields = vec![
        Field::new(words, "name", "text", "organization").label(words.say("field-org-name")),
        Field::optional(words, "siret", "text").hint(words.say("hint-siret")),
        Field::optional(words, "rna", "text").hint(words.say("hint-rna")),
        Field::optional(words, "voucher", "text").hint(words.say("hint-voucher")),
        Field::optional(words, "legalForm", "select").choices(legal_forms(visit, &reference)),
        Field::new(words, "postCode", "text", "postal-code"),
        Field::new(words, "city", "text", "address-level2"),
    ];
    let mut view = FormView::new(words, "creer", fields).typed(form);
    let mut links = Vec::new();
    if let Some(there) = namesake(visit, form).await? {
        let href = words.path(&format!("/fournisseurs/{}/revendiquer", there.slug));
        links.push(Link { label: words.with("own-namesake", "name", &there.name), href });
        view.submit = words.say("own-namesake-other");
        view = view.with("distinct", there.id);
    }
    links.extend(archived(visit, form).await?);
    let mut section = Section::form(String::new(), vec![words.say("own-new-text")], view);
    section.links = links;
    let mut page = DeskPage::new(visit, words.say("own-new-heading"), Nav::Desk, vec![section]);
    page.trail = vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("own-heading"), href: words.path("/espace/organisations") },
    ];
    Ok(page)
}

/// Whom to write to about an archived page that has the number that is typed: the network of its place.
async fn archived(visit: &Visit, form: &Form) -> Result<Option<Link>> {
    let (db, words) = (&visit.app.db, visit.words);
    let siret = Siret::parse(form.text("siret")).ok().map(|number| number.to_string());
    let rna = Rna::parse(form.text("rna")).ok().map(|number| number.to_string());
    let there = organizations::identified(db, siret.as_deref(), rna.as_deref()).await?;
    let Some(there) = there.filter(|one| one.archived_at.is_some()) else { return Ok(None) };
    let network = match there.commune.or(there.departement) {
        Some(place) => networks::in_charge_of(db, &visit.app.reference.get(), &place).await?,
        None => None,
    };
    let network = match network {
        Some(id) => networks::network_by_id(db, id).await?,
        None => None,
    };
    Ok(Some(match network {
        Some(one) => Link {
            label: words.with("own-archived-network", "name", &one.name),
            href: Address::new("/signaler").with("page", &format!("/reseaux/{}", one.slug)).href(words),
        },
        None => Link { label: words.say("own-archived-pilot"), href: words.path("/signaler") },
    }))
}

/// A page of the same name in the same commune as what is typed.
async fn namesake(visit: &Visit, form: &Form) -> Result<Option<Organization>> {
    let reference = visit.app.reference.get();
    let (name, code, city) = (form.text("name"), form.text("postCode").trim(), form.text("city"));
    match organizations::commune(&reference, code, city) {
        Ok(there) if !code.is_empty() => {
            organizations::namesake(&visit.app.db, name, there.code.to_string().as_str()).await
        }
        _ => Ok(None),
    }
}

pub(super) async fn create(visit: &Visit, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    // Perhaps it is there already, under another number or none.
    let number = Siret::parse(form.text("siret")).ok().map(|number| number.to_string());
    if let Some(there) = namesake(visit, form).await?
        && form.text("distinct") != there.id.to_string()
        && (number.is_none() || there.siret != number)
    {
        return Err(Error::invalid("name", Message::new("invalid-namesake")));
    }
    let mut typed = typed(form);
    typed.open_to_proposals = true;
    let new = match form.given("voucher") {
        Some(voucher) => networks::open_with_voucher(app, actor, &typed, voucher).await,
        None => organizations::create(app, actor, &typed).await,
    };
    match new {
        Ok(new) => Ok(Answer::SeeOther(format!("/espace/organisations/{}?fait=created", new.id))),
        // The page is there: it is offered to claim.
        Err(Error::Invalid(wrong)) => {
            let known = wrong.iter().find(|one| one.message.key == "invalid-organization-known");
            match known.and_then(|one| one.message.args.first()) {
                Some((_, slug)) => {
                    Ok(Answer::SeeOther(format!("/fournisseurs/{slug}/revendiquer?fait=known")))
                }
                None => Err(Error::Invalid(wrong)),
            }
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn sheet(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let mine = mine(visit, id).await?;
    if !mine.writes() {
        return Ok(read_only(visit, &mine));
    }
    let mut view = fields_of(visit, &mine.organization);
    view.second = Some(("apercu", words.say("submit-apercu")));
    let view = drafted(visit, view.typed(form), form).await?;
    let mut sections = Vec::new();
    if form.text("faire") == "apercu" {
        sections.push(preview(visit, &typed(form)));
    }
    sections.push(Section::form(String::new(), vec![words.say("own-sheet-text")], view));
    Ok(frame(visit, &mine, words.say("own-sheet"), sections))
}

/// What an organisation says of itself, as a form.
pub fn fields_of(visit: &Visit, organization: &Organization) -> FormView {
    let words = visit.words;
    let now = as_typed(organization);
    let reference = visit.app.reference.get();
    let identity = |name, value: &str, known: bool, hint: &str| match known {
        true => Field::optional(words, name, "text").fixed(value).hint(words.say("hint-number-fixed")),
        false => Field::optional(words, name, "text").hint(words.say(hint)),
    };
    let bands = [(String::new(), words.say("choice-none"))].into_iter();
    let bands = bands.chain(HEADCOUNTS.map(|band| (band.to_owned(), band.to_owned()))).collect();
    let open = if now.open_to_proposals { vec!["1".to_owned()] } else { Vec::new() };
    let fields = vec![
        Field::new(words, "name", "text", "organization").label(words.say("field-org-name")).value(&now.name),
        Field::optional(words, "brand", "text").value(&now.brand),
        identity("siret", &now.siret, organization.siret.is_some(), "hint-siret"),
        identity("rna", &now.rna, organization.rna.is_some(), "hint-rna"),
        Field::optional(words, "legalForm", "select")
            .choices(legal_forms(visit, &reference))
            .value(&now.legal_form),
        Field::optional(words, "headcount", "select").choices(bands).value(&now.headcount),
        Field::optional(words, "description", "textarea")
            .hint(words.say("hint-description"))
            .value(&now.description),
        Field::optional(words, "address", "text").value(&now.address),
        Field::optional(words, "postCode", "text").value(&now.post_code),
        Field::optional(words, "city", "text").value(&now.city),
        Field::optional(words, "point", "text").hint(words.say("hint-point")).value(&now.point),
        Field::optional(words, "website", "url").value(&now.website),
        Field::optional(words, "email", "email")
            .label(words.say("field-org-email"))
            .hint(words.say("hint-org-email"))
            .value(&now.email),
        Field::optional(words, "openToProposals", "checkboxes")
            .choices(vec![("1".to_owned(), words.say("open-to-proposals"))])
            .values(open),
    ];
    FormView::new(words, "fiche", fields).with("version", organization.version).reading()
}

/// What buyers would read of what is typed; nothing is saved.
fn preview(visit: &Visit, typed: &Typed) -> Section {
    let words = visit.words;
    let line =
        |key: &str, value: &str| (!value.trim().is_empty()).then(|| (words.say(key), value.to_owned()));
    let town = format!("{} {}", typed.post_code, typed.city);
    let facts = [
        line("field-brand", &typed.brand),
        line("field-address", &typed.address),
        line("field-city", &town),
        line("field-headcount", &typed.headcount),
        line("field-website", &typed.website),
    ];
    Section {
        heading: words.with("preview-heading", "name", &typed.name),
        text: typed.description.split("\n\n").map(str::to_owned).collect(),
        facts: facts.into_iter().flatten().collect(),
        ..Section::default()
    }
}

fn read_only(visit: &Visit, mine: &Mine) -> DeskPage {
    let words = visit.words;
    frame(visit, mine, words.say("own-sheet"), vec![Section::said(vec![words.say("own-reader")])])
}

pub(super) async fn save(visit: &Visit, id: Uuid, form: &Form) -> Result<Answer> {
    let version = form.text("version").parse().unwrap_or_default();
    organizations::edit(&visit.app, &visit.actor, id, version, &typed(form)).await?;
    Ok(Answer::SeeOther(format!("{}?fait=saved", visit.address.path)))
}
