//! Letters arrive: once, readable, and whatever the mail server does.

use bdis_tests::*;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use backend::actor::Actor;
use backend::base::db;
use backend::base::events::{AccountEvent, Event, record};
use backend::worker;
use schema::accounts::account;
use schema::events::delivery;

const AMINA: &str = "amina@rennes.example";

/// Letters that say a password was changed, to so many people.
async fn letters(house: &House, count: usize) {
    let now = house.app.clock.now();
    let tx = db::begin(&house.app.db).await.unwrap();
    for number in 0..count {
        let id = uuid::Uuid::now_v7();
        let email = format!("reader-{number}@rennes.example");
        let new = account::ActiveModel {
            id: sea_orm::Set(id),
            email: sea_orm::Set(Some(email.clone())),
            email_key: sea_orm::Set(Some(email)),
            name: sea_orm::Set(format!("Reader {number}")),
            password: sea_orm::Set(None),
            lang: sea_orm::Set(if number % 2 == 0 { "fr" } else { "en" }.to_owned()),
            time_zone: sea_orm::Set("Europe/Paris".to_owned()),
            totp_secret: sea_orm::Set(None),
            totp_step: sea_orm::Set(None),
            totp_since: sea_orm::Set(None),
            created_at: sea_orm::Set(now),
            confirmed_at: sea_orm::Set(Some(now)),
            erased_at: sea_orm::Set(None),
        };
        account::Entity::insert(new).exec_without_returning(&tx).await.unwrap();
        let what = Event::Account(AccountEvent::PasswordChanged { account: id });
        record(&tx, now, &Actor::System, &what).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn waiting(house: &House) -> u64 {
    let left = delivery::Entity::find().filter(delivery::Column::Reaction.eq("letter"));
    left.filter(delivery::Column::State.eq("waiting")).count(&house.app.db).await.unwrap()
}

async fn dead(house: &House) -> u64 {
    delivery::Entity::find().filter(delivery::Column::State.eq("dead")).count(&house.app.db).await.unwrap()
}

/// Each address has its letter, and no letter came twice.
fn each_once(house: &House, count: usize) {
    let mut to: Vec<String> = house.mail.all().into_iter().map(|letter| letter.to).collect();
    assert_eq!(to.len(), count);
    to.sort();
    to.dedup();
    assert_eq!(to.len(), count, "some came twice");
}

story! {
    async fn a_letter_reads_well_as_text_and_in_html_and_asks_nothing_of_elsewhere(house) {
        house.person(AMINA).sign_up().await;
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert!(letter.header("from").contains("BDIS PRO"), "{:?}", letter.headers);
        assert_eq!(letter.header("to"), "\"Amina Diop\" <amina@rennes.example>");
        assert_eq!(letter.header("auto-submitted"), "auto-generated");
        assert!(letter.text.starts_with("Bonjour Amina Diop,\n\nVous avez créé un compte"), "{}", letter.text);
        assert!(letter.html.contains("<html lang=\"fr\">") && letter.html.contains("prefers-color-scheme: dark"));
        for remote in ["<img", "src=", "<link", "url(", "@import", "<script"] {
            assert!(!letter.html.contains(remote), "{remote}");
        }
        assert!(letter.raw.lines().all(|line| line.len() <= 998));
        let id = letter.header("message-id");
        assert!(id.starts_with('<') && id.ends_with("@localhost.localdomain>"), "{id}");
        assert_eq!(letter.header("list-unsubscribe"), "", "what has to be said can't be left");
    }
}

story! {
    async fn a_name_cannot_smuggle_headers_into_a_letter(house) {
        let mut person = house.person(AMINA);
        let name = "Amina\r\nBcc: victim@example.org";
        let refused = person.send("/inscription", &[("faire", "inscription"), ("name", name), ("email", AMINA), ("password", PASSWORD)]).await;
        if refused.status == 303 {
            house.drain().await;
            let letter = house.mail.last(AMINA);
            assert_eq!(letter.header("bcc"), "");
            assert_eq!(house.mail.all().len(), 1);
        }
        for name in ["\"Amina\", \"Diop", "Amina (comment)", "=?utf-8?q?x?=", "Zoé, Anaïs & Cie"] {
            let email = format!("p{}@rennes.example", name.len());
            house.person(&email).send("/inscription", &[("faire", "inscription"), ("name", name), ("email", &email), ("password", PASSWORD)]).await;
            house.drain().await;
            assert_eq!(house.mail.last(&email).to, email, "{name}");
        }
    }
}

story! {
    async fn a_thousand_letters_arrive_once_each_on_few_connections(house) {
        letters(&house, 1_000).await;
        house.drain().await;
        each_once(&house, 1_000);
        assert!(house.mail.connections() <= 8, "{} connections", house.mail.connections());
        let english = house.mail.to("reader-1@rennes.example").remove(0);
        assert_eq!(english.subject, "Your password was changed");
    }
}

story! {
    async fn a_mail_server_that_is_down_for_an_hour_loses_nothing(house) {
        letters(&house, 100).await;
        house.mail.behave(Manner::HangsUp);
        for _ in 0..12 {
            house.app.clock.advance(Duration::minutes(5));
            assert!(worker::letters::round(&house.app).await.is_err(), "it says that the server is gone");
        }
        assert_eq!((house.mail.all().len(), waiting(&house).await, dead(&house).await), (0, 100, 0));
        house.mail.behave(Manner::Takes);
        house.app.clock.advance(Duration::minutes(5));
        house.drain().await;
        each_once(&house, 100);
    }
}

story! {
    async fn a_letter_whose_answer_was_lost_comes_again_as_the_same(house) {
        letters(&house, 1).await;
        house.mail.behave(Manner::ForgetsToAnswer);
        worker::letters::round(&house.app).await.unwrap_err();
        house.mail.behave(Manner::Takes);
        house.app.clock.advance(Duration::minutes(3));
        house.drain().await;
        let all = house.mail.all();
        assert_eq!(all.len(), 2, "the server had it before it hung up");
        assert_eq!(all[0].header("message-id"), all[1].header("message-id"));
    }
}

story! {
    async fn a_worker_killed_between_sent_and_recorded_sends_the_same_letter_again(house) {
        letters(&house, 1).await;
        while backend::base::events::number(&house.app.db).await.unwrap() > 0 {}
        // A worker claims and sends, and is gone before it can write it down.
        let claimed = backend::base::deliveries::claim(&house.app.db, house.app.clock.now(), 10, &[backend::base::events::Reaction::Letter]).await.unwrap();
        let Event::Account(what) = &claimed[0].event else { panic!() };
        let backend::accounts::Told::Letter(letter) = backend::accounts::letter(&house.app, &claimed[0], what).await.unwrap() else { panic!() };
        let message = letter.message(&house.app.settings, house.app.clock.now()).unwrap();
        house.app.post.send(&letter.id, &message).await.unwrap();
        house.drain().await;
        assert_eq!(house.mail.all().len(), 1, "its lease still holds");
        house.app.clock.advance(Duration::minutes(3));
        house.drain().await;
        let all = house.mail.all();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].header("message-id"), all[1].header("message-id"));
    }
}

story! {
    async fn two_workers_at_once_send_each_letter_once(house) {
        letters(&house, 300).await;
        let (one, two) = (house.app.clone(), house.app.clone());
        let work = async |app: backend::app::App| while worker::letters::round(&app).await.unwrap() > 0 {};
        tokio::join!(work(one), work(two));
        each_once(&house, 300);
    }
}

story! {
    async fn a_lease_just_given_is_not_taken_by_who_looked_a_moment_before(house) {
        letters(&house, 1).await;
        while backend::base::events::number(&house.app.db).await.unwrap() > 0 {}
        let now = house.app.clock.now();
        let claim = async |at| backend::base::deliveries::claim(&house.app.db, at, 10, &[backend::base::events::Reaction::Letter]).await.unwrap().len();
        assert_eq!(claim(now).await, 1);
        assert_eq!(claim(now - Duration::seconds(8)).await, 0);
    }
}

story! {
    async fn with_a_slow_server_no_letter_is_tried_past_its_lease(house) {
        letters(&house, 40).await;
        house.mail.behave(Manner::Slow(std::time::Duration::from_millis(40)));
        let app = house.app.clone();
        let slow = tokio::spawn(async move { worker::letters::round(&app).await.unwrap() });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        house.app.clock.advance(Duration::minutes(3));
        slow.await.unwrap();
        assert!(house.mail.all().len() < 40 && waiting(&house).await > 0);
        house.mail.behave(Manner::Takes);
        house.drain().await;
        each_once(&house, 40);
    }
}

story! {
    async fn an_address_that_is_refused_for_good_gets_no_more_letters(house) {
        letters(&house, 3).await;
        house.mail.behave(Manner::RefusesOne("reader-1@rennes.example", "550 5.1.1 no such person"));
        house.drain().await;
        assert_eq!((house.mail.all().len(), waiting(&house).await, dead(&house).await), (2, 0, 1));
        house.mail.behave(Manner::Takes);
        house.person("x@rennes.example").send("/connexion/oubli", &[("faire", "oubli"), ("email", "reader-1@rennes.example")]).await;
        house.drain().await;
        assert!(house.mail.to("reader-1@rennes.example").is_empty());
    }
}

story! {
    async fn a_full_mailbox_is_tried_again_later_and_later(house) {
        letters(&house, 1).await;
        house.mail.behave(Manner::Answers("452 4.2.2 mailbox full"));
        house.drain().await;
        let row = async || delivery::Entity::find().filter(delivery::Column::Reaction.eq("letter")).one(&house.app.db).await.unwrap().unwrap();
        let mut before = Duration::zero();
        for attempt in 1..=6 {
            let now = row().await;
            assert_eq!((now.state.as_str(), now.attempts), ("waiting", attempt));
            assert!(now.last_error.unwrap().contains("4.2.2"));
            let wait = now.due_at - house.app.clock.now();
            assert!(wait > before, "{wait} after {before}");
            before = wait;
            house.app.clock.advance(wait + Duration::seconds(1));
            house.drain().await;
        }
        house.mail.behave(Manner::Takes);
        house.app.clock.advance(Duration::hours(1));
        house.drain().await;
        each_once(&house, 1);
    }
}

story! {
    async fn a_letter_that_came_back_is_told_by_the_mail_server(house) {
        house.member(AMINA).await;
        let report = |id: &str| format!("From: MAILER-DAEMON@mail.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\nFinal-Recipient: rfc822; Amina@Rennes.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: {id}\r\n\r\n--b--\r\n");
        let post = |token: &str, body: String| house.client.post(house.address.clone() + "/webhooks/bounces").bearer_auth(token).body(body);
        let ours = house.mail.last(AMINA).header("message-id").to_owned();
        assert_eq!(house.send(post("guess", report(&ours))).await.status, 401);
        assert_eq!(house.send(post("bounces", "garbage".to_owned())).await.status, 422);
        // Of a letter that we never sent, it is anybody's word.
        let asked = async || {
            let before = house.mail.all().len();
            house.person(AMINA).send("/connexion/oubli", &[("faire", "oubli"), ("email", AMINA)]).await;
            house.drain().await;
            house.mail.all().len() - before
        };
        for forged in ["<forged@x>", "<0193a1b2-c3d4-7e5f-8a6b-000000000001@localhost.localdomain>"] {
            assert_eq!(house.send(post("bounces", report(forged))).await.status, 204);
        }
        assert_eq!(asked().await, 1);
        assert_eq!(house.send(post("bounces", report(&ours))).await.status, 204);
        assert_eq!(asked().await, 0);
    }
}

story! {
    async fn an_unknown_browser_is_told_at_once_and_one_click_ends_it(house) {
        house.member(AMINA).await;
        house.person(AMINA).sign_in(PASSWORD).await;
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert_eq!(letter.subject, "Connexion depuis un navigateur inconnu");
        assert_eq!(letter.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        let url = letter.header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
        // As a mail program does it: no cookie, no origin, no sign-in.
        let request = house.client.post(url).header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
        let answered = house.send(request.header("origin", "https://mail.example")).await;
        assert!(answered.status < 400, "{}", answered.text);
        let before = house.mail.to(AMINA).len();
        house.person(AMINA).sign_in(PASSWORD).await;
        house.drain().await;
        assert_eq!(house.mail.to(AMINA).len(), before);
    }
}

story! {
    async fn one_click_may_come_as_a_multipart_form(house) {
        house.member(AMINA).await;
        house.person(AMINA).sign_in(PASSWORD).await;
        house.drain().await;
        let url = house.mail.last(AMINA).header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
        let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        let request = house.client.post(url).header("content-type", "multipart/form-data; boundary=b").body(body);
        assert!(house.send(request).await.status < 400);
        let chosen = schema::accounts::preference::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(chosen[0].pace, "never");
    }
}

story! {
    async fn the_link_under_a_letter_lets_one_choose_without_signing_in(house) {
        house.member(AMINA).await;
        house.person(AMINA).sign_in(PASSWORD).await;
        house.drain().await;
        let letter = house.mail.last(AMINA);
        let path = letter.text.lines().rev().find(|line| line.contains("/courriels/")).unwrap();
        let path = format!("/{}", path.splitn(4, '/').nth(3).unwrap());
        let mut anyone = house.person("x@y.example");
        let page = anyone.get(&path).await;
        assert!(page.text.contains("Connexion depuis un navigateur inconnu"), "{}", page.text);
        let done = anyone.send(&path, &[("faire", "courriels"), ("sign_ins", "weekly")]).await;
        assert_eq!(done.status, 303);
        assert!(anyone.get(&path).await.text.contains("value=\"weekly\" selected"));
    }
}

story! {
    async fn those_who_want_one_letter_a_morning_get_one(house) {
        let mut amina = house.member(AMINA).await;
        amina.send("/espace/courriels", &[("faire", "courriels"), ("sign_ins", "daily")]).await;
        let before = house.mail.to(AMINA).len();
        for _ in 0..3 {
            house.person(AMINA).sign_in(PASSWORD).await;
            house.app.clock.advance(Duration::seconds(5));
        }
        house.drain().await;
        assert_eq!(house.mail.to(AMINA).len(), before, "not yet");
        house.app.clock.advance(Duration::hours(24));
        house.drain().await;
        let after = house.mail.to(AMINA);
        assert_eq!(after.len(), before + 1);
        assert_eq!(after.last().unwrap().text.matches("\nLe ").count(), 3, "{}", after.last().unwrap().text);
        house.app.clock.advance(Duration::hours(48));
        house.drain().await;
        assert_eq!(house.mail.to(AMINA).len(), before + 1, "and no second one");
    }
}

story! {
    async fn an_administrator_sees_what_was_given_up_and_has_it_tried_again(house) {
        letters(&house, 1).await;
        house.mail.behave(Manner::Answers("554 5.7.1 policy"));
        house.drain().await;
        house.mail.behave(Manner::Takes);
        let new = backend::accounts::NewUser {
            email: "admin@bdis.example".to_owned(),
            name: "Admin".to_owned(),
            password: PASSWORD.to_owned(),
            lang: backend::base::words::Lang::Fr,
            role: backend::accounts::Role::Administrator,
        };
        backend::accounts::create_user(&house.app, new).await.unwrap();
        let mut admin = house.person("admin@bdis.example");
        admin.sign_in(PASSWORD).await;
        // The right opens with a second factor.
        let closed = admin.get("/administration/courriels").await;
        assert!(closed.status == 403 && closed.text.contains("second facteur"), "{}", closed.status);
        let begun = admin.graphql("mutation($p: String!) { beginSecondFactor(password: $p) { secret } }", json!({ "p": PASSWORD })).await.json();
        let secret = begun["data"]["beginSecondFactor"]["secret"].as_str().unwrap().to_owned();
        let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("x").with_issuer(Some("x")).build().unwrap();
        let code = totp.generate(house.app.clock.now().timestamp() as u64).to_string();
        admin.send("/espace/securite", &[("faire", "code-confirmer"), ("code", &code)]).await;
        let page = admin.get("/administration/courriels").await;
        assert!(page.status == 200 && page.text.contains("5.7.1") && page.text.contains("Mot de passe changé"), "{}", page.text);
        let id = page.text.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(admin.get("/espace").await.text.contains("Un courriel a été abandonné"));
        let done = admin.send("/administration/courriels", &[("faire", "relancer"), ("id", &id)]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        house.drain().await;
        assert_eq!(house.mail.to("reader-0@rennes.example").len(), 1);
    }
}
