//! The table of rights, asked over GraphQL: every operation by everyone, in every state. The cases are made from the
//! table; an operation without its document fails.

use backend::accounts::{self, NewUser, Role};
use backend::base::words::Lang;
use backend::rights::{self, RIGHTS, Right, Token, Who};
use bdis_tests::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

/// How each operation is asked, so that nothing comes of it where it is allowed.
fn document(field: &str) -> &'static str {
    match field {
        "Query.suppliers" => "{ suppliers(first: 1) { totalCount } }",
        "Query.supplier" => "{ supplier(slug: \"nobody\") { name } }",
        "Query.product" => "{ product(id: \"x\") { name } }",
        "Query.sharedResources" => "{ sharedResources(first: 1) { totalCount } }",
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
        "Query.organization" => "{ organization(id: \"{org}\") { name } }",
        "Query.moderationCases" => "{ moderationCases { totalCount } }",
        "Mutation.createOrganization" => "mutation { createOrganization(input: { name: \"\" }) { name } }",
        "Mutation.updateOrganization" => {
            "mutation { updateOrganization(id: \"{org}\", input: { name: \"X\", version: 0 }) { name } }"
        }
        "Mutation.acceptCharter" => "mutation { acceptCharter(id: \"{org}\", version: \"x\") }",
        "Mutation.archiveOrganization" => "mutation { archiveOrganization(id: \"{org}\") }",
        "Mutation.restoreOrganization" => "mutation { restoreOrganization(id: \"{org}\") }",
        "Mutation.inviteMember" => {
            "mutation { inviteMember(organization: \"{org}\", email: \"x\", role: READER) }"
        }
        "Mutation.acceptInvitation" => "mutation { acceptInvitation(token: \"x\") { name } }",
        "Mutation.changeMember" => "mutation { changeMember(organization: \"{org}\", member: \"{nobody}\") }",
        "Mutation.leaveOrganization" => "mutation { leaveOrganization(organization: \"{org}\") }",
        "Mutation.claimOrganization" => "mutation { claimOrganization(organization: \"{org}\", note: \"\") }",
        "Mutation.reportError" => "mutation { reportError(organization: \"{org}\", note: \"\") }",
        "Query.messageThreads" => "{ messageThreads { totalCount } }",
        "Mutation.contactSupplier" => {
            "mutation { contactSupplier(organization: \"{org}\", subject: \"\", text: \"\") }"
        }
        "Mutation.replyToMessage" => "mutation { replyToMessage(thread: \"{nobody}\", text: \"x\") }",
        "Mutation.reportThread" => "mutation { reportThread(thread: \"{nobody}\", note: \"x\") }",
        "Mutation.holdCase" => "mutation { holdCase(id: \"{case}\") }",
        "Mutation.releaseCase" => "mutation { releaseCase(id: \"{case}\") }",
        "Mutation.correctOrganization" => {
            "mutation { correctOrganization(id: \"{org}\", input: { name: \"X\", version: 0 }) { name } }"
        }
        "Mutation.decideCase" => "mutation { decideCase(id: \"{case}\", accept: false) }",
        "Mutation.reopenCase" => "mutation { reopenCase(id: \"{case}\") }",
        "Mutation.mergeOrganizations" => {
            "mutation { mergeOrganizations(kept: \"{org}\", absorbed: \"{org}\", reason: \"\") }"
        }
        "Query.suspectedDuplicates" => "{ suspectedDuplicates { endCursor } }",
        "Mutation.tellOrganizationsApart" => {
            "mutation { tellOrganizationsApart(one: \"{org}\", other: \"{org}\") }"
        }
        "Mutation.undoMerge" => "mutation { undoMerge(id: \"{nobody}\") }",
        "Mutation.createVoucher" => "mutation { createVoucher(network: \"{network}\", note: \"\") }",
        "Mutation.updateNetwork" => {
            "mutation { updateNetwork(id: \"{network}\", input: { description: \"\", colour: \"x\" }) }"
        }
        "Mutation.createProduct" => {
            "mutation { createProduct(organization: \"{org}\", input: { name: \"\", nature: GOODS, category: \"\" }) { name } }"
        }
        "Mutation.updateProduct" => {
            "mutation { updateProduct(id: \"{product}\", input: { name: \"\", nature: GOODS, category: \"\" }) { name } }"
        }
        "Mutation.updateSupply" => {
            "mutation { updateSupply(organization: \"{org}\", input: { themes: [\"x\"], categories: [], currencies: [] }) }"
        }
        "Mutation.archiveProduct" => "mutation { archiveProduct(id: \"{product}\") }",
        "Mutation.restoreProduct" => "mutation { restoreProduct(id: \"{product}\") }",
        "Mutation.declareGuarantee" => {
            "mutation { declareGuarantee(organization: \"{org}\", input: { scheme: \"x\" }) { level } }"
        }
        "Mutation.renewGuarantee" => {
            "mutation { renewGuarantee(id: \"{guarantee}\", input: { scheme: \"\" }) { level } }"
        }
        "Mutation.withdrawGuarantee" => "mutation { withdrawGuarantee(id: \"{guarantee}\") }",
        "Mutation.removeEvidence" => "mutation { removeEvidence(id: \"{guarantee}\", file: \"{nobody}\") }",
        "Mutation.restoreGuarantee" => "mutation { restoreGuarantee(id: \"{guarantee}\") }",
        "Mutation.appealGuarantee" => "mutation { appealGuarantee(id: \"{guarantee}\", note: \"\") }",
        "Mutation.reviewGuarantee" => {
            "mutation { reviewGuarantee(id: \"{guarantee}\", input: { decision: RESTORED }) { level } }"
        }
        "Mutation.takeBackGuaranteeReview" => {
            "mutation { takeBackGuaranteeReview(id: \"{guarantee}\") { level } }"
        }
        "Query.booking" => "{ booking(id: \"{nobody}\") { state } }",
        "Mutation.bookSharedResource" => {
            "mutation { bookSharedResource(id: \"{nobody}\", input: { organization: \"{org}\", startsAt: \"2020-01-01T10:00:00Z\", endsAt: \"2020-01-01T11:00:00Z\" }) { state } }"
        }
        "Mutation.joinWaitingList" => {
            "mutation { joinWaitingList(id: \"{nobody}\", input: { organization: \"{org}\", startsAt: \"2020-01-01T10:00:00Z\", endsAt: \"2020-01-01T11:00:00Z\" }) { state } }"
        }
        "Mutation.answerBooking" => "mutation { answerBooking(id: \"{nobody}\", accept: true) { state } }",
        "Mutation.answerCounterProposal" => {
            "mutation { answerCounterProposal(id: \"{nobody}\", accept: true) { state } }"
        }
        "Mutation.cancelBooking" => "mutation { cancelBooking(id: \"{nobody}\") { state } }",
        "Mutation.recordHandover" => "mutation { recordHandover(id: \"{nobody}\") { state } }",
        "Mutation.changeBooking" => {
            "mutation { changeBooking(id: \"{nobody}\", to: { startsAt: \"2020-01-01T10:00:00Z\", endsAt: \"2020-01-01T11:00:00Z\" }) { state } }"
        }
        "Mutation.settleLedgerEntries" => {
            "mutation { settleLedgerEntries(organization: \"{org}\", entries: []) }"
        }
        "Query.sharedResource" => "{ sharedResource(id: \"x\") { name } }",
        "Mutation.createSharedResource" => {
            "mutation { createSharedResource(organization: \"{org}\", input: { direction: OFFER, kind: PREMISES, name: \"\" }) { name } }"
        }
        "Mutation.updateSharedResource" => {
            "mutation { updateSharedResource(id: \"{resource}\", version: 0, input: { direction: OFFER, kind: PREMISES, name: \"\" }) { name } }"
        }
        "Mutation.archiveSharedResource" => "mutation { archiveSharedResource(id: \"{resource}\") }",
        "Mutation.restoreSharedResource" => "mutation { restoreSharedResource(id: \"{resource}\") }",
        "Mutation.saveAlert" => {
            "mutation { saveAlert(input: { kind: SUPPLIERS, name: \"\", query: \"\", pace: DAILY }) { name } }"
        }
        "Mutation.deleteAlert" => "mutation { deleteAlert(id: \"{nobody}\") }",
        "Query.ledger" => "{ ledger(organization: \"{org}\") { totalCount } }",
        "Mutation.chooseAlertDigest" => "mutation { chooseAlertDigest(hour: 24) { hour } }",
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
    /// Of a network elsewhere, without a second factor.
    Moderator,
    /// Of a network elsewhere, with one.
    ModeratorElsewhere,
    /// Of the network that the organisation stands under.
    ModeratorHere,
    /// The same, who owns the organisation.
    ModeratorOfOwn,
    OrganizationReader,
    OrganizationEditor,
    OrganizationOwner,
    /// Without a second factor.
    NewAdministrator,
    Administrator,
}

/// What the table says; none where the operation goes on.
fn refused(right: &Right, is: Is) -> Option<&'static str> {
    if right.who == Who::Anyone && matches!(is, Is::Nobody | Is::Gone) {
        return None;
    }
    let role = match is {
        Is::OrganizationReader => Some(rights::Role::Reader),
        Is::OrganizationEditor => Some(rights::Role::Editor),
        Is::OrganizationOwner | Is::ModeratorOfOwn => Some(rights::Role::Owner),
        _ => None,
    };
    let needed = match right.who {
        Who::Reader => Some(rights::Role::Reader),
        Who::Editor => Some(rights::Role::Editor),
        Who::Owner => Some(rights::Role::Owner),
        _ => None,
    };
    if right.who != Who::Anyone && matches!(is, Is::Nobody | Is::Gone) {
        return Some("UNAUTHENTICATED");
    }
    if needed.is_some_and(|needed| role < Some(needed)) {
        // What isn't one's own is no error to ask for: there is nothing.
        return (!right.field.starts_with("Query.")).then_some("FORBIDDEN");
    }
    match (right.who, is) {
        (Who::Entrusted | Who::Moderator, Is::Moderator) => return Some("FORBIDDEN"),
        (Who::Entrusted, Is::ModeratorElsewhere | Is::ModeratorHere | Is::ModeratorOfOwn)
        | (Who::Moderator, Is::ModeratorHere) => {}
        (Who::Moderator, Is::ModeratorElsewhere | Is::ModeratorOfOwn) => return Some("FORBIDDEN"),
        (Who::Entrusted | Who::Moderator, _) => return Some("NOT_FOUND"),
        (Who::Member | Who::Unentrusted | Who::Administrator, Is::Nobody | Is::Gone) => {
            return Some("UNAUTHENTICATED");
        }
        (
            Who::Unentrusted,
            Is::Moderator
            | Is::ModeratorElsewhere
            | Is::ModeratorHere
            | Is::ModeratorOfOwn
            | Is::NewAdministrator
            | Is::Administrator,
        ) => {
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
        let here = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut owner = house.member("owner@x.example").await;
        let org = owner.opens("La Belle Planche", "73282932000074").await;
        let made = owner.graphql("mutation($id: ID!) { createProduct(organization: $id, input: { name: \"Table\", nature: GOODS, category: \"39100000\" }) { id } }", json!({ "id": org })).await.json();
        let product = made["data"]["createProduct"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let made = owner.graphql("mutation($id: ID!) { declareGuarantee(organization: $id, input: { scheme: \"esus\" }) { id } }", json!({ "id": org })).await.json();
        let guarantee = made["data"]["declareGuarantee"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let made = owner.graphql("mutation($id: ID!) { createSharedResource(organization: $id, input: { direction: OFFER, kind: PREMISES, name: \"Salle\" }) { id } }", json!({ "id": org })).await.json();
        let resource = made["data"]["createSharedResource"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let mut own_session = String::new();
        for (email, role) in [("reader@x.example", "reader"), ("editor@x.example", "editor"), ("own@x.example", "owner")] {
            let members = format!("/espace/organisations/{org}/membres");
            assert_eq!(owner.send(&members, &[("faire", "inviter"), ("email", email), ("inviteRole", role)]).await.status, 303);
            house.drain().await;
            let link = house.mail.last(email).link();
            let mut joining = match role {
                "owner" => house.moderator(email, here).await,
                _ => house.member(email).await,
            };
            assert_eq!(joining.send(&link, &[("faire", "rejoindre")]).await.status, 303);
            own_session = joining.session();
        }
        owner.graphql("mutation($id: ID!) { reportError(organization: $id, note: \"x\") }", json!({ "id": org })).await;
        let case = schema::networks::case::Entity::find().one(&house.app.db).await.unwrap().unwrap().id.to_string();
        let (here_session, elsewhere_session) = (house.moderator("here@x.example", here).await.session(), house.moderator("elsewhere@x.example", network).await.session());
        let fill = |document: &str| {
            let named = [("{org}", org.as_str()), ("{product}", &product), ("{guarantee}", &guarantee), ("{resource}", &resource), ("{case}", &case)];
            let filled = named.iter().fold(document.to_owned(), |text, (name, value)| text.replace(name, value));
            filled.replace("{network}", &here.to_string()).replace("{nobody}", &uuid::Uuid::now_v7().to_string())
        };
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
            (Is::ModeratorElsewhere, Some(elsewhere_session)),
            (Is::ModeratorHere, Some(here_session)),
            (Is::OrganizationReader, Some(session(&house, "reader@x.example").await)),
            (Is::OrganizationEditor, Some(session(&house, "editor@x.example").await)),
            (Is::OrganizationOwner, Some(session(&house, "owner@x.example").await)),
            (Is::ModeratorOfOwn, Some(own_session)),
            (Is::NewAdministrator, Some(new)),
            (Is::Administrator, Some(admin)),
            (Is::Member, Some(member)),
        ];
        let mut wrong = Vec::new();
        for (is, token) in &everyone {
            // Leaving comes last: it ends what the others need.
            let mut rights: Vec<&Right> = RIGHTS.iter().filter(|right| !right.field.is_empty()).collect();
            rights.sort_by_key(|right| match right.field {
                "Mutation.signOut" => 2,
                "Mutation.leaveOrganization" => 1,
                _ => 0,
            });
            for right in rights {
                let answer = ask(&house, token.as_deref(), &fill(document(right.field))).await;
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
