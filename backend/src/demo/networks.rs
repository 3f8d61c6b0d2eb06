//! Six invented networks and who belongs to them.

use chrono::{DateTime, Duration, Utc};
use schema::networks::network;
use schema::values::slug_of;
use uuid::Uuid;

use super::draw::Draw;
use super::supplier::{Invented, Scene};

struct Planned {
    kind: &'static str,
    territory: Option<&'static str>,
    name: &'static str,
    description: &'static str,
    /// Suppliers of these themes join it.
    themes: &'static [&'static str],
}

const NETWORKS: [Planned; 6] = [
    Planned {
        kind: "national",
        territory: Some("country:FR"),
        name: "La Boussole commune",
        description: "Pilote national de la démonstration : il tient le référentiel commun des garanties, des catégories et des thématiques, et ouvre les portails des régions.",
        themes: &[],
    },
    Planned {
        kind: "regional",
        territory: Some("region:53"),
        name: "L’Amarre, réseau solidaire de Bretagne",
        description: "L’Amarre anime l’économie sociale et solidaire en Bretagne : accueil des structures, revue des garanties, rencontres entre acheteurs et fournisseurs.",
        themes: &[],
    },
    Planned {
        kind: "regional",
        territory: Some("region:84"),
        name: "Les Passerelles d’Auvergne-Rhône-Alpes",
        description: "Douze départements, un réseau : Les Passerelles relient coopératives, associations et entreprises d’insertion, de la Limagne au Léman.",
        themes: &[],
    },
    Planned {
        kind: "regional",
        territory: Some("region:04"),
        name: "Le Lambrequin, réseau solidaire de La Réunion",
        description: "Le Lambrequin rassemble les initiatives solidaires de l’île, des Hauts au littoral, et organise chaque année les rencontres de l’achat responsable.",
        themes: &[],
    },
    Planned {
        kind: "thematic",
        territory: None,
        name: "La Boucle du réemploi",
        description: "Ressourceries, ateliers de réparation et collecteurs qui partagent leurs filières, leurs bilans et une charte de transparence.",
        themes: &["reuse-shops", "reuse-electronics", "reuse-waste", "reuse-textile", "industry-wood"],
    },
    Planned {
        kind: "thematic",
        territory: Some("country:FR"),
        name: "Terres et tablées",
        description: "Fermes, cuisines et épiceries solidaires : le réseau organise des visites entre pairs et un système participatif de garantie.",
        themes: &["food-catering", "food-farming", "food-organic", "food-processing", "food-short-chains"],
    },
];

/// In the order above: the national pilot comes first.
pub(super) fn networks(draw: &mut Draw, now: DateTime<Utc>) -> Vec<network::Model> {
    let network = |planned: &Planned| {
        let slug = slug_of(planned.name, "").as_str().to_owned();
        network::Model {
            id: draw.id(),
            website: (planned.kind != "thematic").then(|| format!("https://{slug}.example")),
            slug,
            name: planned.name.into(),
            kind: planned.kind.into(),
            territory: planned.territory.map(Into::into),
            description: planned.description.into(),
            created_at: now - Duration::days(600),
            colour: None,
            charter: String::new(),
            archived_at: None,
            version: 1,
        }
    };
    NETWORKS.iter().map(network).collect()
}

/// The regional network of a région.
pub(super) fn regional<'a>(networks: &'a [network::Model], region: &str) -> Option<&'a network::Model> {
    networks.iter().find(|n| n.kind == "regional" && n.territory.as_deref() == Some(region))
}

/// The regional network's moderators looked at the evidence.
pub(super) fn sign(networks: &[network::Model], scene: &Scene, invented: &mut Invented) {
    let departement = invented.organization.departement.as_deref();
    let region = departement.and_then(|code| scene.ground.region_of(code)).unwrap_or_default();
    let Some(network) = regional(networks, region) else { return };
    for guarantee in &mut invented.guarantees {
        guarantee.evidence_checked_by = guarantee.evidence_checked_by.as_ref().map(|_| network.name.clone());
    }
}

pub(super) fn joined(
    draw: &mut Draw,
    scene: &Scene,
    networks: &[network::Model],
    invented: &Invented,
) -> Vec<Uuid> {
    let organization = &invented.organization;
    let region = organization.departement.as_deref().and_then(|code| scene.ground.region_of(code));
    let mut found = Vec::new();
    for (network, planned) in networks.iter().zip(&NETWORKS) {
        let concerned = invented.themes.iter().any(|theme| planned.themes.contains(&theme.theme.as_str()));
        let likely = match planned.kind {
            "national" => 12,
            "regional" if network.territory.as_deref() == region => 60,
            "thematic" if concerned => 50,
            _ => continue,
        };
        if organization.vouched_by == Some(network.id) || draw.chance(likely) {
            found.push(network.id);
        }
    }
    found
}
