//! People sign up, come in, keep their account safe, and leave.

use bdis_tests::*;
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::json;

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";

story! {
    async fn someone_signs_up_confirms_and_is_in(house) {
        let mut amina = house.person(AMINA);
        let answered = amina.sign_up().await;
        assert_eq!((answered.status, answered.header("location")), (303, "/inscription?fait=signed-up"), "{}", answered.text);
        assert!(!amina.is_signed_in().await);
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert_eq!(letter.subject, "Confirmez votre adresse pour BDIS PRO");
        let page = amina.get(&letter.link()).await;
        assert!(page.status == 200 && page.text.contains(AMINA), "{}", page.text);
        // Looking at it confirms nothing, and neither does another's password.
        let refused = amina.send(&letter.link(), &[("faire", "confirmer"), ("password", "un autre mot de passe")]).await;
        assert_eq!(refused.status, 422);
        let done = amina.send(&letter.link(), &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert_eq!((done.status, done.header("location")), (303, "/espace?fait=confirmed"));
        let desk = amina.get("/espace?fait=confirmed").await;
        assert!(desk.text.contains("Bonjour Amina Diop") && desk.text.contains("Bienvenue"), "{}", desk.text);
        // The link holds once.
        let again = amina.send(&letter.link(), &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert!(again.status == 422 && again.text.contains("a déjà servi"), "{}", again.text);
    }
}

story! {
    async fn a_link_of_confirmation_ends_after_three_days(house) {
        let mut amina = house.person(AMINA);
        amina.sign_up().await;
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        house.app.clock.advance(Duration::days(3) + Duration::seconds(1));
        let late = amina.send(&link, &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert!(late.status == 422 && late.text.contains("n’est plus valable"), "{}", late.text);
    }
}

story! {
    async fn a_cookie_is_only_for_this_site_and_no_script(house) {
        let mut amina = house.member(AMINA).await;
        amina.send("/deconnexion", &[("faire", "deconnexion")]).await;
        let answered = amina.sign_in(PASSWORD).await;
        let cookies: Vec<_> = answered.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned()).collect();
        let session = cookies.iter().find(|line| line.starts_with("bdis-session=")).unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
            assert!(session.contains(part), "{session}");
        }
        assert!(!session.contains("Domain"), "{session}");
        let token = session.split(['=', ';']).nth(1).unwrap();
        assert!(token.len() >= 43);
        // The token itself is nowhere in the database.
        let kept = schema::accounts::session::Entity::find().all(&house.app.db).await.unwrap();
        assert!(kept.iter().all(|row| row.token != token && row.token.len() == 64));
    }
}

story! {
    async fn no_answer_tells_whether_an_address_has_an_account(house) {
        house.member(AMINA).await;
        let mut stranger = house.person(AMINA);
        let mut nobody = house.person("nobody@rennes.example");
        for (path, fields) in [
            ("/connexion", vec![("faire", "connexion"), ("password", "un mot de passe faux")]),
            ("/connexion/oubli", vec![("faire", "oubli")]),
            ("/inscription", vec![("faire", "inscription"), ("name", "Quelqu’un"), ("password", PASSWORD)]),
        ] {
            let mut answers = Vec::new();
            for person in [&mut stranger, &mut nobody] {
                let email = person.email.clone();
                let mut fields = fields.clone();
                fields.push(("email", &email));
                let answered = person.send(path, &fields).await;
                answers.push((answered.status, answered.header("location").to_owned(), answered.text.replace(&email, "")));
            }
            assert_eq!(answers[0], answers[1], "{path}");
        }
        house.drain().await;
        // Only the letters tell, and each goes to the address itself.
        let told: Vec<_> = house.mail.to(AMINA).into_iter().map(|letter| letter.subject).collect();
        assert!(told.contains(&"Vous avez déjà un compte BDIS PRO".to_owned()), "{told:?}");
        assert!(told.contains(&"Choisissez un nouveau mot de passe".to_owned()), "{told:?}");
        assert_eq!(house.mail.to("nobody@rennes.example").len(), 1);
    }
}

story! {
    async fn signing_up_again_keeps_a_confirmed_account_as_it_is(house) {
        house.member(AMINA).await;
        let mut other = house.person(AMINA);
        other.send("/inscription", &[("faire", "inscription"), ("name", "Pirate"), ("email", AMINA), ("password", "une toute autre phrase secrète")]).await;
        assert_eq!(house.person(AMINA).sign_in("une toute autre phrase secrète").await.status, 422);
        assert_eq!(house.person(AMINA).sign_in(PASSWORD).await.status, 303);
    }
}

story! {
    async fn what_a_stranger_opened_in_my_name_is_not_confirmed_by_my_click(house) {
        let mut stranger = house.person(AMINA);
        stranger.send("/inscription", &[("faire", "inscription"), ("name", "Pirate"), ("email", AMINA), ("password", "la phrase de quelqu’un d’autre")]).await;
        house.drain().await;
        let first = house.mail.last(AMINA).link();
        // Amina signs up herself: the stranger's letter and password hold no longer.
        let mut amina = house.person(AMINA);
        amina.sign_up().await;
        house.drain().await;
        let done = amina.send(&first, &[("faire", "confirmer"), ("password", "la phrase de quelqu’un d’autre")]).await;
        assert_eq!(done.status, 422);
        let done = amina.send(&house.mail.last(AMINA).link(), &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert_eq!(done.status, 303);
        assert_eq!(house.person(AMINA).sign_in("la phrase de quelqu’un d’autre").await.status, 422);
    }
}

story! {
    async fn an_unconfirmed_account_cannot_come_in_and_gets_a_new_letter(house) {
        let mut amina = house.person(AMINA);
        amina.sign_up().await;
        // The same as for a wrong password and for no account: else signing up and in would tell who has one.
        let refused = amina.sign_in(PASSWORD).await;
        let wrong = amina.sign_in("un mot de passe faux").await;
        assert_eq!((refused.status, &refused.text), (422, &wrong.text));
        // However often one tries.
        let mut nobody = house.person("nobody@rennes.example");
        nobody.sign_in(PASSWORD).await;
        nobody.sign_in(PASSWORD).await;
        for _ in 0..11 {
            let (one, other) = (amina.sign_in(PASSWORD).await, nobody.sign_in(PASSWORD).await);
            assert_eq!(one.text.replace(AMINA, ""), other.text.replace("nobody@rennes.example", ""));
        }
        house.drain().await;
        // One of the sign-up, and of the five tries an hour that count, those with the right password.
        assert_eq!(house.mail.to(AMINA).len(), 1 + 4);
    }
}

story! {
    async fn a_second_letter_of_confirmation_opens_nothing_afterwards(house) {
        let mut amina = house.person(AMINA);
        amina.sign_up().await;
        amina.sign_in(PASSWORD).await;
        house.drain().await;
        let links: Vec<String> = house.mail.to(AMINA).iter().map(|letter| letter.link()).collect();
        assert_eq!(links.len(), 2);
        amina.send(&links[0], &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        let mut elsewhere = house.person(AMINA);
        let refused = elsewhere.send(&links[1], &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert_eq!(refused.status, 422);
        assert!(!elsewhere.is_signed_in().await);
    }
}

story! {
    async fn a_new_password_ends_what_a_thief_has_begun(house) {
        let mut thief = house.member(AMINA).await;
        let make = "mutation($p: String!) { createAccessToken(input: { name: \"t\", writes: true, password: $p }) { token } }";
        let made = thief.graphql(make, json!({ "p": PASSWORD })).await.json();
        let token = made["data"]["createAccessToken"]["token"].as_str().unwrap().to_owned();
        thief.send("/espace/securite", &[("faire", "changer-adresse"), ("email", "pirate@x.example"), ("password", PASSWORD)]).await;
        house.drain().await;
        let change = house.mail.last("pirate@x.example").link();
        let mut owner = house.person(AMINA);
        owner.send("/connexion/oubli", &[("faire", "oubli"), ("email", AMINA)]).await;
        house.drain().await;
        owner.send(&house.mail.last(AMINA).link(), &[("faire", "nouveau"), ("newPassword", "quatre chats gris dorment")]).await;
        assert_eq!(house.person("pirate@x.example").send(&change, &[("faire", "adresse")]).await.status, 422);
        let body = json!({ "query": "{ viewer { email } }" }).to_string();
        let asked = house.send(house.post("application/json", body).bearer_auth(&token)).await;
        assert!(asked.json()["data"]["viewer"].is_null(), "{}", asked.text);
        assert!(!thief.is_signed_in().await && owner.is_signed_in().await);
    }
}

story! {
    async fn guessing_is_held_up_and_the_owner_is_not(house) {
        let mut amina = house.member(AMINA).await;
        amina.send("/deconnexion", &[("faire", "deconnexion")]).await;
        let mut guesser = house.person(AMINA);
        let mut last = guesser.sign_in("essai numéro zéro zéro").await;
        for number in 1..12 {
            last = guesser.sign_in(&format!("essai numéro {number}")).await;
        }
        assert!(last.text.contains("Trop d’essais"), "{}", last.text);
        // Not even the right password is looked at.
        let right = guesser.sign_in(PASSWORD).await;
        assert!(right.text.contains("Trop d’essais"), "{}", right.text);
        // In her own browser its owner comes in.
        assert_eq!(amina.sign_in(PASSWORD).await.status, 303);
        // After a quarter of an hour anybody may try again.
        house.app.clock.advance(Duration::minutes(16));
        assert_eq!(guesser.sign_in(PASSWORD).await.status, 303);
    }
}

story! {
    async fn a_forgotten_password_is_replaced_and_all_sessions_end(house) {
        let mut amina = house.member(AMINA).await;
        let mut elsewhere = house.person(AMINA);
        elsewhere.send("/connexion/oubli", &[("faire", "oubli"), ("email", AMINA)]).await;
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert_eq!(letter.subject, "Choisissez un nouveau mot de passe");
        let weak = elsewhere.send(&letter.link(), &[("faire", "nouveau"), ("newPassword", "motdepasse123")]).await;
        assert!(weak.status == 422 && weak.text.contains("trop facile"), "{}", weak.text);
        let done = elsewhere.send(&letter.link(), &[("faire", "nouveau"), ("newPassword", "quatre chats gris dorment")]).await;
        assert_eq!(done.header("location"), "/espace?fait=password", "{}", done.text);
        assert!(elsewhere.is_signed_in().await);
        assert!(!amina.is_signed_in().await, "her old session has ended");
        assert_eq!(house.person(AMINA).sign_in(PASSWORD).await.status, 422);
        // The link is used up, and its hour passes for others.
        assert!(elsewhere.get(&letter.link()).await.text.contains("a déjà servi"));
        house.drain().await;
        assert_eq!(house.mail.to(AMINA).iter().filter(|l| l.subject == "Votre mot de passe a été changé").count(), 1);
        elsewhere.send("/connexion/oubli", &[("faire", "oubli"), ("email", AMINA)]).await;
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        house.app.clock.advance(Duration::minutes(61));
        let late = elsewhere.send(&link, &[("faire", "nouveau"), ("newPassword", "cinq chats gris dorment")]).await;
        assert!(late.status == 422 && late.text.contains("n’est plus valable"), "{}", late.text);
    }
}

story! {
    async fn an_address_changes_when_the_new_one_is_confirmed_and_both_are_told(house) {
        let mut amina = house.member(AMINA).await;
        let new = "amina.diop@rennes.example";
        let asked = amina.send("/espace/securite", &[("faire", "changer-adresse"), ("email", new), ("password", PASSWORD)]).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        house.drain().await;
        assert_eq!(house.mail.last(AMINA).subject, "Un changement d’adresse est demandé");
        assert_eq!(house.person(new).sign_in(PASSWORD).await.status, 422, "not yet");
        let link = house.mail.last(new).link();
        let done = amina.send(&link, &[("faire", "adresse")]).await;
        assert_eq!(done.header("location"), "/espace/securite?fait=email");
        house.drain().await;
        assert_eq!(house.mail.last(AMINA).subject, "Votre compte a changé d’adresse");
        assert_eq!(house.mail.last(new).subject, "Votre nouvelle adresse est enregistrée");
        assert_eq!(house.person(new).sign_in(PASSWORD).await.status, 303);
        assert_eq!(house.person(AMINA).sign_in(PASSWORD).await.status, 422);
    }
}

story! {
    async fn another_s_address_is_not_taken_over_and_only_its_owner_is_told(house) {
        house.member(BRUNO).await;
        let mut amina = house.member(AMINA).await;
        let asked = amina.send("/espace/securite", &[("faire", "changer-adresse"), ("email", BRUNO), ("password", PASSWORD)]).await;
        assert_eq!(asked.header("location"), "/espace/securite?fait=email-asked", "as for any address");
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("déjà un compte") && !letter.text.contains("/adresse/"), "{}", letter.text);
    }
}

story! {
    async fn graphql_signs_in_with_a_token_and_out_again(house) {
        house.member(AMINA).await;
        let sign_in = "mutation($in: SignInInput!) { signIn(input: $in) { token viewer { email roles } } }";
        let data = house.ask(sign_in, json!({ "in": { "email": AMINA, "password": PASSWORD } })).await;
        let token = data["signIn"]["token"].as_str().unwrap().to_owned();
        assert_eq!(data["signIn"]["viewer"], json!({ "email": AMINA, "roles": ["MEMBER"] }));
        let ask = async |query: &str| {
            let body = json!({ "query": query }).to_string();
            house.send(house.post("application/json", body).bearer_auth(&token).header("accept-language", "en")).await
        };
        assert_eq!(ask("{ viewer { name } }").await.json()["data"]["viewer"]["name"], "Amina Diop");
        assert_eq!(ask("mutation { signOut }").await.json()["data"]["signOut"], true);
        assert!(ask("{ viewer { name } }").await.json()["data"]["viewer"].is_null());
        assert_eq!(ask("mutation { signOut }").await.code(), "UNAUTHENTICATED");
        let refused = house.refused(sign_in, json!({ "in": { "email": AMINA, "password": "non non non non" } })).await;
        assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec!["password"]));
    }
}

story! {
    async fn passwords_of_any_length_and_alphabet_are_taken_whole_or_refused(house) {
        let long = format!("{} et la suite compte aussi", "x1y2z3".repeat(13));
        let mut amina = house.person(AMINA);
        let send = [("faire", "inscription"), ("name", "Amina Diop"), ("email", AMINA), ("password", long.as_str())];
        assert_eq!(amina.send("/inscription", &send).await.status, 303);
        house.drain().await;
        let link = house.mail.last(AMINA).link();
        // Not cut at 72 bytes.
        assert_eq!(amina.send(&link, &[("faire", "confirmer"), ("password", &long[..72])]).await.status, 422);
        assert_eq!(amina.send(&link, &[("faire", "confirmer"), ("password", &long)]).await.status, 303);
        let book = "é".repeat(30_000);
        let refused = house.person(BRUNO).send("/inscription", &[("faire", "inscription"), ("name", "B"), ("email", BRUNO), ("password", &book)]).await;
        assert_eq!(refused.status, 422);
        let million = "x".repeat(1_000_000);
        let refused = house.person(BRUNO).send("/inscription", &[("faire", "inscription"), ("password", &million)]).await;
        assert!(refused.status == 422 && refused.text.contains("trop long"), "{}", refused.status);
        let tried = house.refused("mutation($in: SignInInput!) { signIn(input: $in) { token } }", json!({ "in": { "email": AMINA, "password": "x".repeat(900_000) } })).await;
        assert_eq!(tried.code, "INVALID");
    }
}
