//! Who has a thing now, another time that is offered or given away, what is missing of what was asked for together.

use bdis_tests::*;
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::bookings::{book, two, wanted};

const HOLDERS: &str = "Qui l’a en ce moment";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn go_to(house: &House, at: DateTime<Utc>) {
    house.app.clock.advance(at - house.app.clock.now());
}

story! {
    async fn whoever_was_handed_the_thing_has_it_until_it_is_back_whatever_the_hours(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let van = house.offers(resource("Camion", &scop)).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, van, wanted(&association, from, 2)).await.unwrap();
        let all = format!("/espace/organisations/{scop}/mutualisation");
        let own = format!("{all}/{van}");
        go_to(&house, from - Duration::minutes(30));
        assert!(!bruno.get(&own).await.text.contains(HOLDERS), "nobody has it yet");
        assert_eq!(bruno.send(&page_of(&one), &[("faire", "remettre")]).await.status, 303);
        for page in [own.clone(), page_of(&one)] {
            let seen = bruno.get(&page).await.text;
            assert!(seen.contains(HOLDERS) && seen.contains("remis le "), "before its hours: {seen}");
        }
        let seen = bruno.get(&all).await.text;
        assert!(seen.contains("Chez Les Amis du Canal") && !seen.contains("en retard"), "{seen}");
        go_to(&house, from + Duration::hours(5));
        for page in [own.clone(), page_of(&one)] {
            let seen = bruno.get(&page).await.text;
            assert!(seen.contains(HOLDERS) && seen.contains("en retard\u{A0}: devait être rendu le "), "after its hours: {seen}");
        }
        assert!(bruno.get(&all).await.text.contains("Chez Les Amis du Canal (en retard)"));
        assert!(bruno.get(&format!("/en{all}")).await.text.contains("With Les Amis du Canal (late)"));
        for person in [&mut bruno, &mut amina] {
            let list = person.get("/espace/reservations").await.text;
            assert!(list.contains("<h2>Remis, pas encore rendu</h2>") && list.contains("devait être rendu le "), "{list}");
            assert!(!list.contains("<h2>Passées</h2>"), "{list}");
            let list = person.get("/en/espace/reservations").await.text;
            assert!(list.contains("<h2>Handed over, not back yet</h2>") && list.contains("late: it should have come back "), "{list}");
        }
        assert_eq!(bruno.send(&page_of(&one), &[("faire", "rendre")]).await.status, 303);
        for page in [own, page_of(&one)] {
            assert!(!bruno.get(&page).await.text.contains(HOLDERS));
        }
        assert!(!bruno.get(&all).await.text.contains("Chez Les Amis du Canal"));
        let list = bruno.get("/espace/reservations").await.text;
        assert!(list.contains("<h2>Passées</h2>") && !list.contains("pas encore rendu"), "{list}");
    }
}

story! {
    async fn the_hours_tell_who_has_the_thing_where_nothing_was_noted_and_giving_it_back_ends_it(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, room, wanted(&association, from, 4)).await.unwrap();
        let own = format!("/espace/organisations/{scop}/mutualisation/{room}");
        go_to(&house, from + Duration::minutes(30));
        for (lang, heading, how) in [("", HOLDERS, "d’après ses heures"), ("/en", "Who has it now", "by its hours")] {
            let seen = bruno.get(&format!("{lang}{own}")).await.text;
            assert!(seen.contains(heading) && seen.contains("Les Amis du Canal") && seen.contains(how), "{seen}");
        }
        for act in ["remettre", "rendre"] {
            assert_eq!(bruno.send(&page_of(&one), &[("faire", act)]).await.status, 303);
        }
        assert!(!bruno.get(&own).await.text.contains(HOLDERS), "it came back before its time was over");
        assert!(amina.get("/espace/reservations").await.text.contains("<h2>À venir</h2>"), "its time isn’t over");
    }
}
