//! Those one can sign in as on the demonstration territory.

use crate::accounts::{self, NewUser, Role, rules::Email};
use crate::app::App;
use crate::base::words::Lang;
use crate::error::Result;
use crate::networks;

/// Of all of them: the demonstration is on this machine alone.
pub const PASSWORD: &str = "quatre mouettes au marché";

/// Address, name, what they are.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("acheteuse@demo.example", "Amina Diop", "buyer"),
    ("fournisseur@demo.example", "Bruno Le Goff", "supplier"),
    ("moderatrice@demo.example", "Claire Morel", "moderator"),
    ("administrateur@demo.example", "Denis Roux", "administrator"),
];

/// Opens their accounts, where they aren't yet, and gives the address and what each is.
pub async fn open_accounts(app: &App) -> Result<Vec<(&'static str, &'static str)>> {
    let network = networks::all(&app.db).await?.into_iter().find(|network| network.kind == "regional");
    let mut logins = Vec::new();
    for (email, name, is) in PEOPLE {
        logins.push((email, is));
        let key = Email::parse(email).map(|email| email.key).unwrap_or_default();
        if accounts::by_key(&app.db, &key).await?.is_some() {
            continue;
        }
        let role = match (is, &network) {
            ("moderator", Some(network)) => Role::Moderator(network.id),
            ("administrator", _) => Role::Administrator,
            _ => Role::Member,
        };
        let new = NewUser {
            email: email.to_owned(),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            lang: Lang::Fr,
            role,
        };
        accounts::create_user(app, new).await?;
    }
    Ok(logins)
}
