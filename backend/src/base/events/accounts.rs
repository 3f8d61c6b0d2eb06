use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What can happen to an account. What it says of a person stands apart, see `Said`: here are only hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountEvent {
    AccountOpened {
        account: Uuid,
        /// A page of ours that they came from, to go on there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back: Option<String>,
    },
    /// Its address is still to be confirmed, and someone signed up with it again.
    ConfirmationAsked {
        account: Uuid,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        back: Option<String>,
    },
    /// Someone signed up with an address that has its account already.
    SignUpRepeated {
        account: Uuid,
    },
    AccountConfirmed {
        account: Uuid,
    },
    SignedIn {
        account: Uuid,
        session: Uuid,
        /// Whether its owner had signed in in this browser before.
        known: bool,
    },
    SessionsEnded {
        account: Uuid,
        sessions: Vec<Uuid>,
    },
    PasswordResetAsked {
        account: Uuid,
    },
    PasswordChanged {
        account: Uuid,
    },
    EmailChangeAsked {
        account: Uuid,
        email_after: String,
    },
    EmailChanged {
        account: Uuid,
        email_before: String,
        email_after: String,
    },
    ProfileChanged {
        account: Uuid,
        name_before: String,
        name_after: String,
        before: Value,
        after: Value,
    },
    PreferencesChanged {
        account: Uuid,
        before: Value,
        after: Value,
    },
    SecondFactorOn {
        account: Uuid,
    },
    SecondFactorOff {
        account: Uuid,
    },
    RecoveryCodeUsed {
        account: Uuid,
        left: u64,
    },
    TokenMade {
        account: Uuid,
        token: Uuid,
        scope: String,
    },
    TokenEnded {
        account: Uuid,
        token: Uuid,
    },
    RoleGiven {
        account: Uuid,
        role: String,
        network: Option<Uuid>,
    },
    RoleTaken {
        account: Uuid,
        role: String,
        network: Uuid,
    },
    /// A letter came back for good: no more are sent there.
    MailRefused {
        account: Uuid,
    },
    DataTaken {
        account: Uuid,
    },
    /// A search is watched, watched otherwise, or no longer.
    AlertChanged {
        account: Uuid,
        alert: Uuid,
        pace_before: Option<String>,
        pace_after: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alert_before: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alert_after: Option<String>,
    },
    AccountErased {
        account: Uuid,
        email_before: String,
    },
}

impl AccountEvent {
    pub fn kind(&self) -> &'static str {
        match self {
            AccountEvent::AccountOpened { .. } => "account_opened",
            AccountEvent::ConfirmationAsked { .. } => "confirmation_asked",
            AccountEvent::SignUpRepeated { .. } => "sign_up_repeated",
            AccountEvent::AccountConfirmed { .. } => "account_confirmed",
            AccountEvent::SignedIn { .. } => "signed_in",
            AccountEvent::SessionsEnded { .. } => "sessions_ended",
            AccountEvent::PasswordResetAsked { .. } => "password_reset_asked",
            AccountEvent::PasswordChanged { .. } => "password_changed",
            AccountEvent::EmailChangeAsked { .. } => "email_change_asked",
            AccountEvent::EmailChanged { .. } => "email_changed",
            AccountEvent::ProfileChanged { .. } => "profile_changed",
            AccountEvent::PreferencesChanged { .. } => "preferences_changed",
            AccountEvent::SecondFactorOn { .. } => "second_factor_on",
            AccountEvent::SecondFactorOff { .. } => "second_factor_off",
            AccountEvent::RecoveryCodeUsed { .. } => "recovery_code_used",
            AccountEvent::TokenMade { .. } => "token_made",
            AccountEvent::TokenEnded { .. } => "token_ended",
            AccountEvent::RoleGiven { .. } => "role_given",
            AccountEvent::RoleTaken { .. } => "role_taken",
            AccountEvent::MailRefused { .. } => "mail_refused",
            AccountEvent::DataTaken { .. } => "data_taken",
            AccountEvent::AlertChanged { .. } => "alert_changed",
            AccountEvent::AccountErased { .. } => "account_erased",
        }
    }

    pub fn account(&self) -> Uuid {
        match self {
            AccountEvent::AccountOpened { account, .. }
            | AccountEvent::ConfirmationAsked { account, .. }
            | AccountEvent::SignUpRepeated { account }
            | AccountEvent::AccountConfirmed { account }
            | AccountEvent::SignedIn { account, .. }
            | AccountEvent::SessionsEnded { account, .. }
            | AccountEvent::PasswordResetAsked { account }
            | AccountEvent::PasswordChanged { account }
            | AccountEvent::EmailChangeAsked { account, .. }
            | AccountEvent::EmailChanged { account, .. }
            | AccountEvent::ProfileChanged { account, .. }
            | AccountEvent::PreferencesChanged { account, .. }
            | AccountEvent::SecondFactorOn { account }
            | AccountEvent::SecondFactorOff { account }
            | AccountEvent::RecoveryCodeUsed { account, .. }
            | AccountEvent::TokenMade { account, .. }
            | AccountEvent::TokenEnded { account, .. }
            | AccountEvent::RoleGiven { account, .. }
            | AccountEvent::RoleTaken { account, .. }
            | AccountEvent::MailRefused { account }
            | AccountEvent::DataTaken { account }
            | AccountEvent::AlertChanged { account, .. }
            | AccountEvent::AccountErased { account, .. } => *account,
        }
    }

    /// To whom a letter goes: an account, at its address or (`/before`, `/after`) at the one it had or is to have.
    pub(super) fn recipients(&self) -> Vec<String> {
        let account = self.account();
        match self {
            AccountEvent::AccountOpened { .. }
            | AccountEvent::ConfirmationAsked { .. }
            | AccountEvent::SignUpRepeated { .. }
            | AccountEvent::PasswordResetAsked { .. }
            | AccountEvent::PasswordChanged { .. }
            | AccountEvent::SecondFactorOn { .. }
            | AccountEvent::SecondFactorOff { .. }
            | AccountEvent::RecoveryCodeUsed { .. }
            | AccountEvent::TokenMade { .. }
            | AccountEvent::RoleGiven { .. }
            | AccountEvent::RoleTaken { .. }
            | AccountEvent::SignedIn { known: false, .. } => vec![account.to_string()],
            AccountEvent::EmailChangeAsked { .. } => vec![format!("{account}/after"), account.to_string()],
            AccountEvent::EmailChanged { .. } => vec![format!("{account}/before"), account.to_string()],
            AccountEvent::AccountErased { .. } => vec![format!("{account}/before")],
            AccountEvent::AccountConfirmed { .. }
            | AccountEvent::SignedIn { known: true, .. }
            | AccountEvent::SessionsEnded { .. }
            | AccountEvent::ProfileChanged { .. }
            | AccountEvent::PreferencesChanged { .. }
            | AccountEvent::TokenEnded { .. }
            | AccountEvent::MailRefused { .. }
            | AccountEvent::AlertChanged { .. }
            | AccountEvent::DataTaken { .. } => Vec::new(),
        }
    }
}
