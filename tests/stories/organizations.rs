//! Organisations keep their own pages.

use bdis_tests::*;
use serde_json::json;

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";
/// Right by their check digits.
const SIRET: &str = "73282932000074";
const OTHER: &str = "44306184100047";

story! {
    async fn a_manager_opens_a_page_publishes_a_product_and_is_found_by_whom_they_serve(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = |rest: &str| format!("/espace/organisations/{id}{rest}");
        assert!(bruno.get(&at("")).await.text.contains("Dire qui vous servez"));
        let supply = [("faire", "territoire"), ("area", "territories"), ("territories", "Ille-et-Vilaine"), ("themes", "reuse")];
        let saved = bruno.send(&at("/territoire"), &supply).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let product = [("faire", "publier"), ("name", "Tables en chêne"), ("nature", "goods"), ("category", "39100000"), ("price", "249,90"), ("leadTime", "21")];
        let published = bruno.send(&at("/produits/nouveau"), &product).await;
        assert_eq!(published.status, 303, "{}", published.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "text": "tables", "territories": ["departement:35"], "maxLeadTimeDays": 30 })).await, ["La Belle Planche"]);
        assert_eq!(house.found(json!({ "text": "tables", "territories": ["departement:13"] })).await, [""; 0]);
        let page = house.get("/fournisseurs/la-belle-planche-rennes").await;
        assert!(page.status == 200 && page.text.contains("Tables en chêne") && !page.text.contains("supposé"), "{}", page.text);
        // Nothing is lost of what is wrong, and each field says why.
        let wrong = [("faire", "publier"), ("name", "Chaises <b>"), ("nature", "goods"), ("category", "chose inconnue"), ("price", "-3"), ("leadTime", "9999")];
        let refused = bruno.send(&at("/produits/nouveau"), &wrong).await;
        assert_eq!(refused.status, 422);
        for said in ["Aucune catégorie ne répond", "sans signe", "0 à 730", "Chaises &#60;b&#62;"] {
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
    }
}

story! {
    async fn one_siret_is_one_page_and_whoever_comes_second_is_led_to_claim_it(house) {
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", SIRET).await;
        let mut amina = house.member(AMINA).await;
        let fields = [("faire", "creer"), ("name", "Autre nom"), ("siret", "732 829 320 00074"), ("postCode", "35000"), ("city", "Rennes")];
        let led = amina.send("/espace/organisations/nouvelle", &fields).await;
        assert_eq!(led.header("location"), "/fournisseurs/la-belle-planche-rennes/revendiquer?fait=known");
        for (field, value, said) in [("siret", "73282932000075", "clé de contrôle"), ("siret", "", "Donnez un SIRET"), ("postCode", "35999", "Aucune commune"), ("city", "Nantes", "Rennes")] {
            let fields: Vec<(&str, &str)> = [("faire", "creer"), ("name", "X"), ("siret", OTHER), ("postCode", "35700"), ("city", "Rennes")]
                .map(|(name, old)| (name, if name == field { value } else { old })).to_vec();
            let refused = amina.send("/espace/organisations/nouvelle", &fields).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{field} {}", refused.text);
        }
    }
}

story! {
    async fn two_who_edit_at_once_see_each_other_s_words_and_lose_none(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let sheet = format!("/espace/organisations/{id}/fiche");
        let base = [("faire", "fiche"), ("version", "1"), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", "Rennes")];
        let with = |text| base.into_iter().chain([("description", text)]).collect::<Vec<_>>();
        assert_eq!(bruno.send(&sheet, &with("Des meubles solides.")).await.status, 303);
        let late = bruno.send(&sheet, &with("Des meubles beaux.")).await;
        assert_eq!(late.status, 422);
        assert!(late.text.contains("Des meubles beaux.</textarea>") && late.text.contains("Des meubles solides."), "{}", late.text);
        assert!(late.text.contains("name=\"version\" value=\"2\""), "the next save is meant");
        let refused = bruno.graphql("mutation($id: ID!) { updateOrganization(id: $id, input: { name: \"X\", version: 1 }) { name } }", json!({ "id": id })).await;
        assert_eq!(refused.code(), "CONFLICT");
    }
}

story! {
    async fn a_draft_taken_up_late_writes_over_nobody_and_reading_it_does_nothing(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let sheet = format!("/espace/organisations/{id}/fiche");
        let fields = [("version", "1"), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", "Rennes")];
        let with = |more: &[(&'static str, &'static str)]| fields.into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
        let place = format!("{sheet}#fiche");
        let kept = [("brouillon", place.as_str())].into_iter().chain(with(&[("description", "Mon brouillon.")])).collect::<Vec<_>>();
        assert_eq!(bruno.send("/espace/brouillons", &kept).await.status, 200);
        assert_eq!(bruno.send(&sheet, &with(&[("faire", "autre"), ("description", "x")])).await.status, 404);
        let saved = bruno.graphql("mutation($id: ID!) { updateOrganization(id: $id, input: { name: \"La Belle Planche\", description: \"Enregistré depuis.\", version: 1 }) { version } }", json!({ "id": id })).await;
        assert_eq!(saved.json()["data"]["updateOrganization"]["version"], 2);
        let taken_up = bruno.get(&format!("{sheet}?brouillon=fiche")).await;
        assert!(taken_up.text.contains("Mon brouillon.</textarea>") && taken_up.text.contains("name=\"version\" value=\"1\""), "{}", taken_up.text);
        let late = bruno.send(&sheet, &with(&[("faire", "fiche"), ("description", "Mon brouillon.")])).await;
        assert!(late.status == 422 && late.text.contains("Enregistré depuis."), "{}", late.text);
        for path in ["/espace/messages", "/moderation", "/invitations/x"] {
            assert_eq!(bruno.get(&format!("{path}?brouillon=fiche")).await.status, bruno.get(path).await.status, "{path}");
        }
    }
}

story! {
    async fn members_are_invited_once_by_owners_and_an_owner_always_stays(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let members = format!("/espace/organisations/{id}/membres");
        assert_eq!(bruno.send(&members, &[("faire", "inviter"), ("email", AMINA), ("inviteRole", "editor")]).await.status, 303);
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        let mut eve = house.member("eve@x.example").await;
        let passed_on = eve.send(&link, &[("faire", "rejoindre")]).await;
        assert!(passed_on.status == 422 && passed_on.text.contains(AMINA), "{}", passed_on.text);
        let mut amina = house.member(AMINA).await;
        let page = amina.get(&link).await;
        assert!(page.text.contains("La Belle Planche") && page.text.contains("Rédaction"), "{}", page.text);
        assert_eq!(amina.send(&link, &[("faire", "rejoindre")]).await.status, 303);
        let again = amina.send(&link, &[("faire", "rejoindre")]).await;
        assert!(again.status == 422 && again.text.contains("déjà servi"), "{}", again.text);
        // An editor writes, and decides nothing of members.
        let sheet = [("faire", "fiche"), ("version", "1"), ("name", "La Belle Planche"), ("description", "Par Amina."), ("postCode", "35000"), ("city", "Rennes")];
        assert_eq!(amina.send(&format!("/espace/organisations/{id}/fiche"), &sheet).await.status, 303);
        let refused = amina.send(&members, &[("faire", "inviter"), ("email", "x@y.example"), ("inviteRole", "owner")]).await;
        assert!(refused.status == 422 && refused.text.contains("en être propriétaire"), "{}", refused.text);
        let last = bruno.send(&format!("/espace/organisations/{id}"), &[("faire", "quitter")]).await;
        assert!(last.status == 422 && last.text.contains("dernier propriétaire"), "{}", last.text);
        house.drain().await;
        assert!(house.mail.to(BRUNO).iter().any(|letter| letter.subject.contains("a rejoint")));
        // Strangers see nothing of it.
        for path in ["", "/fiche", "/membres", "/journal", "/produits", "/garanties"] {
            assert_eq!(eve.get(&format!("/espace/organisations/{id}{path}")).await.status, 404, "{path}");
        }
    }
}

story! {
    async fn an_archived_organisation_is_its_members_alone_until_it_is_brought_back(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        house.drain().await;
        let page = format!("/espace/organisations/{id}");
        assert_eq!(house.found(json!({})).await, ["La Belle Planche"]);
        assert_eq!(bruno.send(&page, &[("faire", "archiver")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({})).await, [""; 0]);
        assert_eq!(house.get("/fournisseurs/la-belle-planche-rennes").await.status, 404);
        assert_eq!(bruno.get(&page).await.status, 200);
        assert_eq!(bruno.send(&page, &[("faire", "restaurer")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({})).await, ["La Belle Planche"]);
    }
}

story! {
    async fn whoever_races_to_leave_last_finds_that_an_owner_stays(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        bruno.send(&format!("/espace/organisations/{id}/membres"), &[("faire", "inviter"), ("email", AMINA), ("inviteRole", "owner")]).await;
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        let mut amina = house.member(AMINA).await;
        assert_eq!(amina.send(&link, &[("faire", "rejoindre")]).await.status, 303);
        let page = format!("/espace/organisations/{id}");
        let (one, other) = tokio::join!(bruno.send(&page, &[("faire", "quitter")]), amina.send(&page, &[("faire", "quitter")]));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422], "one leaves, one stays");
    }
}

story! {
    async fn pictures_are_made_small_and_nothing_else_is_taken_for_one(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let png = data_encoding::BASE64.decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").unwrap();
        let fields = [("faire", "ajouter"), ("kind", "logo"), ("alt", "Une planche")];
        let added = bruno.send_file(&path, &fields, ("picture", "../../logo.png", &png)).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let page = house.get("/fournisseurs/la-belle-planche-rennes").await.text;
        let src = page.split("<img class=\"logo\" src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let shown = house.get(&src).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        assert!(shown.header("content-security-policy").contains("sandbox"));
        for (name, bytes) in [("x.svg", b"<svg onload=alert(1)>".as_slice()), ("x.png", b"\x89PNG\r\n\x1a\n broken"), ("x.pdf", b"%PDF-1.7"), ("x", b"")] {
            let refused = bruno.send_file(&path, &fields, ("picture", name, bytes)).await;
            assert_eq!(refused.status, 422, "{name}");
        }
        let huge = vec![0xff; 12 * 1024 * 1024];
        assert_eq!(bruno.send_file(&path, &fields, ("picture", "x.jpg", &huge)).await.status, 422);
    }
}
