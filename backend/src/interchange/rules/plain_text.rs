//! Text from elsewhere made plain: no markup, no control characters, no stray spaces.

/// One line: control characters gone, spaces of any kind and line ends as one space.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace()) {
        let mut kept = word.chars().filter(|c| !is_stripped(*c)).peekable();
        if kept.peek().is_some() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(kept);
        }
    }
    line
}

/// Several lines, each plain; one empty line at most between two.
pub(super) fn paragraphs(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line = one_line(line);
        if line.is_empty() {
            gap = true;
            continue;
        }
        if !whole.is_empty() {
            whole.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        whole.push_str(&line);
    }
    whole
}

/// Controls, and the invisible characters that turn or hide the text around them.
fn is_stripped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The first `limit` characters, and how many there were when that cuts something.
pub(super) fn cut(mut text: String, limit: usize) -> (String, Option<usize>) {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return (text, None);
    };
    let length = text.chars().count();
    text.truncate(end);
    text.truncate(text.trim_end().len());
    (text, Some(length))
}

/// What HTML says, without its tags; text that holds neither tag nor entity is unchanged.
/// The result is plain text, never markup: whoever shows it must still escape it.
pub(super) fn without_html(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('<') {
        let (before, tag) = rest.split_at(place);
        plain.push_str(before);
        let Some(after) = after_tag(tag) else {
            plain.push('<');
            rest = &tag[1..];
            continue;
        };
        let inner = &tag[1..tag.len() - after.len()];
        let name: String = inner
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        rest = after;
        match name.as_str() {
            "script" | "style" if !inner.starts_with('/') => rest = after_element(after, &name),
            "p" | "div" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                plain.push_str("\n\n")
            }
            "br" | "tr" => plain.push('\n'),
            "li" if !inner.starts_with('/') => plain.push_str("\n- "),
            _ => {}
        }
    }
    plain.push_str(rest);
    entities_opened(&plain)
}

/// What follows the tag or comment `text` begins with; None when it begins with none.
fn after_tag(text: &str) -> Option<&str> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return Some(comment.split_once("-->").map_or("", |(_, after)| after));
    }
    let second = text.as_bytes().get(1)?;
    if !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?')) {
        return None;
    }
    // A ">" in a quoted attribute doesn't end the tag; a quote never closed is no quote.
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(&text[place + 1..]),
            (None, b'"' | b'\'') if place > 0 && text.as_bytes()[place - 1] == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.split_once('>').map(|(_, after)| after)
}

fn after_element<'a>(text: &'a str, name: &str) -> &'a str {
    let close = format!("</{name}");
    // ASCII lowering keeps every byte's place.
    match text.to_ascii_lowercase().find(&close) {
        Some(place) => text[place..].split_once('>').map_or("", |(_, after)| after),
        None => "",
    }
}

const ENTITIES: [(&str, &str); 32] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("euml", "ë"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("ccedil", "ç"),
    ("icirc", "î"),
    ("iuml", "ï"),
    ("ocirc", "ô"),
    ("ouml", "ö"),
    ("ugrave", "ù"),
    ("ucirc", "û"),
    ("uuml", "ü"),
    ("oelig", "œ"),
    ("Eacute", "É"),
    ("Egrave", "È"),
    ("Agrave", "À"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("euro", "€"),
];

fn entities_opened(text: &str) -> String {
    let mut opened = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        let (before, from) = rest.split_at(place);
        opened.push_str(before);
        let name_end = from.bytes().take(12).position(|b| b == b';');
        let found = name_end.and_then(|end| Some((entity(&from[1..end])?, end)));
        match found {
            Some((letter, end)) => {
                opened.push_str(&letter);
                rest = &from[end + 1..];
            }
            None => {
                opened.push('&');
                rest = &from[1..];
            }
        }
    }
    opened.push_str(rest);
    opened
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, letter)| (*letter).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn control_and_invisible_characters_are_stripped_and_spaces_collapsed() {
        assert_eq!(one_line(" a\u{0}b\t c\n\u{202e}d \u{200b} e\u{a0}f "), "ab c d e f");
        assert_eq!(paragraphs("a \r\nb\n\n\n\u{7}\nc"), "a\n\nb\n\nc");
    }

    #[test]
    fn html_becomes_what_it_says() {
        let html =
            "<p class=\"a>b\">Caf&eacute; &amp; th&#233;</p><ul><li>un</li><li>deux</li></ul>fin<br/>x";
        assert_eq!(paragraphs(&without_html(html)), "Café & thé\n\n- un\n- deux\n\nfin\nx");
        assert_eq!(without_html("a<script>alert('<b>')</SCRIPT>b<!-- c -->d"), "abd");
        assert_eq!(without_html("3 < 5 & 5 > 3 &bogus; <"), "3 < 5 & 5 > 3 &bogus; <");
        assert_eq!(without_html("&lt;b&gt;"), "<b>");
    }

    #[test]
    fn a_text_is_cut_by_characters() {
        assert_eq!(cut("éàü".into(), 3), ("éàü".into(), None));
        assert_eq!(cut("éà üx".into(), 3), ("éà".into(), Some(5)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[<>/!&;#x'\"=a-zé \\n-]{0,60}|\\PC*") {
            let plain = paragraphs(&without_html(&text));
            prop_assert!(!plain.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
