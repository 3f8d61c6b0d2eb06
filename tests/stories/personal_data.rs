//! What is kept of people, how it goes, and a journal that holds without it.

use bdis_tests::*;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const AMINA: &str = "amina@rennes.example";

story! {
    async fn what_is_kept_can_be_taken_away_and_is_erased_everywhere(house) {
        let mut amina = house.member(AMINA).await;
        amina.send("/espace/profil", &[("faire", "profil"), ("name", "Aminata Zéphyrine"), ("language", "fr"), ("timeZone", "Europe/Paris")]).await;
        amina.send("/espace/securite", &[("faire", "changer-adresse"), ("email", "zephyrine@rennes.example"), ("password", PASSWORD)]).await;
        // For organisations, too: a member, someone invited, someone who asked for a page.
        let org = amina.opens("La Belle Planche", "73282932000074").await;
        amina.send_file(&format!("/espace/organisations/{org}/catalogue"), &[("faire", "importer")], ("file", "x", b"nom;nature;cat\xc3\xa9gorie\nTable;fournitures;39100000\n")).await;
        house.open_to(vec![supplier("Le Pain")]).await;
        let pain = house.get("/sitemaps/fournisseurs-1.xml").await.text;
        let slug = pain.split("/fournisseurs/").filter_map(|rest| rest.split('<').next()).find(|slug| slug.starts_with("le-pain")).unwrap_or_else(|| panic!("{pain}")).to_owned();
        let claimed = amina.send(&format!("/fournisseurs/{slug}/revendiquer"), &[("faire", "revendiquer"), ("note", "Je suis Aminata Zéphyrine.")]).await;
        assert_eq!(claimed.status, 303, "{}", claimed.text);
        let mut bruno = house.member("bruno@scop.example").await;
        let other = bruno.opens("Autre", "44306184100047").await;
        bruno.send(&format!("/espace/organisations/{other}/membres"), &[("faire", "inviter"), ("email", AMINA), ("inviteRole", "reader")]).await;
        house.drain().await;
        let taken = amina.send("/espace/donnees", &[("faire", "prendre")]).await;
        assert!(taken.header("content-disposition").contains("bdis-mes-donnees-"), "{:?}", taken.headers);
        let taken = taken.json();
        assert_eq!(taken["account"]["email"], AMINA);
        assert!(taken["journal"].as_array().unwrap().len() >= 4 && taken.to_string().contains("zephyrine@rennes.example"), "{taken}");
        assert!(taken["organizations"]["memberOf"][0]["role"] == "owner" && taken["moderation"][0]["note"] == "Je suis Aminata Zéphyrine.", "{taken}");
        let refused = amina.send("/espace/donnees", &[("faire", "effacer"), ("password", "pas le bon mot")]).await;
        assert_eq!(refused.status, 422);
        let done = amina.send("/espace/donnees", &[("faire", "effacer"), ("password", PASSWORD)]).await;
        assert_eq!(done.header("location"), "/connexion?fait=erased", "{}", done.text);
        house.drain().await;
        assert_eq!(house.mail.last(AMINA).subject, "Votre compte BDIS PRO est effacé");
        assert!(!amina.is_signed_in().await);
        for word in [AMINA, "rennes.example", "Aminata", "phyrine"] {
            let left = search_everywhere(&house, word).await;
            assert!(left.is_empty(), "{word}: {left:?}");
        }
        // The journal still holds, and the address is free again.
        let chain = backend::base::events::verify(&house.app.db).await.unwrap();
        assert!(matches!(chain, backend::base::events::Chain::Whole { chained, .. } if chained > 5), "{chain:?}");
        house.member(AMINA).await;
    }
}

/// Tables and columns in which a word stands.
async fn search_everywhere(house: &House, word: &str) -> Vec<String> {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let db = &house.app.db;
    let backend = db.get_database_backend();
    let list = match backend {
        DbBackend::Sqlite => {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
        }
        _ => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let mut found = Vec::new();
    for row in db.query_all_raw(Statement::from_string(backend, list)).await.unwrap() {
        let (table, column): (String, String) =
            (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap());
        let sql =
            format!("SELECT 1 FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) LIKE '%{word}%' LIMIT 1");
        if !db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap().is_empty() {
            found.push(format!("{table}.{column}"));
        }
    }
    // And among the files: index, spool, whatever lies there.
    let mut folders = vec![house.data().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                    found.push(entry.path().display().to_string());
                }
            }
        }
    }
    found
}

story! {
    async fn an_account_nobody_confirmed_goes_after_a_week(house) {
        house.person(AMINA).sign_up().await;
        house.drain().await;
        for _ in 0..9 {
            house.app.clock.advance(Duration::days(1));
            house.drain().await;
        }
        let kept = schema::accounts::account::Entity::find().all(&house.app.db).await.unwrap();
        assert!(kept.is_empty(), "{kept:?}");
    }
}

story! {
    async fn the_journal_shows_what_was_changed_after_it_was_written(house) {
        house.member(AMINA).await;
        house.drain().await;
        use backend::base::events::{Chain, verify};
        use schema::events::event;
        assert!(matches!(verify(&house.app.db).await.unwrap(), Chain::Whole { .. }));
        let victim = event::Entity::find().filter(event::Column::Kind.eq("account_confirmed")).one(&house.app.db).await.unwrap().unwrap();
        let forged = event::ActiveModel { id: sea_orm::Set(victim.id), actor: sea_orm::Set("system".to_owned()), ..Default::default() };
        event::Entity::update(forged).exec(&house.app.db).await.unwrap();
        let broken = verify(&house.app.db).await.unwrap();
        assert_eq!(broken, Chain::Broken { number: victim.number.unwrap(), found: "it isn't what was written" });
        // One that is gone is missed.
        let back = event::ActiveModel { id: sea_orm::Set(victim.id), actor: sea_orm::Set(victim.actor), ..Default::default() };
        event::Entity::update(back).exec(&house.app.db).await.unwrap();
        schema::events::delivery::Entity::delete_many().exec(&house.app.db).await.unwrap();
        event::Entity::delete_by_id(victim.id).exec(&house.app.db).await.unwrap();
        assert_eq!(verify(&house.app.db).await.unwrap(), Chain::Broken { number: victim.number.unwrap(), found: "it is missing" });
    }
}
