//! What an address, a name and a password must be; how long things hold; when letters come.

use chrono::{DateTime, Datelike, Days, Duration, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use lettre::Address;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::base::throttle::Limit;
use crate::error::{FieldError, Message};

/// A session that isn't used ends.
pub const SESSION_IDLE: Duration = Duration::days(30);
/// However much it is used.
pub const SESSION_LONGEST: Duration = Duration::days(180);
/// So long after the password was given, what needs it again may be done.
pub const PROVED: Duration = Duration::minutes(15);
/// Between the password and the code.
pub const SECOND_STEP: Duration = Duration::minutes(5);
pub const CONFIRM_LINK: Duration = Duration::days(3);
pub const RESET_LINK: Duration = Duration::hours(1);
pub const PREFERENCES_LINK: Duration = Duration::days(365);
/// An account whose address nobody confirmed goes.
pub const UNCONFIRMED: Duration = Duration::days(7);
/// A browser is remembered after it was last used.
pub const DEVICE: Duration = Duration::days(365);
/// Of a personal token, in days.
pub const TOKEN_DAYS: std::ops::RangeInclusive<i64> = 1..=365;
pub const MOST_TOKENS: u64 = 20;
pub const RECOVERY_CODES: usize = 10;

const QUARTER: std::time::Duration = std::time::Duration::from_secs(15 * 60);
const HOUR: std::time::Duration = std::time::Duration::from_secs(60 * 60);

/// Wrong passwords for one account: by strangers together, and by each browser that is known.
pub const WRONG_PASSWORDS: Limit = Limit { most: 10, within: QUARTER };
/// From one address, which a whole town hall may share.
pub const WRONG_FROM_ADDRESS: Limit = Limit { most: 60, within: QUARTER };
pub const SIGN_UPS: Limit = Limit { most: 30, within: HOUR };
/// Letters that anybody can make us write to one address.
pub const LETTERS_ASKED: Limit = Limit { most: 5, within: HOUR };

const SHORTEST: usize = 12;
/// Characters of a password: a passphrase of any kind fits, a book doesn't.
const LONGEST: usize = 1_000;
/// How much of a password is looked at for being common.
const LOOKED_AT: usize = 100;
const NAME: usize = 100;

/// An address that letters reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// As it was typed, its domain in ASCII.
    pub address: String,
    /// The same for every way to type it: in small letters. What stands after a plus sign belongs to it.
    pub key: String,
}

impl Email {
    /// Errors: what is wrong, in words.
    pub fn parse(typed: &str) -> Result<Email, Message> {
        let typed: String = typed.trim().nfc().collect();
        let wrong = || Message::new("invalid-email");
        let (local, domain) = typed.rsplit_once('@').ok_or_else(wrong)?;
        if let Some(odd) = local.chars().find(|c| !c.is_ascii()) {
            return Err(Message::new("invalid-email-letter").with("letter", odd.to_string()));
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
        if !domain.contains('.') || domain.parse::<std::net::IpAddr>().is_ok() {
            return Err(Message::new("invalid-email-domain"));
        }
        let address = format!("{local}@{domain}");
        if address.len() > 254 || address.parse::<Address>().is_err() || local.starts_with('"') {
            return Err(wrong());
        }
        Ok(Email { key: address.to_lowercase(), address })
    }
}

/// Errors: what is wrong, in words.
pub fn name(typed: &str) -> Result<String, Message> {
    let name: String = typed.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
    if name.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Err(Message::new("invalid-text-control"));
    }
    // It stands in letters that a stranger can have sent: it leads nowhere.
    if name.contains("://") || name.contains("www.") || name.contains('@') || name.contains(['<', '>']) {
        return Err(Message::new("invalid-name-address"));
    }
    match name.chars().count() {
        1..=NAME => Ok(name),
        _ => Err(Message::new("invalid-name").with("most", NAME.to_string())),
    }
}

/// What turns text about or hides in it. Joiners (U+200C, U+200D) belong to Persian, to Indic scripts and to emoji.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Words that many French passwords are made of.
const COMMON: [&str; 14] = [
    "motdepasse",
    "azerty",
    "azertyuiop",
    "qsdfghjklm",
    "bonjour",
    "soleil",
    "doudou",
    "chouchou",
    "loulou",
    "marseille",
    "bdis",
    "bdispro",
    "france",
    "jetaime",
];

/// A new password. It is taken as it is: nothing is cut off, nothing is forbidden in it.
///
/// Errors: what is wrong, in words.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), Message> {
    match password.chars().count() {
        0..SHORTEST => {
            return Err(Message::new("invalid-password-short").with("least", SHORTEST.to_string()));
        }
        SHORTEST..=LONGEST => {}
        _ => return Err(Message::new("invalid-password-long").with("most", LONGEST.to_string())),
    }
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    let (email, name) = (email.to_lowercase(), name.to_lowercase());
    let known: Vec<&str> = email.split(['@', '.', '+', '-']).chain(name.split(' ')).chain(COMMON).collect();
    if zxcvbn(&looked_at, &known).score() < Score::Four {
        return Err(Message::new("invalid-password-common"));
    }
    Ok(())
}

/// What an account begins with: its address, its owner's name, a password. Errors: all that is wrong, by field.
pub fn identity(email: &str, name_typed: &str, password: &str) -> Result<(Email, String), Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut at = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let parsed = Email::parse(email).map_err(|message| at("email", message)).ok();
    let named = name(name_typed).map_err(|message| at("name", message)).ok();
    if let Err(message) = check_password(password, email, name_typed) {
        at("password", message);
    }
    match (parsed, named) {
        (Some(email), Some(name)) if wrong.is_empty() => Ok((email, name)),
        _ => Err(wrong),
    }
}

/// A code as people type it: with spaces or hyphens.
pub fn bare_code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// Kinds of letters one can choose about. What has to be said isn't among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Someone signed in in a browser that wasn't known.
    SignIns,
}

impl Kind {
    pub const ALL: [Kind; 1] = [Kind::SignIns];

    pub fn code(self) -> &'static str {
        match self {
            Kind::SignIns => "sign_ins",
        }
    }

    pub fn named(code: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Unless someone chooses otherwise.
    pub fn usual(self) -> Pace {
        match self {
            Kind::SignIns => Pace::AtOnce,
        }
    }
}

/// How soon letters of a kind come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum Pace {
    /// As soon as it happens.
    AtOnce,
    /// At eight in the morning, where its reader is.
    Daily,
    /// On Mondays at eight.
    Weekly,
    /// Not at all.
    Never,
}

impl Pace {
    pub const ALL: [Pace; 4] = [Pace::AtOnce, Pace::Daily, Pace::Weekly, Pace::Never];

    pub fn code(self) -> &'static str {
        match self {
            Pace::AtOnce => "at_once",
            Pace::Daily => "daily",
            Pace::Weekly => "weekly",
            Pace::Never => "never",
        }
    }

    pub fn named(code: &str) -> Option<Pace> {
        Self::ALL.into_iter().find(|pace| pace.code() == code)
    }

    /// When what happened at `at` is told; none for never.
    pub fn due(self, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.due_at(8, Weekday::Mon, at, zone)
    }

    /// The same at another hour, and of what is weekly on another day.
    pub fn due_at(self, hour: u32, weekday: Weekday, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let days_ahead = |day: Weekday| match self {
            Pace::Weekly => u64::from(weekday.days_since(day)),
            _ => 0,
        };
        match self {
            Pace::AtOnce => Some(at),
            Pace::Never => None,
            Pace::Daily | Pace::Weekly => {
                let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
                let mut day = at.with_timezone(&zone).date_naive();
                loop {
                    day = day.checked_add_days(Days::new(days_ahead(day.weekday())))?;
                    // Where the clock leaps over the hour, what follows it; where it comes twice, the first.
                    let local = |later| day.and_time(time).checked_add_signed(Duration::hours(later));
                    let moment = (0..4).find_map(|later| zone.from_local_datetime(&local(later)?).earliest());
                    let moment = moment.map(|moment| moment.to_utc());
                    match moment.filter(|moment| *moment > at) {
                        Some(moment) => return Some(moment),
                        None => day = day.succ_opt()?,
                    }
                }
            }
        }
    }
}

/// What a browser says of itself, in two words.
pub fn agent(header: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| header.contains(sign)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    fn key(typed: &str) -> Result<String, &'static str> {
        Email::parse(typed).map(|email| email.key).map_err(|message| message.key)
    }

    #[test]
    fn one_address_is_one_account_however_it_is_typed() {
        assert_eq!(key(" Amina.Diop@Rennes.FR "), Ok("amina.diop@rennes.fr".into()));
        assert_eq!(key("amina+bdis@rennes.fr"), Ok("amina+bdis@rennes.fr".into()));
        assert_eq!(key("amina@mairie-épinal.fr"), Ok("amina@xn--mairie-pinal-heb.fr".into()));
        assert_eq!(key("amina@MAIRIE-E\u{301}PINAL.fr"), Ok("amina@xn--mairie-pinal-heb.fr".into()));
    }

    #[test]
    fn a_letter_that_only_looks_like_another_is_named() {
        assert_eq!(key("аmina@rennes.fr"), Err("invalid-email-letter"));
        assert_eq!(Email::parse("аmina@rennes.fr").unwrap_err().args, [("letter", "а".to_owned())]);
        // In a domain it is another domain, and shows.
        assert!(key("amina@rеnnes.fr").unwrap().starts_with("amina@xn--"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@rennes.fr", "a".repeat(250));
        for wrong in [
            "",
            "amina",
            "@rennes.fr",
            "amina@",
            "amina@rennes",
            "amina@[127.0.0.1]",
            "amina@127.0.0.1",
            "a b@rennes.fr",
            "amina@rennes.fr\r\nBcc: b@c.fr",
            "amina@ren nes.fr",
            "a@b@rennes.fr",
            "\"a b\"@rennes.fr",
            "a,b@rennes.fr",
            &long,
        ] {
            assert!(key(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_long_and_not_common() {
        let check =
            |password: &str| check_password(password, "amina@rennes.fr", "Amina Diop").map_err(|m| m.key);
        assert_eq!(check("onze lettre"), Err("invalid-password-short"));
        for common in [
            "motdepasse123",
            "azertyuiop12",
            "aminadiop2026",
            "aaaaaaaaaaaaaaaa",
            "password1234",
            "rennesrennes",
        ] {
            assert_eq!(check(common), Err("invalid-password-common"), "{common}");
        }
        for good in ["le hibou boit du thé vert", "correct-cheval-pile-agrafe", "🦉🦉 hibou 🍵 thé vert 12"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let book = "hibou ".repeat(200_000);
        assert_eq!(check(&book), Err("invalid-password-long"));
        assert_eq!(check(&format!("le hibou boit du thé vert {}", "x".repeat(72))), Ok(()));
    }

    #[test]
    fn a_name_has_no_hidden_letters() {
        assert_eq!(name("  Amina   Diop "), Ok("Amina Diop".into()));
        assert_eq!(name("👩‍👩‍👧 Famille"), Ok("👩‍👩‍👧 Famille".into()));
        for address in ["http://evil.example cliquez", "www.evil.example", "a@b.example", "<b>gras</b>"] {
            assert_eq!(name(address).unwrap_err().key, "invalid-name-address");
        }
        assert!(name("").is_err() && name("\u{202E}nimdA").is_err() && name(&"a".repeat(101)).is_err());
    }

    #[test]
    fn letters_wait_for_the_morning_of_their_reader() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let saturday = at("2026-11-28T10:00:00Z");
        assert_eq!(Pace::AtOnce.due(saturday, Paris), Some(saturday));
        assert_eq!(Pace::Never.due(saturday, Paris), None);
        assert_eq!(Pace::Daily.due(saturday, Paris), Some(at("2026-11-29T07:00:00Z")));
        assert_eq!(Pace::Weekly.due(saturday, Paris), Some(at("2026-11-30T07:00:00Z")));
        assert_eq!(Pace::Daily.due(saturday, Martinique), Some(at("2026-11-28T12:00:00Z")));
        // Monday at eight itself waits for the next one.
        assert_eq!(Pace::Weekly.due(at("2026-11-30T07:00:00Z"), Paris), Some(at("2026-12-07T07:00:00Z")));
        // The night the clock is set back.
        assert_eq!(Pace::Daily.due(at("2026-10-24T20:00:00Z"), Paris), Some(at("2026-10-25T07:00:00Z")));
    }

    #[test]
    fn a_browser_is_told_in_two_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(agent(firefox), "Firefox, Linux");
        assert_eq!(agent("curl/8"), "");
    }

    #[test]
    fn an_hour_of_ones_own_comes_once_a_day_whatever_the_clock_does() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let daily = |hour, from: &str| Pace::Daily.due_at(hour, Weekday::Mon, at(from), Paris);
        // Two o'clock is leapt over on 28 March 2027, and comes twice on 31 October.
        assert_eq!(daily(2, "2027-03-27T12:00:00Z"), Some(at("2027-03-28T01:00:00Z")));
        assert_eq!(daily(2, "2027-03-28T01:00:00Z"), Some(at("2027-03-29T00:00:00Z")));
        assert_eq!(daily(2, "2027-10-30T12:00:00Z"), Some(at("2027-10-31T00:00:00Z")));
        assert_eq!(daily(2, "2027-10-31T00:30:00Z"), Some(at("2027-11-01T01:00:00Z")));
        let thursday = Pace::Weekly.due_at(18, Weekday::Thu, at("2026-11-28T12:00:00Z"), Paris);
        assert_eq!(thursday, Some(at("2026-12-03T17:00:00Z")));
    }
}
