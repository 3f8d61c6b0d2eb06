//! Organisations (*organisations*): one identity for suppliers, buyers, lenders, networks.
//!
//! An organisation is known by its SIRET, else its RNA number, else by a network that
//! vouches for it: the database keeps all three. Its public address (slug) never dies: a
//! former one answers with the new. What a list says of it is kept apart per source
//! (`source_records`), so that reading the list again changes nothing.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    FileOf, Invite, LARGEST, PictureOf, Stored, absorb, accept_charter, accept_invitation, accept_waiting,
    add_file, add_member, add_merge, add_picture, archive, as_linked, change_member, compare, compare_rest,
    correct_over, create, create_in, draft_of, drop_draft, drop_file, edit, end_merge, forget,
    forget_records, free_slugs, give_back, hand_files, insert, insert_source, invitation_token, invite, kept,
    leave, link, lock_all, lock_both, record_sources, remove, remove_picture, restore, restore_picture,
    save_draft, set_distinct, store, take_out, tidy, touch, update, withdraw_invitation,
};
pub use queries::{
    File, Invitation, Known, Listed, Merge, Organization, Pair, Searched, Source, absorbed_into, addresses,
    alike, all_merged_with, any_by_ids, archived_ids, at_least, by_id, by_ids, by_slug, count,
    count_by_departement, file_by_id, files_of, has_members, held, identified, ids_after, ids_of_account,
    invitation_by_id, invitation_of, invitations, invited, known, led_by_slug, located_ids, located_in,
    members, members_of_all, merge_by_id, merged, merged_with, merges_into, moved_to, named_by_others,
    named_like, namesake, newest, of_account, owned_alone, pairs, passed_on, photos_of, photos_of_all,
    pictures, removed_pictures, role_of, searched, source, sources, stayed_of, touched,
};
pub use reactions::{letter, recipients};
pub use rules::{
    CHARTER, HEADCOUNTS, Likeness, MODERATED, Merging, OUR_LICENCE, Typed, UNDO, as_typed, commune,
    completed, differences, likenesses, line, may_merge, said, text, told,
};
