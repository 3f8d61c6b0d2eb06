use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufReader;
use std::path::Path;

use chrono::NaiveDate;
use schema::interchange::import;
use schema::values::TerritoryKind;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::reading::{differences, siret};
use super::{FileTrouble, Options, Report};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Changed, Event, record};
use crate::error::{Error, Result};
use crate::guarantees::{self, NewDeclaration};
use crate::interchange::rules::{
    Commune, Entry, FileError, Key, Places, Reason, SupplierRow, read_suppliers,
};
use crate::networks::{self, Network};
use crate::organizations::{self, Known, Organization, Source};
use crate::products::{self, Suppliance};
use crate::reference::Reference;

/// Rows written in one transaction: well under 200 ms.
const BATCH: usize = 500;

/// Reads a list of suppliers into the database. The search index follows through the worker.
/// `progress` is told how many of how many records have been read.
pub async fn import_suppliers(
    app: &App,
    path: &Path,
    options: &Options,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, FileTrouble> {
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let network = match &options.network {
        Some(slug) => Some(
            networks::by_slug(&app.db, slug)
                .await?
                .ok_or_else(|| FileTrouble::Asked(format!("--network: there is no network {slug}")))?,
        ),
        None => None,
    };
    let file = BufReader::new(File::open(path).map_err(FileError::from)?);
    let (format, map) = (options.format, options.map.clone());
    let (mut rows, first) = tokio::task::spawn_blocking(move || {
        let mut rows = read_suppliers(file, format, &map)?;
        let first: Vec<Entry> = rows.by_ref().take(BATCH).collect::<Result<_, FileError>>()?;
        // Other people's JSON: said once, before anything is written.
        let is_nothing = |entry: &Entry| matches!(entry.read, Err(Reason::KeyMissing));
        if rows.mapping().is_none() && !first.is_empty() && first.iter().all(is_nothing) {
            return Err(FileError::NoKey);
        }
        Ok((rows, first))
    })
    .await
    .map_err(|e| FileTrouble::Failed(Error::internal(e)))??;
    let total = rows.total();
    let columns = rows.mapping().map(|mapping| mapping.columns().to_vec()).unwrap_or_default();
    let reference = app.reference.get();
    let places = Places::new(communes(&reference));
    let name = options.source.clone().unwrap_or_else(|| file_name.clone());
    let now = app.clock.now();
    let source = organizations::link(&app.db, &name, options.licence.as_deref(), now).await?;
    let started = import::Model {
        id: Uuid::now_v7(),
        kind: "suppliers".to_owned(),
        source: Some(source.id),
        file_name,
        started_at: now,
        finished_at: None,
        report: None,
    };
    import::Entity::insert(started.clone().into_active_model())
        .exec_without_returning(&app.db)
        .await
        .map_err(Error::from)?;

    let (sender, mut batches) = mpsc::channel::<Result<Vec<Entry>, FileError>>(2);
    let reading = tokio::task::spawn_blocking(move || {
        let mut next = Some(Ok(first));
        loop {
            let batch = next.take().unwrap_or_else(|| rows.by_ref().take(BATCH).collect());
            let last = !matches!(&batch, Ok(entries) if entries.len() == BATCH);
            if sender.blocking_send(batch).is_err() || last {
                break;
            }
        }
    });
    let mut import = Import {
        app,
        reference: &reference,
        places,
        source,
        network,
        import: started.id,
        seen: HashMap::new(),
        report: Report::default(),
    };
    while let Some(batch) = batches.recv().await {
        import.batch(batch?).await?;
        progress(import.report.read, total);
    }
    reading.await.map_err(|e| FileTrouble::Failed(Error::internal(e)))?;
    let mut report = import.report;
    report.columns =
        columns.into_iter().map(|(column, field)| (column, field.map(|f| f.as_str().to_owned()))).collect();
    let mut counts = serde_json::to_value(&report).map_err(|e| FileTrouble::Failed(Error::internal(e)))?;
    if let Some(counts) = counts.as_object_mut() {
        counts.remove("rejects");
        counts.remove("warnings");
    }
    import::ActiveModel {
        id: Set(started.id),
        finished_at: Set(Some(app.clock.now())),
        report: Set(Some(counts)),
        ..Default::default()
    }
    .update(&app.db)
    .await
    .map_err(Error::from)?;
    app.wake.notify_one();
    Ok(report)
}

fn communes(reference: &Reference) -> impl Iterator<Item = Commune> + '_ {
    let bare = |code: &Option<String>| {
        code.as_deref().and_then(|c| c.split_once(':')).map(|(_, code)| code.to_owned())
    };
    reference.territories.iter().filter(|t| t.code.kind() == TerritoryKind::Commune).map(move |t| Commune {
        code: t.code.code().to_owned(),
        name: t.name.clone(),
        departement: bare(&t.departement).unwrap_or_default(),
        point: t.point,
        post_codes: t.postal_codes.clone(),
        parent: bare(&t.parent),
    })
}

pub(super) struct Import<'a> {
    pub(super) app: &'a App,
    pub(super) reference: &'a Reference,
    pub(super) places: Places,
    pub(super) source: Source,
    pub(super) network: Option<Network>,
    import: Uuid,
    /// How often each key was met in this file, by its hash: a repeated one is told apart.
    seen: HashMap<u64, u16>,
    pub(super) report: Report,
}

/// A row on its way in.
struct Incoming {
    row: SupplierRow,
    /// Its key in the source; `#2` behind it where the file repeats it.
    key: String,
    /// Its key without that.
    first: String,
    repeated: bool,
    digest: String,
}

/// What a batch changes.
#[derive(Default)]
struct Changes {
    created: Vec<Organization>,
    updated: Vec<(Organization, Organization)>,
    /// Organisations that only received a status.
    touched: BTreeSet<Uuid>,
    suppliances: HashMap<Uuid, Suppliance>,
    resupposed: HashMap<Uuid, Suppliance>,
    declared: Vec<NewDeclaration>,
    records: Vec<(String, Uuid, String)>,
    members: Vec<(Uuid, Uuid, NaiveDate)>,
}

impl Import<'_> {
    async fn batch(&mut self, entries: Vec<Entry>) -> Result<()> {
        let mut incoming = Vec::with_capacity(entries.len());
        for entry in entries {
            self.report.read += 1;
            match entry.read {
                Err(reason) => self.report.reject(entry.line, reason),
                Ok((row, _)) if matches!(row.key, Key::Source(_)) && self.network.is_none() => {
                    self.report.reject(
                        entry.line,
                        "key-unvouched: without SIRET or RNA a row needs a network that vouches for it (--network)",
                    );
                }
                Ok((row, warnings)) => {
                    for warning in warnings {
                        self.report.warn(entry.line, warning);
                    }
                    incoming.push(self.incoming(row, &entry.raw));
                }
            }
        }
        let tx = db::begin(&self.app.db).await?;
        let known = self.known(&tx, &incoming).await?;
        let mut changes = Changes::default();
        for one in incoming {
            self.take(one, &known, &mut changes);
        }
        self.save(&tx, changes).await?;
        Ok(tx.commit().await?)
    }

    fn incoming(&mut self, row: SupplierRow, raw: &[String]) -> Incoming {
        let key = match &row.key {
            Key::Siret(siret) => siret.to_string(),
            Key::Rna(rna) => rna.to_string(),
            Key::Source(id) => id.clone(),
        };
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let times = self.seen.entry(hasher.finish()).or_insert(0);
        *times = times.saturating_add(1);
        let digest = Sha256::digest(raw.join("\u{1f}"));
        Incoming {
            row,
            repeated: *times > 1,
            key: if *times > 1 { format!("{key}#{times}") } else { key.clone() },
            first: key,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    async fn known(&self, tx: &DatabaseTransaction, incoming: &[Incoming]) -> Result<Known> {
        let keys = incoming.iter().flat_map(|one| [one.key.clone(), one.first.clone()]).collect();
        let sirets = incoming.iter().filter_map(|one| siret(&one.row)).collect();
        let rnas = incoming.iter().filter_map(|one| one.row.rna.as_ref().map(ToString::to_string)).collect();
        organizations::known(tx, self.source.id, keys, sirets, rnas).await
    }

    fn take(&mut self, one: Incoming, known: &Known, changes: &mut Changes) {
        let record = known.records.get(&one.key);
        if record.is_some_and(|(_, digest)| *digest == one.digest) {
            self.report.unchanged += 1;
            return;
        }
        let siret = siret(&one.row);
        let rna = one.row.rna.as_ref().map(ToString::to_string);
        let held = record
            .and_then(|(id, _)| known.by_id.get(id))
            .or_else(|| siret.as_ref().and_then(|siret| known.by_siret.get(siret)))
            .or_else(|| rna.as_ref().and_then(|rna| known.by_rna.get(rna)))
            .or_else(|| {
                changes
                    .created
                    .iter()
                    .find(|new| (siret.is_some() && new.siret == siret) || (rna.is_some() && new.rna == rna))
            })
            .or_else(|| {
                let (_, id, _) = changes.records.iter().find(|(key, ..)| *key == one.first)?;
                changes.created.iter().find(|new| new.id == *id).or_else(|| known.by_id.get(id))
            })
            .or_else(|| known.by_id.get(&known.records.get(&one.first)?.0))
            .cloned();
        let (mut organization, suppliance) = self.read(&one.row, held.as_ref());
        let id = organization.id;
        let others = changes.created.iter().chain(changes.updated.iter().map(|(_, after)| after));
        if rna.is_some()
            && others.chain(known.by_rna.values()).any(|other| other.rna == rna && other.id != id)
        {
            self.report
                .warn(one.row.line, "rna-taken: another organisation has this RNA number, it was left out");
            organization.rna = held.as_ref().and_then(|held| held.rna.clone());
        }
        self.declare(&one.row, id, changes);
        changes.records.push((one.key.clone(), id, one.digest.clone()));
        changes.members.extend(self.network.iter().map(|network| (network.id, id, self.app.clock.today())));
        match held {
            None => {
                changes.suppliances.insert(id, suppliance);
                changes.created.push(organization);
                self.report.created += 1;
            }
            Some(before) if record.is_some() && !one.repeated => {
                if before.edited_at.is_some() {
                    self.report.warn(one.row.line, "edited: its members changed it, so the list doesn't");
                    self.report.unchanged += 1;
                    return;
                }
                changes.resupposed.insert(id, suppliance);
                changes.updated.push((before, organization));
                self.report.updated += 1;
            }
            // Met for the first time in this list, known already: its identity stays.
            Some(before) => {
                for (field, first, second) in differences(&before, &organization) {
                    let reason = format!("repeated: {field} is « {second} » here, « {first} » stays");
                    self.report.warn(one.row.line, reason);
                }
                if one.row.statuses.is_empty() && !one.repeated {
                    self.report.unchanged += 1;
                } else {
                    changes.touched.insert(id);
                    self.report.updated += 1;
                }
            }
        }
    }

    fn declare(&mut self, row: &SupplierRow, organization: Uuid, changes: &mut Changes) {
        for status in &row.statuses {
            match self.reference.scheme_listed_as(status) {
                Some(scheme) => changes.declared.push(NewDeclaration {
                    organization,
                    scheme: scheme.code.clone(),
                    source: Some(self.source.id),
                }),
                None => {
                    self.report
                        .warn(row.line, format!("status-unknown: « {status} » is no status known here"));
                }
            }
        }
    }

    async fn save(&self, tx: &DatabaseTransaction, mut changes: Changes) -> Result<()> {
        if changes.records.is_empty() {
            return Ok(());
        }
        let now = self.app.clock.now();
        let wanted: Vec<(String, String)> =
            changes.created.iter().map(|new| (new.name.clone(), self.town(new))).collect();
        for (new, slug) in changes.created.iter_mut().zip(organizations::free_slugs(tx, &wanted).await?) {
            new.slug = slug;
        }
        let created: Vec<Uuid> = changes.created.iter().map(|new| new.id).collect();
        changes.touched.retain(|id| !created.contains(id));
        organizations::insert(tx, changes.created).await?;
        let mut updated = Vec::with_capacity(changes.updated.len());
        for (before, after) in changes.updated {
            updated.push(Changed {
                id: after.id,
                before: serde_json::to_value(&before).map_err(Error::internal)?,
                after: serde_json::to_value(&after).map_err(Error::internal)?,
            });
            organizations::update(tx, after).await?;
        }
        if !changes.touched.is_empty() {
            organizations::touch(tx, changes.touched.iter().copied().collect(), now).await?;
            let statuses = |id: &Uuid| {
                let of = changes.declared.iter().filter(|d| d.organization == *id).map(|d| d.scheme.clone());
                serde_json::json!({ "declared": of.collect::<Vec<_>>() })
            };
            updated.extend(changes.touched.iter().map(|id| Changed {
                id: *id,
                before: serde_json::json!({}),
                after: statuses(id),
            }));
        }
        let new: Vec<Suppliance> = changes.suppliances.into_values().collect();
        products::insert(tx, self.reference, &new).await?;
        let anew: Vec<Suppliance> = changes.resupposed.into_values().collect();
        if !anew.is_empty() {
            products::replace_supposed(tx, self.reference, &anew).await?;
        }
        guarantees::declare(tx, now, self.app.clock.today(), changes.declared).await?;
        organizations::record_sources(tx, self.source.id, changes.records).await?;
        networks::join(tx, changes.members).await?;
        let event = Event::SuppliersImported { import: self.import, created, updated };
        record(tx, now, &Actor::System, &event).await?;
        Ok(())
    }

    /// The town in a supplier's address on the site.
    fn town(&self, organization: &Organization) -> String {
        let named = |code: &Option<String>| {
            code.as_deref().and_then(|code| self.reference.territories.name(code)).map(str::to_owned)
        };
        named(&organization.commune)
            .or_else(|| organization.city.clone())
            .or_else(|| named(&organization.departement))
            .unwrap_or_default()
    }
}
