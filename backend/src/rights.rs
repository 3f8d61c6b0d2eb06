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
    /// Whoever belongs to the organisation at hand: reads what is its own.
    Reader,
    /// Writes for it too.
    Editor,
    /// Decides who belongs to it, and whether it is shown.
    Owner,
    /// Whoever moderates a network, whichever. For others it doesn't exist.
    Entrusted,
    /// Whoever moderates the national network, or administrates. For others it doesn't exist.
    Pilot,
    /// Whoever moderates a network that the organisation at hand stands under, and doesn't belong to it. For those who
    /// moderate nothing it doesn't exist.
    Moderator,
}

/// What someone may in an organisation: each may what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Reader,
    Editor,
    Owner,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Reader, Role::Editor, Role::Owner];

    pub fn code(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Editor => "editor",
            Role::Owner => "owner",
        }
    }

    pub fn named(code: &str) -> Option<Role> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What someone is to the organisation at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    pub role: Option<Role>,
    /// Whether it stands under a network they moderate.
    pub moderates: bool,
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
    ReadSharedResources "Query.sharedResources"          Anyone         Reads;
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
    CreateOrganization  "Mutation.createOrganization"    Member         Writes;
    UpdateOrganization  "Mutation.updateOrganization"    Editor         Writes;
    ReadOrganization    "Query.organization"             Reader         Reads;
    AcceptCharter       "Mutation.acceptCharter"         Owner          Never;
    ArchiveOrganization "Mutation.archiveOrganization"   Owner          Never;
    RestoreOrganization "Mutation.restoreOrganization"   Owner          Never;
    InviteMember        "Mutation.inviteMember"          Owner          Never;
    AnswerInvitation    "Mutation.acceptInvitation"      Member         Never;
    ChangeMember        "Mutation.changeMember"          Owner          Never;
    LeaveOrganization   "Mutation.leaveOrganization"     Reader         Never;
    KeepPictures        ""                               Editor         Never;
    ClaimOrganization   "Mutation.claimOrganization"     Member         Never;
    ReportError         "Mutation.reportError"           Anyone         Reads;
    ReadCases           "Query.moderationCases"          Entrusted      Reads;
    HoldCase            "Mutation.holdCase"              Moderator      Never;
    ReleaseCase         "Mutation.releaseCase"           Moderator      Never;
    CorrectOrganization "Mutation.correctOrganization"   Moderator      Never;
    DecideCase          "Mutation.decideCase"            Moderator      Never;
    ReopenCase          "Mutation.reopenCase"            Moderator      Never;
    MergeOrganizations  "Mutation.mergeOrganizations"    Moderator      Never;
    UndoMerge           "Mutation.undoMerge"             Entrusted      Never;
    ReadDuplicates      "Query.suspectedDuplicates"      Entrusted      Reads;
    TellApart           "Mutation.tellOrganizationsApart" Moderator     Never;
    ContactSupplier     "Mutation.contactSupplier"       Member         Never;
    ReplyToMessage      "Mutation.replyToMessage"        Member         Never;
    ReportThread        "Mutation.reportThread"          Member         Never;
    ReadThreads         "Query.messageThreads"           Member         Never;
    MakeVoucher         "Mutation.createVoucher"         Entrusted      Never;
    ChangeNetwork       "Mutation.updateNetwork"         Entrusted      Never;
    KeepNetworks        ""                               Pilot          Never;
    CreateProduct       "Mutation.createProduct"         Editor         Writes;
    UpdateProduct       "Mutation.updateProduct"         Editor         Writes;
    UpdateSupply        "Mutation.updateSupply"          Editor         Writes;
    ArchiveProduct      "Mutation.archiveProduct"        Editor         Writes;
    RestoreProduct      "Mutation.restoreProduct"        Editor         Writes;
    ImportCatalogue     ""                               Editor         Never;
    DeclareGuarantee    "Mutation.declareGuarantee"      Editor         Writes;
    RenewGuarantee      "Mutation.renewGuarantee"        Editor         Writes;
    SendEvidence        ""                               Editor         Never;
    RemoveEvidence      "Mutation.removeEvidence"        Editor         Writes;
    ReadEvidence        ""                               Reader         Never;
    WithdrawGuarantee   "Mutation.withdrawGuarantee"     Editor         Writes;
    RestoreGuarantee    "Mutation.restoreGuarantee"      Editor         Writes;
    AppealGuarantee     "Mutation.appealGuarantee"       Editor         Writes;
    ReviewGuarantee     "Mutation.reviewGuarantee"       Moderator      Never;
    TakeBackReview      "Mutation.takeBackGuaranteeReview" Moderator    Never;
    ReadBooking         "Query.booking"                  Member         Reads;
    BookResource        "Mutation.bookSharedResource"    Editor         Writes;
    JoinWaitingList     "Mutation.joinWaitingList"       Editor         Writes;
    AnswerBooking       "Mutation.answerBooking"         Member         Writes;
    AnswerCounter       "Mutation.answerCounterProposal" Member         Writes;
    CancelBooking       "Mutation.cancelBooking"         Member         Writes;
    ChangeBooking       "Mutation.changeBooking"         Member         Writes;
    RecordHandover      "Mutation.recordHandover"        Member         Writes;
    SettleLedger        "Mutation.settleLedgerEntries"   Editor         Writes;
    KeepCalendars       ""                               Member         Never;
    EditReference       ""                               Pilot          Never;
    ImportList          ""                               Entrusted      Never;
    ImportRegister      ""                               Entrusted      Never;
    ReadResource        "Query.sharedResource"           Anyone         Reads;
    CreateResource      "Mutation.createSharedResource"  Editor         Writes;
    UpdateResource      "Mutation.updateSharedResource"  Editor         Writes;
    ArchiveResource     "Mutation.archiveSharedResource" Editor         Writes;
    RestoreResource     "Mutation.restoreSharedResource" Editor         Writes;
    SaveAlert           "Mutation.saveAlert"             Member         Writes;
    DeleteAlert         "Mutation.deleteAlert"           Member         Writes;
    ReadLedger          "Query.ledger"                   Reader         Reads;
    ChooseDigest        "Mutation.chooseAlertDigest"     Member         Writes;
}

/// Whoever has to be known comes in first. Errors: `Unauthenticated`.
pub fn signed_in(actor: &Actor) -> Result<()> {
    match actor {
        Actor::Anonymous => Err(Error::Unauthenticated),
        Actor::System | Actor::Person(_) => Ok(()),
    }
}

impl Operation {
    fn right(self) -> &'static Right {
        // The table holds every operation, in their order.
        &RIGHTS[self as usize]
    }
}

/// The same as `check_in`, for what concerns no organisation.
pub fn check(actor: &Actor, operation: Operation) -> Result<()> {
    check_in(actor, operation, Hold::default())
}

/// Errors: `Unauthenticated` when somebody has to sign in; `Forbidden` says what is missing; `NotFound` for what others
/// aren't to know of.
pub fn check_in(actor: &Actor, operation: Operation, hold: Hold) -> Result<()> {
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
    let needed = match right.who {
        Who::Reader => Some(Role::Reader),
        Who::Editor => Some(Role::Editor),
        Who::Owner => Some(Role::Owner),
        _ => None,
    };
    match (needed, hold.role) {
        (None, _) => {}
        (Some(_), None) => return Err(Error::Forbidden(Message::new("refused-not-member"))),
        (Some(needed), Some(role)) if role < needed => {
            return Err(Error::Forbidden(Message::new("refused-role").with("role", needed.code())));
        }
        (Some(_), Some(_)) => {}
    }
    let entrusted = match right.who {
        Who::Entrusted | Who::Moderator => Some(!person.standing.moderates.is_empty()),
        Who::Pilot => Some(person.standing.pilot || person.standing.administrator),
        _ => None,
    };
    if let Some(entrusted) = entrusted {
        if !entrusted {
            return Err(Error::NotFound);
        }
        if !person.standing.second_factor {
            return Err(Error::Forbidden(Message::new("refused-second-factor")));
        }
    }
    if right.who == Who::Moderator {
        if hold.role.is_some() {
            return Err(Error::Forbidden(Message::new("refused-own")));
        }
        if !hold.moderates {
            return Err(Error::Forbidden(Message::new("refused-territory")));
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
