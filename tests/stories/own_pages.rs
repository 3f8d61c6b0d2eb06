//! One's own pages keep what one has: owners, drafts, towns, prices, invitations.

use backend::base::events::{Event, OrganizationEvent, What};
use bdis_tests::*;
use schema::networks::case;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";
const CHLOE: &str = "chloe@scop.example";
const SIRET: &str = "73282932000074";
const ERASE: [(&str, &str); 2] = [("faire", "effacer"), ("password", PASSWORD)];

/// Asks someone in, and has them join by the letter's link.
async fn joins(house: &House, owner: &mut Person<'_>, id: &str, someone: &mut Person<'_>, role: &str) {
    let email = someone.email.clone();
    let invite = [("faire", "inviter"), ("email", email.as_str()), ("inviteRole", role)];
    let invited = owner.send(&format!("/espace/organisations/{id}/membres"), &invite).await;
    assert_eq!(invited.status, 303, "{}", invited.text);
    house.drain().await;
    let link = house.mail.last(&email).link();
    assert_eq!(someone.send(&link, &[("faire", "rejoindre")]).await.status, 303);
    house.drain().await;
}

story! {
    async fn whoever_owns_alone_hands_over_before_their_account_goes(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let members = format!("/espace/organisations/{id}/membres");
        let (mut chloe, mut amina) = (house.member(CHLOE).await, house.member(AMINA).await);
        joins(&house, &mut bruno, &id, &mut chloe, "reader").await;
        joins(&house, &mut bruno, &id, &mut amina, "editor").await;
        // Before: what becomes of it, and the page where another is named.
        let page = bruno.get("/espace/donnees").await.text;
        assert!(page.contains("La Belle Planche\u{a0}: si vous effacez votre compte sans nommer personne") && page.contains(&format!("href=\"{members}\"")), "{page}");
        let page = bruno.get("/en/espace/donnees").await.text;
        assert!(page.contains("if you erase your account and name nobody"), "{page}");
        assert!(!amina.get("/espace/donnees").await.text.contains("sans nommer personne"), "she owns nothing");
        assert_eq!(bruno.send("/espace/donnees", &ERASE).await.header("location"), "/connexion?fait=erased");
        house.drain().await;
        // The editor is told, and owns it; the reader, who came first, doesn't.
        let letters = house.mail.to(AMINA);
        assert!(letters.iter().any(|letter| letter.subject == "Votre rôle dans La Belle Planche a changé" && letter.text.contains("Propriétaire")), "{letters:?}");
        let invite = [("faire", "inviter"), ("email", "eve@x.example"), ("inviteRole", "editor")];
        assert_eq!(chloe.send(&members, &invite).await.status, 422);
        assert_eq!(amina.send(&members, &invite).await.status, 303);
        // Then the reader, and then nobody.
        assert_eq!(amina.send("/espace/donnees", &ERASE).await.status, 303);
        let page = chloe.get("/espace/donnees").await.text;
        assert!(page.contains("La Belle Planche\u{a0}: personne d’autre n’en est membre."), "{page}");
        assert!(!maud.get("/moderation").await.text.contains("La Belle Planche"));
        assert_eq!(chloe.send("/espace/donnees", &ERASE).await.status, 303);
        assert!(maud.get("/moderation").await.text.contains("La Belle Planche"));
        let waiting = case::Entity::find().filter(case::Column::Kind.eq("error")).one(&house.app.db).await.unwrap().unwrap();
        assert!(waiting.note.contains("peut être revendiquée") && waiting.opened_by.is_none(), "{waiting:?}");
        // Whoever was invited doesn't come into a house that nobody owns; anyone may ask for it.
        let mut eve = house.member("eve@x.example").await;
        assert!(!eve.get("/espace").await.text.contains("La Belle Planche"));
        let claim = [("faire", "revendiquer"), ("note", "Je suis leur gérante.")];
        let claimed = eve.send("/fournisseurs/la-belle-planche-rennes/revendiquer", &claim).await;
        assert_eq!(claimed.status, 303, "{}", claimed.text);
        let changed = |event: &Event| matches!(event, Event::Organization(OrganizationEvent { what: What::MemberChanged { after, .. }, .. }) if after == "owner");
        let journal = schema::events::event::Entity::find().all(&house.app.db).await.unwrap();
        let events = journal.iter().filter_map(|row| serde_json::from_value(row.payload.clone()).ok());
        assert_eq!(events.filter(changed).count(), 2);
    }
}

story! {
    async fn a_town_of_another_post_code_is_refused_and_named_with_its_own(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let sheet = format!("/espace/organisations/{id}/fiche");
        let with = |city: &'static str| [("faire", "fiche"), ("version", "1"), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", city), ("openToProposals", "yes")];
        for (lang, city, said) in [
            ("", "Vannes", "qui est celui de\u{a0}: Rennes. Vannes porte le code postal 56000."),
            ("/en", "Vannes", "which is that of: Rennes. Vannes has the post code 56000."),
            ("", "Nullepart", "Aucune commune de ce nom n’a le code postal 35000, qui est celui de\u{a0}: Rennes."),
        ] {
            let refused = bruno.send(&format!("{lang}{sheet}"), &with(city)).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{said}: {}", refused.text);
            assert!(refused.text.contains(&format!("value=\"{city}\"")), "what was typed is kept");
        }
        for city in ["Rennes", "RENNES CEDEX 7", ""] {
            let saved = bruno.send(&sheet, &with(city)).await;
            assert_eq!(saved.status, 303, "{city}: {}", saved.text);
        }
        assert!(bruno.get(&sheet).await.text.contains("value=\"Rennes\""));
    }
}

/// What a form sends along unseen.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("{name}: {page}"))
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

story! {
    async fn only_what_someone_else_changed_is_marked_and_as_one_types_it(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let fields = [("name", "Tables en chêne"), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR"), ("price", "15")];
        let with = |act: &'static str, more: &[(&'static str, &str)]| -> Vec<(String, String)> {
            let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).map(|(name, value)| (*name, *value));
            [("faire", act)].into_iter().chain(kept).chain(more.iter().copied()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
        };
        let send = async |bruno: &mut Person<'_>, path: &str, all: Vec<(String, String)>| {
            let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            bruno.send(path, &all).await
        };
        let made = send(&mut bruno, &format!("/espace/organisations/{id}/produits/nouveau"), with("publier", &[])).await;
        let path = made.header("location").split('?').next().unwrap().to_owned();
        let read = hidden(&bruno.get(&path).await.text, "read");
        let other = with("produit", &[("version", "1"), ("read", &read), ("price", "16")]);
        assert_eq!(send(&mut bruno, &path, other).await.status, 303);
        let mark = "Enregistré entre-temps\u{a0}: «\u{202f}";
        let mine = with("produit", &[("version", "1"), ("read", &read), ("name", "Tables en hêtre")]);
        let late = send(&mut bruno, &path, mine.clone()).await;
        assert!(late.status == 422 && late.text.contains(&format!("{mark}16,00\u{202f}»")), "{}", late.text);
        assert_eq!(late.text.matches(mark).count(), 1, "the name is mine alone: {}", late.text);
        // What was read isn't known: what differs from mine is told.
        let unread: Vec<_> = mine.into_iter().filter(|(name, _)| name != "read").collect();
        let late = send(&mut bruno, &path, unread).await;
        assert_eq!(late.text.matches(mark).count(), 2, "{}", late.text);
        // Choices are told by their names.
        let read = hidden(&bruno.get(&path).await.text, "read");
        let other = with("produit", &[("version", "2"), ("nature", "works"), ("price", "16")]);
        assert_eq!(send(&mut bruno, &path, other).await.status, 303);
        let mine = with("produit", &[("version", "2"), ("read", &read), ("nature", "services")]);
        let late = send(&mut bruno, &path, mine).await;
        assert!(late.text.contains(&format!("{mark}Travaux\u{202f}»")), "{}", late.text);
    }
}

story! {
    async fn what_is_mended_after_someone_else_saved_still_writes_over_nobody(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let sheet = format!("/espace/organisations/{id}/fiche");
        let read = hidden(&bruno.get(&sheet).await.text, "read");
        let with = |website: &'static str, description: &'static str, read: &str| {
            [("faire", "fiche"), ("version", "1"), ("read", read), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", "Rennes"), ("website", website), ("description", description)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let send = async |bruno: &mut Person<'_>, all: [(String, String); 8]| {
            let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            bruno.send(&sheet, &all).await
        };
        assert_eq!(send(&mut bruno, with("", "De l’autre.", &read)).await.status, 303);
        let wrong = send(&mut bruno, with("pas une adresse", "De moi.", &read)).await;
        assert_eq!((wrong.status, hidden(&wrong.text, "version").as_str()), (422, "1"), "{}", wrong.text);
        assert_eq!(hidden(&wrong.text, "read"), read);
        let late = send(&mut bruno, with("", "De moi.", &read)).await;
        assert!(late.status == 422 && late.text.contains("De l’autre."), "{}", late.text);
    }
}

story! {
    async fn a_free_offer_s_conflict_names_no_empty_field(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let fields = [("direction", "offer"), ("kind", "premises"), ("name", "Cuisine"), ("priceKind", "free"), ("pricePer", "hour"), ("bookingMode", "at_once"), ("monday", "0h-24h")];
        let with = |act: &'static str, more: &[(&'static str, &'static str)]| {
            let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name)).copied();
            [("faire", act), ("version", "1")].into_iter().chain(kept).chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let made = bruno.send(&format!("/espace/organisations/{id}/mutualisation/nouvelle"), &with("partager", &[])).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let own = made.header("location").split('?').next().unwrap().to_owned();
        assert_eq!(bruno.send(&own, &with("ressource", &[("name", "Grande cuisine")])).await.status, 303);
        let late = bruno.send(&own, &with("ressource", &[("name", "Petite cuisine")])).await;
        assert!(late.text.contains("Grande cuisine") && !late.text.contains("«\u{202f}\u{202f}»"), "{}", late.text);
        assert!(!late.text.contains("Enregistré entre-temps\u{a0}: «\u{202f}hour"), "{}", late.text);
        let late = bruno.send(&own, &with("ressource", &[("description", "Avec un four.")])).await;
        assert!(late.text.contains("Enregistré entre-temps\u{a0}: rien") && !late.text.contains("«\u{202f}\u{202f}»"), "{}", late.text);
    }
}

story! {
    async fn whoever_is_invited_and_new_finds_the_invitation_on_their_desk(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let members = format!("/espace/organisations/{id}/membres");
        assert_eq!(bruno.send(&members, &[("faire", "inviter"), ("email", AMINA), ("inviteRole", "editor")]).await.status, 303);
        house.drain().await;
        let mut amina = house.member(AMINA).await;
        let desk = amina.get("/espace").await.text;
        assert!(desk.contains("vous invite à rejoindre La Belle Planche") && desk.contains("Une invitation attend votre réponse"), "{desk}");
        assert!(!desk.contains("Rattachez votre compte"), "{desk}");
        assert!(amina.get("/en/espace").await.text.contains("invites you to join La Belle Planche"));
        let invitation = hidden(&desk, "id");
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.send("/espace", &[("faire", "rejoindre"), ("id", &invitation)]).await.status, 404);
        let joined = amina.send("/espace", &[("faire", "rejoindre"), ("id", &invitation)]).await;
        assert_eq!(joined.header("location"), format!("/espace/organisations/{id}?fait=joined"), "{}", joined.text);
        assert!(!amina.get("/espace").await.text.contains("vous invite à rejoindre"));
    }
}

story! {
    async fn whoever_signs_up_on_the_way_to_a_page_comes_back_to_it(house) {
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", SIRET).await;
        let back = "/fournisseurs/la-belle-planche-rennes/contacter";
        let mut amina = house.person(AMINA);
        let to = "retour=%2Ffournisseurs%2Fla-belle-planche-rennes%2Fcontacter";
        assert!(amina.get(&format!("/connexion?{to}")).await.text.contains(&format!("href=\"/inscription?{to}\"")));
        let fields = [("faire", "inscription"), ("name", "Amina Diop"), ("email", AMINA), ("password", PASSWORD)];
        assert_eq!(amina.send(&format!("/inscription?{to}"), &fields).await.status, 303);
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        let confirmed = amina.send(&link, &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert_eq!(confirmed.header("location"), back, "{link}");
        // No journal keeps the secret of an invitation, no letter leads elsewhere.
        for wrong in ["%2Finvitations%2Fsecret", "%2F%2Fevil.example", "https%3A%2F%2Fevil.example"] {
            let email = format!("eve{}@x.example", wrong.len());
            let mut eve = house.person(&email);
            let fields = [("faire", "inscription"), ("name", "Ève"), ("email", email.as_str()), ("password", PASSWORD)];
            assert_eq!(eve.send(&format!("/inscription?retour={wrong}"), &fields).await.status, 303);
            house.drain().await;
            assert!(!house.mail.last(&email).text.contains("retour="), "{wrong}");
        }
    }
}

story! {
    async fn whose_number_is_archived_is_led_to_the_network_that_can_tell(house) {
        house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        assert_eq!(bruno.send(&format!("/espace/organisations/{id}"), &[("faire", "archiver")]).await.status, 303);
        let mut amina = house.member(AMINA).await;
        let fields = [("faire", "creer"), ("name", "Autre nom"), ("siret", SIRET), ("postCode", "35000"), ("city", "Rennes")];
        for (lang, said) in [("", "Écrire au réseau bretagne"), ("/en", "Write to the network bretagne")] {
            let refused = amina.send(&format!("{lang}/espace/organisations/nouvelle"), &fields).await;
            let link = format!("{lang}/signaler?page=%2Freseaux%2Fbretagne");
            assert!(refused.status == 422 && refused.text.contains(said) && refused.text.contains(&format!("href=\"{link}\"")), "{}", refused.text);
            assert_eq!(amina.get(&link).await.status, 200);
        }
    }
}

story! {
    async fn a_place_that_isn_t_plain_says_so_where_the_map_would_be(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        for (path, act, save) in [("territoire", "redessiner", "territoire"), ("produits/nouveau", "proposer", "publier")] {
            let path = format!("/espace/organisations/{id}/{path}");
            let mark = "class=\"area-map problem\"";
            for (kind, field, name, said) in [
                ("territories", "territories", "Atlantide", "Atlantide"),
                ("radius", "center", "Saint-Denis", "Plusieurs lieux répondent à ce nom"),
            ] {
                let fields = |act: &'static str| [("faire", act), ("area", kind), (field, name), ("km", "10")];
                let page = bruno.send(&path, &fields(act)).await;
                assert_eq!(page.status, 200, "{}", page.text);
                let undrawn = page.text.split(mark).nth(1).unwrap_or_else(|| panic!("{}", page.text));
                assert!(undrawn.split("</p>").next().unwrap().contains(said), "{undrawn}");
                let refused = bruno.send(&path, &fields(save)).await;
                assert!(refused.status == 422 && !refused.text.contains(mark), "beside its field: {}", refused.text);
            }
            let page = bruno.send(&path, &[("faire", act), ("area", "territories"), ("territories", "Bretagne")]).await.text;
            assert!(page.contains("class=\"area-map\"") && !page.contains(mark), "{page}");
        }
    }
}

story! {
    async fn a_picture_of_an_unknown_kind_is_refused(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let png = data_encoding::BASE64.decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").unwrap();
        let fields = |kind: &'static str| [("faire", "ajouter"), ("kind", kind), ("alt", "Une planche")];
        assert_eq!(bruno.send_file(&path, &fields("zz"), ("picture", "a.png", &png)).await.status, 422);
        assert_eq!(bruno.send_file(&path, &fields("photo"), ("picture", "a.png", &png)).await.status, 303);
    }
}

story! {
    async fn a_price_that_is_no_amount_isn_t_taken_for_a_currency(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let fields = [("faire", "publier"), ("name", "Table"), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR"), ("price", "1e9")];
        let refused = bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &fields).await;
        assert!(refused.status == 422 && refused.text.contains("sans signe") && !refused.text.contains("«\u{202f}E9\u{202f}»"), "{}", refused.text);
    }
}

story! {
    async fn a_category_that_is_needed_is_never_called_optional(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/produits/nouveau");
        let page = bruno.send(&path, &[("faire", "proposer"), ("name", "Menuiserie et meubles en bois")]).await.text;
        assert!(page.contains("name=\"idea\""), "{page}");
        let field = page.split("<label for=\"publier-category\">").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(field.contains("Choisissez-en une ci-dessous") && !field.contains("(facultatif)") && !field.contains(" required"), "{field}");
        let idea = page.split("name=\"idea\" value=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#39;", "'");
        let fields = [("faire", "publier"), ("name", "Table"), ("nature", "goods"), ("category", ""), ("idea", idea.as_str())];
        let made = bruno.send(&path, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
    }
}

story! {
    async fn english_pages_and_tables_call_a_category_in_english(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = |rest: &str| format!("/espace/organisations/{id}{rest}");
        let fields = [("faire", "publier"), ("name", "Table"), ("nature", "goods"), ("category", "39100000"), ("price", "15")];
        let made = bruno.send(&at("/produits/nouveau"), &fields).await;
        let own = made.header("location").split('?').next().unwrap().to_owned();
        let reference = house.app.reference.get();
        let category = reference.category("39100000").unwrap();
        assert_ne!(category.label_fr, category.label_en);
        for path in [at("/produits"), own.clone()] {
            let page = bruno.get(&format!("/en{path}")).await.text;
            assert!(page.contains(&category.label_en) && !page.contains(&category.label_fr), "{page}");
            assert!(bruno.get(&path).await.text.contains(&category.label_fr));
        }
        let history = bruno.get(&format!("/en{own}/historique")).await.text;
        assert!(history.contains(&format!("39100000 {}", category.label_en)), "{history}");
        let table = bruno.get(&format!("/en{}", at("/catalogue/produits.csv"))).await.text;
        assert!(table.contains("price excluding VAT") && table.contains(";goods;") && table.contains(&category.label_en), "{table}");
        let back = bruno.send_file(&at("/catalogue"), &[("faire", "verifier")], ("file", "c.csv", table.as_bytes())).await.text;
        assert!(back.contains("<dt>Inchangés</dt>\n<dd>1</dd>"), "{back}");
    }
}

story! {
    async fn a_catalogue_shows_what_it_changes_and_is_confirmed_without_its_file(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = format!("/espace/organisations/{id}/catalogue");
        let first = "nom;nature;catégorie;prix HT\nTable;fournitures;39100000;15\n";
        let done = bruno.send_file(&at, &[("faire", "importer")], ("file", "c.csv", first.as_bytes())).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let next = "nom;nature;catégorie;prix HT\nTable;fournitures;39100000;16\nChaise;fournitures;39100000;\n";
        let tried = bruno.send_file(&at, &[("faire", "verifier")], ("file", "c.csv", next.as_bytes())).await.text;
        assert!(tried.contains("15,00 → 16,00") && tried.contains("Chaise") && tried.contains("39100000 "), "{tried}");
        let content = hidden(&tried, "content");
        let confirmed = bruno.send(&at, &[("faire", "importer"), ("content", &content)]).await;
        assert_eq!(confirmed.header("location"), format!("{at}?fait=imported"), "{}", confirmed.text);
        let again = bruno.send_file(&at, &[("faire", "verifier")], ("file", "c.csv", next.as_bytes())).await.text;
        assert!(again.contains("<dt>Inchangés</dt>\n<dd>2</dd>") && !again.contains("name=\"content\""), "{again}");
        let broken = bruno.send(&at, &[("faire", "importer"), ("content", "<script>")]).await;
        assert_eq!(broken.status, 422, "what isn't a file is none");
        // What is taken back was never there.
        let import = hidden(&bruno.get(&at).await.text, "id");
        assert_eq!(bruno.send(&at, &[("faire", "defaire"), ("id", &import)]).await.status, 303);
        let list = bruno.get(&format!("/espace/organisations/{id}/produits")).await.text;
        assert!(list.contains("Table") && list.contains("15\u{a0}€") && !list.contains("Chaise") && !list.contains("value=\"restaurer\""), "{list}");
    }
}
