//! When two pages look like one organisation's.

use chrono::{DateTime, Utc};
use schema::organizations::likeness_key;
use schema::values::{GeoPoint, fold};
use url::Url;

use super::may_merge;
use crate::organizations::queries::Organization;

/// Why two pages may be one organisation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same enterprise (the first nine digits of the SIRET) in the same commune.
    Siren,
    /// The same name in the same commune.
    Name,
    /// Nearly the same name, close by.
    NearName,
    /// The same or nearly the same name, elsewhere in the département.
    FarName,
    /// The same site.
    Site,
}

impl Likeness {
    pub fn code(self) -> &'static str {
        match self {
            Likeness::Siren => "siren",
            Likeness::Name => "name",
            Likeness::NearName => "near-name",
            Likeness::FarName => "far-name",
            Likeness::Site => "site",
        }
    }

    /// What it adds to the likeness of a pair.
    fn weight(self) -> i32 {
        match self {
            Likeness::Siren => 7,
            Likeness::Name => 6,
            Likeness::NearName => 4,
            Likeness::FarName => 2,
            Likeness::Site => 4,
        }
    }
}

/// Names so near to each other stand in one place.
const CLOSE_KM: f64 = 2.0;

/// Words that say nothing of who it is: small ones, and legal forms.
const SILENT: [&str; 29] = [
    "a",
    "asso",
    "association",
    "au",
    "aux",
    "d",
    "de",
    "des",
    "du",
    "en",
    "et",
    "eurl",
    "l",
    "la",
    "le",
    "les",
    "loi1901",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "scic",
    "scop",
    "snc",
    "ste",
    "the",
    "un",
    "une",
];

/// Sites that hold pages of many: there the page counts, not the site.
const SHARED_SITES: [&str; 9] = [
    "facebook.com",
    "helloasso.com",
    "instagram.com",
    "linkedin.com",
    "linktr.ee",
    "sites.google.com",
    "twitter.com",
    "x.com",
    "youtube.com",
];

/// The words of a name that count, whatever their order and number.
fn words(name: &str) -> Option<String> {
    let folded = fold(name);
    let mut words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !word.is_empty() && !SILENT.contains(word))
        .map(|word| if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word })
        .collect();
    words.sort_unstable();
    words.dedup();
    Some(words.join(" ")).filter(|words| !words.is_empty())
}

fn site(website: &str) -> Option<String> {
    let url = Url::parse(website).ok()?;
    let host = url.host_str()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let bare = |host: &str| SHARED_SITES.contains(&host);
    let shared = bare(host) || host.split_once('.').is_some_and(|(_, above)| bare(above));
    Some(if shared {
        format!("{host}{}", url.path().to_lowercase().trim_end_matches('/'))
    } else {
        host.to_owned()
    })
}

/// By what it is compared with others; nothing of a page that isn't shown.
pub fn likeness_keys(one: &Organization, now: DateTime<Utc>) -> likeness_key::Model {
    let shown = one.archived_at.is_none();
    let join = |key: Option<String>, place: &Option<String>| match (key, place) {
        (Some(key), Some(place)) if shown && !key.is_empty() => Some(format!("{key}@{place}")),
        _ => None,
    };
    likeness_key::Model {
        organization: one.id,
        siren_place: join(siren(one), &one.commune),
        name_place: join(Some(fold(&one.name)), &one.commune),
        words_place: join(words(&one.name), &one.departement),
        site_place: join(one.website.as_deref().and_then(site), &one.departement),
        // A clock that was set back leaves nothing to be compared for ever.
        compared_at: now.max(one.updated_at),
    }
}

fn siren(one: &Organization) -> Option<String> {
    one.siret.as_ref().map(|siret| siret.chars().take(9).collect())
}

fn close(a: &Organization, b: &Organization) -> bool {
    let point = |one: &Organization| GeoPoint::new(one.latitude?, one.longitude?).ok();
    let near = matches!((point(a), point(b)), (Some(a), Some(b)) if a.distance_km(b) <= CLOSE_KM);
    near || (a.commune.is_some() && a.commune == b.commune)
}

/// Why two shown pages may be one organisation's, the strongest reason first; nothing where they can't be.
pub fn likenesses(a: &Organization, b: &Organization) -> Vec<Likeness> {
    if a.archived_at.or(b.archived_at).is_some() || may_merge(a, b).is_err() {
        return Vec::new();
    }
    let (mine, theirs) = (likeness_keys(a, a.updated_at), likeness_keys(b, b.updated_at));
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let name = match () {
        () if same(&mine.name_place, &theirs.name_place) => Some(Likeness::Name),
        () if !same(&mine.words_place, &theirs.words_place) => None,
        () if close(a, b) => Some(Likeness::NearName),
        () => Some(Likeness::FarName),
    };
    let siren = same(&mine.siren_place, &theirs.siren_place).then_some(Likeness::Siren);
    let site = same(&mine.site_place, &theirs.site_place).then_some(Likeness::Site);
    siren.into_iter().chain(name).chain(site).collect()
}

pub fn strength(reasons: &[Likeness]) -> i32 {
    reasons.iter().map(|reason| reason.weight()).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(
        name: &str,
        siret: Option<&str>,
        website: Option<&str>,
        commune: &str,
        latitude: f64,
    ) -> Organization {
        serde_json::from_value(json!({
            "id": uuid::Uuid::now_v7(), "siret": siret, "slug": "x", "name": name, "description": "",
            "website": website, "commune": commune, "departement": "departement:35",
            "latitude": latitude, "longitude": -1.68,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        }))
        .unwrap()
    }

    #[test]
    fn pages_look_like_one_organisations_by_their_number_their_name_or_their_site() {
        let one = page(
            "Le Pain Levé",
            Some("73282932000074"),
            Some("https://www.pain.example/"),
            "commune:35238",
            48.11,
        );
        let like = |name: &str, siret, website, commune: &str, latitude| {
            likenesses(&one, &page(name, siret, website, commune, latitude))
        };
        let (here, next, far) = (("commune:35238", 48.11), ("commune:35024", 48.12), ("commune:35288", 48.6));
        assert_eq!(like("Fournil", Some("73282932000082"), None, here.0, here.1), [Likeness::Siren]);
        assert_eq!(like("LE PAIN LEVE", None, None, here.0, here.1), [Likeness::Name]);
        assert_eq!(like("Pains levés (les), SCOP", None, None, here.0, here.1), [Likeness::NearName]);
        assert_eq!(like("Pain Levé", None, None, next.0, next.1), [Likeness::NearName]);
        assert_eq!(like("Pain Levé", None, None, far.0, far.1), [Likeness::FarName]);
        assert_eq!(
            like("Fournil", None, Some("http://pain.example/contact"), far.0, far.1),
            [Likeness::Site]
        );
        assert_eq!(like("Le Pain Levé", Some("55210055400013"), None, here.0, here.1), [], "two enterprises");
        assert_eq!(like("La Recyclerie", None, None, here.0, here.1), []);
        assert!(strength(&[Likeness::Siren]) > strength(&[Likeness::Name]));
    }

    #[test]
    fn a_page_on_a_site_of_many_counts_not_the_site() {
        assert_eq!(site("https://www.facebook.com/PainLeve/"), Some("facebook.com/painleve".to_owned()));
        assert_eq!(site("https://fr-fr.facebook.com/a"), Some("fr-fr.facebook.com/a".to_owned()));
        assert_eq!(site("https://www.pain.example/contact"), Some("pain.example".to_owned()));
        assert_eq!(words("La SCOP des"), None);
    }
}
