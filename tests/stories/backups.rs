//! All there is goes into one file and comes back, row for row.

use std::collections::BTreeMap;

use backend::base::{backup, db};
use bdis_tests::*;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// Every table with all its rows as text, sorted.
async fn everything(db: &DatabaseConnection) -> BTreeMap<String, Vec<String>> {
    let backend = db.get_database_backend();
    let ask = |sql: String| db.query_all_raw(Statement::from_string(backend, sql));
    let list = match backend {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let mut all = BTreeMap::new();
    for row in ask(list.to_owned()).await.unwrap() {
        let table: String = row.try_get("", "name").unwrap();
        // Leases are those of processes that run.
        if matches!(table.as_str(), "seaql_migrations" | "leases") {
            continue;
        }
        let rows = match backend {
            DbBackend::Sqlite => {
                let columns = ask(format!("SELECT name FROM pragma_table_info('{table}')")).await.unwrap();
                let quoted: Vec<String> = columns
                    .iter()
                    .map(|column| format!("quote(\"{}\")", column.try_get::<String>("", "name").unwrap()))
                    .collect();
                ask(format!("SELECT {} AS row FROM \"{table}\"", quoted.join(" || ',' || "))).await
            }
            _ => ask(format!("SELECT t::text AS row FROM \"{table}\" t")).await,
        };
        let mut rows: Vec<String> = rows.unwrap().iter().map(|row| row.try_get("", "row").unwrap()).collect();
        rows.sort();
        all.insert(table, rows);
    }
    all
}

story! {
    async fn a_backup_comes_back_row_for_row(house) {
        house.save(vec![supplier("Le Fournil d’Ouessant"), supplier("L'Atelier \"des\" \\ Voisins\n🍞")]).await;
        house.member("amina@rennes.example").await;
        house.drain().await;
        let files = house.data().join("files/evidence");
        std::fs::create_dir_all(&files).unwrap();
        std::fs::write(files.join("a.pdf"), b"%PDF-1.7").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bdis.tar");
        backup::backup(&house.app.db, house.data(), &file, house.app.clock.now()).await.unwrap();
        let before = everything(&house.app.db).await;
        assert!(before["organizations"].len() == 2 && before["accounts"].len() == 1 && before["events"].len() > 3);
        let place = folder.path().join("new");
        let (url, _database) = match house.app.db.get_database_backend() {
            DbBackend::Sqlite => (format!("sqlite://{}", place.join("bdis.db").display()), None),
            _ => {
                let empty = empty_postgresql().await.unwrap();
                (empty.url.clone(), Some(empty))
            }
        };
        backup::restore(&url, &place, &file).await.unwrap();
        let restored = db::connect(&url).await.unwrap();
        let after = everything(&restored).await;
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (table, rows) in &before {
            assert_eq!(rows, &after[table], "{table}");
        }
        assert_eq!(std::fs::read(place.join("files/evidence/a.pdf")).unwrap(), b"%PDF-1.7");
        // Never over something that is there.
        let refused = backup::restore(&url, &place, &file).await.unwrap_err().to_string();
        assert!(refused.contains("already") || refused.contains("isn't empty"), "{refused}");
        restored.close().await.unwrap();
    }
}

story! {
    async fn what_is_no_backup_is_refused_and_changes_nothing(house) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("bdis.db").display());
        for bytes in [&b""[..], b"not a tar", &[0; 4096]] {
            let file = folder.path().join("wrong.tar");
            std::fs::write(&file, bytes).unwrap();
            let refused = backup::restore(&url, folder.path(), &file).await.unwrap_err().to_string();
            assert!(refused.contains("no backup"), "{refused}");
        }
        assert!(!folder.path().join("bdis.db").exists());
        let _ = house;
    }
}
