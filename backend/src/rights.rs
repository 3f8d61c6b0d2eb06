//! Who may do what: one table, from which the tests are made. Commands and queries ask it; a field of the schema that
//! isn't in it fails a test.

use crate::actor::{Actor, By};
use crate::error::{Error, Message, Result};

/// Whom an operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anyone,
    /// Whoever has signed in; each sees and changes what is their own.
    Member,
    /// The same, but for those who moderate or administrate.
    Unentrusted,
    /// For others it doesn't exist.
    Administrator,
}

/// Whether a personal token is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Reads,
    Writes,
    /// It needs its owner, signed in.
    Never,
}

#[derive(Clone, Copy, Debug)]
pub struct Right {
    pub operation: Operation,
    /// As the schema names it: `Query.suppliers`; empty for what only pages and files do.
    pub field: &'static str,
    pub who: Who,
    pub token: Token,
}

macro_rules! rights {
    ($($operation:ident $field:literal $who:ident $token:ident;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($operation),* }

        pub const RIGHTS: &[Right] = &[$(Right {
            operation: Operation::$operation,
            field: $field,
            who: Who::$who,
            token: Token::$token,
        }),*];
    };
}

rights! {
    SearchSuppliers     "Query.suppliers"                Anyone         Reads;
    ReadSupplier        "Query.supplier"                 Anyone         Reads;
    ReadProduct         "Query.product"                  Anyone         Reads;
    ReadSchemes         "Query.guaranteeSchemes"         Anyone         Reads;
    ReadScheme          "Query.guaranteeScheme"          Anyone         Reads;
    ReadNetwork         "Query.network"                  Anyone         Reads;
    FindTerritories     "Query.territories"              Anyone         Reads;
    FindCategories      "Query.categories"               Anyone         Reads;
    ReadThemes          "Query.themes"                   Anyone         Reads;
    ReadViewer          "Query.viewer"                   Anyone         Reads;
    ReadLettersGivenUp  "Query.lettersGivenUp"           Administrator  Reads;
    SignUp              "Mutation.signUp"                Anyone         Reads;
    ConfirmAccount      "Mutation.confirmAccount"        Anyone         Reads;
    SignIn              "Mutation.signIn"                Anyone         Reads;
    AskPasswordReset    "Mutation.requestPasswordReset"  Anyone         Reads;
    ResetPassword       "Mutation.resetPassword"         Anyone         Reads;
    ConfirmEmail        "Mutation.confirmEmail"          Anyone         Reads;
    SignOut             "Mutation.signOut"               Member         Never;
    EndSession          "Mutation.endSession"            Member         Never;
    ChangeProfile       "Mutation.updateProfile"         Member         Writes;
    ChangePreference    "Mutation.updateMailPreference"  Member         Writes;
    ChangePassword      "Mutation.changePassword"        Member         Never;
    ChangeEmail         "Mutation.requestEmailChange"    Member         Never;
    BeginSecondFactor   "Mutation.beginSecondFactor"     Member         Never;
    ConfirmSecondFactor "Mutation.confirmSecondFactor"   Member         Never;
    EndSecondFactor     "Mutation.endSecondFactor"       Unentrusted    Never;
    MakeToken           "Mutation.createAccessToken"     Member         Never;
    EndToken            "Mutation.revokeAccessToken"     Member         Never;
    TakeData            ""                               Member         Never;
    EraseAccount        "Mutation.eraseAccount"          Member         Never;
    RetryLetter         "Mutation.retryLetter"           Administrator  Never;
}

impl Operation {
    fn right(self) -> &'static Right {
        // The table holds every operation, in their order.
        &RIGHTS[self as usize]
    }
}

/// Errors: `Unauthenticated` when somebody has to sign in; `Forbidden` says what is missing; `NotFound` for what others
/// aren't to know of.
pub fn check(actor: &Actor, operation: Operation) -> Result<()> {
    let right = operation.right();
    let person = match actor {
        Actor::System => return Ok(()),
        Actor::Anonymous if right.who == Who::Anyone => return Ok(()),
        Actor::Anonymous => return Err(Error::Unauthenticated),
        Actor::Person(person) => person,
    };
    if right.who == Who::Unentrusted && person.standing.is_entrusted() {
        return Err(Error::Forbidden(Message::new("refused-second-factor-needed")));
    }
    if right.who == Who::Administrator {
        if !person.standing.administrator {
            return Err(Error::NotFound);
        }
        if !person.standing.second_factor {
            return Err(Error::Forbidden(Message::new("refused-second-factor")));
        }
    }
    match (person.by, right.token) {
        (By::Session(_), _)
        | (By::Token { .. }, Token::Reads)
        | (By::Token { writes: true, .. }, Token::Writes) => Ok(()),
        (By::Token { writes: false, .. }, Token::Writes) => {
            Err(Error::Forbidden(Message::new("refused-token-reads")))
        }
        (By::Token { .. }, Token::Never) => Err(Error::Forbidden(Message::new("refused-token"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_operation_once_in_order() {
        for (place, right) in RIGHTS.iter().enumerate() {
            assert_eq!(right.operation as usize, place, "{:?}", right.operation);
        }
    }
}
