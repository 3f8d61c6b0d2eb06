use std::net::IpAddr;

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use url::Url;

use super::{Secret, SettingError};

/// How letters leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// None writes `.eml` files.
    pub server: Option<Server>,
    pub from: Mailbox,
    /// Letters to one domain a minute.
    pub pace: u32,
    pub dkim: Option<Dkim>,
    /// Who may tell of letters that came back.
    pub bounce_token: Option<Secret>,
}

/// An SMTP server.
#[derive(Clone, Debug)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub login: Option<(String, Secret)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// `smtps://`
    FromTheStart,
    /// `smtp://`, refused where the server has none.
    StartTls,
    /// `smtp://` to this machine, or with `?tls=none`.
    Nothing,
}

/// What letters are signed with.
#[derive(Clone, Debug)]
pub struct Dkim {
    pub domain: String,
    pub selector: String,
    /// PEM for RSA, Base64 for Ed25519.
    pub key: Secret,
}

/// Reads what concerns letters; `or_default` knows the defaults.
pub(super) fn read(
    get: &impl Fn(&str) -> Option<String>,
    or_default: &impl Fn(&'static str) -> String,
) -> Result<Mail, SettingError> {
    let from = or_default("MAIL_FROM");
    let from: Mailbox = from.parse().map_err(|_| SettingError {
        name: "MAIL_FROM",
        value: from,
        wanted: "an address like BDIS PRO <bdis@example.org>",
    })?;
    let pace = or_default("MAIL_PACE");
    let dkim = match get("DKIM_KEY_FILE") {
        None => None,
        Some(file) => Some(Dkim {
            domain: from.email.domain().to_owned(),
            selector: or_default("DKIM_SELECTOR"),
            key: std::fs::read_to_string(&file).map(|key| Secret(key.trim().to_owned())).map_err(|_| {
                SettingError { name: "DKIM_KEY_FILE", value: file, wanted: "a file that can be read" }
            })?,
        }),
    };
    Ok(Mail {
        server: get("SMTP_URL").map(server).transpose()?,
        from,
        pace: pace.parse().ok().filter(|pace| *pace > 0).ok_or(SettingError {
            name: "MAIL_PACE",
            value: pace,
            wanted: "a number of letters",
        })?,
        dkim,
        bounce_token: get("BOUNCE_TOKEN").map(Secret),
    })
}

/// `smtps://user:password@host:port`; `smtp://` means STARTTLS, but for this machine and with `?tls=none`.
fn server(value: String) -> Result<Server, SettingError> {
    // It may hold a password: it is not repeated.
    let wrong = |wanted| SettingError { name: "SMTP_URL", value: "it".to_owned(), wanted };
    let url = Url::parse(&value).map_err(|_| wrong("an smtps:// or smtp:// address"))?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(wrong("an address with a host"))?;
    let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    let encryption = match (url.scheme(), tls.as_deref()) {
        ("smtps", None) => Encryption::FromTheStart,
        ("smtp", Some("none")) => Encryption::Nothing,
        ("smtp", Some("required")) => Encryption::StartTls,
        ("smtp", None) if local => Encryption::Nothing,
        ("smtp", None) => Encryption::StartTls,
        _ => return Err(wrong("smtps://…, smtp://…, smtp://…?tls=required or smtp://…?tls=none")),
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let login = url.password().map(|password| (decoded(url.username()), Secret(decoded(password))));
    let port = url.port().unwrap_or(match encryption {
        Encryption::FromTheStart => 465,
        Encryption::StartTls => 587,
        Encryption::Nothing => 25,
    });
    Ok(Server { host: host.trim_matches(['[', ']']).to_owned(), port, encryption, login })
}

pub(super) fn proxies(value: &str) -> Result<Vec<IpAddr>, SettingError> {
    let addresses = value.split(',').map(str::trim).filter(|address| !address.is_empty());
    addresses.map(|address| address.parse().ok()).collect::<Option<_>>().ok_or_else(|| SettingError {
        name: "TRUSTED_PROXIES",
        value: value.to_owned(),
        wanted: "addresses with commas, like 127.0.0.1,::1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_leave_encrypted_but_on_this_machine() {
        let read = |url: &str| server(url.to_owned()).map(|s| (s.host, s.port, s.encryption));
        let is = |host: &str, port, encryption| Ok((host.to_owned(), port, encryption));
        assert_eq!(read("smtps://mail.example.org"), is("mail.example.org", 465, Encryption::FromTheStart));
        assert_eq!(read("smtp://mail.example.org"), is("mail.example.org", 587, Encryption::StartTls));
        assert_eq!(read("smtp://127.0.0.1:1025"), is("127.0.0.1", 1025, Encryption::Nothing));
        assert_eq!(read("smtp://mail:1025?tls=none"), is("mail", 1025, Encryption::Nothing));
        for wrong in ["mail.example.org", "http://mail", "smtps://mail?tls=none", "smtp:"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_of_the_mail_server_is_never_repeated() {
        let error = server("smtp://user:hunter2@mail?tls=perhaps".to_owned()).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        let login = server("smtps://a%40b:p%2Fw@mail".to_owned()).unwrap().login.unwrap();
        assert_eq!((login.0.as_str(), login.1.0.as_str()), ("a@b", "p/w"));
    }
}
