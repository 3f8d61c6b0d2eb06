//! What an organisation offers and looks for, for its members.

use crate::base::form::Form;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

pub(super) async fn show(_visit: &Visit, _id: &str, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}

pub(super) async fn send(_visit: &Visit, _id: &str, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}
