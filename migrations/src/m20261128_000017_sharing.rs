use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn key(
    table: &'static str,
    column: &'static str,
    to: (&'static str, &'static str),
    gone: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(to.0, to.1)
        .on_delete(gone)
        .to_owned()
}

const ORGANIZATIONS: (&str, &str) = ("organizations", "id");
const RESOURCES: (&str, &str) = ("shared_resources", "id");
const ACCOUNTS: (&str, &str) = ("accounts", "id");

/// What holds a resource at the moment at which it is held most, beside the booking itself.
fn peak(new: &str) -> String {
    format!(
        "(SELECT MAX(held) FROM (SELECT (SELECT COALESCE(SUM(o.units), 0) FROM bookings o \
         WHERE o.resource = {new}.resource AND o.holds AND o.id <> {new}.id \
         AND o.busy_from <= moments.moment AND o.busy_until > moments.moment) AS held \
         FROM (SELECT {new}.busy_from AS moment UNION ALL SELECT b.busy_from FROM bookings b \
         WHERE b.resource = {new}.resource AND b.holds AND b.id <> {new}.id \
         AND b.busy_from > {new}.busy_from AND b.busy_from < {new}.busy_until) moments) loads)"
    )
}

/// Whatever the program does, a resource is never held past its capacity. The message names it as a constraint is named.
async fn keep_capacity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    match db.get_database_backend() {
        DbBackend::Postgres => {
            // The row of the resource is held first: two who book at once come one after the other, and each sees the
            // other's booking.
            let function = format!(
                "CREATE FUNCTION bookings_within_capacity() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 DECLARE most integer; already bigint; BEGIN \
                 SELECT units INTO most FROM shared_resources WHERE id = NEW.resource FOR UPDATE; \
                 already := {}; \
                 IF COALESCE(already, 0) + NEW.units > most THEN \
                 RAISE EXCEPTION 'bookings_capacity' USING ERRCODE = '23514', CONSTRAINT = 'bookings_capacity'; \
                 END IF; RETURN NEW; END $$",
                peak("NEW")
            );
            db.execute_unprepared(&function).await?;
            db.execute_unprepared(
                "CREATE TRIGGER bookings_capacity BEFORE INSERT OR UPDATE OF holds, units, busy_from, busy_until, resource \
                 ON bookings FOR EACH ROW WHEN (NEW.holds) EXECUTE FUNCTION bookings_within_capacity()",
            )
            .await?;
        }
        _ => {
            for (name, when) in [
                ("bookings_capacity_new", "INSERT"),
                ("bookings_capacity", "UPDATE OF holds, units, busy_from, busy_until, resource"),
            ] {
                let trigger = format!(
                    "CREATE TRIGGER {name} BEFORE {when} ON bookings WHEN NEW.holds BEGIN \
                     SELECT RAISE(ABORT, 'CHECK constraint failed: bookings_capacity') \
                     WHERE COALESCE({}, 0) + NEW.units > \
                     (SELECT units FROM shared_resources WHERE id = NEW.resource); END",
                    peak("NEW")
                );
                db.execute_unprepared(&trigger).await?;
            }
        }
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("shared_resources")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(text("direction"))
                    .col(text("kind"))
                    .col(text("name"))
                    .col(text("description"))
                    .col(integer_null("places"))
                    .col(integer("units"))
                    .col(text_null("unit"))
                    .col(text_null("address"))
                    .col(text_null("post_code"))
                    .col(text_null("city"))
                    .col(text_null("commune"))
                    .col(text_null("departement"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(boolean("exact"))
                    .col(integer_null("radius_km"))
                    .col(text("access"))
                    .col(json_binary("accessibility"))
                    .col(text("accessibility_note"))
                    .col(text("price_kind"))
                    .col(big_integer_null("price_cents"))
                    .col(text_null("price_currency"))
                    .col(text_null("price_per"))
                    .col(text("exchange"))
                    .col(big_integer_null("deposit_cents"))
                    .col(integer_null("cancellation_hours"))
                    .col(text("insurance"))
                    .col(text("audience"))
                    .col(text("booking_mode"))
                    .col(integer("answer_hours"))
                    .col(json_binary("opening"))
                    .col(json_binary("terms"))
                    .col(date_null("valid_from"))
                    .col(date_null("valid_until"))
                    .col(text("handover"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(integer("version"))
                    .col(timestamp_with_time_zone_null("archived_at"))
                    .foreign_key(&mut key(
                        "shared_resources",
                        "organization",
                        ORGANIZATIONS,
                        ForeignKeyAction::Cascade,
                    ))
                    .foreign_key(&mut key(
                        "shared_resources",
                        "commune",
                        ("territories", "code"),
                        ForeignKeyAction::NoAction,
                    ))
                    .check(("shared_resources_direction", Expr::cust("direction IN ('offer', 'request')")))
                    .check((
                        "shared_resources_kind",
                        Expr::cust(
                            "kind IN ('premises', 'equipment', 'skills', 'transport', 'group_purchase')",
                        ),
                    ))
                    .check((
                        "shared_resources_price_kind",
                        Expr::cust(
                            "price_kind IN ('free', 'at_cost', 'price', 'exchange', 'time', 'currency')",
                        ),
                    ))
                    .check(("shared_resources_price_per", Expr::cust("price_per IN ('hour', 'day', 'use')")))
                    .check((
                        "shared_resources_audience",
                        Expr::cust("audience IN ('everyone', 'ess', 'networks')"),
                    ))
                    .check((
                        "shared_resources_booking_mode",
                        Expr::cust("booking_mode IN ('at_once', 'on_request', 'none')"),
                    ))
                    .check(("shared_resources_units", Expr::cust("units BETWEEN 1 AND 10000")))
                    .check(("shared_resources_places", Expr::cust("places BETWEEN 1 AND 100000")))
                    .check(("shared_resources_price", Expr::cust("price_cents >= 0 AND deposit_cents >= 0")))
                    .check(("shared_resources_validity", Expr::cust("valid_from <= valid_until")))
                    .check(("shared_resources_point", Expr::cust("(latitude IS NULL) = (longitude IS NULL)")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("resource_extras")
                    .col(uuid("resource"))
                    .col(uuid("extra"))
                    .col(integer("units"))
                    .primary_key(Index::create().col("resource").col("extra"))
                    .foreign_key(&mut key(
                        "resource_extras",
                        "resource",
                        RESOURCES,
                        ForeignKeyAction::Cascade,
                    ))
                    .foreign_key(&mut key("resource_extras", "extra", RESOURCES, ForeignKeyAction::Cascade))
                    .check(("resource_extras_two", Expr::cust("resource <> extra")))
                    .check(("resource_extras_units", Expr::cust("units >= 1")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("bookings")
                    .col(uuid("id").primary_key())
                    .col(uuid("resource"))
                    .col(uuid("organization"))
                    .col(uuid_null("booked_by"))
                    .col(uuid_null("series"))
                    .col(uuid_null("bundle"))
                    .col(timestamp_with_time_zone("starts_at"))
                    .col(timestamp_with_time_zone("ends_at"))
                    .col(timestamp_with_time_zone("busy_from"))
                    .col(timestamp_with_time_zone("busy_until"))
                    .col(integer("units"))
                    .col(text("state"))
                    .col(boolean("holds"))
                    .col(text("purpose"))
                    .col(timestamp_with_time_zone_null("answer_by"))
                    .col(timestamp_with_time_zone_null("counter_starts_at"))
                    .col(timestamp_with_time_zone_null("counter_ends_at"))
                    .col(text_null("reason"))
                    .col(big_integer_null("owed_cents"))
                    .col(text_null("owed_currency"))
                    .col(timestamp_with_time_zone_null("handed_over_at"))
                    .col(timestamp_with_time_zone_null("handed_back_at"))
                    .col(text("handover_note"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(integer("version"))
                    .foreign_key(&mut key("bookings", "resource", RESOURCES, ForeignKeyAction::Cascade))
                    .foreign_key(&mut key("bookings", "organization", ORGANIZATIONS, ForeignKeyAction::Cascade))
                    .foreign_key(&mut key("bookings", "booked_by", ACCOUNTS, ForeignKeyAction::SetNull))
                    .check((
                        "bookings_state",
                        Expr::cust(
                            "state IN ('requested', 'countered', 'accepted', 'refused', 'lapsed', 'cancelled', 'waiting')",
                        ),
                    ))
                    .check(("bookings_holds", Expr::cust("holds = (state = 'accepted')")))
                    .check(("bookings_length", Expr::cust("starts_at < ends_at")))
                    .check((
                        "bookings_buffers",
                        Expr::cust("busy_from <= starts_at AND busy_until >= ends_at"),
                    ))
                    .check(("bookings_units", Expr::cust("units >= 1")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_entries")
                    .col(uuid("id").primary_key())
                    .col(uuid("creditor"))
                    .col(uuid("debtor"))
                    .col(uuid_null("booking"))
                    .col(text("label"))
                    .col(date("day"))
                    .col(text("currency"))
                    .col(big_integer("amount_cents"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("settled_at"))
                    .foreign_key(&mut key(
                        "ledger_entries",
                        "creditor",
                        ORGANIZATIONS,
                        ForeignKeyAction::Cascade,
                    ))
                    .foreign_key(&mut key(
                        "ledger_entries",
                        "debtor",
                        ORGANIZATIONS,
                        ForeignKeyAction::Cascade,
                    ))
                    .foreign_key(&mut key(
                        "ledger_entries",
                        "booking",
                        ("bookings", "id"),
                        ForeignKeyAction::SetNull,
                    ))
                    .check(("ledger_entries_two", Expr::cust("creditor <> debtor")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("calendar_feeds")
                    .col(uuid("id").primary_key())
                    .col(text("token").unique_key())
                    .col(uuid("account"))
                    .col(text("kind"))
                    .col(uuid("subject"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut key("calendar_feeds", "account", ACCOUNTS, ForeignKeyAction::Cascade))
                    .check((
                        "calendar_feeds_kind",
                        Expr::cust("kind IN ('resource', 'organization', 'person')"),
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("alerts")
                    .col(uuid("id").primary_key())
                    .col(uuid("account"))
                    .col(text("kind"))
                    .col(text("name"))
                    .col(json_binary("filter"))
                    .col(text("pace"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut key("alerts", "account", ACCOUNTS, ForeignKeyAction::Cascade))
                    .check(("alerts_kind", Expr::cust("kind IN ('suppliers', 'resources')")))
                    .check(("alerts_pace", Expr::cust("pace IN ('at_once', 'daily', 'weekly', 'paused')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("alert_keys")
                    .col(text("key"))
                    .col(uuid("alert"))
                    .primary_key(Index::create().col("key").col("alert"))
                    .foreign_key(&mut key("alert_keys", "alert", ("alerts", "id"), ForeignKeyAction::Cascade))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("alert_matches")
                    .col(uuid("account"))
                    .col(uuid("item"))
                    .col(uuid("alert"))
                    .col(timestamp_with_time_zone("matched_at"))
                    .col(timestamp_with_time_zone_null("told_at"))
                    // Each owner is told once of each item, however many alerts of theirs it meets.
                    .primary_key(Index::create().col("account").col("item"))
                    .foreign_key(&mut key("alert_matches", "account", ACCOUNTS, ForeignKeyAction::Cascade))
                    .foreign_key(&mut key(
                        "alert_matches",
                        "alert",
                        ("alerts", "id"),
                        ForeignKeyAction::Cascade,
                    ))
                    .to_owned(),
            )
            .await?;
        for (name, table, columns) in [
            ("shared_resources_by_organization", "shared_resources", &["organization"] as &[&str]),
            ("shared_resources_by_updated", "shared_resources", &["updated_at"]),
            ("resource_extras_by_extra", "resource_extras", &["extra"]),
            ("bookings_by_resource", "bookings", &["resource", "busy_until"]),
            ("bookings_by_organization", "bookings", &["organization", "starts_at"]),
            ("bookings_by_series", "bookings", &["series"]),
            ("bookings_by_bundle", "bookings", &["bundle"]),
            ("bookings_by_time", "bookings", &["busy_until", "holds", "busy_from"]),
            ("bookings_by_answer", "bookings", &["state", "answer_by"]),
            ("ledger_entries_by_creditor", "ledger_entries", &["creditor", "day"]),
            ("ledger_entries_by_debtor", "ledger_entries", &["debtor", "day"]),
            ("ledger_entries_by_booking", "ledger_entries", &["booking"]),
            ("calendar_feeds_by_account", "calendar_feeds", &["account"]),
            ("alerts_by_account", "alerts", &["account"]),
            ("alert_keys_by_alert", "alert_keys", &["alert"]),
            ("alert_matches_by_alert", "alert_matches", &["alert"]),
            ("alert_matches_by_told", "alert_matches", &["told_at", "matched_at"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        keep_capacity(manager).await
    }
}
