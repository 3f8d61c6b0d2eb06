//! What is shared, read for an export: what everyone may see of it, under the licence of what members write.

use std::collections::{BTreeSet, HashMap};

use tokio::sync::mpsc;
use uuid::Uuid;

use super::{BATCH, NEWEST, Piece, sent};
use crate::actor::Actor;
use crate::app::App;
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::interchange::rules::{
    ExportedResource, Head, Labelled, SharedFormat, SharedWorkbook, SharedWriter, Terms,
};
use crate::organizations::{self, OUR_LICENCE, Organization};
use crate::search;
use crate::sharing::{self, Direction, Kind, PriceKind, Resource, Wanted};

/// What a search among what is shared finds, in the order in which it was first written. `both`: requests beside
/// offers.
pub async fn select_shared(app: &App, wanted: &Wanted, both: bool) -> Result<Vec<Uuid>> {
    let mut ids = search::resource_ids(app, wanted).await?;
    if both {
        let requests = Wanted { direction: Direction::Request, ..wanted.clone() };
        ids.extend(search::resource_ids(app, &requests).await?);
        ids.sort_unstable();
    }
    Ok(ids)
}

/// What came last of a selection, the newest first.
pub async fn newest_shared(app: &App, lang: Lang, ids: &[Uuid]) -> Result<Vec<ExportedResource>> {
    // Ids rise with time.
    let ids: Vec<Uuid> = ids.iter().rev().take(NEWEST).copied().collect();
    let mut rows = read(app, Words::new(lang), &ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.created, row.id)));
    Ok(rows)
}

/// What one export is made of.
pub struct SharedExport {
    pub app: App,
    pub lang: Lang,
    pub format: SharedFormat,
    pub ids: Vec<Uuid>,
    /// As the address has it; for the head of the file.
    pub query: String,
}

impl SharedExport {
    /// The file, piece by piece, with flat memory. A few at a time: `Unavailable` when there are too many.
    pub fn stream(self) -> Result<mpsc::Receiver<Piece>> {
        let turn = self.app.exports.clone().try_acquire_owned();
        let turn = turn.map_err(|_| Error::Unavailable("too many exports at once".to_owned()))?;
        let (sender, receiver) = mpsc::channel(2);
        tokio::spawn(async move {
            let _turn = turn;
            let done = match self.format {
                SharedFormat::Xlsx => self.workbook(&sender).await,
                _ => self.text(&sender).await,
            };
            if let Err(error) = done {
                tracing::error!(%error, "an export ended before its end");
                sender.send(Err(std::io::Error::other("the export failed"))).await.ok();
            }
        });
        Ok(receiver)
    }

    fn head(&self) -> Head {
        Head {
            publisher: self.app.settings.public_origin(),
            day: self.app.clock.today(),
            query: self.query.clone(),
        }
    }

    async fn workbook(self, out: &mpsc::Sender<Piece>) -> Result<()> {
        let (head, file_out) = (self.head(), out.clone());
        let list = Words::new(self.lang).say("source-members");
        let (rows_out, mut rows_in) = mpsc::channel::<Vec<ExportedResource>>(2);
        let writing = tokio::task::spawn_blocking(move || {
            let mut book = SharedWorkbook::begin(head).map_err(Error::internal)?;
            let mut terms = BTreeSet::new();
            while let Some(rows) = rows_in.blocking_recv() {
                for row in &rows {
                    terms.insert(Terms { source: list.clone(), licence: row.licence.clone() });
                    book.add(row).map_err(Error::internal)?;
                }
            }
            if file_out.is_closed() {
                return Ok(());
            }
            let file = tempfile::tempfile()?;
            book.finish(&terms.into_iter().collect::<Vec<_>>(), &file).map_err(Error::internal)?;
            sent(file, &file_out)
        });
        for ids in self.ids.chunks(BATCH) {
            let rows = read(&self.app, Words::new(self.lang), ids).await?;
            if out.is_closed() || rows_out.send(rows).await.is_err() {
                break;
            }
        }
        drop(rows_out);
        writing.await.map_err(Error::internal)?
    }

    async fn text(self, out: &mpsc::Sender<Piece>) -> Result<()> {
        let mut writer = SharedWriter::new(self.format, self.head());
        let mut text = writer.begin();
        for ids in self.ids.chunks(BATCH) {
            let rows = read(&self.app, Words::new(self.lang), ids).await?;
            text += &writer.rows(&rows);
            // Nobody listens any more.
            if out.send(Ok(std::mem::take(&mut text).into_bytes())).await.is_err() {
                return Ok(());
            }
        }
        text += writer.end();
        out.send(Ok(text.into_bytes())).await.ok();
        Ok(())
    }
}

async fn read(app: &App, words: Words, ids: &[Uuid]) -> Result<Vec<ExportedResource>> {
    let resources = sharing::by_ids(&app.db, &Actor::Anonymous, ids).await?;
    let mut owners: Vec<Uuid> = resources.iter().map(|one| one.organization).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners: HashMap<Uuid, Organization> = organizations::by_ids(&app.db, &Actor::Anonymous, &owners)
        .await?
        .into_iter()
        .map(|owner| (owner.id, owner))
        .collect();
    Ok(resources
        .into_iter()
        .filter_map(|one| {
            let owner = owners.get(&one.organization)?;
            exported(app, words, one, owner)
        })
        .collect())
}

fn exported(app: &App, words: Words, one: Resource, owner: &Organization) -> Option<ExportedResource> {
    let reference = app.reference.get();
    let page = |path: &str| format!("{}{}", app.settings.public_origin(), words.path(path));
    let insee = |code: &Option<String>| {
        code.as_deref().and_then(|code| code.split_once(':')).map(|(_, code)| code.to_owned())
    };
    let name_of = |code: &Option<String>| reference.territories.name(code.as_deref()?).map(str::to_owned);
    // As strangers see it.
    let seen = sharing::whereabouts(&one, &reference, false);
    Some(ExportedResource {
        id: one.id,
        page: page(&format!("/mutualisation/{}", one.id)),
        direction: Direction::named(&one.direction)?,
        kind: Kind::named(&one.kind)?,
        kind_label: Labelled {
            code: one.kind.clone(),
            label: words.say(format!("resource-kind-{}", one.kind.replace('_', "-"))),
        },
        owner: owner.name.clone(),
        owner_page: page(&format!("/fournisseurs/{}", owner.slug)),
        city: name_of(&one.commune).or_else(|| name_of(&one.departement)),
        commune: insee(&one.commune),
        departement: insee(&one.departement),
        point: seen.point.map(|point| (point.latitude(), point.longitude())),
        address: seen.address,
        post_code: seen.post_code,
        exact: one.exact,
        name: one.name,
        description: one.description,
        places: one.places,
        units: one.units,
        unit: one.unit,
        radius_km: one.radius_km,
        accessibility: one.accessibility.to_vec(),
        price_kind: PriceKind::named(&one.price_kind)?,
        price_cents: one.price_cents,
        price_currency: one.price_currency,
        price_per: one.price_per,
        exchange: one.exchange,
        valid_from: one.valid_from,
        valid_until: one.valid_until,
        created: one.created_at,
        updated: one.updated_at,
        licence: OUR_LICENCE.to_owned(),
    })
}
