//! Suppliers and what is shared to standard output.

use std::io::Write;

use backend::actor::Actor;
use backend::app::App;
use backend::base::page::Address;
use backend::base::visit::{Origin, Visit};
use backend::base::words::{Lang, Words};
use backend::error::Error;
use backend::interchange::{self, ExportFormat, SharedFormat};
use backend::search;
use backend::settings::Settings;
use url::form_urlencoded;

use super::{Export, Exportable, Failure, open};

pub async fn export(settings: Settings, asked: Export) -> Result<(), Failure> {
    let lang = Lang::from(asked.lang);
    let mut pieces = match asked.kind {
        Exportable::Suppliers => {
            let format = ExportFormat::named(&asked.format)
                .ok_or_else(|| unknown(&asked.format, "csv, xlsx, geojson, gogocarto or murmurations"))?;
            let (app, visit) = visit(settings, "/fournisseurs", &asked.filter).await?;
            let filter = search::pages::filter_of(&visit).await.map_err(mistaken)?;
            let selection = interchange::select(&app, &filter).await?;
            interchange::Export { app, lang, format, selection, query: asked.filter }.stream()?
        }
        Exportable::Resources => {
            let format = SharedFormat::named(&asked.format)
                .ok_or_else(|| unknown(&asked.format, "csv, xlsx, jsonld or murmurations"))?;
            let (app, visit) = visit(settings, "/mutualisation", &asked.filter).await?;
            let wanted = search::pages::shared::wanted_of(&visit).map_err(mistaken)?;
            let both = visit.one("sens").is_none();
            let ids = interchange::select_shared(&app, &wanted, both).await?;
            interchange::SharedExport { app, lang, format, ids, query: asked.filter }.stream()?
        }
    };
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

fn unknown(format: &str, known: &str) -> Failure {
    Failure::Usage(format!("--format {format}: it is {known}"))
}

/// A search, as someone would visit its page.
async fn visit(settings: Settings, path: &str, filter: &str) -> Result<(App, Visit), Failure> {
    let app = open(settings).await?;
    let query = form_urlencoded::parse(filter.trim_start_matches('?').as_bytes()).into_owned().collect();
    let visit = Visit {
        app: app.clone(),
        actor: Actor::System,
        // What is wrong is said in English here.
        words: Words::new(Lang::En),
        address: Address { path: path.to_owned(), query },
        from: Origin::default(),
    };
    Ok((app, visit))
}

fn mistaken(error: Error) -> Failure {
    match error {
        Error::Invalid(_) => match Failure::from(error) {
            Failure::Run(line) | Failure::Usage(line) => Failure::Usage(format!("--filter: {line}")),
        },
        other => other.into(),
    }
}
