//! Accounts (*comptes*): people, how they come in, what they are entrusted with, how they are written to.
//!
//! Invariants: a password, a token and a code are kept as hashes alone. No answer, and no time it takes, tells whether an
//! address has an account. A link of a letter and a code hold once. What weighs on an account asks for its password
//! again. Erased, an account keeps its id and nothing else.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
pub mod rules;

pub use commands::{
    NewToken, NewUser, Profile, Role, SignIn, SignUp, SignedIn, ask_email_change, ask_reset,
    begin_second_factor, change_password, choose_pace, choose_pace_by_link, confirm, confirm_email,
    confirm_second_factor, create_token, create_user, end_second_factor, end_sessions, end_token, erase,
    finish_sign_in, give_moderator, make_link, owner, refuse_mail, reset, retry_letter, sign_in, sign_out,
    sign_up, take_moderator, taken, tidy, totp_url, update_profile,
};
pub use queries::{
    AccessToken, Account, Purpose, Session, actor_of, by_id, by_key, link_of, moderators_of, names, own,
    paces_of, recovery_codes_left, refuses_mail, sessions_of, standing_of, time_zones, tokens_of,
    was_written_to,
};
pub use reactions::{Reader, Told, letter, reader_of, samples, sent};
