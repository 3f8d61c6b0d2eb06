//! Those one can sign in as on the demonstration territory.

use chrono::Duration;
use schema::values::TerritoryKind;
use uuid::Uuid;

use super::draw::Draw;
use crate::accounts::{self, NewUser, Role, rules::Email};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::words::Lang;
use crate::error::Result;
use crate::networks::{self, CaseKind, Network, NewCase};
use crate::sharing::BookingTyped;
use crate::{guarantees, organizations, rights, sharing};

/// Of all of them: the demonstration is on this machine alone.
pub const PASSWORD: &str = "quatre mouettes au marché";

/// A stream of chance for what the demonstration's supplier shares.
const OF_OWN: u64 = 16_000_004;

/// Address, name, what they are.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("acheteuse@demo.example", "Amina Diop", "buyer"),
    ("fournisseur@demo.example", "Bruno Le Goff", "supplier"),
    ("moderatrice@demo.example", "Claire Morel", "moderator"),
    ("pilote@demo.example", "Élise Fontaine", "national pilot"),
    ("administrateur@demo.example", "Denis Roux", "administrator"),
];

/// Opens their accounts, where they aren't yet, and gives the address and what each is.
pub async fn open_accounts(app: &App) -> Result<Vec<(&'static str, &'static str)>> {
    let networks = networks::all(&app.db).await?;
    let of_kind = |kind: &str| networks.iter().find(|network| network.kind == kind);
    let network = of_kind("regional");
    let mut logins = Vec::new();
    for (email, name, is) in PEOPLE {
        logins.push((email, is));
        let key = Email::parse(email).map(|email| email.key).unwrap_or_default();
        if accounts::by_key(&app.db, &key).await?.is_some() {
            continue;
        }
        let role = match (is, network) {
            ("moderator", Some(network)) => Role::Moderator(network.id),
            ("national pilot", _) => of_kind("national").map_or(Role::Member, |one| Role::Moderator(one.id)),
            ("administrator", _) => Role::Administrator,
            _ => Role::Member,
        };
        let new = NewUser {
            email: email.to_owned(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            lang: Lang::Fr,
            role,
        };
        let account = accounts::create_user(app, new).await?;
        if let ("supplier", Some(network)) = (is, network) {
            settle(app, network, account).await?;
        }
    }
    Ok(logins)
}

/// An organisation of the network's territory to look after, and something for its moderator to look at.
async fn settle(app: &App, network: &Network, account: Uuid) -> Result<()> {
    let reference = app.reference.get();
    let departements: Vec<String> = reference
        .territories
        .iter()
        .filter(|t| t.code.kind() == TerritoryKind::Departement && t.region == network.territory)
        .map(|t| t.code.to_string())
        .collect();
    let there = organizations::located_in(&app.db, &Actor::System, &departements, 2).await?;
    let all = organizations::located_in(&app.db, &Actor::System, &departements, 1_000).await?;
    let ids: Vec<Uuid> = all.iter().map(|one| one.id).collect();
    let held = guarantees::held_by(&app.db, &ids).await?;
    let tx = db::begin(&app.db).await?;
    for one in held.into_values().flatten().filter(|one| guarantees::state_code(one.state) == "under-review")
    {
        let (kind, subject) = (CaseKind::Evidence, Some(one.id));
        let new = NewCase { kind, organization: one.organization, subject, note: String::new() };
        networks::open_case(&tx, app, &Actor::System, new).await?;
    }
    tx.commit().await?;
    let [own, other] = there.as_slice() else { return Ok(()) };
    let tx = db::begin(&app.db).await?;
    organizations::add_member(&tx, app, &Actor::System, own.id, account, rights::Role::Owner).await?;
    let note = "L’adresse a changé : l’atelier est maintenant au 12, rue des Tanneurs.".to_owned();
    let new = NewCase { kind: CaseKind::Error, organization: other.id, subject: None, note };
    networks::open_case(&tx, app, &Actor::System, new).await?;
    tx.commit().await?;
    // A room that a neighbour has booked, and a kitchen that it asks for.
    let mut draw = Draw::new(0, OF_OWN);
    for place in [0, 1] {
        let Some(mut typed) = super::shared::typed(place, &mut draw) else { continue };
        typed.audience = "everyone".to_owned();
        let resource = sharing::create_resource(app, &Actor::System, own.id, &typed).await?;
        let now = app.clock.now();
        if let Some(stay) = super::shared::first_stay(&resource, now + Duration::days(4), now) {
            let asked = BookingTyped {
                organization: other.id,
                stay,
                units: 1,
                people: Some(6),
                purpose: "Atelier de quartier".to_owned(),
                extras: Vec::new(),
                repeat: None,
                only_free: false,
            };
            sharing::book(app, &Actor::System, resource.id, &asked).await?;
        }
    }
    Ok(())
}
