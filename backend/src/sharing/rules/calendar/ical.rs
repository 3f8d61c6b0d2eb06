use chrono::{DateTime, NaiveDate, Utc};

use super::time::clamp;

/// Octets of a line, its end not counted.
const WIDEST: usize = 75;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    Tentative,
    Cancelled,
}

/// One stay in a calendar file. Texts may hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The same each time the entry is written, and no other's anywhere.
    pub uid: String,
    pub summary: String,
    /// Left out if empty.
    pub description: String,
    /// Left out if empty.
    pub location: String,
    pub from: DateTime<Utc>,
    /// An end that isn't after the start is left out.
    pub until: DateTime<Utc>,
    /// The first and the last day of what lasts whole days.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// When the entry last changed.
    pub stamp: DateTime<Utc>,
    pub status: Status,
    /// Left out unless it is an http or https address free of blanks and control characters.
    pub url: Option<String>,
}

/// A calendar file (RFC 5545, `text/calendar; charset=utf-8`) to subscribe to, in UTC. Line breaks of the
/// texts stay, tabs become blanks, other control characters go.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut file = File(String::with_capacity(300 + entries.len() * 400));
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//BDIS PRO//FR");
    file.line("CALSCALE", "GREGORIAN");
    file.line("METHOD", "PUBLISH");
    file.line("X-WR-CALNAME", &text(name));
    file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    for entry in entries {
        file.entry(entry);
    }
    file.line("END", "VCALENDAR");
    file.0
}

struct File(String);

impl File {
    fn entry(&mut self, entry: &Entry) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &text(&entry.uid));
        self.line("DTSTAMP", &time(entry.stamp));
        // The day that ends a stay of whole days doesn't belong to it.
        let days = entry.days.and_then(|(first, last)| Some((first, last.succ_opt()?)));
        if let Some((first, end)) = days {
            self.line("DTSTART;VALUE=DATE", &first.format("%Y%m%d").to_string());
            self.line("DTEND;VALUE=DATE", &end.format("%Y%m%d").to_string());
        } else {
            self.line("DTSTART", &time(entry.from));
            if entry.until > entry.from {
                self.line("DTEND", &time(entry.until));
            }
        }
        self.line("SUMMARY", &text(&entry.summary));
        for (name, value) in [("DESCRIPTION", &entry.description), ("LOCATION", &entry.location)] {
            if !value.is_empty() {
                self.line(name, &text(value));
            }
        }
        if let Some(url) = entry.url.as_deref().filter(|url| is_address(url)) {
            self.line("URL", url);
        }
        let status = match entry.status {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        };
        self.line("STATUS", status);
        self.line("END", "VEVENT");
    }

    /// `value`: escaped already.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        let mut room = WIDEST;
        while rest.len() > room {
            let (head, tail) = rest.split_at(fold(rest, room));
            self.0.push_str(head);
            self.0.push_str("\r\n ");
            rest = tail;
            // The blank before it counts.
            room = WIDEST - 1;
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}

/// Where to cut a line longer than `room` octets: at a character's start, and not after a blank if another
/// place is near, since some readers drop blanks at the end of a line.
fn fold(line: &str, room: usize) -> usize {
    let at = line.floor_char_boundary(room);
    let kept = line.get(..at).map_or(at, |head| head.trim_end_matches(' ').len());
    if kept > room / 2 { kept } else { at }
}

fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    let mut chars = value.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' => {
                chars.next_if_eq(&'\n');
                escaped.push_str("\\n");
            }
            // Those too end a line for some readers.
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\\' | ',' | ';' => escaped.extend(['\\', char]),
            '\t' => escaped.push(' '),
            _ if char.is_control() => {}
            _ => escaped.push(char),
        }
    }
    escaped
}

fn time(time: DateTime<Utc>) -> String {
    clamp(time).format("%Y%m%dT%H%M%SZ").to_string()
}

fn is_address(url: &str) -> bool {
    let known = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    known && !url.chars().any(|char| char.is_control() || char.is_whitespace())
}

#[cfg(test)]
#[path = "ical_tests.rs"]
mod tests;
