//! Letters that came back: a mail server posts what it was told (RFC 3464), and their addresses get no more.

use mailparse::{MailHeaderMap, ParsedMail};
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use uuid::Uuid;

use super::graphql::words_of;
use super::problem::{of_error, problem};
use crate::accounts::{self, rules::Email};
use crate::app::App;

/// Bytes of a message.
const MAX_MESSAGE: usize = 1_000_000;

/// Takes a whole message, as the mail server got it, with `Authorization: Bearer BOUNCE_TOKEN`.
#[handler]
pub async fn told(app: Data<&App>, request: &Request, body: Body) -> Response {
    let words = words_of(request);
    let token = app.settings.mail.bounce_token.as_ref().map(|token| format!("Bearer {}", token.0));
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if token.is_none() || token.as_deref() != given {
        return problem(words, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "refused-bounces");
    }
    let Ok(bytes) = body.into_bytes_limit(MAX_MESSAGE).await else {
        return problem(words, StatusCode::PAYLOAD_TOO_LARGE, "TOO_COMPLEX", "refused-body");
    };
    let Some((refused, ours)) = read(&bytes, app.settings.mail.from.email.domain()) else {
        return problem(words, StatusCode::UNPROCESSABLE_ENTITY, "INVALID", "refused-report");
    };
    for (address, reason) in refused {
        let Ok(email) = Email::parse(&address) else { continue };
        let refuse = async {
            // Anybody can write a report: it counts of a letter that we sent to that very address.
            if accounts::was_written_to(&app.db, &email.key, &ours).await? {
                accounts::refuse_mail(&app.db, app.clock.now(), &email.key, &reason).await?;
            }
            Ok(())
        };
        if let Err(error) = refuse.await {
            return of_error(words, &error);
        }
    }
    Response::builder().status(StatusCode::NO_CONTENT).finish()
}

/// Addresses with what was said of them.
type Refused = Vec<(String, String)>;

/// Of a delivery status notification: the recipients that failed for good (action `failed`, status 5), and the letters of
/// ours it is about, whose Message-IDs are in the headers that come back with it (RFC 6522). None when it is no report.
fn read(message: &[u8], domain: &str) -> Option<(Refused, Vec<Uuid>)> {
    let message = mailparse::parse_mail(message).ok()?;
    let (mut is_report, mut refused, mut ours) = (false, Vec::new(), Vec::new());
    each(&message, &mut |part| {
        let Ok(text) = part.get_body() else { return };
        match part.ctype.mimetype.as_str() {
            "message/delivery-status" => {
                is_report = true;
                // Blocks of headers with an empty line between them; the first is about the message.
                refused.extend(text.replace("\r\n", "\n").split("\n\n").filter_map(failed_for_good));
            }
            "message/rfc822" | "text/rfc822-headers" => ours.extend(letter_of(&text, domain)),
            _ => {}
        }
    });
    is_report.then_some((refused, ours))
}

fn failed_for_good(block: &str) -> Option<(String, String)> {
    let (fields, _) = mailparse::parse_headers(block.as_bytes()).ok()?;
    let field = |name: &str| fields.get_first_value(name).unwrap_or_default().trim().to_owned();
    let (action, status) = (field("Action"), field("Status"));
    if !action.eq_ignore_ascii_case("failed") || !status.starts_with('5') {
        return None;
    }
    let recipient = field("Final-Recipient");
    let address = recipient.rsplit(';').next().unwrap_or_default().trim().to_owned();
    Some((address, format!("{status} {}", field("Diagnostic-Code"))))
}

fn letter_of(headers: &str, domain: &str) -> Option<Uuid> {
    let (fields, _) = mailparse::parse_headers(headers.as_bytes()).ok()?;
    let id = fields.get_first_value("Message-ID")?;
    let local = id.trim().trim_matches(['<', '>']).strip_suffix(&format!("@{domain}"))?;
    Uuid::parse_str(local).ok()
}

fn each(part: &ParsedMail<'_>, look: &mut impl FnMut(&ParsedMail<'_>)) {
    look(part);
    part.subparts.iter().for_each(|part| each(part, look));
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETURNED: &str = "From: MAILER-DAEMON@mail.example.org\r\nContent-Type: multipart/report; \
        report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n\
        Final-Recipient: rfc822; Gone@rennes.fr\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\nFinal-Recipient: rfc822; slow@rennes.fr\r\n\
        Action: delayed\r\nStatus: 4.4.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
        Subject: X\r\nMessage-ID: <0193a1b2-c3d4-7e5f-8a6b-000000000001@bdis.example>\r\n\r\n--b--\r\n";

    #[test]
    fn those_refused_for_good_are_read_from_a_returned_letter() {
        let (found, ours) = read(RETURNED.as_bytes(), "bdis.example").unwrap();
        assert_eq!(found, [("Gone@rennes.fr".to_owned(), "5.1.1 smtp; 550 5.1.1 unknown".to_owned())]);
        assert_eq!(ours.len(), 1);
        assert!(read(RETURNED.as_bytes(), "other.example").unwrap().1.is_empty());
        assert!(read(b"", "bdis.example").is_none() && read(&[0xff; 5_000], "bdis.example").is_none());
    }
}
