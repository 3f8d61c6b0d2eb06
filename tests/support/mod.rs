//! What every story needs: a house that serves, suppliers to find in it, and short ways to ask.

#![allow(clippy::unwrap_used)]

mod house;
mod mailbox;
mod offered;
mod person;
mod postgres;
mod program;
mod resource;
mod statements;
mod supplier;
mod template;

pub use house::{Answered, House, Refused};
pub use mailbox::{Arrived, Mailbox, Manner};
pub use offered::{NewResource, offered};
pub use person::{PASSWORD, Person};
pub use postgres::{Fresh, empty as empty_postgresql, fresh as fresh_postgresql};
pub use program::{Ended, bdis, bdis_or_skip};
pub use resource::{at, resource};
pub use supplier::{NewProduct, NewSupplier, grant, product, siret, supplier};

/// A story told twice: on SQLite, and on PostgreSQL where `TEST_DATABASE_URL` names one.
#[macro_export]
macro_rules! story {
    (async fn $name:ident($($house:tt)+) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn told($($house)+: $crate::House) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                told($crate::House::on_sqlite().await).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                match $crate::House::on_postgresql().await {
                    Some(house) => told(house).await,
                    None => eprintln!("skipped: TEST_DATABASE_URL is not set"),
                }
            }
        }
    };
}

/// The project's folder.
pub fn project() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the shared data that lies beside the project; None, and said, where it is absent.
pub fn shared(path: &str) -> Option<std::path::PathBuf> {
    let file = project().parent()?.join("shared/data").join(path);
    if !file.is_file() {
        eprintln!("skipped: the shared data isn't here ({path})");
        return None;
    }
    Some(file)
}

pub fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| value.to_string()).collect()
}
