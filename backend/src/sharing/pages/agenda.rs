//! Bookings of one's own and of what one's organisations lend; what is owed for them.

use crate::base::form::Form;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

pub(super) async fn show(_visit: &Visit, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}

pub(super) async fn send(_visit: &Visit, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}

pub(super) async fn ledger(_visit: &Visit, _id: &str, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}

pub(super) async fn send_ledger(_visit: &Visit, _id: &str, _rest: &[&str], _form: &Form) -> Result<Answer> {
    Err(Error::NotFound)
}
