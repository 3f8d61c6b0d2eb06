//! Invented suppliers: the demonstration territory, and as many as one likes for trials and
//! benchmarks. Pure: no database, no clock of its own; the same seed, ground and day give
//! the same suppliers. Their SIRENs begin with 000, which INSEE gives to nobody.

mod draw;
mod fill;
mod grants;
mod ground;
mod home;
mod networks;
mod odd;
mod offers;
pub mod people;
mod row;
mod shared;
mod supplier;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use schema::networks::network;
use schema::organizations::source;
use schema::values::slug_of;

use draw::Draw;
use supplier::{Scene, Wish, invent};
use words::{Trade, WORDS};

pub use fill::{fill, fill_demonstration, ground, is_demonstration, write_csv};
pub use ground::{Ground, Place};
pub use row::{csv_header, csv_row};
pub use supplier::Invented;

#[derive(Clone, Debug, PartialEq)]
pub struct Demonstration {
    /// The list from which some of the suppliers come.
    pub source: source::Model,
    pub networks: Vec<network::Model>,
    /// Those that networks vouch for come after the networks they name.
    pub suppliers: Vec<Invented>,
}

/// Régions of the demonstration and how many suppliers each has.
const REGIONS: [(&str, usize); 3] = [("53", 150), ("84", 170), ("04", 80)];
/// The generator's SIRETs follow those of the demonstration.
const FIRST_GENERATED: u64 = 99_999;
/// Streams of chance for what isn't a supplier, beyond those of any supplier.
const OF_NETWORKS: u64 = 16_000_000;
const OF_TERRITORY: u64 = 16_000_001;
const OF_SOURCE: u64 = 16_000_002;

/// About 400 suppliers in three régions with 1,500 products, six networks, guarantees in
/// every state. Without a commune in a région, that région has no supplier.
pub fn territory(ground: &Ground, now: DateTime<Utc>, seed: u64) -> Demonstration {
    let now = now.trunc_subsecs(0);
    let mut own = Draw::new(seed, OF_NETWORKS);
    let source = source(now);
    let networks = networks::networks(&mut own, now);
    let mut draw = Draw::new(seed, OF_TERRITORY);
    let mut names: HashMap<String, u32> = HashMap::new();
    let mut suppliers = Vec::new();
    for (region, count) in REGIONS {
        let ground = ground.within(&format!("region:{region}"));
        let scene = Scene::new(&ground, now);
        for _ in 0..count {
            let number = suppliers.len();
            let Some(place) = ground.draw(&mut draw) else { break };
            let Some(trade) = odd::trade(number).or_else(|| one_trade(&mut draw)) else { break };
            let imported = number >= odd::COUNT && draw.chance(10);
            let bare = number >= odd::COUNT && draw.chance(8);
            let products = match trade.weight {
                0 => trade.products.len(),
                _ if imported => 0,
                _ => product_count(&mut draw, bare),
            };
            let guarantees = draw.between(0, 4) as usize;
            let mut invented = again(seed, number, &names, |own| {
                let source = imported.then_some(source.id);
                let guarantees = if imported { 1 } else { guarantees };
                let number = number as u64;
                invent(own, &scene, &Wish { number, trade, place, products, guarantees, source, bare })
            });
            odd::dress(number, &mut invented, &networks, seed);
            let city = invented.organization.city.as_deref().unwrap_or_default();
            let slug = slug_of(&invented.organization.name, city);
            let met = names.entry(invented.organization.name.clone()).or_default();
            *met += 1;
            let met = names.entry(slug.as_str().to_owned()).or_default();
            *met += 1;
            let slug = if *met > 1 { slug.numbered(*met) } else { slug };
            invented.organization.slug = slug.as_str().to_owned();
            networks::sign(&networks, &scene, &mut invented);
            invented.networks = networks::joined(&mut draw, &scene, &networks, &invented);
            suppliers.push(invented);
        }
    }
    Demonstration { source, networks, suppliers }
}

/// The list that invented suppliers come from.
pub fn source(now: DateTime<Utc>) -> source::Model {
    source::Model {
        id: Draw::new(0, OF_SOURCE).id(),
        name: "Liste d’exemple, entièrement inventée".into(),
        licence: Some("etalab-2.0".into()),
        read_at: now.trunc_subsecs(0),
    }
}

/// Draws up to five times until the name is new.
fn again(
    seed: u64,
    number: usize,
    names: &HashMap<String, u32>,
    make: impl Fn(&mut Draw) -> Invented,
) -> Invented {
    let stream = |time: u64| Draw::new(seed.wrapping_add(time << 32), number as u64);
    let mut invented = make(&mut stream(0));
    for time in 1..5 {
        if !names.contains_key(&invented.organization.name) {
            break;
        }
        invented = make(&mut stream(time));
    }
    invented
}

fn product_count(draw: &mut Draw, bare: bool) -> usize {
    match draw.between(1, 100) {
        _ if bare => draw.below(2),
        1..=2 => 1,
        3..=9 => 2,
        10..=22 => 3,
        23..=42 => 4,
        43..=66 => 5,
        67..=87 => 6,
        _ => 8,
    }
}

/// So many suppliers all over the country, three products each, one to three guarantees;
/// none when the ground has no commune. Memory stays the same whatever the count.
/// The number at the end of each slug keeps it from clashing.
pub fn suppliers(
    ground: &Ground,
    now: DateTime<Utc>,
    seed: u64,
    count: usize,
) -> impl Iterator<Item = Invented> + '_ {
    let scene = Scene::new(ground, now);
    (0..count as u64).map_while(move |index| {
        let mut draw = Draw::new(seed, index);
        let place = scene.ground.draw(&mut draw)?;
        let trade = one_trade(&mut draw)?;
        let guarantees = draw.between(1, 3) as usize;
        let wish = Wish {
            number: FIRST_GENERATED + index,
            trade,
            place,
            products: 3,
            guarantees,
            source: None,
            bare: false,
        };
        let mut invented = invent(&mut draw, &scene, &wish);
        let organization = &mut invented.organization;
        if draw.chance(35) {
            organization.name = format!("{} – {}", organization.name, place.name.replace('\'', "’"));
        }
        organization.slug = format!("{}-{}", cut(&organization.slug), index + 2);
        Some(invented)
    })
}

/// Leaves room for a hyphen and the number of any supplier.
fn cut(slug: &str) -> &str {
    const ROOM: usize = 80 - 11;
    slug.get(..ROOM).map_or(slug, |start| start.trim_end_matches('-'))
}

fn one_trade(draw: &mut Draw) -> Option<&'static Trade> {
    let total: u32 = WORDS.trades.iter().map(|trade| trade.weight).sum();
    let mut left = draw.between(1, total.into());
    WORDS.trades.iter().find(|trade| {
        left -= i64::from(trade.weight);
        left <= 0 && trade.weight > 0
    })
}
