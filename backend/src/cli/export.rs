//! Suppliers to standard output.

use std::io::Write;

use backend::actor::Actor;
use backend::base::page::Address;
use backend::base::visit::{Origin, Visit};
use backend::base::words::{Lang, Words};
use backend::error::Error;
use backend::interchange::{self, ExportFormat};
use backend::search;
use backend::settings::Settings;
use url::form_urlencoded;

use super::{Export, Failure, Language, open};

pub async fn export(settings: Settings, asked: Export) -> Result<(), Failure> {
    let format = ExportFormat::named(&asked.format).ok_or_else(|| {
        Failure::Usage(format!(
            "--format {}: it is csv, xlsx, geojson, gogocarto or murmurations",
            asked.format
        ))
    })?;
    let lang = match asked.lang {
        Language::Fr => Lang::Fr,
        Language::En => Lang::En,
    };
    let app = open(settings).await?;
    // What is wrong is said in English here.
    let visit = Visit {
        app: app.clone(),
        actor: Actor::System,
        words: Words::new(Lang::En),
        address: Address {
            path: "/fournisseurs".to_owned(),
            query: form_urlencoded::parse(asked.filter.trim_start_matches('?').as_bytes())
                .into_owned()
                .collect(),
        },
        from: Origin::default(),
    };
    let filter = search::pages::filter_of(&visit).await.map_err(|error| match error {
        Error::Invalid(_) => match Failure::from(error) {
            Failure::Run(line) | Failure::Usage(line) => Failure::Usage(format!("--filter: {line}")),
        },
        other => other.into(),
    })?;
    let selection = interchange::select(&app, &filter).await?;
    let export = interchange::Export { app, lang, format, selection, query: asked.filter };
    let mut pieces = export.stream()?;
    let mut out = std::io::stdout().lock();
    while let Some(piece) = pieces.recv().await {
        let piece = piece.map_err(|error| Failure::Run(error.to_string()))?;
        match out.write_all(&piece) {
            // A reader that left early is no failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|error| Failure::Run(error.to_string()))?,
        }
    }
    out.flush().map_err(|error| Failure::Run(error.to_string()))
}
