//! How far a list reaches that a moderator brings in: to what stands under their network.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::suppliers::Import;
use crate::actor::Actor;
use crate::error::Result;
use crate::interchange::rules::SupplierRow;
use crate::networks;
use crate::organizations::{self, Known, Organization};

const OUTSIDE: &str = "outside: it lies outside the network's territory";
const NOWHERE: &str =
    "place-needed: its place can't be told, so nor whether it lies in the network's territory";
const ELSEWHERE: &str = "elsewhere: this organisation is here already and doesn't stand under the network";
const OWN: &str = "own-organization: you belong to it, so someone else brings it";

impl Import<'_> {
    fn is_bounded(&self) -> bool {
        matches!(self.actor, Actor::Person(_))
    }

    /// Which of those that a batch names are members of the network.
    pub(super) async fn look_at_members(&mut self, db: &impl ConnectionTrait, known: &Known) -> Result<()> {
        self.members.clear();
        let Some(network) = self.network.as_ref().filter(|_| self.is_bounded()) else { return Ok(()) };
        let all = known.by_siret.values().chain(known.by_rna.values()).chain(known.by_id.values());
        let ids: Vec<Uuid> = all.map(|one| one.id).collect::<HashSet<_>>().into_iter().collect();
        if let Some(person) = self.actor.person() {
            let own = organizations::of_account(db, person.account).await?;
            self.own = own.into_iter().map(|(one, _)| one.id).collect();
        }
        let found = networks::memberships(db, &[network.id], &ids).await?;
        self.members = found.into_iter().map(|(_, organization)| organization).collect();
        Ok(())
    }

    /// Why a row isn't the network's to bring; none where it is.
    pub(super) fn outside(&self, row: &SupplierRow, held: Option<&Organization>) -> Option<&'static str> {
        let network = self.network.as_ref().filter(|_| self.is_bounded())?;
        if held.is_some_and(|one| self.own.contains(&one.id)) {
            return Some(OWN);
        }
        if let Some(territory) = network.territory.as_ref().filter(|_| network.kind == "regional") {
            let (place, _) = self.places.locate(row);
            let (commune, departement) =
                (place.commune.map(|code| code.to_string()), place.departement.map(|code| code.to_string()));
            let stands = self.reference.territories.located(commune.as_deref(), departement.as_deref());
            if stands.is_empty() {
                return Some(NOWHERE);
            }
            if !stands.contains(territory) {
                return Some(OUTSIDE);
            }
        }
        // What this list brought became a member with it.
        let is_member =
            |one: &Organization| self.members.contains(&one.id) || one.source == Some(self.source.id);
        let theirs = |one: &&Organization| networks::covers(network, one, is_member(one), self.reference);
        held.filter(|one| !theirs(one)).map(|_| ELSEWHERE)
    }
}
