//! Who has a thing now, another time that is offered or given away, what is missing of what was asked for together.

use backend::base::words::{Lang, Words};
use backend::sharing;
use backend::sharing::calendar::Window;
use bdis_tests::*;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Europe::Paris;
use schema::sharing::booking;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{AMINA, BRUNO, WAIT, ask, book, requested, two, wanted, with};

const HOLDERS: &str = "Qui l’a en ce moment";
const CHANGE: &str = "mutation($id: ID!, $to: TimeSpanInput!) { changeBooking(id: $id, to: $to) { state } }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn go_to(house: &House, at: DateTime<Utc>) {
    house.app.clock.advance(at - house.app.clock.now());
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Paris).naive_local()
}

/// So many hours from a moment on, as pages and letters say them.
fn said(from: DateTime<Utc>, hours: i64) -> String {
    sharing::when(Words::new(Lang::Fr), Paris, Window::new(from, from + Duration::hours(hours)))
}

/// Sends a form of a page with so many hours from a moment on.
async fn typed(
    person: &mut Person<'_>,
    page: &str,
    act: &str,
    (from, hours): (DateTime<Utc>, i64),
    more: &[(&str, &str)],
) -> Answered {
    let until = local(from + Duration::hours(hours));
    let day = local(from).date().to_string();
    let (start, end) = (local(from).format("%H:%M").to_string(), until.format("%H:%M").to_string());
    let mut fields =
        vec![("faire", act), ("day", day.as_str()), ("startTime", start.as_str()), ("endTime", end.as_str())];
    fields.extend(more);
    person.send(page, &fields).await
}

async fn row_of(house: &House, one: &Value) -> booking::Model {
    let id: Uuid = one["id"].as_str().unwrap().parse().unwrap();
    booking::Entity::find_by_id(id).one(&house.app.db).await.unwrap().unwrap()
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

story! {
    async fn another_time_that_was_offered_is_replaced_or_taken_back_by_its_owner(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let [asked, first, second] = [6, 7, 8].map(|day| at(&house, day, 9));
        let one = book(&mut amina, room, wanted(&association, asked, 2)).await.unwrap();
        let page = page_of(&one);
        for (lang, said) in [("", "C’est le moment déjà demandé, ou déjà proposé"), ("/en", "That is the time asked for, or offered already")] {
            let same = typed(&mut bruno, &format!("{lang}{page}"), "contre-proposer", (asked, 2), &[]).await;
            assert!(same.status == 422 && same.text.contains(said), "{}", same.text);
        }
        let offered = typed(&mut bruno, &page, "contre-proposer", (first, 2), &[]).await;
        assert!(offered.header("location").contains("fait=booking-countered"), "{}", offered.text);
        let seen = bruno.get(&page).await.text;
        for way in ["value=\"refuser\"", "value=\"contre-proposer\"", "Le moment que vous avez proposé ne vaut plus"] {
            assert!(seen.contains(way), "{way}: {seen}");
        }
        assert!(!seen.contains("value=\"accepter\""), "{seen}");
        let again = typed(&mut bruno, &page, "contre-proposer", (first, 2), &[]).await;
        assert_eq!(again.status, 422, "it is offered already");
        house.drain().await;
        let offered = typed(&mut bruno, &page, "contre-proposer", (second, 2), &[]).await;
        assert_eq!(offered.status, 303, "{}", offered.text);
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert!(letter.text.contains(&said(second, 2)) && letter.text.contains("Ce moment remplace celui"), "{}", letter.text);
        assert!(amina.get(&page).await.text.contains("value=\"accepter-heure\""));
        assert_eq!(bruno.send(&page, &[("faire", "refuser"), ("reason", "")]).await.status, 422, "a reason is owed");
        assert_eq!(bruno.send(&page, &[("faire", "refuser"), ("reason", "Travaux")]).await.status, 303);
        assert_eq!(row_of(&house, &one).await.state, "refused");
        house.drain().await;
        let letter = house.mail.last(AMINA);
        let withdrawn = format!("Le moment proposé à la place ne vaut plus\u{A0}: {}.", said(second, 2));
        assert!(letter.subject.contains("n’est pas acceptée"), "{}", letter.subject);
        assert!(letter.text.contains("Travaux") && letter.text.contains(&withdrawn), "{}", letter.text);
        assert!(!house.mail.to(BRUNO).iter().any(|letter| letter.subject.contains("refuse le moment")), "he did it");
        assert_eq!(amina.send(&page, &[("faire", "accepter-heure")]).await.status, 422);
        // Whoever booked still turns it down, and not for the owner's reason.
        let other = book(&mut amina, room, wanted(&association, asked, 2)).await.unwrap();
        let why = [("reason", "Ménage")];
        assert_eq!(typed(&mut bruno, &page_of(&other), "contre-proposer", (first, 2), &why).await.status, 303);
        assert_eq!(amina.send(&page_of(&other), &[("faire", "refuser-heure")]).await.status, 303);
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("refuse le moment proposé") && !letter.text.contains("Ménage"), "{}", letter.raw);
    }
}

story! {
    async fn another_time_that_someone_else_got_is_not_offered_any_more_and_another_is_asked_for(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let one = book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        let page = page_of(&one);
        let offered = typed(&mut bruno, &page, "contre-proposer", (at(&house, 7, 9), 3), &[]).await;
        assert_eq!(offered.status, 303, "{}", offered.text);
        house.drain().await;
        book(&mut bruno, room, wanted(&scop, at(&house, 7, 10), 1)).await.unwrap();
        house.drain().await;
        let next = (at(&house, 7, 11), 3);
        let letter = house.mail.last(AMINA);
        assert!(letter.subject.contains("le moment proposé est donné à quelqu’un d’autre"), "{}", letter.subject);
        assert!(letter.text.contains("demandez un autre moment") && !letter.text.contains("liste d’attente"), "{}", letter.text);
        assert!(letter.text.contains(&said(next.0, next.1)), "{}", letter.text);
        let seen = amina.get(&page).await.text;
        for offered in ["Le moment proposé a été donné", "value=\"modifier\"", "value=\"decommander\"", &said(next.0, next.1)] {
            assert!(seen.contains(offered), "{offered}: {seen}");
        }
        for gone in ["value=\"accepter-heure\"", "value=\"attendre\"", &said(at(&house, 6, 11), 2)] {
            assert!(!seen.contains(gone), "{gone}: {seen}");
        }
        let seen = amina.get(&format!("/en{page}")).await.text;
        assert!(seen.contains("The time offered was given to someone else. Ask for another time"), "{seen}");
        let theirs = bruno.get(&page).await.text;
        assert!(theirs.contains("Proposez-en un autre") && theirs.contains("value=\"contre-proposer\""), "{theirs}");
        let moved = typed(&mut amina, &page, "modifier", next, &[]).await;
        assert!(moved.header("location").contains("fait=booking-changed"), "{}", moved.text);
        let row = row_of(&house, &one).await;
        assert!(row.state == "requested" && row.starts_at == next.0 && row.counter_starts_at.is_none(), "{row:?}");
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("change sa réservation") && letter.text.contains("attend votre réponse"), "{}", letter.text);
        assert_eq!(bruno.send(&page, &[("faire", "accepter")]).await.status, 303);
        assert_eq!(row_of(&house, &one).await.state, "accepted");
    }
}

story! {
    async fn what_is_missing_of_what_was_asked_for_together_is_named_and_left_aside_if_one_likes(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let screen = house.offers(requested(resource("Écran", &scop))).await;
        house.offers_along(room, screen).await;
        let (from, free) = (at(&house, 6, 9), at(&house, 6, 11));
        let both = || with(wanted(&association, from, 2), json!({ "extras": [{ "resource": screen }] }));
        let asked = book(&mut amina, room, both()).await.unwrap();
        book(&mut bruno, screen, wanted(&scop, from, 2)).await.unwrap();
        house.drain().await;
        let letter = house.mail.last(AMINA);
        let together = format!("où tout est libre\u{A0}: {}", said(free, 2));
        assert!(letter.text.contains("Vous demandiez plusieurs choses ensemble") && letter.text.contains(&together), "{}", letter.text);
        let page = page_of(&asked);
        let seen = amina.get(&page).await.text;
        let without = format!("/mutualisation/{room}/reserver?debut={}", local(from).format("%Y-%m-%dT%H%%3A%M"));
        for named in ["Donné à quelqu’un d’autre\u{A0}: Écran.", &together, "à ce moment-là, sans\u{A0}: Écran", &without] {
            assert!(seen.contains(named), "{named}: {seen}");
        }
        assert!(!seen.contains("Ce créneau a été donné") && !seen.contains("ce créneau n’est plus libre"), "the room is free: {seen}");
        assert!(amina.get(&format!("/en{page}")).await.text.contains("Given to someone else: Écran."));
        let theirs = bruno.get(&page).await.text;
        assert!(theirs.contains("Donné à quelqu’un d’autre\u{A0}: Écran.") && !theirs.contains("value=\"accepter\""), "{theirs}");
        let form = amina.get(&without).await.text;
        assert!(form.contains("name=\"startTime\"") && !form.contains("value=\"attendre\""), "{form}");
        // Neither is the very same time named where it is booked or moved.
        let to = json!({ "startsAt": (from + Duration::hours(1)).to_rfc3339(), "endsAt": (from + Duration::hours(3)).to_rfc3339() });
        let moved = ask(&mut amina, CHANGE, json!({ "id": asked["id"], "to": to })).await.unwrap_err();
        let refused = book(&mut amina, room, both()).await.unwrap_err();
        for error in [moved, refused] {
            let next = error["extensions"]["nextFree"]["startsAt"].as_str().unwrap_or_default();
            assert_eq!(next.parse::<DateTime<Utc>>().ok(), Some(free), "{error}");
        }
        let id = screen.to_string();
        let more = [("organization", association.as_str()), ("extras", id.as_str())];
        let form = format!("/mutualisation/{room}/reserver");
        for (lang, next, alone) in [
            ("", format!("Premier moment où tout est libre\u{A0}: {}", said(free, 2)), "à ce moment-là, sans complément"),
            ("/en", "First time at which all of it is free: ".to_owned(), "at that time, with nothing along"),
        ] {
            let refused = typed(&mut amina, &format!("{lang}{form}"), "reserver", (from, 2), &more).await;
            assert!(refused.status == 422 && refused.text.contains(&next) && refused.text.contains(alone), "{}", refused.text);
        }
    }
}

story! {
    async fn letters_say_until_when_an_answer_counts_who_did_not_answer_and_what_is_free_next(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let (from, other) = (at(&house, 6, 9), at(&house, 7, 9));
        let one = book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        house.drain().await;
        assert!(house.mail.last(BRUNO).text.contains("Réponse attendue avant le "), "{}", house.mail.last(BRUNO).text);
        assert_eq!(typed(&mut bruno, &page_of(&one), "contre-proposer", (other, 3), &[]).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(AMINA).text.contains("Réponse attendue avant le "), "{}", house.mail.last(AMINA).text);
        house.app.clock.advance(Duration::hours(49));
        house.drain().await;
        assert_eq!(row_of(&house, &one).await.state, "lapsed");
        let next_at = |from| format!("Prochain créneau libre de la même durée\u{A0}: {}", said(from, 2));
        let (same, next) = (next_at(from), next_at(from + Duration::hours(2)));
        let letter = house.mail.last(AMINA);
        assert!(letter.subject.contains("vous n’avez pas répondu à temps"), "{}", letter.subject);
        assert!(letter.text.contains(&said(other, 3)) && letter.text.contains(&same), "{}", letter.text);
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("Les Amis du Canal n’a pas répondu à temps"), "{}", letter.subject);
        let second = book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        assert_eq!(bruno.send(&page_of(&second), &[("faire", "refuser"), ("reason", "Travaux")]).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(AMINA).text.contains(&next), "{}", house.mail.last(AMINA).text);
        let free = house.offers(resource("Pré", &scop)).await;
        let held = book(&mut bruno, free, wanted(&scop, from, 2)).await.unwrap();
        ask(&mut amina, WAIT, json!({ "id": free, "in": wanted(&association, from, 2) })).await.unwrap();
        ask(&mut bruno, "mutation($id: ID!) { cancelBooking(id: $id, reason: \"Pluie\") { state } }", json!({ "id": held["id"] })).await.unwrap();
        house.drain().await;
        let won = house.mail.to(AMINA).into_iter().rfind(|letter| letter.subject.contains("est réservé")).unwrap();
        assert!(won.text.contains("Vous étiez sur la liste d’attente"), "{}", won.text);
    }
}
