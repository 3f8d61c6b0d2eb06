use std::collections::HashMap;
use std::path::Path;

use schema::values::{Rna, Siret, WebUrl};
use uuid::Uuid;

use super::lists::List;
use super::{FileTrouble, Noted, Options, Report};
use crate::actor::Actor;
use crate::app::App;
use crate::error::Result;
use crate::guarantees::{self, Confirmation, Confirmed, Tried};
use crate::interchange::rules::FileError;
use crate::networks;
use crate::organizations::{self, Organization};
use crate::products;
use crate::rights::Hold;

/// Rows looked up and confirmed at a time.
const BATCH: usize = 500;

const UNKNOWN: &str = "organization-unknown: no organisation here has this number";
const NUMBERLESS: &str = "number-missing: the row has no SIRET and no right RNA number";
const ELSEWHERE: &str = "outside-networks: it stands under none of your networks";
const OWN: &str = "own-organization: you belong to it, so someone else confirms it";

/// Reads a public register that confirms guarantees: `siret` (or `rna`), `scheme` unless the source names one, and where
/// there are any `reference`, `valid_from`, `valid_until`, `link`. A person confirms what stands under their networks.
pub async fn import_register(app: &App, path: &Path, options: &Options) -> Result<Report, FileTrouble> {
    let reference = app.reference.get();
    let usual = options.source.as_deref().and_then(|name| reference.scheme(name));
    let usual = usual.map(|scheme| scheme.code.clone());
    let needed: &[&str] = match usual {
        Some(_) => &["siret|rna"],
        None => &["siret|rna", "scheme|dispositif"],
    };
    let mut report = Report::default();
    let mut reading = Reading {
        app,
        actor: options.by.clone().unwrap_or(Actor::System),
        import: options.import.unwrap_or_else(Uuid::now_v7),
        trial: options.dry_run.then(Tried::default),
    };
    let mut file = List::open(path, needed)?;
    let mut batch: Vec<Line> = Vec::new();
    while let Some((line, row)) = file.next(&mut report)? {
        if let Some(most) = options.most.filter(|most| report.read > *most) {
            return Err(FileError::TooMany { found: report.read, most }.into());
        }
        let (siret, rna) = (row("siret"), row("rna"));
        let siret = match siret.is_empty() {
            true => None,
            false => match Siret::parse(&siret) {
                Ok(siret) => Some(siret.to_string()),
                Err(error) => {
                    report.reject(line, format!("{}: {error}", error.code));
                    continue;
                }
            },
        };
        let rna = Rna::parse(&rna).ok().map(|rna| rna.to_string());
        if siret.is_none() && rna.is_none() {
            report.reject(line, NUMBERLESS);
            continue;
        }
        let written = row("scheme|dispositif");
        let scheme = match (written.is_empty(), &usual) {
            (true, Some(usual)) => usual.clone(),
            _ => match reference.scheme(&written).or_else(|| reference.scheme_listed_as(&written)) {
                Some(scheme) => scheme.code.clone(),
                None => {
                    report.reject(line, format!("scheme-unknown: there is no scheme « {written} »"));
                    continue;
                }
            },
        };
        let (first, last) = (products::day(&row("valid_from|debut")), products::day(&row("valid_until|fin")));
        let (Ok(valid_from), Ok(valid_until)) = (first, last) else {
            report.reject(line, "date-shape: a day is written 2027-03-03 or 03/03/2027");
            continue;
        };
        if valid_until.zip(valid_from).is_some_and(|(last, first)| last < first) {
            report.reject(line, "date-order: it ends before it begins");
            continue;
        }
        let link = row("link|lien");
        let link = match link.is_empty() {
            true => None,
            false => match WebUrl::parse(&link) {
                Ok(url) if url.to_string().starts_with("https://") => Some(url.to_string()),
                _ => {
                    report.reject(line, format!("link-https: « {link} » is no https address"));
                    continue;
                }
            },
        };
        let confirmation = Confirmation {
            line,
            organization: Uuid::nil(),
            scheme,
            reference: organizations::line(&row("reference|numero"), 100).ok().flatten(),
            valid_from,
            valid_until,
            link,
        };
        batch.push(Line { siret, rna, confirmation });
        if batch.len() == BATCH {
            reading.confirm(std::mem::take(&mut batch), &mut report).await?;
        }
    }
    reading.confirm(batch, &mut report).await?;
    // They are looked up a batch at a time.
    report.rejects.sort_by_key(|Noted { line, .. }| *line);
    Ok(report)
}

struct Line {
    siret: Option<String>,
    rna: Option<String>,
    confirmation: Confirmation,
}

struct Reading<'a> {
    app: &'a App,
    actor: Actor,
    import: Uuid,
    trial: Option<Tried>,
}

impl Reading<'_> {
    async fn confirm(&mut self, lines: Vec<Line>, report: &mut Report) -> Result<()> {
        let app = self.app;
        let sirets = lines.iter().filter_map(|line| line.siret.clone()).collect();
        let rnas = lines.iter().filter_map(|line| line.rna.clone()).collect();
        let known = organizations::known(&app.db, Uuid::nil(), Vec::new(), sirets, rnas).await?;
        let found = |line: &Line| -> Option<&Organization> {
            let by_siret = line.siret.as_ref().and_then(|number| known.by_siret.get(number));
            by_siret.or_else(|| line.rna.as_ref().and_then(|number| known.by_rna.get(number)))
        };
        let holds: HashMap<Uuid, Hold> = match &self.actor {
            Actor::Person(_) => {
                let all: Vec<Organization> = lines.iter().filter_map(found).cloned().collect();
                networks::holds(&app.db, &app.reference.get(), &self.actor, &all).await?
            }
            Actor::System | Actor::Anonymous => HashMap::new(),
        };
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            let number = line.confirmation.line;
            let Some(organization) = found(line) else {
                report.reject(number, UNKNOWN);
                continue;
            };
            let hold = holds.get(&organization.id).copied().unwrap_or_default();
            match self.actor {
                Actor::System => {}
                _ if hold.role.is_some() => {
                    report.reject(number, OWN);
                    continue;
                }
                _ if !hold.moderates => {
                    report.reject(number, ELSEWHERE);
                    continue;
                }
                _ => {}
            }
            rows.push(Confirmation { organization: organization.id, ..line.confirmation.clone() });
        }
        if rows.is_empty() {
            return Ok(());
        }
        let met = guarantees::confirm(app, &self.actor, self.import, &rows, self.trial.as_mut()).await?;
        for (row, met) in rows.iter().zip(met) {
            match met {
                Confirmed::Created => report.created += 1,
                Confirmed::Updated => report.updated += 1,
                Confirmed::Unchanged => report.unchanged += 1,
                Confirmed::WithoutRegister => {
                    report
                        .reject(row.line, "scheme-without-register: no public register confirms this scheme");
                }
                Confirmed::WithoutLink => {
                    report.reject(row.line, "link-missing: nothing says where the register can be read");
                }
                Confirmed::Withheld => {
                    report.reject(row.line, "withheld: it was refused, suspended or withdrawn here");
                }
            }
        }
        Ok(())
    }
}
