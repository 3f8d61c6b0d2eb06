//! What the national pilot takes out of the reference stays out of it, and a group of synonyms remembers the line of our
//! file that it was made from.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["glossary_terms", "synonyms"] {
            let removed = ColumnDef::new("removed_at").timestamp_with_time_zone().to_owned();
            manager.alter_table(Table::alter().table(table).add_column(removed).to_owned()).await?;
        }
        let origin = ColumnDef::new("origin").text().to_owned();
        manager.alter_table(Table::alter().table("synonyms").add_column(origin).to_owned()).await?;
        let same = "UPDATE synonyms SET origin = words WHERE edited_at IS NULL";
        manager.get_connection().execute_unprepared(same).await?;
        Ok(())
    }
}
