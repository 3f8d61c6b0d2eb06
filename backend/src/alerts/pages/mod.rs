//! One's alerts.

use crate::base::form::Form;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

/// `rest` is what follows `/espace/alertes`.
pub async fn show(_visit: &Visit, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}

pub async fn send(_visit: &Visit, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}
