//! Who asks. Every read starts from "what may this actor see".

/// The one on whose behalf something is read or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor nobody has identified.
    Anonymous,
    /// The program itself, for what no person asked: imports from the command line,
    /// reference data, indexing.
    System,
}

impl Actor {
    /// As the journal writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Actor::Anonymous => "anonymous",
            Actor::System => "system",
        }
    }
}
