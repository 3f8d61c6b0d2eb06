use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::SupplierNode;
use crate::accounts;
use crate::actor::Actor;
use crate::api::{asked, fail, unread};
use crate::app::App;
use crate::networks;
use crate::organizations::{self, Invite, Organization, Typed};
use crate::products;
use crate::rights::{self, Hold, Operation, Role};

/// What a member may in an organisation: each may what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Role")]
pub enum MemberRole {
    /// Reads what is the organisation's own.
    Reader,
    /// Writes for it.
    Editor,
    /// Decides who belongs to it, and whether it is shown.
    Owner,
}

/// What an organisation says of itself. What is left out is taken for empty.
#[derive(InputObject)]
pub struct OrganizationInput {
    /// 1 to 200 characters.
    name: String,
    /// The name it trades under, where that is another.
    brand: Option<String>,
    /// 14 digits. Once it has one, it keeps it.
    siret: Option<String>,
    /// The number in the national register of associations. Once it has one, it keeps it.
    rna: Option<String>,
    /// What a network gave to an organisation that has neither number; only to create it.
    voucher: Option<String>,
    /// Code of the legal forms.
    legal_form: Option<String>,
    /// `0`, `1-9`, `10-49`, `50-249`, `250+`.
    headcount: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// Five digits.
    post_code: Option<String>,
    /// The town.
    city: Option<String>,
    /// `48.11, -1.68`; the town hall unless said.
    point: Option<String>,
    /// Its own site.
    website: Option<String>,
    /// Where letters to it go; never shown.
    email: Option<String>,
    /// What it does, in plain text.
    description: Option<String>,
    /// Whether others may propose it as a partner.
    #[graphql(default = true)]
    open_to_proposals: bool,
    /// The one that was read; only to change it. Where someone else saved meanwhile, `CONFLICT`.
    version: Option<i32>,
}

impl OrganizationInput {
    fn typed(self) -> (Typed, Option<String>, Option<i32>) {
        let or_empty = Option::unwrap_or_default;
        let typed = Typed {
            name: self.name,
            brand: or_empty(self.brand),
            siret: or_empty(self.siret),
            rna: or_empty(self.rna),
            legal_form: or_empty(self.legal_form),
            headcount: or_empty(self.headcount),
            address: or_empty(self.address),
            post_code: or_empty(self.post_code),
            city: or_empty(self.city),
            point: or_empty(self.point),
            website: or_empty(self.website),
            email: or_empty(self.email),
            description: or_empty(self.description),
            open_to_proposals: self.open_to_proposals,
        };
        (typed, self.voucher, self.version)
    }
}

/// Someone who belongs to an organisation.
#[derive(SimpleObject)]
pub struct OrganizationMember {
    /// Their account's UUID.
    id: ID,
    /// As they call themselves.
    name: String,
    /// What they may.
    role: MemberRole,
    /// Since when.
    since: DateTime<Utc>,
}

/// An organisation as its members hold it.
pub struct OrganizationNode(pub Organization);

/// An organisation as its members hold it.
#[Object(name = "Organization")]
impl OrganizationNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The last part of its address.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// To be given back with a change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// To be given back with a change of whom it serves; 0 while it has said nothing of it.
    async fn supply_version(&self, ctx: &Context<'_>) -> Result<i32> {
        let app = ctx.data_unchecked::<App>();
        let held = products::suppliers(&app.db, &[self.0.id]).await.map_err(|e| fail(ctx, e))?;
        Ok(held.get(&self.0.id).map_or(0, |supplier| supplier.version))
    }

    /// Since when it is out of sight; null while it is shown.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.0.archived_at
    }

    /// The day of the charter it accepted; null for none.
    async fn charter_version(&self) -> Option<&str> {
        self.0.charter_version.as_deref()
    }

    /// Whether others may propose it as a partner.
    async fn open_to_proposals(&self) -> bool {
        self.0.open_to_proposals
    }

    /// Its public page; null while it is archived.
    async fn supplier(&self) -> Option<SupplierNode> {
        self.0.archived_at.is_none().then(|| SupplierNode(self.0.clone()))
    }

    /// Who belongs to it.
    #[graphql(complexity = "20 * child_complexity")]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<OrganizationMember>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let read = async {
            let role = organizations::role_of(&app.db, actor, self.0.id).await?;
            rights::check_in(actor, Operation::ReadOrganization, Hold { role, moderates: false })?;
            let rows = organizations::members(&app.db, self.0.id).await?;
            let names =
                accounts::names(&app.db, &rows.iter().map(|(id, ..)| *id).collect::<Vec<_>>()).await?;
            let one = |(id, role, since): (uuid::Uuid, Role, DateTime<Utc>)| OrganizationMember {
                id: ID(id.to_string()),
                name: names.get(&id).cloned().unwrap_or_default(),
                role: role.into(),
                since,
            };
            Ok(rows.into_iter().map(one).collect())
        };
        read.await.map_err(|e| fail(ctx, e))
    }
}

#[derive(Default)]
pub struct OrganizationMutation;

#[Object]
impl OrganizationMutation {
    /// Opens the page of an organisation; whoever opens it owns it.
    async fn create_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says of itself.")] input: OrganizationInput,
    ) -> Result<OrganizationNode> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let (typed, voucher, _) = input.typed();
        let new = match voucher.filter(|voucher| !voucher.trim().is_empty()) {
            Some(voucher) => networks::open_with_voucher(app, actor, &typed, &voucher).await,
            None => organizations::create(app, actor, &typed).await,
        };
        new.map(OrganizationNode).map_err(|e| fail(ctx, e))
    }

    /// Writes over what an organisation says of itself.
    async fn update_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "All of it.")] input: OrganizationInput,
    ) -> Result<OrganizationNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let (typed, _, version) = input.typed();
        let saved = organizations::edit(app, actor, id, version.unwrap_or_default(), &typed).await;
        saved.map(OrganizationNode).map_err(|e| fail(ctx, unread(e, version)))
    }

    /// Corrects an organisation's page, as a moderator of a network it stands under.
    async fn correct_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "All of it.")] input: OrganizationInput,
    ) -> Result<OrganizationNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let (typed, _, version) = input.typed();
        let saved = networks::correct(app, actor, id, version.unwrap_or_default(), &typed).await;
        saved.map(OrganizationNode).map_err(|e| fail(ctx, unread(e, version)))
    }

    /// Accepts the charter as it stands.
    async fn accept_charter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "The day it is dated.")] version: String,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        organizations::accept_charter(app, actor, id, &version).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Takes an organisation's page out of sight. `INVALID` while bookings are to come of what it shares, or that it made
    /// elsewhere.
    async fn archive_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        organizations::archive(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Shows an archived organisation again.
    async fn restore_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        organizations::restore(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Asks someone to join; a letter tells them.
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "Where the letter goes.")] email: String,
        #[graphql(desc = "What they may.")] role: MemberRole,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let invite = Invite { email, role: role.into() };
        organizations::invite(app, actor, id, invite).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Joins with the link of an invitation.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of the link.")] token: String,
    ) -> Result<OrganizationNode> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let joined = async {
            let id = organizations::accept_invitation(app, actor, &token).await?;
            organizations::by_id(&app.db, id).await
        };
        joined.await.map(OrganizationNode).map_err(|e| fail(ctx, e))
    }

    /// Gives a member another role; without one, ends their membership. An organisation always keeps an owner.
    async fn change_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "The member's UUID.")] member: ID,
        #[graphql(desc = "What they may from now on.")] role: Option<MemberRole>,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let (_, _, member) = asked(ctx, &member)?;
        let role = role.map(Role::from);
        organizations::change_member(app, actor, id, member, role).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Ends one's own membership.
    async fn leave_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] organization: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        organizations::leave(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
