//! Who asks. Every read starts from "what may this actor see".

use uuid::Uuid;

/// The one on whose behalf something is read or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor nobody has identified.
    Anonymous,
    /// The program itself, for what no person asked: imports from the command line,
    /// reference data, indexing.
    System,
    Person(Person),
}

/// Someone with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub account: Uuid,
    pub by: By,
    pub standing: Standing,
}

/// What a person came in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Session(Uuid),
    /// A personal token, and whether it may write.
    Token {
        id: Uuid,
        writes: bool,
    },
}

/// What someone is entrusted with. It counts once there is a second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub administrator: bool,
    /// The networks they moderate.
    pub moderates: Vec<Uuid>,
    /// Whether one of them is the national one, which keeps the common reference.
    pub pilot: bool,
    pub second_factor: bool,
}

impl Standing {
    pub fn is_entrusted(&self) -> bool {
        self.administrator || !self.moderates.is_empty()
    }
}

impl Actor {
    /// As the journal writes it.
    pub fn name(&self) -> String {
        match self {
            Actor::Anonymous => "anonymous".to_owned(),
            Actor::System => "system".to_owned(),
            Actor::Person(person) => format!("account:{}", person.account),
        }
    }

    pub fn person(&self) -> Option<&Person> {
        match self {
            Actor::Person(person) => Some(person),
            Actor::Anonymous | Actor::System => None,
        }
    }
}
