use super::*;
use ::ical::IcalParser;
use ::ical::parser::ical::component::IcalCalendar;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn entry(summary: &str) -> Entry {
    Entry {
        uid: "stay-1@bdis.example".to_owned(),
        summary: summary.to_owned(),
        description: String::new(),
        location: String::new(),
        from: at("2027-03-28T08:00:00Z"),
        until: at("2027-03-28T10:00:00Z"),
        days: None,
        stamp: at("2027-03-01T12:00:00Z"),
        status: Status::Confirmed,
        url: None,
    }
}

/// As another program reads it.
fn read(file: &str) -> IcalCalendar {
    let mut calendars = IcalParser::new(file.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    calendar
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match (char, char == '\\') {
            (_, true) => match chars.next() {
                Some('n') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => panic!("a lone backslash ends {text}"),
            },
            _ => plain.push(char),
        }
    }
    plain
}

fn value(properties: &[::ical::property::Property], name: &str) -> Option<String> {
    let mut found = properties.iter().filter(|property| property.name == name);
    let value = found.next().map(|property| unescaped(property.value.as_deref().unwrap_or_default()));
    assert!(found.next().is_none(), "{name} comes twice");
    value
}

fn assert_well_formed(file: &str) {
    assert!(file.ends_with("\r\n"));
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.is_empty() && !line.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn a_calendar_is_written_line_by_line() {
    let mut all = entry("Salle ; grande");
    all.description = "Deux lignes,\net \\ une barre".to_owned();
    all.location = "Rennes".to_owned();
    all.url = Some("https://bdis.example/s/1?a=b,c;d".to_owned());
    all.status = Status::Tentative;
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//BDIS PRO//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Prêts\\, salles",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "BEGIN:VEVENT",
        "UID:stay-1@bdis.example",
        "DTSTAMP:20270301T120000Z",
        "DTSTART:20270328T080000Z",
        "DTEND:20270328T100000Z",
        "SUMMARY:Salle \\; grande",
        "DESCRIPTION:Deux lignes\\,\\net \\\\ une barre",
        "LOCATION:Rennes",
        "URL:https://bdis.example/s/1?a=b,c;d",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(calendar("Prêts, salles", &[all]), expected.join("\r\n"));
}

#[test]
fn hostile_texts_stay_within_their_property() {
    let hostile = [
        "x\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM",
        "x\rEND:VEVENT\rEND:VCALENDAR",
        "x\nATTACH:http://evil.example",
        "x\u{2028}STATUS:CANCELLED\u{85}UID:2\u{b}a\u{c}b",
        "\\\r\n\\n\\",
        "\r\n \r\n\t\r\n",
        "\u{0}\u{7}\u{1b}[31m\u{7f}",
        "\";:,=",
    ];
    for text in hostile {
        let mut one = entry(text);
        one.uid = text.to_owned();
        one.description = text.to_owned();
        one.location = text.to_owned();
        one.url = Some(format!("https://bdis.example/{text}"));
        let file = calendar(text, &[one, entry("second")]);
        assert_well_formed(&file);
        let read = read(&file);
        assert_eq!((read.events.len(), read.alarms.len(), read.properties.len()), (2, 0, 6), "{text:?}");
        let event = &read.events[0];
        assert!(event.alarms.is_empty());
        assert_eq!(value(&event.properties, "STATUS").unwrap(), "CONFIRMED");
        let known =
            ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS"];
        assert!(event.properties.iter().all(|property| known.contains(&property.name.as_str())), "{text:?}");
    }
}

#[test]
fn long_texts_and_emoji_at_the_fold_are_read_back_whole() {
    let sentence = "Un atelier partagé, 🧑🏽‍🔧 clé à pipe ; « très » utile. ";
    let mut texts: Vec<String> = (55..80).map(|length| "a".repeat(length) + "👩‍👩‍👧‍👦é🚲b").collect();
    texts.push(sentence.repeat(250).trim_end().to_owned());
    texts.push("é".repeat(10_000));
    texts.push("x".repeat(10_000));
    texts.push("\\".repeat(300) + "\n;,");
    for text in texts {
        let mut one = entry(&text);
        one.description = text.clone();
        let file = calendar(&text, &[one]);
        assert_well_formed(&file);
        let read = read(&file);
        assert_eq!(value(&read.properties, "X-WR-CALNAME").unwrap(), text);
        assert_eq!(value(&read.events[0].properties, "SUMMARY").unwrap(), text);
        assert_eq!(value(&read.events[0].properties, "DESCRIPTION").unwrap(), text);
    }
}

#[test]
fn each_kind_of_line_break_is_one_line_break() {
    let read = read(&calendar("a\r\nb\rc\nd\n\re\tf", &[]));
    assert_eq!(value(&read.properties, "X-WR-CALNAME").unwrap(), "a\nb\nc\nd\n\ne f");
}

#[test]
fn only_plain_web_addresses_are_written() {
    for (url, written) in [
        ("https://bdis.example/é", true),
        ("http://bdis.example", true),
        ("javascript:alert(1)", false),
        ("https://bdis.example/ b", false),
        ("https://bdis.example/\r\nSTATUS:CANCELLED", false),
        ("", false),
    ] {
        let mut one = entry("x");
        one.url = Some(url.to_owned());
        let read = read(&calendar("x", &[one]));
        assert_eq!(value(&read.events[0].properties, "URL").is_some(), written, "{url}");
    }
}

#[test]
fn an_entry_without_length_has_no_end_and_a_cancelled_one_says_so() {
    let mut one = entry("x");
    one.until = one.from;
    one.status = Status::Cancelled;
    let read = read(&calendar("x", &[one]));
    assert_eq!(value(&read.events[0].properties, "DTEND"), None);
    assert_eq!(value(&read.events[0].properties, "STATUS").unwrap(), "CANCELLED");
}

#[test]
fn times_beyond_all_calendars_have_four_digits_of_a_year() {
    let mut one = entry("x");
    (one.from, one.until) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let read = read(&calendar("", &[one]));
    assert_eq!(value(&read.events[0].properties, "DTSTART").unwrap(), "19700101T000000Z");
    assert_eq!(value(&read.events[0].properties, "DTEND").unwrap(), "22000101T000000Z");
}

#[test]
fn whole_days_are_days_and_end_before_the_next() {
    let days = Some(("2026-12-01".parse().unwrap(), "2026-12-31".parse().unwrap()));
    let file = calendar("Camion", &[Entry { days, ..entry("Camion") }]);
    assert_well_formed(&file);
    assert!(file.contains("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20270101\r\n"), "{file}");
}
