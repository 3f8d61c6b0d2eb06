mod edits;
mod files;
mod lists;

pub use edits::{add, back_to_file, edit, set_removed, touch};
pub use files::{load, own};
pub use lists::{NewCategory, NewTerritory, import_categories, import_communes};
