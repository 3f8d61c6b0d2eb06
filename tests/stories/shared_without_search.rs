//! Without its search, what is shared is still found by its name.

use bdis_tests::*;
use chrono::Days;
use schema::organizations::organization;
use sea_orm::EntityTrait;

story! {
    async fn what_is_shared_is_listed_by_name_while_the_search_is_down(mut house) {
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let owner = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap().id.to_string();
        let today = house.app.clock.today();
        house.offers(resource("Salle Élan", &owner)).await;
        house.offers(resource("Atelier", &owner)).await;
        let mut past = resource("Salle passée", &owner);
        past.valid_until = Some(today - Days::new(1));
        let mut later = resource("Salle à venir", &owner);
        later.valid_from = Some(today + Days::new(1));
        let mut gone = resource("Salle archivée", &owner);
        gone.archived_at = Some(house.app.clock.now());
        let mut wanted = resource("Salle cherchée", &owner);
        wanted.direction = "request".to_owned();
        for one in [past, later, gone, wanted] {
            house.offers(one).await;
        }
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        let page = house.get("/mutualisation").await;
        assert_eq!(page.status, 200);
        let text = page.text;
        assert!(text.contains("ne répond pas") && text.contains("2 annonces, par leur nom"), "{text}");
        let (first, second) = (text.find("Atelier").unwrap(), text.find("Salle Élan").unwrap());
        assert!(first < second && text.contains("Le Pain Levé"), "by name: {text}");
        for hidden in ["Salle passée", "Salle à venir", "Salle archivée", "Salle cherchée"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        let named = house.get("/mutualisation?q=elan+salle&prix=free").await.text;
        assert!(named.contains("Salle Élan") && !named.contains("Atelier") && named.contains("sans filtre"), "{named}");
        assert!(house.get("/mutualisation?sens=demande").await.text.contains("Salle cherchée"));
        // What names don't tell isn't answered with something else.
        let place = house.get("/mutualisation?territoire=departement:35").await.text;
        assert!(!place.contains("Salle Élan") && place.contains("ne peuvent pas être appliqués"), "{place}");
        let english = house.get("/en/mutualisation?q=nothing").await;
        assert!(english.status == 200 && english.text.contains("No offer or request of this name"), "{}", english.text);
    }
}
