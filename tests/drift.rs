//! The entities and the migrations say the same: same tables, same columns, same kinds.

use std::collections::{BTreeMap, BTreeSet};

use bdis_tests::House;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Schema, Statement};

type Columns = BTreeMap<String, (String, bool, bool)>;

/// Table → column → (kind, not null, part of the primary key).
async fn tables(db: &DatabaseConnection) -> BTreeMap<String, Columns> {
    let rows = |sql: String| db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql));
    let mut found = BTreeMap::new();
    let names = rows("SELECT name FROM sqlite_master WHERE type = 'table'".to_owned()).await.unwrap();
    for row in names {
        let table: String = row.try_get("", "name").unwrap();
        if table.starts_with("sqlite_") || table == "seaql_migrations" {
            continue;
        }
        let columns = rows(format!("PRAGMA table_info({table})")).await.unwrap();
        let column = |row: &sea_orm::QueryResult| {
            let kind: String = row.try_get("", "type").unwrap();
            let (not_null, key): (i32, i32) =
                (row.try_get("", "notnull").unwrap(), row.try_get("", "pk").unwrap());
            (row.try_get::<String>("", "name").unwrap(), (plain(&kind), not_null == 1, key > 0))
        };
        found.insert(table, columns.iter().map(column).collect());
    }
    found
}

/// Kinds that hold the same: a length is no limit on SQLite.
fn plain(kind: &str) -> String {
    let kind = kind.to_lowercase();
    let bare = kind.split('(').next().unwrap_or_default().trim();
    match bare {
        "varchar" | "text" | "char" => "text",
        "bigint" | "integer" | "int" | "smallint" => "integer",
        "double" | "float" | "real" => "real",
        other => other,
    }
    .to_owned()
}

macro_rules! create {
    ($db:ident: $($room:ident { $($entity:ident),* }),* $(,)?) => {{
        let schema = Schema::new(DbBackend::Sqlite);
        $($($db.execute(&schema.create_table_from_entity(schema::$room::$entity::Entity)).await.unwrap();)*)*
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_and_migrations_make_the_same_tables() {
    let house = House::on_sqlite().await;
    let migrated = tables(&house.app.db).await;
    let db = Database::connect("sqlite::memory:").await.unwrap();
    create!(db:
        reference { category, file, scheme, synonym, term, territory, theme },
        organizations {
            draft, file, invitation, likeness, likeness_key, member, merge, organization, old_slug, source,
            source_record
        },
        messages { message, thread },
        networks { case, network, network_member, voucher },
        products { supplier, supplier_category, supplier_theme, product },
        guarantees { guarantee },
        interchange { import },
        events { event, event_person, delivery, lease },
        accounts {
            account, access_token, administrator, device, link, moderator, preference, recovery_code, session,
            suppression
        },
        throttles { throttle },
        sharing { booking, extra, feed, ledger_entry, resource },
        alerts { alert, digest, found, key },
    );
    let stated = tables(&db).await;
    let names = |tables: &BTreeMap<String, Columns>| tables.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&stated), names(&migrated), "a new entity is listed above");
    for (table, columns) in &stated {
        assert_eq!(columns, &migrated[table], "{table}");
    }
}
