use async_graphql::{ID, Object};

use super::Resource;

/// An offer or a request of an organisation.
pub struct SharedResourceNode(pub Resource);

/// An offer or a request of an organisation.
#[Object(name = "SharedResource")]
impl SharedResourceNode {
    /// Its identifier.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }
}
