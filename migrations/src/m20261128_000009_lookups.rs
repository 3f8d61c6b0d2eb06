//! Who is new, and who is where, without the search engine.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [(&str, &str); 2] =
    [("organizations_by_creation", "created_at"), ("organizations_by_departement", "departement")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, column) in INDEXES {
            let index = Index::create().name(name).table("organizations").col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
