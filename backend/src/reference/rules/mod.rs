//! Pure decisions on the reference data: where things are, who is served, what trade a
//! supplier may be of.

mod amounts;
mod area;
mod area_map;
mod edits;
mod naming;
mod spelling;
mod territories;
mod trades;

pub use amounts::{TIME, amount};
pub use area::Compiled;
pub use area_map::AreaMap;
pub use edits::{
    GROUNDS, KINDS, List, REGISTER, Row, SUBJECTS, UNCERTAIN, blank, changed_meanwhile, fits, written,
};
pub use naming::Named;
pub use spelling::Vocabulary;
pub use territories::{Territories, Territory};
pub use trades::{Supposed, Trades};

#[cfg(test)]
pub use territories::tests::small_france;
