//! Forms filled in to harm: each has its answer, nothing breaks, nothing becomes markup.

use bdis_tests::*;
use sea_orm::DbBackend;

use super::hostile::hostile;

/// Address, what is to be done, and the fields.
const FORMS: [(&str, &str, &[&str]); 72] = [
    ("/inscription", "inscription", &["name", "email", "password"]),
    ("/connexion", "connexion", &["email", "password"]),
    ("/connexion/code", "code", &["code"]),
    ("/connexion/oubli", "oubli", &["email"]),
    ("/inscription/confirmation/%", "confirmer", &["password"]),
    ("/connexion/nouveau-mot-de-passe/%", "nouveau", &["newPassword"]),
    ("/adresse/%", "adresse", &["x"]),
    ("/courriels/%?type=sign_ins", "courriels", &["sign_ins", "List-Unsubscribe"]),
    ("/espace/profil", "profil", &["name", "language", "timeZone"]),
    ("/espace/securite", "mot-de-passe", &["password", "newPassword"]),
    ("/espace/securite", "changer-adresse", &["email", "password"]),
    ("/espace/securite", "session", &["id"]),
    ("/espace/securite", "code-debut", &["password"]),
    ("/espace/securite", "code-confirmer", &["code"]),
    ("/espace/jetons", "jeton", &["name", "scope", "days", "password"]),
    ("/espace/jetons", "jeton-fin", &["id"]),
    ("/espace/donnees", "effacer", &["password"]),
    (
        "/espace/organisations/nouvelle",
        "creer",
        &["name", "siret", "rna", "voucher", "legalForm", "postCode", "city"],
    ),
    (
        "/espace/organisations/{org}/fiche",
        "fiche",
        &[
            "name",
            "brand",
            "headcount",
            "description",
            "address",
            "postCode",
            "city",
            "point",
            "website",
            "email",
            "version",
        ],
    ),
    (
        "/espace/organisations/{org}/territoire",
        "territoire",
        &[
            "territories",
            "center",
            "km",
            "area",
            "themes",
            "categories",
            "currencies",
            "centerChoice",
            "territoryChoices",
            "version",
        ],
    ),
    ("/espace/organisations/{org}/territoire", "redessiner", &["territories", "center", "km", "area"]),
    (
        "/espace/organisations/{org}/produits/nouveau",
        "publier",
        &[
            "name",
            "description",
            "nature",
            "category",
            "idea",
            "price",
            "currency",
            "unit",
            "leadTime",
            "validFrom",
            "validUntil",
            "area",
        ],
    ),
    ("/espace/organisations/{org}/produits/nouveau?comme=%", "proposer", &["name", "description"]),
    ("/espace/organisations/{org}/produits/{product}", "produit", &["name", "nature", "category", "version"]),
    ("/espace/organisations/{org}/produits/%", "produit", &["name"]),
    ("/espace/organisations/{org}/membres", "inviter", &["email", "inviteRole"]),
    ("/espace/organisations/{org}/membres", "role", &["member", "role"]),
    ("/espace/organisations/{org}/charte", "charte", &["version"]),
    (
        "/espace/organisations/{org}/garanties/nouvelle",
        "declarer",
        &["scheme", "reference", "validFrom", "validUntil"],
    ),
    ("/espace/organisations/{org}/garanties/%", "renouveler", &["validFrom", "validUntil"]),
    ("/espace/organisations/{org}/garanties/%", "contester", &["note"]),
    ("/espace/organisations/{org}/garanties/%", "annuler-retrait", &["id"]),
    ("/espace/organisations/{org}/garanties/%", "retirer-piece", &["id"]),
    ("/espace/organisations/%/fiche", "fiche", &["name"]),
    ("/fournisseurs/%/signaler", "signaler", &["note"]),
    ("/signaler?page=%", "signaler", &["topic", "note", "email"]),
    ("/signaler?page=/glossaire", "signaler", &["term", "topic", "note", "email"]),
    ("/fournisseurs/{slug}/contacter", "ecrire", &["subject", "text"]),
    ("/moderation/reseaux/%/imports", "verifier", &["source", "licence", "file"]),
    ("/moderation/registre/%", "importer", &["scheme"]),
    ("/moderation/doublons?apres=%", "distinguer", &["id"]),
    ("/moderation/doublons", "rapprocher", &["id"]),
    ("/moderation", "reprendre-decision", &["id"]),
    ("/moderation", "reprendre-les-autres", &["id"]),
    ("/moderation/%", "rendre-dossier", &["id"]),
    ("/moderation", "trouver", &["sought"]),
    ("/moderation/garanties/%", "reprendre-decision", &["id"]),
    ("/moderation?type=evidence", "refuser-documents", &["cases", "template", "reason"]),
    (
        "/moderation/reseaux/nouveau",
        "ouvrir-reseau",
        &["name", "slug", "networkKind", "territory", "description", "website", "colour", "charter"],
    ),
    ("/moderation/reseaux/%/tenue", "tenir-reseau", &["name", "territory"]),
    ("/moderation/reseaux/%/tenue", "nommer", &["email"]),
    ("/moderation/reseaux/%/tenue", "adherer", &["other"]),
    ("/espace/alertes/nouvelle?pour=fournisseurs&q=%", "suivre", &["alertName", "pace"]),
    ("/espace/alertes/nouvelle?pour=mutualisation&type=%", "suivre", &["alertName", "pace"]),
    ("/espace/alertes", "supprimer-alerte", &["id"]),
    ("/espace/alertes", "recapitulatif", &["hour", "weekday"]),
    ("/espace/alertes/%", "alerte", &["alertName", "pace"]),
    ("/courriels/%?type=alerts", "pause-alertes", &["alerte", "List-Unsubscribe"]),
    ("/espace/brouillons", "x", &["brouillon", "name"]),
    (
        "/mutualisation/{room}/reserver",
        "reserver",
        &[
            "day",
            "startTime",
            "endTime",
            "lastDay",
            "units",
            "people",
            "purpose",
            "repeat",
            "repeatTimes",
            "repeatUntil",
            "extras",
        ],
    ),
    (
        "/mutualisation/{room}/reserver?semaine=%&debut=%&jour=%",
        "attendre",
        &["organization", "day", "startTime", "endTime"],
    ),
    ("/mutualisation/%/reserver", "reserver", &["day"]),
    ("/espace/reservations/{booking}", "contre-proposer", &["day", "startTime", "endTime", "reason"]),
    (
        "/espace/reservations/{booking}",
        "modifier",
        &["day", "startTime", "startTurn", "endTime", "endTurn", "lastDay"],
    ),
    ("/espace/reservations/{booking}", "attendre", &["reason"]),
    ("/espace/reservations/{booking}", "remettre", &["note"]),
    ("/espace/reservations/calendriers", "abonner", &["calendar"]),
    ("/espace/organisations/{org}/compte", "regler", &["id"]),
    (
        "/espace/organisations/{org}/mutualisation/nouvelle",
        "partager",
        &[
            "name",
            "description",
            "direction",
            "kind",
            "postCode",
            "city",
            "point",
            "priceKind",
            "price",
            "pricePer",
            "currency",
            "units",
            "monday",
            "exceptions",
            "zone",
            "step",
            "shortest",
            "horizon",
            "accessibility",
            "validFrom",
        ],
    ),
    (
        "/espace/organisations/{org}/mutualisation/{room}",
        "ressource",
        &["name", "access", "exchange", "handover", "kind", "priceKind", "monday", "exceptions", "version"],
    ),
    ("/espace/organisations/{org}/mutualisation/{room}", "complements", &["extras"]),
    ("/espace/organisations/{org}/mutualisation/{room}", "retirer", &["id"]),
];

story! {
    async fn two_hundred_hostile_inputs_for_each_form_break_nothing(house) {
        let mut amina = house.member("amina@rennes.example").await;
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let mut broken = Vec::new();
        // What is typed meets one database as the other: a quarter of it is enough there.
        let step = if house.app.db.get_database_backend() == DbBackend::Sqlite { 1 } else { 4 };
        let org = amina.opens("La Belle Planche", "73282932000074").await;
        let made = amina.send(&format!("/espace/organisations/{org}/produits/nouveau"), &[("faire", "publier"), ("name", "Table"), ("nature", "goods"), ("category", "39100000")]).await;
        let product = made.header("location").split('/').next_back().unwrap().split('?').next().unwrap().to_owned();
        let room = house.offers(resource("Salle", &org)).await;
        let wanted = crate::stories::bookings::wanted(&org, at(&house, 5, 9), 1);
        let booked = crate::stories::bookings::book(&mut amina, room, wanted).await.unwrap()["id"].as_str().unwrap().to_owned();
        for (path, act, names) in FORMS {
            let path = path.replace("{room}", &room.to_string()).replace("{booking}", &booked).replace("{org}", &org).replace("{product}", &product).replace("{slug}", "la-belle-planche-rennes");
            for n in (0..200).step_by(step) {
                let path = path.replace('%', &encoded(&hostile(n)));
                let filled: Vec<String> = (0..names.len()).map(|place| hostile((n + 67 * place) % 200)).collect();
                let mut fields: Vec<(&str, &str)> = names.iter().copied().zip(filled.iter().map(String::as_str)).collect();
                let wrong_act = hostile(n);
                fields.push(("faire", if n % 10 == 9 { &wrong_act } else { act }));
                amina.ip = Some(format!("10.{}.{}.1", n, path.len() % 250));
                let answered = amina.send(&path, &fields).await;
                if answered.status >= 500 || answered.text.contains("<script>alert") || answered.text.contains("panicked") {
                    broken.push(format!("{path} {fields:?}: {}", answered.status));
                }
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
        assert!(amina.is_signed_in().await, "and she is still who she was");
        house.drain().await;
    }
}

story! {
    async fn bodies_of_the_wrong_kind_or_size_are_refused(house) {
        let post = |kind: &str, body: Vec<u8>| {
            let request = house.client.post(house.address.clone() + "/inscription");
            request.header("content-type", kind.to_owned()).body(body)
        };
        for (kind, body) in [
            ("application/json", b"{}".to_vec()),
            ("text/plain", b"email=a".to_vec()),
            ("multipart/form-data; boundary=x", b"--x--".to_vec()),
            ("application/x-www-form-urlencoded", vec![b'a'; 3_000_000]),
            ("application/x-www-form-urlencoded", vec![0xff; 1_000]),
            ("application/x-www-form-urlencoded", Vec::new()),
        ] {
            let answered = house.send(post(kind, body)).await;
            assert!((400..500).contains(&answered.status), "{kind}: {}", answered.status);
        }
    }
}

story! {
    async fn an_address_of_the_network_that_is_only_claimed_is_not_believed(house) {
        // The proxy is this machine; what stands before the last foreign address is anybody's word.
        let mut guesser = house.person("nobody@rennes.example");
        let mut last = String::new();
        for n in 0..61 {
            guesser.ip = Some(format!("10.0.0.{n}, 203.0.113.7"));
            guesser.email = format!("nobody-{n}@rennes.example");
            last = guesser.sign_in("essai essai essai").await.text;
        }
        assert!(last.contains("Trop d’essais"), "{last}");
    }
}
