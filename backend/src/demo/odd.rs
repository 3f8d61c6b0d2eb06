//! The first suppliers of the demonstration are the odd ones: what pages and imports meet
//! sooner or later, and must show as it is.

use schema::networks::network;

use super::draw::{Draw, rna};
use super::networks::regional;
use super::offers::categories;
use super::supplier::{Invented, site};
use super::words::{Trade, WORDS};

type Change = fn(&mut Invented, &Around);

const ODD: [(&str, Change); 10] = [
    ("hub", everything_on_offer),
    ("farming", sharp_characters),
    ("culture", signs_of_a_formula),
    ("consulting", equals),
    ("training", long_name),
    ("homehelp", almost_nothing),
    ("events", collective),
    ("reuse", known_by_its_rna),
    ("garage", known_by_its_departement),
    ("moving", plus),
];
pub(super) const COUNT: usize = ODD.len();

struct Around<'a> {
    networks: &'a [network::Model],
    seed: u64,
    number: usize,
}

pub(super) fn trade(number: usize) -> Option<&'static Trade> {
    ODD.get(number).and_then(|(code, _)| WORDS.trade(code))
}

pub(super) fn dress(number: usize, invented: &mut Invented, networks: &[network::Model], seed: u64) {
    if let Some((_, change)) = ODD.get(number) {
        change(invented, &Around { networks, seed, number });
        let organization = &mut invented.organization;
        organization.website = organization.website.as_ref().map(|_| site(&organization.name));
        let products = &invented.products;
        if !products.is_empty() {
            invented.categories = categories(organization.id, products);
        }
    }
}

/// Thirty products on one page.
fn everything_on_offer(invented: &mut Invented, _: &Around) {
    invented.organization.headcount = Some("10-49".into());
}

fn sharp_characters(invented: &mut Invented, _: &Around) {
    let organization = &mut invented.organization;
    organization.name = "L’Œuf & la Poule <3".into();
    organization.brand = Some("“La Poule” & Cie".into());
    organization.description = "Œufs « extra-frais » <plein air>, 5\u{a0}< calibre\u{a0}< 9\u{a0}: 100\u{a0}% de nos poules vivent dehors & le disent. \"Tope là\" vaut contrat à moins de 20\u{a0}km.".into();
    if let Some(product) = invented.products.first_mut() {
        product.name = "Œufs “plein air” <L & XL>".into();
        product.description =
            "Calibre au choix\u{a0}: L > 63\u{a0}g, XL > 73\u{a0}g ; boîtes reprises & réemployées.".into();
        product.nature = "goods".into();
        product.category = "03142500".into();
        product.price_cents = Some(1_150);
        product.unit = Some("plateau de 30".into());
        product.minimum_order = Some("2 plateaux".into());
        product.capacity_per_month = Some("600 plateaux".into());
        product.seasonality = None;
        product.lead_time_days = Some(2);
    }
}

fn signs_of_a_formula(invented: &mut Invented, _: &Around) {
    invented.organization.name = "@telier 7\" & Cie".into();
    invented.organization.brand = Some("L'@telier".into());
}

fn equals(invented: &mut Invented, _: &Around) {
    invented.organization.name = "=Égalité=".into();
}

fn plus(invented: &mut Invented, _: &Around) {
    invented.organization.name = "+ de Liens, - de Cartons".into();
}

fn long_name(invented: &mut Invented, _: &Around) {
    invented.organization.name = "Association intercommunale pour la formation, l’insertion sociale et professionnelle et l’accompagnement vers l’emploi durable des habitantes et des habitants des vallées, des îles et du littoral".into();
    invented.organization.legal_form = Some("association".into());
}

fn almost_nothing(invented: &mut Invented, _: &Around) {
    let organization = &mut invented.organization;
    organization.website = None;
    organization.description = String::new();
    organization.address = None;
    organization.headcount = None;
    organization.naf = None;
    invented.products.clear();
    invented.guarantees.clear();
    invented.supplier.area = None;
    invented.supplier.area_confirmed = false;
}

/// Neither SIRET nor RNA: its network vouches for it.
fn collective(invented: &mut Invented, around: &Around) {
    let organization = &mut invented.organization;
    organization.name = "Collectif des Mains vertes du quartier".into();
    organization.siret = None;
    organization.rna = None;
    organization.naf = None;
    organization.legal_form = Some("collectif".into());
    organization.vouched_by = regional(around.networks, "region:53").map(|network| network.id);
    organization.description = "Habitantes et habitants qui jardinent, cuisinent et prêtent une salle, sans avoir encore déposé de statuts. Le réseau régional se porte garant du collectif.".into();
    invented.products.retain(|product| product.lead_time_days.is_none_or(|days| days <= 15));
    invented.products.retain(|product| product.category != "79992000" && product.unit.is_some());
    invented.guarantees.retain(|guarantee| guarantee.scheme == "charte-reseau");
}

fn known_by_its_rna(invented: &mut Invented, around: &Around) {
    let organization = &mut invented.organization;
    organization.siret = None;
    organization.rna = Some(rna(around.number as u64));
    organization.legal_form = Some("association".into());
}

/// An address that couldn't be placed: no commune, no point.
fn known_by_its_departement(invented: &mut Invented, around: &Around) {
    let organization = &mut invented.organization;
    organization.address =
        Some(format!("BP {}", Draw::new(around.seed, around.number as u64).between(10, 99)));
    organization.post_code = None;
    organization.city = None;
    organization.commune = None;
    organization.latitude = None;
    organization.longitude = None;
}
