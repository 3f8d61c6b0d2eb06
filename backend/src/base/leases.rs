//! A right that one process has at a time, kept in the database: for work that several hosts could do.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use chrono::Utc;
use schema::events::lease;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::Result;

/// A process that has ended without a word is believed alive for so long.
const HELD: Duration = Duration::from_secs(10);
/// Clocks of hosts may differ by so much.
const ODD: Duration = Duration::from_secs(300);
const RENEWED: Duration = Duration::from_secs(3);

/// Cheap to clone; the right is given back when the last clone is gone and its time has passed.
#[derive(Clone)]
pub struct Lease(Arc<Inner>);

struct Inner {
    name: &'static str,
    holder: Uuid,
    /// When it was last renewed, while it is held.
    renewed: Mutex<Option<Instant>>,
    renewing: AtomicBool,
}

impl Lease {
    pub fn new(name: &'static str) -> Lease {
        Lease::of(name, Uuid::now_v7())
    }

    /// One that all processes of a host hold together. The host is told from the others by a file in its folder and
    /// by its machine, so that a folder copied elsewhere is another host's.
    pub fn of_host(name: &'static str, folder: &Path) -> Result<Lease> {
        std::fs::create_dir_all(folder)?;
        let file = folder.join("host");
        // Of two processes that start at once, one makes it.
        match std::fs::File::create_new(&file) {
            Ok(mut new) => new.write_all(Uuid::now_v7().to_string().as_bytes())?,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
        let machine = std::fs::read("/etc/machine-id").unwrap_or_default();
        let digest = Sha256::digest([std::fs::read(&file)?, machine].concat());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Ok(Lease::of(name, Uuid::from_bytes(id)))
    }

    fn of(name: &'static str, holder: Uuid) -> Lease {
        Lease(Arc::new(Inner { name, holder, renewed: Mutex::default(), renewing: AtomicBool::default() }))
    }

    /// Takes the right where no other process has it, and keeps it from then on; says whether
    /// this one has it.
    pub async fn hold(&self, db: &DatabaseConnection) -> Result<bool> {
        let renewed = *self.0.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if renewed.is_some_and(|renewed| renewed.elapsed() < RENEWED * 2) {
            return Ok(true);
        }
        let held = self.0.renew(db).await?;
        if held && !self.0.renewing.swap(true, Ordering::SeqCst) {
            tokio::spawn(keep(Arc::downgrade(&self.0), db.clone()));
        }
        Ok(held)
    }

    /// As `hold`, but gives one that has just ended without a word the time to be forgotten.
    pub async fn wait_for(&self, db: &DatabaseConnection) -> Result<bool> {
        let start = Instant::now();
        while !self.hold(db).await? {
            if start.elapsed() > HELD + RENEWED {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Ok(true)
    }

    pub fn is_held(&self) -> bool {
        self.0.renewed.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Gives the right back at once.
    pub async fn release(&self, db: &DatabaseConnection) -> Result<()> {
        *self.0.renewed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        lease::Entity::delete_many()
            .filter(lease::Column::Name.eq(self.0.name))
            .filter(lease::Column::Holder.eq(self.0.holder))
            .exec(db)
            .await?;
        Ok(())
    }
}

impl Inner {
    /// By the real clock: a lease is about processes, not about dates.
    async fn renew(&self, db: &DatabaseConnection) -> Result<bool> {
        let asked = Instant::now();
        let now = Utc::now();
        let row = lease::ActiveModel {
            name: Set(self.name.to_owned()),
            holder: Set(self.holder),
            held_until: Set(now + HELD),
        };
        let mine = Expr::col((lease::Entity, lease::Column::Holder)).eq(self.holder);
        let until = || Expr::col((lease::Entity, lease::Column::HeldUntil));
        // Longer than any is given: the clock was set back since.
        let free = until().lt(now).or(until().gt(now + ODD));
        let written = lease::Entity::insert(row)
            .on_conflict(
                OnConflict::column(lease::Column::Name)
                    .update_columns([lease::Column::Holder, lease::Column::HeldUntil])
                    .action_and_where(mine.or(free))
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
        let held = written > 0;
        *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = held.then_some(asked);
        Ok(held)
    }
}

async fn keep(lease: Weak<Inner>, db: DatabaseConnection) {
    loop {
        tokio::time::sleep(RENEWED).await;
        let Some(lease) = lease.upgrade() else { return };
        let held = lease.renewed.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !held {
            lease.renewing.store(false, Ordering::SeqCst);
            return;
        }
        if let Err(error) = lease.renew(&db).await {
            tracing::warn!(%error, "the right to index can't be renewed");
        }
    }
}
