//! Settings: environment variables or `.env`, typed, checked before anything starts.

mod mail;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use url::Url;

pub use self::mail::{Dkim, Encryption, Mail, Server};

/// Everything that can be set, with its default.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data_dir: PathBuf,
    pub database_url: String,
    /// None takes the index within the program.
    pub meilisearch: Option<Meilisearch>,
    pub public_url: Url,
    pub listen: SocketAddr,
    /// Where the source of the running program can be had (AGPL § 13).
    /// Unset, the pages say that the operator gives it.
    pub source_url: Option<Url>,
    /// None draws the map on our own contours.
    pub tiles: Option<Tiles>,
    pub mail: Mail,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Who may read `/metrics` from elsewhere.
    pub metrics_token: Option<Secret>,
    pub log: String,
    pub log_json: bool,
}

/// The background of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiles {
    /// With `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// Where the tiles come from; for the content security policy.
    pub origin: String,
    /// What their licence wants to be read on the map.
    pub attribution: String,
}

/// A search server.
#[derive(Clone, Debug)]
pub struct Meilisearch {
    pub url: Url,
    pub key: Option<Secret>,
    /// What the names of our indexes begin with.
    pub prefix: String,
}

/// Never shown.
#[derive(Clone)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// A setting that can't be used, said in one line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: {value:?} is not {wanted}")]
pub struct SettingError {
    pub name: &'static str,
    pub value: String,
    pub wanted: &'static str,
}

/// Name, default and meaning of each setting, as `bdis serve --help` lists them.
pub const SETTINGS: &[(&str, &str, &str)] = &[
    ("DATA_DIR", "data", "folder of everything kept on this host"),
    ("DATABASE_URL", "sqlite://DATA_DIR/bdis.db", "sqlite:// or postgres:// address of the database"),
    ("MEILISEARCH_URL", "", "address of a Meilisearch server; unset, the index is within the program"),
    ("MEILISEARCH_API_KEY", "", "its key"),
    ("PUBLIC_URL", "http://localhost:8080", "the address people use, without a path"),
    ("LISTEN", "127.0.0.1:8080", "address and port to listen on"),
    ("TRUSTED_PROXIES", "", "addresses of proxies, with commas, whose X-Forwarded-For is believed"),
    (
        "SMTP_URL",
        "",
        "smtps:// or smtp:// address of the mail server, user and password included; unset, .eml files",
    ),
    ("MAIL_FROM", "BDIS PRO <bdis@localhost.localdomain>", "whom letters come from"),
    ("MAIL_PACE", "600", "letters to one domain a minute"),
    ("DKIM_KEY_FILE", "", "private key that signs letters: PEM (RSA) or Base64 (Ed25519)"),
    ("DKIM_SELECTOR", "bdis", "its name in the DNS"),
    ("BOUNCE_TOKEN", "", "Bearer token that opens /webhooks/bounces"),
    ("SOURCE_URL", "", "where the source of this program is offered (AGPL § 13)"),
    (
        "TILES_URL",
        "",
        "tiles of the map, like https://tiles.example.org/{z}/{x}/{y}.png; unset, our own contours",
    ),
    ("TILES_ATTRIBUTION", "© OpenStreetMap", "what is read on a map with those tiles"),
    ("METRICS_TOKEN", "", "Bearer token that opens /metrics; needed unless PUBLIC_URL is local"),
    ("LOG", "info", "what to log, as a tracing filter"),
    ("LOG_FORMAT", "text", "text or json"),
];

impl Settings {
    /// Reads the environment, after `.env` of the working folder if there is one.
    pub fn from_environment() -> Result<Self, SettingError> {
        dotenvy::dotenv().ok();
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the settings from wherever `get` finds them.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, SettingError> {
        let or_default = |name: &'static str| {
            get(name).unwrap_or_else(|| {
                SETTINGS.iter().find(|s| s.0 == name).map(|s| s.1.to_owned()).unwrap_or_default()
            })
        };
        let data_dir = PathBuf::from(or_default("DATA_DIR"));
        let database_url =
            get("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}", data_dir.join("bdis.db").display()));
        if !(database_url.starts_with("sqlite:") || database_url.starts_with("postgres")) {
            // The address may hold a password: it is not repeated.
            let value = database_url.split(':').next().unwrap_or_default().to_owned();
            return Err(SettingError {
                name: "DATABASE_URL",
                value,
                wanted: "the address of a sqlite or postgres database",
            });
        }
        Ok(Settings {
            data_dir,
            database_url,
            meilisearch: match get("MEILISEARCH_URL") {
                Some(url) => Some(Meilisearch {
                    url: web_address("MEILISEARCH_URL", url)?,
                    key: get("MEILISEARCH_API_KEY").map(Secret),
                    prefix: "bdis".to_owned(),
                }),
                None => None,
            },
            public_url: origin("PUBLIC_URL", or_default("PUBLIC_URL"))?,
            listen: {
                let value = or_default("LISTEN");
                value.parse().map_err(|_| SettingError {
                    name: "LISTEN",
                    value,
                    wanted: "an address and a port like 127.0.0.1:8080",
                })?
            },
            source_url: get("SOURCE_URL").map(|value| web_address("SOURCE_URL", value)).transpose()?,
            tiles: get("TILES_URL").map(|value| tiles(value, or_default("TILES_ATTRIBUTION"))).transpose()?,
            mail: mail::read(&get, &or_default)?,
            trusted_proxies: mail::proxies(&or_default("TRUSTED_PROXIES"))?,
            metrics_token: get("METRICS_TOKEN").map(Secret),
            log: or_default("LOG"),
            log_json: match or_default("LOG_FORMAT").as_str() {
                "text" => false,
                "json" => true,
                other => {
                    return Err(SettingError {
                        name: "LOG_FORMAT",
                        value: other.to_owned(),
                        wanted: "text or json",
                    });
                }
            },
        })
    }

    /// Whether people reach this server only from this machine.
    pub fn is_local(&self) -> bool {
        matches!(self.public_url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
    }

    /// The public address without its final slash.
    pub fn public_origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }
}

fn web_address(name: &'static str, value: String) -> Result<Url, SettingError> {
    match Url::parse(&value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(SettingError { name, value, wanted: "an http:// or https:// address" }),
    }
}

fn tiles(value: String, attribution: String) -> Result<Tiles, SettingError> {
    let wanted = "the address of tiles with {z}, {x} and {y}";
    let wrong = |value| SettingError { name: "TILES_URL", value, wanted };
    if !["{z}", "{x}", "{y}"].iter().all(|part| value.contains(part)) {
        return Err(wrong(value));
    }
    match web_address("TILES_URL", value.clone()) {
        Ok(url) => Ok(Tiles { url: value, origin: url.origin().ascii_serialization(), attribution }),
        Err(_) => Err(wrong(value)),
    }
}

fn origin(name: &'static str, value: String) -> Result<Url, SettingError> {
    let url = web_address(name, value)?;
    if url.path() == "/" && url.query().is_none() {
        Ok(url)
    } else {
        Err(SettingError {
            name,
            value: url.into(),
            wanted: "an address without a path, like https://example.org",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Result<Settings, SettingError> {
        Settings::read(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn nothing_set_serves_localhost_on_a_file_under_data() {
        let settings = Settings::read(|_| None).unwrap();
        assert_eq!(settings.public_origin(), "http://localhost:8080");
        assert_eq!(settings.database_url, "sqlite://data/bdis.db");
        assert!(settings.is_local());
    }

    #[test]
    fn a_bad_setting_is_named_with_what_is_wanted() {
        assert_eq!(
            with("LISTEN", "8080").unwrap_err().to_string(),
            "LISTEN: \"8080\" is not an address and a port like 127.0.0.1:8080"
        );
        assert!(with("PUBLIC_URL", "https://example.org/bdis").is_err());
        assert!(with("LOG_FORMAT", "xml").is_err());
    }

    #[test]
    fn tiles_are_an_address_with_its_three_numbers() {
        let tiles = with("TILES_URL", "https://tiles.example.org/{z}/{x}/{y}.png").unwrap().tiles.unwrap();
        assert_eq!(tiles.origin, "https://tiles.example.org");
        for wrong in ["https://tiles.example.org/", "javascript:{z}{x}{y}", "/{z}/{x}/{y}.png"] {
            assert!(with("TILES_URL", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_refused_database_address_does_not_repeat_its_password() {
        let error = with("DATABASE_URL", "mysql://user:secret@host/db").unwrap_err();
        assert!(!error.to_string().contains("secret"));
    }
}
