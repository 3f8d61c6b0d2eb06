//! The letters themselves, in their reader's language; and one of each, to be looked at.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::accounts::rules::Kind;
use crate::app::App;
use crate::base::mail::{Group, Leave, Letter};
use crate::base::page::Link;
use crate::base::words::{Lang, Words};

/// Who reads.
pub struct Reader<'a> {
    pub app: &'a App,
    pub words: Words,
    pub name: String,
    pub email: String,
    /// Of the letter.
    pub id: String,
}

impl Reader<'_> {
    pub fn address(&self, path: &str) -> String {
        format!("{}{}", self.app.settings.public_origin(), self.words.path(path))
    }

    /// What to do: to go to a page.
    pub fn page(&self, letter: &str, path: &str) -> Link {
        Link { label: self.words.say(format!("letter-{letter}-action")), href: self.address(path) }
    }

    /// Its words are those of `letter-<name>-…`.
    pub fn letter(&self, name: &str, action: Option<Link>) -> Letter {
        let say = |part: &str| self.words.with(&format!("letter-{name}-{part}"), "email", &self.email);
        Letter {
            id: self.id.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
            lang: self.words.lang,
            subject: say("subject"),
            paragraphs: vec![say("text")],
            groups: Vec::new(),
            action,
            notes: vec![say("note")],
            leave: None,
            calendar: None,
        }
    }

    /// About something that has a name: its words get `about`, `who` and `reason`.
    pub fn told(&self, name: &str, said: &[(&'static str, String)], action: Option<Link>) -> Letter {
        let say = |part: &str| self.words.with_all(&format!("letter-{name}-{part}"), said);
        let mut letter = self.letter("confirm", action);
        letter.subject = say("subject");
        let text = say("text");
        let paragraphs = text.split("\n\n").map(str::trim).filter(|one| !one.is_empty());
        letter.paragraphs = paragraphs.map(str::to_owned).collect();
        letter.notes = vec![self.words.with_all("letter-told-note", said)];
        letter
    }

    /// Something that its owner should have done: if not, here is what to do.
    pub fn security(&self, name: &str) -> Letter {
        let label = self.words.say("letter-security-action");
        let say = |part: &str| self.words.say(format!("letter-{name}-{part}"));
        Letter {
            subject: say("subject"),
            paragraphs: vec![say("text")],
            notes: vec![self.words.say("letter-security-note")],
            ..self.letter("confirm", Some(Link { label, href: self.address("/espace/securite") }))
        }
    }

    /// What someone may do from now on, or no more: `role` in words.
    pub fn entrusted(&self, name: &str, role: &str) -> Letter {
        let say = |part: &str| self.words.with(&format!("letter-{name}-{part}"), "role", role);
        Letter { subject: say("subject"), paragraphs: vec![say("text")], ..self.security(name) }
    }

    pub fn recovery(&self, left: u64) -> Letter {
        let mut letter = self.security("recovery");
        letter.paragraphs.push(self.words.with("letter-recovery-left", "count", left));
        letter
    }

    /// `token` opens the page on which one chooses.
    pub fn sign_ins(&self, moments: Vec<DateTime<Utc>>, zone: Tz, token: &str) -> Letter {
        let page = self.address(&format!("/courriels/{token}"));
        let mut letter = self.security("sign-in");
        for at in moments {
            let local = at.with_timezone(&zone);
            let (day, time) = (self.words.date(&local.date_naive()), local.format("%H:%M").to_string());
            letter.paragraphs.push(self.words.with2("letter-sign-in-at", "day", day, "time", time));
        }
        letter.leave = Some(Leave { one_click: format!("{page}?type={}", Kind::SignIns.code()), page });
        letter
    }
}

impl Reader<'_> {
    /// What alerts found, at once or of some days, and how much; `leave` is the address at which they are paused.
    pub fn found(&self, digest: bool, count: usize, groups: Vec<Group>, leave: String) -> Letter {
        let name = if digest { "alert-digest" } else { "alert-new" };
        let say = |part: &str| {
            let about = groups.first().map_or("", |group| group.heading.as_str());
            self.words.with2(&format!("letter-{name}-{part}"), "count", count, "about", about)
        };
        let mut letter = self.letter("confirm", Some(self.page("alert", "/espace/alertes")));
        letter.subject = say("subject");
        letter.paragraphs = vec![say("text")];
        letter.notes = vec![self.words.say("letter-alert-note")];
        letter.groups = groups;
        // Of one thing, the letter has begun with the alert's name: one that nobody chose isn't said twice.
        if let ([group], 1) = (letter.groups.as_mut_slice(), count)
            && group.automatic
        {
            group.heading.clear();
        }
        letter.leave = Some(Leave { one_click: leave.clone(), page: leave });
        letter
    }
}

/// What is written about organisations, their guarantees, what moderators bring in, and bookings.
const TOLD: [&str; 51] = [
    "message-new",
    "message-answer",
    "abuse-accepted",
    "abuse-refused",
    "abuse-reopened",
    "member-joined",
    "member-role",
    "member-gone",
    "member-left",
    "archived",
    "corrected",
    "merged",
    "merge-undone",
    "claim-opened",
    "claim-accepted",
    "claim-refused",
    "error-accepted",
    "error-refused",
    "claim-reopened",
    "error-reopened",
    "guarantee-evidence-checked",
    "guarantee-register-checked",
    "guarantee-refused",
    "guarantee-suspended",
    "guarantee-upheld",
    "guarantee-under-review",
    "guarantee-taken-back",
    "guarantee-declared",
    "guarantee-ending",
    "guarantee-ends",
    "guarantee-ended",
    "guarantee-restored",
    "booking-requested",
    "booking-taken",
    "booking-counter-refused",
    "booking-asked",
    "booking-countered",
    "booking-accepted",
    "booking-refused",
    "booking-waiting",
    "booking-cancelled",
    "booking-lapsed",
    "booking-reminder",
    "import-done",
    "import-failed",
    "booking-given",
    "booking-changed",
    "booking-counter-given",
    "booking-counter-missed",
    "booking-counter-lapsed",
    "booking-waited-in-vain",
];

/// One of each letter, as Amina Diop would get it.
pub fn samples(app: &App, lang: Lang) -> Vec<(&'static str, Letter)> {
    let to = Reader {
        app,
        words: Words::new(lang),
        name: "Amina Diop".to_owned(),
        email: "amina@rennes.example".to_owned(),
        id: "sample".to_owned(),
    };
    let link = |name, path| Some(to.page(name, path));
    let day = to.words.date(&chrono::NaiveDate::from_ymd_opt(2027, 3, 3).unwrap_or_default());
    let said = [
        ("about", "La Belle Planche".to_owned()),
        ("who", "Bruno Le Goff".to_owned()),
        ("role", to.words.say("role-editor")),
        ("scheme", "ESUS".to_owned()),
        ("day", day.clone()),
        ("reason", to.words.say("invalid-file-kind")),
        ("subject", "Quarante tables".to_owned()),
        ("when", format!("{day}, 14:00 – 16:00")),
        ("before", format!("{day}, 14:00 – 18:00")),
        ("text", to.words.say("contact-hint")),
        ("page", to.address("/fournisseurs/la-belle-planche-rennes/signaler")),
        ("read", to.words.number(1_204)),
        ("created", to.words.number(80)),
        ("updated", to.words.number(25)),
        ("unchanged", to.words.number(1_094)),
        ("rejected", to.words.number(5)),
    ];
    let told =
        |name: &'static str| (name, to.told(name, &said, link("organization", "/espace/organisations/…")));
    let at = Utc.with_ymd_and_hms(2027, 3, 3, 7, 5, 0).single().unwrap_or_default();
    let mut letters = vec![
        ("confirm", to.letter("confirm", link("confirm", "/inscription/confirmation/…"))),
        ("exists", to.letter("exists", link("exists", "/connexion"))),
        ("reset", to.letter("reset", link("reset", "/connexion/nouveau-mot-de-passe/…"))),
        ("password", to.letter("password", link("password", "/connexion/oubli"))),
        ("email", to.letter("email", link("email", "/adresse/…"))),
        ("email-taken", to.letter("email-taken", None)),
        ("email-asked", to.security("email-asked")),
        ("email-left", to.letter("email-left", None)),
        ("email-changed", to.letter("email-changed", None)),
        ("factor-on", to.security("factor-on")),
        ("factor-off", to.security("factor-off")),
        ("recovery", to.recovery(9)),
        ("token", to.security("token")),
        ("role", to.entrusted("role", &to.words.with("role-moderator-of", "network", "Bretagne"))),
        (
            "role-taken",
            to.entrusted("role-taken", &to.words.with("role-moderator-of", "network", "Bretagne")),
        ),
        ("sign-in", to.sign_ins(vec![at], chrono_tz::Europe::Paris, "…")),
        ("erased", to.letter("erased", None)),
        ("invited", to.told("invited", &said, link("invited", "/invitations/…"))),
    ];
    letters.extend(TOLD.map(told));
    let line = |label: &str, path: &str, place: &str| {
        (Link { label: label.to_owned(), href: to.address(path) }, place.to_owned())
    };
    let kitchen = Group {
        heading: "Cuisine près de Rennes".to_owned(),
        automatic: false,
        why: Some(to.words.with("letter-alert-why", "sought", "cuisine, Rennes")),
        lines: vec![line("Cuisine de La Belle Planche", "/mutualisation/…", "Rennes (35)")],
        more: None,
    };
    let bread = Group {
        heading: "Pain".to_owned(),
        automatic: true,
        why: None,
        lines: vec![
            line("Le Pain", "/fournisseurs/le-pain-rennes", "Rennes (35)"),
            line("Le Fournil", "/fournisseurs/le-fournil-redon", "Redon (35)"),
        ],
        more: None,
    };
    let leave = || to.address("/courriels/…?type=alerts");
    letters.push(("alert-new", to.found(false, kitchen.lines.len(), vec![kitchen.clone()], leave())));
    letters.push((
        "alert-digest",
        to.found(true, kitchen.lines.len() + bread.lines.len(), vec![kitchen, bread], leave()),
    ));
    letters
}
