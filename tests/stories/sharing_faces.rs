//! What is shared, as pages, files and GraphQL show it: whose clock it is, the week, what is had along, lists, matches.

use backend::sharing::Resource;
use bdis_tests::*;
use calamine::Reader;
use chrono::{Datelike, Duration};
use schema::sharing::{booking, extra};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{ask, book, two, wanted};
use super::finding_resources::{hidden, owner};

/// Open day and night on another clock.
fn on_the_clock_of(zone: &str, mut one: Resource) -> Resource {
    one.opening["zone"] = zone.into();
    one
}

story! {
    async fn a_place_on_another_clock_says_whose_it_is_in_words(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let far = house.offers(on_the_clock_of("Indian/Reunion", resource("Case", &scop))).await;
        let here = house.offers(resource("Salle", &scop)).await;
        for page in ["", "/reserver"] {
            let said = house.get(&format!("/mutualisation/{far}{page}")).await.text;
            assert!(said.contains("heure de La Réunion") && !said.contains("Indian/Reunion"), "{said}");
            let said = house.get(&format!("/en/mutualisation/{far}{page}")).await.text;
            assert!(said.contains("Réunion time"), "{said}");
            let said = house.get(&format!("/mutualisation/{here}{page}")).await.text;
            assert!(!said.contains("heure de Paris") && !said.contains("Europe/Paris"), "{said}");
        }
        book(&mut amina, far, wanted(&association, at(&house, 5, 9), 1)).await.unwrap();
        assert!(amina.get("/espace/reservations").await.text.contains("(heure\u{A0}de\u{A0}La\u{A0}Réunion)"));
        // Whoever lives on another clock is told of that of Paris.
        let profile = [("faire", "profil"), ("name", "Amina"), ("language", "fr"), ("timeZone", "Indian/Reunion")];
        assert!(amina.get("/espace/profil").await.text.contains(">La Réunion</option>"));
        assert_eq!(amina.send("/espace/profil", &profile).await.status, 303);
        let said = amina.get(&format!("/mutualisation/{here}")).await.text;
        assert!(said.contains("heure de Paris"), "{said}");
        assert!(!amina.get("/espace/reservations").await.text.contains("heure\u{A0}de"), "her own clock needs no name");
    }
}

story! {
    async fn the_head_of_a_week_says_its_days_and_each_free_cell_says_when_it_is(house) {
        let (_, scop, _, _) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let day = at(&house, 5, 9).date_naive();
        let page = house.get(&format!("/mutualisation/{room}/reserver?semaine={day}")).await.text;
        let between = |from: &str, to: &str| page.split(from).nth(1).unwrap().split(to).next().unwrap().to_owned();
        let head = between("<thead>", "</thead>");
        assert!(head.matches("<th scope=\"col\">").count() == 7 && !head.contains(&day.year().to_string()), "{head}");
        assert!(between("<caption>", "</caption>").contains(" 20"), "the year is said once");
        let cell = format!("debut={day}T14%3A00#reserver-day\">");
        let name = between(&cell, "</a>");
        assert!(name.starts_with("Libre<span class=\"unseen\">, ") && name.contains(&day.year().to_string()) && name.contains("14:00"), "{name}");
        let weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
        assert!(name.contains(weekdays[day.weekday().num_days_from_monday() as usize]), "{name}");
        for way in ["Semaine précédente", "Semaine suivante"] {
            assert!(page.contains(&format!(">{way}</a>")), "{way}");
        }
    }
}

story! {
    async fn as_many_of_an_extra_are_had_along_as_one_writes(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        let chairs = house.offers(Resource { units: 40, ..resource("Chaises", &scop) }).await;
        house.offers_along(room, screen).await;
        let row = extra::Model { resource: room, extra: chairs, units: 30 };
        extra::Entity::insert(row.into_active_model()).exec_without_returning(&house.app.db).await.unwrap();
        let path = format!("/mutualisation/{room}/reserver");
        let day = at(&house, 5, 9).date_naive().to_string();
        let name = format!("extra-{chairs}");
        let form = amina.get(&path).await.text;
        assert!(form.contains(&format!("name=\"{name}\"")) && form.contains("Chaises, combien") && form.contains("30 au plus"), "{form}");
        assert!(form.contains(&format!("value=\"{screen}\"")), "of which there is one, is ticked");
        let screen = screen.to_string();
        let sent = |chairs: &'static str, hour: &'static str, until: &'static str| {
            [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", hour), ("endTime", until), ("extras", &screen), (name.as_str(), chairs)]
        };
        for wrong in ["31", "-1", "deux", "1e9"] {
            let refused = amina.send(&path, &sent(wrong, "10:00", "11:00")).await;
            let problem = format!("id=\"reserver-{name}-problem\"");
            assert!(refused.status == 422 && refused.text.contains(&problem) && refused.text.contains(&format!("value=\"{wrong}\"")), "{wrong} {}", refused.text);
        }
        assert_eq!(amina.send(&path, &sent("25", "10:00", "11:00")).await.status, 303);
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!((rows.len(), rows.iter().find(|row| row.resource == chairs).unwrap().units), (3, 25));
        for (none, hour, until) in [("0", "12:00", "13:00"), ("", "14:00", "15:00")] {
            assert_eq!(amina.send(&path, &sent(none, hour, until)).await.status, 303);
        }
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.resource == chairs).count(), 1, "none wanted, none had");
    }
}

story! {
    async fn the_workbook_of_what_is_shared_holds_no_formula_and_its_licence(house) {
        house.share(vec![hidden(&house).await]).await;
        let answer = house.client.get(format!("{}/export/mutualisation.xlsx?type=premises", house.address)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().ends_with("spreadsheetml.sheet"));
        let bytes = std::io::Cursor::new(answer.bytes().await.unwrap());
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).unwrap();
        assert_eq!(book.sheet_names(), ["Mutualisation", "Licences"]);
        let sheet = |book: &mut calamine::Xlsx<_>, name: &str| -> Vec<Vec<String>> {
            assert!(book.worksheet_formula(name).unwrap().used_cells().next().is_none(), "{name}");
            let range = book.worksheet_range(name).unwrap();
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
        };
        let rows = sheet(&mut book, "Mutualisation");
        let value = |name: &str| rows[1][rows[0].iter().position(|title| title == name).unwrap()].clone();
        assert!(rows.len() == 2 && value("name").starts_with('='), "a text, as it is: {rows:?}");
        assert_eq!((value("city").as_str(), value("address").as_str()), ("Rennes", ""), "what is hidden stays so");
        let licences = sheet(&mut book, "Licences");
        assert!(licences[1].contains(&"etalab-2.0".to_owned()) && licences[1].contains(&"type=premises".to_owned()), "{licences:?}");
        assert_eq!(house.get("/export/mutualisation.xlsx?type=chateau").await.status, 422);
    }
}

const OF_RESOURCE: &str = "query($id: ID!, $first: Int! = 20, $after: String, $state: BookingState) { sharedResource(id: $id) {
    bookings(first: $first, after: $after, state: $state) {
        totalCount nodes { id state } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }";

story! {
    async fn bookings_are_listed_a_page_at_a_time_for_either_side_and_for_nobody_else(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let mut ids = Vec::new();
        for day in [3, 4, 5] {
            ids.push(book(&mut amina, room, wanted(&association, at(&house, day, 9), 1)).await.unwrap()["id"].clone());
        }
        ask(&mut amina, "mutation($id: ID!) { cancelBooking(id: $id) { state } }", json!({ "id": ids[1] })).await.unwrap();
        ids.reverse();
        let page = ask(&mut bruno, OF_RESOURCE, json!({ "id": room, "first": 2 })).await.unwrap()["bookings"].take();
        assert_eq!((&page["totalCount"], &page["edges"][0]["node"]["id"], &page["edges"][1]["node"]["id"]), (&json!(3), &ids[0], &ids[1]));
        assert_eq!((&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]), (&json!(true), &json!(false)));
        let rest = json!({ "id": room, "first": 2, "after": page["pageInfo"]["endCursor"] });
        let rest = ask(&mut bruno, OF_RESOURCE, rest).await.unwrap()["bookings"].take();
        assert_eq!(rest["nodes"].as_array().unwrap().len(), 1, "{rest}");
        assert_eq!((&rest["nodes"][0]["id"], &rest["pageInfo"]["hasNextPage"]), (&ids[2], &json!(false)));
        let cancelled = ask(&mut bruno, OF_RESOURCE, json!({ "id": room, "state": "CANCELLED" })).await.unwrap();
        assert_eq!((&cancelled["bookings"]["totalCount"], &cancelled["bookings"]["nodes"][0]["id"]), (&json!(1), &ids[1]));
        for wrong in [json!({ "after": "x" }), json!({ "after": "2027-01-01T00:00:00Z_1" }), json!({ "first": 101 })] {
            let mut asked = json!({ "id": room });
            asked.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
            let refused = ask(&mut bruno, OF_RESOURCE, asked).await.unwrap_err();
            assert_eq!(refused["extensions"]["code"], "INVALID", "{refused}");
        }
        // Who booked isn't for the other booker's eyes, nor for a stranger's; each sees their own list.
        let mut eve = house.member("eve@x.example").await;
        for person in [&mut amina, &mut eve] {
            assert!(ask(person, OF_RESOURCE, json!({ "id": room })).await.unwrap()["bookings"].is_null());
        }
        assert!(house.ask(OF_RESOURCE, json!({ "id": room })).await["sharedResource"]["bookings"].is_null());
        let own = "{ viewer { bookings(first: 2) { totalCount nodes { id } } } }";
        for (person, count) in [(&mut amina, 3), (&mut bruno, 3), (&mut eve, 0)] {
            assert_eq!(ask(person, own, json!({})).await.unwrap()["bookings"]["totalCount"], count);
        }
    }
}

story! {
    async fn an_account_is_read_a_page_at_a_time_by_its_members_alone(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let priced = Resource { price_kind: "price".to_owned(), price_cents: Some(500), price_currency: Some("EUR".to_owned()), price_per: Some("hour".to_owned()), ..resource("Salle", &scop) };
        let room = house.offers(priced).await;
        for day in [3, 4, 5] {
            book(&mut amina, room, wanted(&association, at(&house, day, 9), 2)).await.unwrap();
        }
        let query = "query($o: ID!, $after: String) { ledger(organization: $o, first: 2, after: $after) {
            totalCount nodes { amount { amountCents currency } partner { name } booking } pageInfo { hasNextPage endCursor } } }";
        let mut lent = ask(&mut bruno, query, json!({ "o": scop })).await.unwrap();
        assert_eq!((&lent["totalCount"], &lent["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
        assert_eq!(lent["nodes"][0]["amount"], json!({ "amountCents": 1_000, "currency": "EUR" }));
        assert_eq!(lent["nodes"][0]["partner"]["name"], "Les Amis du Canal");
        let after = lent["pageInfo"]["endCursor"].take();
        let rest = ask(&mut bruno, query, json!({ "o": scop, "after": after })).await.unwrap();
        assert_eq!((rest["nodes"].as_array().unwrap().len(), &rest["pageInfo"]["hasNextPage"]), (1, &json!(false)));
        let owed = ask(&mut amina, query, json!({ "o": association })).await.unwrap();
        assert_eq!(owed["nodes"][0]["amount"]["amountCents"], -1_000, "who owes reads the contrary");
        assert!(ask(&mut amina, query, json!({ "o": scop })).await.unwrap().is_null(), "others see nothing");
    }
}

const MATCHES: &str = "query($id: ID!) { sharedResource(id: $id) { nextFree(minutes: 60) { startsAt endsAt }
    matches { resource { name owner { name } } reasons { kind label } } } }";

story! {
    async fn what_answers_and_what_is_free_next_are_asked_over_graphql(house) {
        let (ruche, ville) = (owner(&house, "La Ruche").await, owner(&house, "La Ville").await);
        let offer = offered(ruche, "Salle de réunion").with(|row| row.places = Some(30));
        let request = offered(ville, "Cherche une salle").with(|row| {
            (row.direction, row.booking_mode, row.places) = ("request".to_owned(), "none".to_owned(), Some(20));
        });
        let (offer_id, request_id) = (offer.id(), request.id());
        house.share(vec![offer, request, offered(ruche, "Salle minuscule").with(|row| row.places = Some(2))]).await;
        let asked = async |id: Uuid| house.ask(MATCHES, json!({ "id": id })).await["sharedResource"].take();
        let answers = asked(request_id).await;
        assert!(answers["nextFree"].is_null(), "what is looked for isn't booked: {answers}");
        let names: Vec<&Value> = answers["matches"].as_array().unwrap().iter().map(|one| &one["resource"]["name"]).collect();
        assert_eq!(names, ["Salle de réunion"]);
        assert_eq!(answers["matches"][0]["resource"]["owner"]["name"], "La Ruche");
        let kinds: Vec<&Value> = answers["matches"][0]["reasons"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert_eq!(kinds, ["SAME_COMMUNE", "PLACES", "PRICE"]);
        let reverse = asked(offer_id).await;
        assert_eq!(reverse["matches"][0]["resource"]["name"], "Cherche une salle", "{reverse}");
        let start: chrono::DateTime<chrono::Utc> = reverse["nextFree"]["startsAt"].as_str().unwrap().parse().unwrap();
        assert!(start >= house.app.clock.now() && start < house.app.clock.now() + Duration::hours(1), "{start}");
        let none = "query($id: ID!) { sharedResource(id: $id) { nextFree(units: 2) { startsAt } long: nextFree(minutes: 100000) { startsAt } } }";
        let none = house.ask(none, json!({ "id": offer_id })).await;
        assert!(none["sharedResource"]["nextFree"].is_null() && none["sharedResource"]["long"].is_null(), "{none}");
    }
}

story! {
    async fn lists_in_lists_take_as_many_statements_for_three_as_for_twenty(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let scop: Uuid = scop.parse().unwrap();
        let rooms: Vec<NewResource> = (0..20).map(|n| offered(scop, &format!("Salle {n}"))).collect();
        let ids: Vec<Uuid> = rooms.iter().map(NewResource::id).collect();
        let wish = |n: usize| offered(association.parse().unwrap(), &format!("Cherche salle {n}")).with(|row| {
            (row.direction, row.booking_mode) = ("request".to_owned(), "none".to_owned());
        });
        house.share(rooms.into_iter().chain((0..5).map(wish)).collect()).await;
        for id in &ids {
            book(&mut amina, *id, wanted(&association, at(&house, 5, 9), 1)).await.unwrap();
        }
        let query = "query($n: Int!) { sharedResources(first: $n) { nodes { name nextFree { startsAt } matches(first: 3) { resource { name } }
            bookings(first: 3) { totalCount nodes { id } } } } }";
        let mut taken = Vec::new();
        for count in [3, 3, 20] {
            let (statements, answer) = house.statements_while(ask(&mut bruno, query, json!({ "n": count }))).await;
            let nodes = answer.unwrap()["nodes"].as_array().unwrap().clone();
            assert_eq!(nodes.len(), count);
            for one in nodes {
                assert!(one["matches"].as_array().unwrap().len() == 3 && one["bookings"]["totalCount"] == 1, "{one}");
            }
            taken.push(statements);
        }
        assert_eq!(taken[1], taken[2], "{taken:?}");
    }
}
