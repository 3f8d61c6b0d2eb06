use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufReader;
use std::path::Path;

use schema::interchange::import;
use schema::values::TerritoryKind;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::reading::{First, siret};
use super::rejects::Rejects;
use super::saving::Changes;
use super::trial::Trial;
use super::{FileTrouble, Options, Report};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::guarantees::NewDeclaration;
use crate::interchange::rules::{
    Commune, Entry, FileError, Key, Places, Reason, SupplierRow, read_as_chosen, read_suppliers,
};
use crate::networks::{self, Network};
use crate::organizations::{self, Known, Source};
use crate::reference::Reference;

const UNVOUCHED: &str =
    "key-unvouched: without SIRET or RNA a row needs a network that vouches for it (--network)";

/// Rows written in one transaction: well under 200 ms.
pub(super) const BATCH: usize = 500;

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
    let (format, map, chosen) = (options.format, options.map.clone(), options.columns.clone());
    let most = options.most;
    let (mut rows, first) = tokio::task::spawn_blocking(move || {
        let mut rows = match chosen.is_empty() {
            true => read_suppliers(file, format, &map)?,
            false => read_as_chosen(file, &chosen)?,
        };
        if let Some(most) = most.filter(|most| rows.total() > *most) {
            return Err(FileError::TooMany { found: rows.total(), most });
        }
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
    let (columns, format) = (rows.columns(), rows.format());
    let reference = app.reference.get();
    let places = Places::new(communes(&reference));
    let name = options.source.clone().unwrap_or_else(|| file_name.clone());
    let now = app.clock.now();
    let source = match options.dry_run {
        false => organizations::link(&app.db, &name, options.licence.as_deref(), now).await?,
        true => organizations::as_linked(&app.db, &name, options.licence.as_deref(), now).await?,
    };
    let started = import::Model {
        id: options.import.unwrap_or_else(Uuid::now_v7),
        kind: "suppliers".to_owned(),
        source: Some(source.id),
        file_name,
        started_at: now,
        finished_at: None,
        report: None,
        undone_at: None,
        network: network.as_ref().map(|network| network.id),
        account: None,
        state: "done".to_owned(),
        asked: None,
        rejects: None,
    };
    if options.import.is_some() && !options.dry_run {
        import::ActiveModel { id: Set(started.id), source: Set(started.source), ..Default::default() }
            .update(&app.db)
            .await
            .map_err(Error::from)?;
    } else if !options.dry_run {
        import::Entity::insert(started.clone().into_active_model())
            .exec_without_returning(&app.db)
            .await
            .map_err(Error::from)?;
    }
    let rejects = match &options.rejects {
        Some(path) => {
            let words = options.rejects_in.map(Words::new);
            Some(Rejects::create(path, rows.mapping(), words).map_err(FileTrouble::Rejects)?)
        }
        None => None,
    };

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
        actor: options.by.clone().unwrap_or(Actor::System),
        reference: &reference,
        places,
        source,
        network,
        members: HashSet::new(),
        own: HashSet::new(),
        import: started.id,
        trial: options.dry_run.then(Trial::default),
        rejects,
        seen: HashMap::new(),
        report: Report { format: Some(format), ..Report::default() },
    };
    while let Some(batch) = batches.recv().await {
        import.batch(batch?).await?;
        progress(import.report.read, total);
    }
    reading.await.map_err(|e| FileTrouble::Failed(Error::internal(e)))?;
    let mut report = import.report;
    if let Some(rejects) = import.rejects {
        rejects.finish().map_err(FileTrouble::Rejects)?;
    }
    report.columns = columns.into_iter().map(|(column, field)| (column, field.map(str::to_owned))).collect();
    if options.dry_run {
        return Ok(report);
    }
    report.import = Some(started.id);
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
    /// In whose name it comes in.
    pub(super) actor: Actor,
    pub(super) reference: &'a Reference,
    pub(super) places: Places,
    pub(super) source: Source,
    pub(super) network: Option<Network>,
    /// Those of the batch at hand that are its members.
    pub(super) members: HashSet<Uuid>,
    /// Those that whoever brings the list belongs to.
    pub(super) own: HashSet<Uuid>,
    pub(super) import: Uuid,
    /// What a trial would have brought so far; none when it is no trial.
    trial: Option<Trial>,
    rejects: Option<Rejects>,
    /// The first row of each key in this file, by the key's hash: a repeated one is told apart.
    seen: HashMap<u64, First>,
    pub(super) report: Report,
}

/// A row on its way in.
struct Incoming {
    row: SupplierRow,
    raw: Vec<String>,
    /// Its key in the source; `#2` behind it where the file repeats it.
    key: String,
    /// Its key without that.
    first: String,
    repeated: bool,
    digest: String,
}

impl Import<'_> {
    async fn batch(&mut self, entries: Vec<Entry>) -> Result<()> {
        let mut incoming = Vec::with_capacity(entries.len());
        for entry in entries {
            self.report.read += 1;
            match entry.read {
                Err(reason) => self.reject(entry.line, &entry.raw, &reason.to_string())?,
                Ok((row, _)) if matches!(row.key, Key::Source(_)) && self.network.is_none() => {
                    self.reject(entry.line, &entry.raw, UNVOUCHED)?;
                }
                Ok((row, warnings)) => {
                    for warning in warnings {
                        self.report.warn(entry.line, warning);
                    }
                    self.report.show(&row);
                    incoming.push(self.incoming(row, entry.raw));
                }
            }
        }
        if self.trial.is_some() {
            return self.try_batch(incoming).await;
        }
        let tx = db::begin(&self.app.db).await?;
        let known = self.known(&tx, &incoming).await?;
        self.look_at_members(&tx, &known).await?;
        let mut changes = Changes::default();
        for one in incoming {
            self.take(one, &known, &mut changes)?;
        }
        self.save(&tx, changes).await?;
        Ok(tx.commit().await?)
    }

    /// What the batch would do, as if those before it had been written.
    async fn try_batch(&mut self, incoming: Vec<Incoming>) -> Result<()> {
        let mut known = self.known(&self.app.db, &incoming).await?;
        self.look_at_members(&self.app.db.clone(), &known).await?;
        let mut trial = self.trial.take().unwrap_or_default();
        for one in &incoming {
            let (siret, rna) = (siret(&one.row), one.row.rna.as_ref().map(ToString::to_string));
            trial.add_to(&mut known, [&one.key, &one.first], siret.as_deref(), rna.as_deref());
        }
        let mut changes = Changes::default();
        for one in incoming {
            self.take(one, &known, &mut changes)?;
        }
        trial.remember(changes);
        self.trial = Some(trial);
        Ok(())
    }

    fn reject(&mut self, line: u64, raw: &[String], reason: &str) -> Result<()> {
        self.report.reject(line, reason);
        match &mut self.rejects {
            Some(rejects) => rejects.add(line, raw, reason).map_err(Error::from),
            None => Ok(()),
        }
    }

    fn incoming(&mut self, row: SupplierRow, raw: Vec<String>) -> Incoming {
        let key = match &row.key {
            Key::Siret(siret) => siret.to_string(),
            Key::Rna(rna) => rna.to_string(),
            Key::Source(id) => id.clone(),
        };
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let first = self.seen.entry(hasher.finish()).or_insert_with(|| First::of(&row));
        first.times = first.times.saturating_add(1);
        let times = first.times;
        for reason in first.contradicted_by(&row) {
            self.report.warn(row.line, reason);
        }
        let digest = Sha256::digest(raw.join("\u{1f}"));
        Incoming {
            row,
            raw,
            repeated: times > 1,
            key: if times > 1 { format!("{key}#{times}") } else { key.clone() },
            first: key,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    async fn known(&self, tx: &impl ConnectionTrait, incoming: &[Incoming]) -> Result<Known> {
        let keys = incoming.iter().flat_map(|one| [one.key.clone(), one.first.clone()]).collect();
        let sirets = incoming.iter().filter_map(|one| siret(&one.row)).collect();
        let rnas = incoming.iter().filter_map(|one| one.row.rna.as_ref().map(ToString::to_string)).collect();
        organizations::known(tx, self.source.id, keys, sirets, rnas).await
    }

    fn take(&mut self, one: Incoming, known: &Known, changes: &mut Changes) -> Result<()> {
        let record = known.records.get(&one.key);
        if record.is_some_and(|(_, digest)| *digest == one.digest) {
            self.report.unchanged += 1;
            return Ok(());
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
        if let Some(reason) = self.outside(&one.row, held.as_ref()) {
            return self.reject(one.row.line, &one.raw, reason);
        }
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
                    return Ok(());
                }
                changes.resupposed.insert(id, suppliance);
                changes.updated.push((before, organization));
                self.report.updated += 1;
            }
            // Met for the first time in this list, known already: its identity stays.
            Some(before) => {
                if one.row.statuses.is_empty() && !one.repeated {
                    self.report.unchanged += 1;
                } else {
                    changes.touched.entry(id).or_insert(before.updated_at);
                    self.report.updated += 1;
                }
            }
        }
        Ok(())
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
}
