//! Someone with a browser: keeps its cookies, fills in forms, follows where they lead.

use std::collections::BTreeMap;

use backend::accounts::{self, NewUser, Role};
use backend::base::words::Lang;
use backend::networks;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answered, House};

/// Long, and of no words that go together.
pub const PASSWORD: &str = "le hibou boit du thé vert";

pub struct Person<'a> {
    house: &'a House,
    pub email: String,
    pub cookies: BTreeMap<String, String>,
    pub agent: String,
    /// The address of the network they come from; this machine's unless said.
    pub ip: Option<String>,
}

impl House {
    /// Someone who has never been here.
    pub fn person(&self, email: &str) -> Person<'_> {
        Person {
            house: self,
            email: email.to_owned(),
            cookies: BTreeMap::new(),
            agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
            ip: None,
        }
    }

    /// Someone with a confirmed account, signed in.
    pub async fn member(&self, email: &str) -> Person<'_> {
        let mut person = self.person(email);
        person.sign_up().await;
        self.drain().await;
        let link = self.mail.last(email).link();
        let answered = person.send(&link, &[("faire", "confirmer"), ("password", PASSWORD)]).await;
        assert_eq!(answered.status, 303, "{}", answered.text);
        person
    }
}

impl House {
    /// Someone who moderates a network, signed in, with a second factor.
    pub async fn moderator(&self, email: &str, network: Uuid) -> Person<'_> {
        let new = NewUser {
            email: email.to_owned(),
            name: "Maud Ératrice".to_owned(),
            password: PASSWORD.to_owned(),
            lang: Lang::Fr,
            role: Role::Moderator(network),
        };
        accounts::create_user(&self.app, new).await.unwrap();
        let mut person = self.person(email);
        assert_eq!(person.sign_in(PASSWORD).await.status, 303);
        let begun = person
            .graphql(
                "mutation($p: String!) { beginSecondFactor(password: $p) { secret } }",
                json!({ "p": PASSWORD }),
            )
            .await;
        let secret = begun.json()["data"]["beginSecondFactor"]["secret"].as_str().unwrap().to_owned();
        let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("x").with_issuer(Some("x"));
        let code = totp.build().unwrap().generate(self.app.clock.now().timestamp() as u64).to_string();
        let confirm = "mutation($c: String!) { confirmSecondFactor(code: $c) }";
        let done = person.graphql(confirm, json!({ "c": code })).await;
        assert!(done.json().get("errors").is_none(), "{}", done.text);
        // Letters that leave together may arrive in any order: that of the second factor is not to be the last.
        self.drain().await;
        person
    }

    /// A network of a territory.
    pub async fn network_of(&self, slug: &str, kind: &str, territory: Option<&str>) -> Uuid {
        networks::open(&self.app, slug, slug, kind, territory.map(str::to_owned)).await.unwrap();
        networks::by_slug(&self.app.db, slug).await.unwrap().unwrap().id
    }
}

impl Person<'_> {
    /// Opens the page of an organisation; returns its id.
    pub async fn opens(&mut self, name: &str, siret: &str) -> String {
        let fields =
            [("faire", "creer"), ("name", name), ("siret", siret), ("postCode", "35000"), ("city", "Rennes")];
        let answered = self.send("/espace/organisations/nouvelle", &fields).await;
        let to = answered.header("location").to_owned();
        assert!(to.contains("fait=created"), "{to} {}", answered.text);
        to.trim_start_matches("/espace/organisations/").split('?').next().unwrap().to_owned()
    }

    /// The token of their session, as a machine sends it.
    pub fn session(&self) -> String {
        self.cookies["bdis-session"].clone()
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, answered: &Answered) {
        for line in answered.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match value.is_empty() {
                true => drop(self.cookies.remove(name)),
                false => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
    }

    pub async fn get(&mut self, path: &str) -> Answered {
        let request = self.house.client.get(self.house.address.clone() + path);
        let request = request.header("cookie", self.cookie()).header("user-agent", &self.agent);
        let answered = self.house.send(request).await;
        self.keep(&answered);
        answered
    }

    /// A form of a page.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = self.house.client.post(self.house.address.clone() + path);
        if let Some(ip) = &self.ip {
            request = request.header("x-forwarded-for", ip);
        }
        let request = request
            .header("cookie", self.cookie())
            .header("user-agent", &self.agent)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let answered = self.house.send(request).await;
        self.keep(&answered);
        answered
    }

    /// A form of a page that brings a file.
    pub async fn send_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answered {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        let head = format!(
            "--b0undary\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n--b0undary--\r\n");
        let request = self.house.client.post(self.house.address.clone() + path);
        let request = request
            .header("cookie", self.cookie())
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=b0undary")
            .body(body);
        let answered = self.house.send(request).await;
        self.keep(&answered);
        answered
    }

    /// A query in the person's name.
    pub async fn graphql(&mut self, query: &str, variables: Value) -> Answered {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = self.house.post("application/json", body).header("cookie", self.cookie());
        self.house.send(request.header("accept-language", "en")).await
    }

    pub async fn sign_up(&mut self) -> Answered {
        let email = self.email.clone();
        self.send(
            "/inscription",
            &[("faire", "inscription"), ("name", "Amina Diop"), ("email", &email), ("password", PASSWORD)],
        )
        .await
    }

    pub async fn sign_in(&mut self, password: &str) -> Answered {
        let email = self.email.clone();
        self.send("/connexion", &[("faire", "connexion"), ("email", &email), ("password", password)]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        self.get("/espace").await.status == 200
    }
}
