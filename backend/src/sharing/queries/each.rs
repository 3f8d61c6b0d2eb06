use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::error::Result;

/// Questions put in one statement: SQLite takes 500.
const TOGETHER: usize = 200;

/// The ids that each of several questions finds, put in one statement; in no order. Each selects `id` alone.
pub async fn ids_of_each(db: &impl ConnectionTrait, each: Vec<SelectStatement>) -> Result<Vec<Vec<Uuid>>> {
    let mut found = vec![Vec::new(); each.len()];
    let mut numbered = (0_i32..).zip(each);
    loop {
        let some = numbered.by_ref().take(TOGETHER).map(|(place, question)| {
            let place = Expr::value(place);
            Query::select().expr_as(place, "place").column("id").from_subquery(question, "found").take()
        });
        let all = some.reduce(|mut all, one| all.union(UnionType::All, one).take());
        let Some(all) = all else { return Ok(found) };
        for row in db.query_all(&all).await? {
            let (place, id) = (row.try_get::<i32>("", "place")?, row.try_get::<Uuid>("", "id")?);
            let place = usize::try_from(place).map_err(|_| DbErr::Custom("a place below none".to_owned()))?;
            if let Some(ids) = found.get_mut(place) {
                ids.push(id);
            }
        }
    }
}
