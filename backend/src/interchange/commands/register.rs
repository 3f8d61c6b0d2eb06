use std::path::Path;

use schema::values::{Rna, Siret, WebUrl};
use uuid::Uuid;

use super::lists::List;
use super::{FileTrouble, Report};
use crate::actor::Actor;
use crate::app::App;
use crate::guarantees::{self, Confirmation, Confirmed};
use crate::organizations;
use crate::products;

const BATCH: usize = 200;

/// Reads a public register that confirms guarantees: `siret` (or `rna`), `scheme` unless the source names one, and where
/// there are any `reference`, `valid_from`, `valid_until`, `link`.
pub async fn import_register(app: &App, path: &Path, source: Option<&str>) -> Result<Report, FileTrouble> {
    let reference = app.reference.get();
    let usual = source.and_then(|name| reference.scheme(name)).map(|scheme| scheme.code.clone());
    let needed: &[&str] = match usual {
        Some(_) => &["siret|rna"],
        None => &["siret|rna", "scheme|dispositif"],
    };
    let mut report = Report::default();
    let import = Uuid::now_v7();
    let mut file = List::open(path, needed)?;
    let mut batch: Vec<Confirmation> = Vec::new();
    while let Some((line, row)) = file.next(&mut report)? {
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
        let found = organizations::identified(&app.db, siret.as_deref(), rna.as_deref()).await?;
        let Some(organization) = found else {
            report.reject(line, "organization-unknown: no organisation here has this number");
            continue;
        };
        let written = row("scheme|dispositif");
        let scheme = match (written.is_empty(), &usual) {
            (true, Some(usual)) => usual.clone(),
            _ => match reference.scheme(&written).or_else(|| reference.scheme_listed_as(&written)) {
                Some(scheme) => scheme.code.clone(),
                None => {
                    report.reject(line, format!("scheme-unknown: there is no scheme {written}"));
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
        batch.push(Confirmation {
            line,
            organization: organization.id,
            scheme,
            reference: organizations::line(&row("reference|numero"), 100).ok().flatten(),
            valid_from,
            valid_until,
            link: WebUrl::parse(&link).ok().map(|url| url.to_string()),
        });
        if batch.len() == BATCH {
            confirm(app, import, std::mem::take(&mut batch), &mut report).await?;
        }
    }
    confirm(app, import, batch, &mut report).await?;
    Ok(report)
}

async fn confirm(
    app: &App,
    import: Uuid,
    rows: Vec<Confirmation>,
    report: &mut Report,
) -> Result<(), FileTrouble> {
    let met = guarantees::confirm(app, &Actor::System, import, &rows).await?;
    for (row, met) in rows.iter().zip(met) {
        match met {
            Confirmed::Created => report.created += 1,
            Confirmed::Updated => report.updated += 1,
            Confirmed::Unchanged => report.unchanged += 1,
            Confirmed::Withheld => {
                report.reject(row.line, "withheld: it was refused, suspended or withdrawn here");
            }
        }
    }
    Ok(())
}
