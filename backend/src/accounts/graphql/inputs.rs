use async_graphql::{InputObject, SimpleObject};

use super::viewer::{AccessTokenNode, Language, Viewer};

/// What opens an account.
#[derive(InputObject)]
pub struct SignUpInput {
    /// Where the letter of confirmation goes.
    pub email: String,
    /// 12 characters or more.
    pub password: String,
    /// As others will see it.
    pub name: String,
    /// The language of letters; that of the request unless said.
    pub language: Option<Language>,
}

/// The same whether the address had an account or not.
#[derive(SimpleObject)]
pub struct SignUpPayload {
    /// A letter is on its way to the address.
    pub letter_sent: bool,
}

/// What begins a session.
#[derive(InputObject)]
pub struct SignInInput {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
    /// Of the second factor, or a recovery code, where there is one.
    pub code: Option<String>,
}

/// A session.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// To be sent as `Authorization: Bearer …`.
    pub token: String,
    /// Who has signed in.
    pub viewer: Viewer,
}

/// A new second factor, which holds once a code of it was given.
#[derive(SimpleObject)]
pub struct SecondFactorPayload {
    /// Base32.
    pub secret: String,
    /// `otpauth://…`, as programs for it read it.
    pub url: String,
}

/// A personal token.
#[derive(SimpleObject)]
pub struct NewAccessTokenPayload {
    /// Told this once: to be sent as `Authorization: Bearer …`.
    pub token: String,
    /// What is kept of it.
    pub access_token: AccessTokenNode,
}

/// What makes a personal token.
#[derive(InputObject)]
pub struct AccessTokenInput {
    /// What its owner calls it.
    pub name: String,
    /// Whether it may change things.
    #[graphql(default)]
    pub writes: bool,
    /// How long it holds, 1 to 365.
    #[graphql(default = 90)]
    pub days: i64,
    /// The account's password.
    pub password: String,
}

/// What others see of someone, and how they are written to.
#[derive(InputObject)]
pub struct ProfileInput {
    /// 1 to 100 characters.
    pub name: String,
    /// The language of letters.
    pub language: Language,
    /// An IANA name.
    pub time_zone: String,
}
