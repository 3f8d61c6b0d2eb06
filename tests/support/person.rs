//! Someone with a browser: keeps its cookies, fills in forms, follows where they lead.

use std::collections::BTreeMap;

use serde_json::{Value, json};

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

impl Person<'_> {
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
