//! One offer or request, as everyone sees it.

use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

pub(super) async fn show(_visit: &Visit, _id: &str) -> Result<Answer> {
    Err(Error::NotFound)
}
