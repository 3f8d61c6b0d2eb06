//! Second factors, sessions, tokens, and what other sites can't do.

use bdis_tests::*;
use chrono::Duration;
use serde_json::json;

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";

story! {
    async fn a_second_factor_is_asked_for_and_each_code_holds_once(house) {
        let mut amina = house.member(AMINA).await;
        let begun = amina.graphql("mutation($p: String!) { beginSecondFactor(password: $p) { secret url } }", json!({ "p": PASSWORD })).await;
        let secret = begun.json()["data"]["beginSecondFactor"]["secret"].as_str().unwrap().to_owned();
        let wrong = amina.send("/espace/securite", &[("faire", "code-confirmer"), ("code", "000000")]).await;
        assert!(wrong.status == 422 && wrong.text.contains(&secret), "{}", wrong.text);
        let done = amina.send("/espace/securite", &[("faire", "code-confirmer"), ("code", &code(&house, &secret))]).await;
        assert_eq!(done.status, 200, "{}", done.text);
        let codes: Vec<&str> = done.text.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
        assert_eq!(codes.len(), 10);
        amina.send("/deconnexion", &[("faire", "deconnexion")]).await;
        let first = amina.sign_in(PASSWORD).await;
        assert_eq!(first.header("location"), "/connexion/code");
        assert!(!amina.is_signed_in().await, "the password alone isn't enough");
        house.app.clock.advance(Duration::seconds(60));
        let now = code(&house, &secret);
        assert_eq!(amina.send("/connexion/code", &[("faire", "code"), ("code", "123456")]).await.status, 422);
        assert_eq!(amina.send("/connexion/code", &[("faire", "code"), ("code", &now)]).await.status, 303);
        assert!(amina.is_signed_in().await);
        // The same code again, at once.
        amina.send("/deconnexion", &[("faire", "deconnexion")]).await;
        amina.sign_in(PASSWORD).await;
        let again = amina.send("/connexion/code", &[("faire", "code"), ("code", &now)]).await;
        assert!(again.status == 422 && again.text.contains("a déjà servi"), "{}", again.text);
        // A recovery code, once.
        let typed = codes[3].to_lowercase().replace('-', " ");
        assert_eq!(amina.send("/connexion/code", &[("faire", "code"), ("code", &typed)]).await.status, 303);
        amina.send("/deconnexion", &[("faire", "deconnexion")]).await;
        amina.sign_in(PASSWORD).await;
        assert_eq!(amina.send("/connexion/code", &[("faire", "code"), ("code", codes[3])]).await.status, 422);
        house.drain().await;
        assert!(house.mail.to(AMINA).iter().any(|letter| letter.subject == "Un code de secours a été utilisé" && letter.text.contains("9")));
    }
}

/// The code a program shows now (RFC 6238).
fn code(house: &House, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("x")
        .with_issuer(Some("x"))
        .build()
        .unwrap();
    totp.generate(house.app.clock.now().timestamp() as u64).to_string()
}

story! {
    async fn sessions_are_listed_and_ended(house) {
        let mut amina = house.member(AMINA).await;
        let mut phone = house.person(AMINA);
        phone.agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36".to_owned();
        phone.sign_in(PASSWORD).await;
        let page = amina.get("/espace/securite").await;
        assert!(page.text.contains("Chrome, Android") && page.text.contains("Firefox, Linux"), "{}", page.text);
        let mine = amina.graphql("{ viewer { sessions { id current browser } } }", json!({})).await.json();
        let sessions = mine["data"]["viewer"]["sessions"].as_array().unwrap().clone();
        let other = sessions.iter().find(|one| one["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
        // Another person can't end it, nor know of it.
        let mut bruno = house.member(BRUNO).await;
        let refused = bruno.graphql("mutation($id: ID) { endSession(id: $id) }", json!({ "id": other })).await;
        assert_eq!(refused.code(), "NOT_FOUND");
        let done = amina.send("/espace/securite", &[("faire", "session"), ("id", &other)]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(!phone.is_signed_in().await && amina.is_signed_in().await);
        phone.sign_in(PASSWORD).await;
        amina.send("/espace/securite", &[("faire", "sessions")]).await;
        assert!(!phone.is_signed_in().await && amina.is_signed_in().await);
    }
}

story! {
    async fn a_session_ends_when_it_is_not_used_and_after_half_a_year(house) {
        let mut amina = house.member(AMINA).await;
        for _ in 0..8 {
            house.app.clock.advance(Duration::days(20));
            assert!(amina.is_signed_in().await);
        }
        house.app.clock.advance(Duration::days(20) + Duration::hours(1));
        assert!(!amina.is_signed_in().await, "180 days");
        amina.sign_in(PASSWORD).await;
        house.app.clock.advance(Duration::days(31));
        assert!(!amina.is_signed_in().await, "30 days without use");
    }
}

story! {
    async fn a_personal_token_does_what_its_scope_says_until_it_ends(house) {
        let mut amina = house.member(AMINA).await;
        let make = "mutation($in: AccessTokenInput!) { createAccessToken(input: $in) { token accessToken { id writes } } }";
        let input = json!({ "name": "Tableur", "days": 10, "password": PASSWORD });
        let made = amina.graphql(make, json!({ "in": input })).await.json();
        let token = made["data"]["createAccessToken"]["token"].as_str().unwrap().to_owned();
        assert!(token.starts_with("bdis_"));
        let ask = async |query: &str| {
            let body = json!({ "query": query }).to_string();
            house.send(house.post("application/json", body).bearer_auth(&token).header("accept-language", "en")).await
        };
        assert_eq!(ask("{ viewer { email } }").await.json()["data"]["viewer"]["email"], AMINA);
        let refused = ask("mutation { updateProfile(input: { name: \"X\", language: FR, timeZone: \"Europe/Paris\" }) { name } }").await;
        assert_eq!(refused.code(), "FORBIDDEN", "it only reads");
        assert_eq!(ask("mutation { endSession }").await.code(), "FORBIDDEN", "no token may");
        house.app.clock.advance(Duration::days(11));
        assert!(ask("{ viewer { email } }").await.json()["data"]["viewer"].is_null(), "it has ended");
    }
}

story! {
    async fn unsafe_requests_from_other_sites_are_refused(house) {
        let amina = house.member(AMINA).await;
        let cookie = amina.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("sec-fetch-site", "same-site")] {
            let request = house.client.post(house.address.clone() + "/espace/donnees").header("cookie", &cookie).header(name, value);
            let request = request.header("content-type", "application/x-www-form-urlencoded").body("faire=effacer");
            assert_eq!(house.send(request).await.status, 403, "{name}: {value}");
        }
    }
}

story! {
    async fn private_places_lead_to_the_sign_in_and_back(house) {
        house.member(AMINA).await;
        let mut amina = house.person(AMINA);
        for path in ["/espace", "/espace/securite", "/espace/donnees", "/administration/courriels"] {
            let answered = amina.get(path).await;
            assert_eq!(answered.status, 303, "{path}");
            assert!(answered.header("location").starts_with("/connexion?retour=%2F"), "{}", answered.header("location"));
        }
        let back = amina.send("/connexion?retour=%2Fespace%2Fjetons", &[("faire", "connexion"), ("email", AMINA), ("password", PASSWORD)]).await;
        assert_eq!(back.header("location"), "/espace/jetons");
        for evil in ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:x"] {
            let path = format!("/connexion?retour={evil}");
            let answered = house.person(AMINA).send(&path, &[("faire", "connexion"), ("email", AMINA), ("password", PASSWORD)]).await;
            let to = answered.header("location");
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains("evil"), "{evil}: {to}");
        }
        // For a member an administrator's page doesn't exist.
        assert_eq!(amina.get("/administration/courriels").await.status, 404);
    }
}

story! {
    async fn a_refusal_for_too_many_attempts_says_when_to_come_back(house) {
        house.member(AMINA).await;
        let mut stranger = house.person(AMINA);
        for _ in 0..10 {
            assert_eq!(stranger.sign_in("une phrase que personne n’a").await.status, 422);
        }
        let refused = stranger.sign_in("une phrase que personne n’a").await;
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!(refused.status == 429 && (1..=900).contains(&wait), "{} {wait}", refused.status);
        assert!(refused.text.contains(AMINA), "what was typed is kept");
    }
}

story! {
    async fn no_address_takes_more_or_less_work_than_another(house) {
        house.member(AMINA).await;
        let mut work = Vec::new();
        for email in [AMINA, BRUNO] {
            let mut person = house.person(email);
            let (sign_in, refused) = house.statements_while(person.sign_in("une phrase que personne n’a")).await;
            assert_eq!(refused.status, 422);
            let (reset, asked) = house.statements_while(person.send("/connexion/oubli", &[("faire", "oubli"), ("email", email)])).await;
            assert_eq!(asked.status, 303);
            let (sign_up, _) = house.statements_while(person.sign_up()).await;
            work.push([sign_in, reset, sign_up]);
        }
        // One statement more or less is lost in the time of a password; each hashes one, and each writes.
        for (one, other) in work[0].iter().zip(work[1]) {
            assert!(one.abs_diff(other) <= 3, "{work:?}");
        }
    }
}

story! {
    async fn nothing_typed_is_lost_when_a_session_ends(house) {
        let mut amina = house.member(AMINA).await;
        house.app.clock.advance(Duration::days(31));
        let typed = [("faire", "profil"), ("name", "Amina « D » <Diop>"), ("language", "fr"), ("timeZone", "Europe/Paris")];
        let kept = amina.send("/espace/profil", &typed).await;
        assert_eq!(kept.status, 401);
        assert!(kept.text.contains("value=\"Amina « D » &#60;Diop&#62;\""), "{}", kept.text);
        // No password is written into a page.
        let erase = amina.send("/espace/donnees", &[("faire", "effacer"), ("password", PASSWORD)]).await;
        assert!(erase.status == 303 && !erase.text.contains("hibou"));
        let mut again = house.person(AMINA);
        again.sign_in(PASSWORD).await;
        assert_eq!(again.send("/espace/profil", &[("faire", "profil"), ("name", "Amina D"), ("language", "fr"), ("timeZone", "Europe/Paris")]).await.status, 303);
    }
}

story! {
    async fn on_https_cookies_belong_to_this_host_alone(house) {
        house.member(AMINA).await;
        let address = house.behind_https("https://bdis.example").await;
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("faire", "connexion"), ("email", AMINA), ("password", PASSWORD)])
            .finish();
        let post = |site: &'static str| house.client.post(format!("{address}/connexion")).header("origin", site)
            .header("content-type", "application/x-www-form-urlencoded").body(body.clone());
        let entered = house.send(post("https://bdis.example")).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        let lines: Vec<&str> = entered.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
        assert_eq!(lines.len(), 3);
        for line in &lines {
            assert!(line.starts_with("__Host-bdis-") && line.contains("; HttpOnly") && line.contains("; SameSite=Lax"), "{line}");
            assert!(line.contains("; Secure") && line.contains("; Path=/") && !line.contains("Domain"), "{line}");
        }
        let session = lines[0].split(';').next().unwrap();
        let desk = async |cookie: &str| {
            let request = house.client.get(format!("{address}/espace")).header("cookie", cookie.to_owned());
            house.send(request).await.status
        };
        assert_eq!(desk(session).await, 200);
        assert_eq!(desk(session.trim_start_matches("__Host-")).await, 303, "a cookie that another host could have set");
        let refused = house.send(post("https://evil.example")).await;
        assert!(refused.status == 403 && refused.text.contains("vient d’un autre site"), "{}", refused.text);
    }
}

story! {
    async fn who_asks_is_never_guessed_while_the_database_is_gone(house) {
        let mut amina = house.member(AMINA).await;
        house.app.db.clone().close().await.unwrap();
        assert_eq!(amina.get("/espace").await.status, 503);
    }
}
