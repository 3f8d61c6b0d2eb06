//! The table of rights, asked over GraphQL: every operation by everyone, in every state. The cases are made from the
//! table; an operation without its document fails.

use backend::accounts::{self, NewUser, Role};
use backend::base::words::Lang;
use backend::rights::{RIGHTS, Right, Token, Who};
use bdis_tests::*;
use serde_json::{Value, json};

/// How each operation is asked, so that nothing comes of it where it is allowed.
fn document(field: &str) -> &'static str {
    match field {
        "Query.suppliers" => "{ suppliers(first: 1) { totalCount } }",
        "Query.supplier" => "{ supplier(slug: \"nobody\") { name } }",
        "Query.product" => "{ product(id: \"x\") { name } }",
        "Query.guaranteeSchemes" => "{ guaranteeSchemes { code } }",
        "Query.guaranteeScheme" => "{ guaranteeScheme(code: \"esus\") { code } }",
        "Query.network" => "{ network(slug: \"nobody\") { name } }",
        "Query.territories" => "{ territories(search: \"ren\", first: 1) { name } }",
        "Query.categories" => "{ categories(search: \"pain\", first: 1) { code } }",
        "Query.themes" => "{ themes { code } }",
        "Query.viewer" => "{ viewer { email } }",
        "Query.lettersGivenUp" => "{ lettersGivenUp { id } }",
        "Mutation.signUp" => {
            "mutation { signUp(input: { email: \"x\", password: \"x\", name: \"x\" }) { letterSent } }"
        }
        "Mutation.confirmAccount" => "mutation { confirmAccount(token: \"x\", password: \"x\") { token } }",
        "Mutation.signIn" => "mutation { signIn(input: { email: \"x\", password: \"x\" }) { token } }",
        "Mutation.requestPasswordReset" => "mutation { requestPasswordReset(email: \"x\") }",
        "Mutation.resetPassword" => "mutation { resetPassword(token: \"x\", newPassword: \"x\") }",
        "Mutation.confirmEmail" => "mutation { confirmEmail(token: \"x\") }",
        "Mutation.signOut" => "mutation { signOut }",
        "Mutation.endSession" => "mutation { endSession(id: \"x\") }",
        "Mutation.updateProfile" => {
            "mutation { updateProfile(input: { name: \"\", language: FR, timeZone: \"x\" }) { name } }"
        }
        "Mutation.updateMailPreference" => {
            "mutation { updateMailPreference(kind: \"x\", pace: NEVER) { name } }"
        }
        "Mutation.changePassword" => "mutation { changePassword(password: \"x\", newPassword: \"x\") }",
        "Mutation.requestEmailChange" => "mutation { requestEmailChange(password: \"x\", email: \"x\") }",
        "Mutation.beginSecondFactor" => "mutation { beginSecondFactor(password: \"x\") { secret } }",
        "Mutation.confirmSecondFactor" => "mutation { confirmSecondFactor(code: \"x\") }",
        "Mutation.endSecondFactor" => "mutation { endSecondFactor(password: \"x\") }",
        "Mutation.createAccessToken" => {
            "mutation { createAccessToken(input: { name: \"x\", password: \"x\" }) { token } }"
        }
        "Mutation.revokeAccessToken" => "mutation { revokeAccessToken(id: \"x\") }",
        "Mutation.eraseAccount" => "mutation { eraseAccount(password: \"x\") }",
        "Mutation.retryLetter" => "mutation { retryLetter(id: \"x\") }",
        other => panic!("{other} has no document here"),
    }
}

/// Someone, as the table sees them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Is {
    Nobody,
    /// With a session that was ended, or a token that has run out.
    Gone,
    Member,
    ReadingToken,
    WritingToken,
    Moderator,
    /// Without a second factor.
    NewAdministrator,
    Administrator,
}

/// What the table says; none where the operation goes on.
fn refused(right: &Right, is: Is) -> Option<&'static str> {
    if right.who == Who::Anyone && matches!(is, Is::Nobody | Is::Gone) {
        return None;
    }
    match (right.who, is) {
        (Who::Member | Who::Unentrusted | Who::Administrator, Is::Nobody | Is::Gone) => {
            return Some("UNAUTHENTICATED");
        }
        (Who::Unentrusted, Is::Moderator | Is::NewAdministrator | Is::Administrator) => {
            return Some("FORBIDDEN");
        }
        (Who::Administrator, Is::NewAdministrator) => return Some("FORBIDDEN"),
        (Who::Administrator, is) if is != Is::Administrator => return Some("NOT_FOUND"),
        _ => {}
    }
    match (right.token, is) {
        (Token::Writes, Is::ReadingToken) | (Token::Never, Is::ReadingToken | Is::WritingToken) => {
            Some("FORBIDDEN")
        }
        _ => None,
    }
}

async fn user(house: &House, email: &str, role: Role) {
    let new = NewUser {
        email: email.to_owned(),
        name: "Quelqu’un".to_owned(),
        password: PASSWORD.to_owned(),
        lang: Lang::Fr,
        role,
    };
    accounts::create_user(&house.app, new).await.unwrap();
}

/// The token of a new session.
async fn session(house: &House, email: &str) -> String {
    let query = "mutation($in: SignInInput!) { signIn(input: $in) { token } }";
    let data = house.ask(query, json!({ "in": { "email": email, "password": PASSWORD } })).await;
    data["signIn"]["token"].as_str().unwrap().to_owned()
}

async fn ask(house: &House, token: Option<&str>, query: &str) -> Value {
    let mut request = house.post("application/json", json!({ "query": query }).to_string());
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    house.send(request.header("accept-language", "en")).await.json()
}

async fn personal_token(house: &House, session: &str, writes: bool) -> String {
    let query = format!(
        "mutation {{ createAccessToken(input: {{ name: \"t\", writes: {writes}, password: \"{PASSWORD}\" }}) {{ token }} }}"
    );
    ask(house, Some(session), &query).await["data"]["createAccessToken"]["token"].as_str().unwrap().to_owned()
}

async fn add_second_factor(house: &House, session: &str) {
    let query = format!("mutation {{ beginSecondFactor(password: \"{PASSWORD}\") {{ secret }} }}");
    let begun = ask(house, Some(session), &query).await;
    let secret = begun["data"]["beginSecondFactor"]["secret"].as_str().unwrap();
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let builder = totp_rs::Builder::new().with_secret(secret).with_account_name("x").with_issuer(Some("x"));
    let code = builder.build().unwrap().generate(house.app.clock.now().timestamp() as u64).to_string();
    let done =
        ask(house, Some(session), &format!("mutation {{ confirmSecondFactor(code: \"{code}\") }}")).await;
    assert!(done.get("errors").is_none(), "{done}");
}

story! {
    async fn everyone_may_what_the_table_says_and_nothing_else(house) {
        let network = backend::networks::open(&house.app, "reseau", "Réseau", "regional", None);
        network.await.unwrap();
        let network = backend::networks::by_slug(&house.app.db, "reseau").await.unwrap().unwrap().id;
        for (email, role) in [
            ("member@x.example", Role::Member),
            ("moderator@x.example", Role::Moderator(network)),
            ("new@x.example", Role::Administrator),
            ("admin@x.example", Role::Administrator),
        ] {
            user(&house, email, role).await;
        }
        let member = session(&house, "member@x.example").await;
        let gone = session(&house, "member@x.example").await;
        ask(&house, Some(&gone), "mutation { signOut }").await;
        let (reads, writes) = (personal_token(&house, &member, false).await, personal_token(&house, &member, true).await);
        let admin = session(&house, "admin@x.example").await;
        add_second_factor(&house, &admin).await;
        let moderator = session(&house, "moderator@x.example").await;
        let new = session(&house, "new@x.example").await;
        let everyone = [
            (Is::Nobody, None),
            (Is::Gone, Some(gone)),
            (Is::ReadingToken, Some(reads)),
            (Is::WritingToken, Some(writes)),
            (Is::Moderator, Some(moderator)),
            (Is::NewAdministrator, Some(new)),
            (Is::Administrator, Some(admin)),
            (Is::Member, Some(member)),
        ];
        let mut wrong = Vec::new();
        for (is, token) in &everyone {
            // Leaving comes last: it ends what the others need.
            let mut rights: Vec<&Right> = RIGHTS.iter().filter(|right| !right.field.is_empty()).collect();
            rights.sort_by_key(|right| right.field == "Mutation.signOut");
            for right in rights {
                let answer = ask(&house, token.as_deref(), document(right.field)).await;
                let code = answer["errors"][0]["extensions"]["code"].as_str();
                let found = match refused(right, *is) {
                    Some(expected) => code == Some(expected),
                    // An administrator's letter that isn't there is NOT_FOUND too: `letters` tells of that right.
                    None => !matches!(code, Some("UNAUTHENTICATED" | "FORBIDDEN" | "INTERNAL")),
                };
                if !found {
                    wrong.push(format!("{} as {is:?}: {code:?}", right.field));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
