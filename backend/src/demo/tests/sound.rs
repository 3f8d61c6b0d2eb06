//! What the migrations ask of rows, asked of invented ones.

use std::collections::HashSet;

use schema::guarantees::{State, guarantee};
use schema::networks::network;
use schema::products::Area;
use schema::values::{
    CpvCode, CurrencyCode, GeoPoint, Naf, PostCode, Rna, Siret, Slug, TerritoryCode, WebUrl,
};

use super::super::Invented;
use super::{COMMUNES, codes, now, today};

/// What the migrations' checks, keys and foreign keys ask.
pub fn assert_sound(all: &[Invented], networks: &[network::Model]) {
    let categories = codes(include_str!("../../reference/data/categories.csv"));
    let themes = codes(include_str!("../../reference/data/themes.csv"));
    let schemes = codes(include_str!("../../reference/data/schemes.csv"));
    let forms = codes(include_str!("../../reference/data/legal_forms.csv"));
    let currencies = codes(include_str!("../../reference/data/currencies.csv"));
    let communes: HashSet<String> =
        codes(COMMUNES).into_iter().map(|code| format!("commune:{code}")).collect();
    let (mut ids, mut sirets, mut rnas, mut slugs) =
        (HashSet::new(), HashSet::new(), HashSet::new(), HashSet::new());
    for one in all {
        let o = &one.organization;
        assert!(ids.insert(o.id), "{}", o.name);
        assert_eq!(o.id.get_version_num(), 7);
        assert!(o.siret.is_some() || o.rna.is_some() || o.vouched_by.is_some(), "{}", o.name);
        if let Some(siret) = &o.siret {
            assert!(Siret::parse(siret).is_ok() && siret.starts_with("000"), "{siret}");
            assert!(sirets.insert(siret.clone()), "{siret} twice");
        }
        if let Some(rna) = &o.rna {
            assert!(Rna::parse(rna).is_ok() && rnas.insert(rna.clone()), "{rna}");
        }
        assert!(o.vouched_by.is_none_or(|id| networks.iter().any(|n| n.id == id)));
        assert!(Slug::parse(&o.slug).is_ok() && slugs.insert(o.slug.clone()), "{}", o.slug);
        assert!(!o.name.is_empty() && !o.name.contains('{'), "{}", o.name);
        assert!(!o.description.contains(['{', '[', '|', '\'']), "{}", o.description);
        assert!(o.legal_form.iter().all(|form| forms.contains(form)), "{:?}", o.legal_form);
        assert!(o.naf.iter().all(|naf| Naf::parse(naf).is_ok()));
        assert!(o.post_code.iter().all(|code| PostCode::parse(code).is_ok()));
        assert!(o.website.iter().all(|url| WebUrl::parse(url).is_ok()), "{:?}", o.website);
        assert!(o.commune.iter().all(|code| communes.contains(code)));
        assert!(TerritoryCode::parse(o.departement.as_ref().unwrap()).is_ok());
        assert_eq!(o.latitude.is_some(), o.longitude.is_some());
        if let (Some(latitude), Some(longitude)) = (o.latitude, o.longitude) {
            assert!(GeoPoint::new(latitude, longitude).is_ok());
        }
        assert!(o.created_at <= o.updated_at && o.updated_at <= now());
        assert!((now() - o.created_at).num_days() <= 548);
        assert!(
            one.supplier.currencies.iter().all(|c| currencies.contains(c) && CurrencyCode::parse(c).is_ok())
        );
        assert_eq!(one.supplier.organization, o.id);
        let mut seen = HashSet::new();
        for category in &one.categories {
            assert!(categories.contains(&category.category) && seen.insert(&category.category));
            assert_eq!(category.organization, o.id);
        }
        for theme in &one.themes {
            assert!(themes.contains(&theme.theme) && seen.insert(&theme.theme), "{}", theme.theme);
        }
        assert!(!one.categories.is_empty() && !one.themes.is_empty(), "{}", o.name);
        for product in &one.products {
            assert!(ids.insert(product.id) && product.organization == o.id);
            assert!(["goods", "services", "works"].contains(&product.nature.as_str()), "{}", product.nature);
            assert!(categories.contains(&product.category), "{} {}", product.name, product.category);
            assert!(CpvCode::parse(&product.category).is_ok(), "{}", product.category);
            assert!(product.price_cents.is_none_or(|cents| cents > 0), "{}", product.name);
            assert!(product.lead_time_days.is_none_or(|days| (0..=730).contains(&days)));
            if let (Some(from), Some(until)) = (product.valid_from, product.valid_until) {
                assert!(from <= until);
            }
            assert!(product.created_at <= product.updated_at && product.updated_at <= now());
            assert_area(product.area.as_ref());
        }
        assert_area(one.supplier.area.as_ref());
        let mut renewals = HashSet::new();
        for guarantee in &one.guarantees {
            assert!(ids.insert(guarantee.id) && guarantee.organization == o.id);
            assert!(schemes.contains(&guarantee.scheme), "{}", guarantee.scheme);
            assert!(renewals.insert((&guarantee.scheme, guarantee.renewal)), "{} twice", guarantee.scheme);
            assert_dated(guarantee);
        }
        assert!(one.networks.iter().all(|id| networks.iter().any(|n| n.id == *id)));
    }
}

fn assert_area(area: Option<&Area>) {
    match area {
        None | Some(Area::Country) => {}
        Some(Area::Territories(codes)) => {
            assert!(
                !codes.is_empty() && codes.iter().all(|code| TerritoryCode::parse(code).is_ok()),
                "{codes:?}"
            );
        }
        Some(Area::Radius { km, .. }) => assert!((1.0..=200.0).contains(km)),
    }
}

fn assert_dated(g: &guarantee::Model) {
    assert!(g.valid_from.zip(g.valid_until).is_none_or(|(from, until)| from <= until), "{g:?}");
    assert!(g.state != State::EvidenceChecked || g.evidence_checked_on.is_some());
    assert!(g.state != State::RegisterChecked || g.register_checked_on.is_some());
    assert!(!matches!(g.state, State::Refused | State::Suspended) || g.reason.is_some());
    let acts = [g.evidence_checked_on, g.register_checked_on, g.peer_reviewed_on];
    for day in acts.into_iter().flatten() {
        assert!(g.declared_on <= day && day <= today(), "{g:?}");
        assert!(g.valid_until.is_none_or(|last| day <= last), "{g:?}");
    }
    assert_eq!(g.evidence_checked_on.is_some(), g.evidence_note.is_some());
    assert!(g.created_at <= g.updated_at && g.updated_at <= now(), "{g:?}");
}
