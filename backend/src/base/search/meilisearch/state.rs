//! Which index is live and what it holds, as the server keeps it.

use serde::{Deserialize, Serialize};

use super::{Inner, PATIENCE, SENDING, is_missing, within};
use crate::base::search::{Error, Result};
use meilisearch_sdk::task_info::TaskInfo;

/// There is one, of this id.
const ID: &str = "suppliers";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    id: String,
    /// The index that is live.
    pub index: String,
    pub generation: u64,
    /// When the server made that index: one of its name made anew (as it does when it is written to after it
    /// was lost) is not the one meant.
    made: Option<String>,
    /// Of our documents and settings: another one is rebuilt.
    format: String,
    /// Of the synonyms it was told: others are told without a rebuild.
    #[serde(default)]
    pub synonyms: String,
    pub last_event: i64,
}

#[derive(Debug, Clone)]
pub enum Known {
    Live(State),
    Missing,
    OtherVersion,
    Unreachable(String),
}

impl State {
    pub async fn new(
        inner: &Inner,
        index: String,
        generation: u64,
        synonyms: String,
        last_event: i64,
    ) -> Result<State> {
        Ok(State {
            id: ID.into(),
            made: inner.made(&index).await?,
            index,
            generation,
            format: inner.format.clone(),
            synonyms,
            last_event,
        })
    }
}

impl Inner {
    fn state_index(&self) -> String {
        format!("{}-state", self.prefix)
    }

    pub async fn read_state(&self) -> Known {
        let index = self.client.index(self.state_index());
        let read = async {
            match index.get_document::<State>(ID).await {
                Err(error) if is_missing(&error) => Ok(None),
                other => other.map(Some),
            }
        };
        match within(PATIENCE, read).await {
            Ok(Some(state)) if state.format != self.format => Known::OtherVersion,
            Ok(Some(state)) => match self.made(&state.index).await {
                Ok(made) if made.is_some() && made == state.made => Known::Live(state),
                Ok(_) => Known::Missing,
                Err(error) => Known::Unreachable(why(error)),
            },
            Ok(None) => Known::Missing,
            Err(error) => Known::Unreachable(why(error)),
        }
    }

    /// When the server made an index; none when it has no such index.
    async fn made(&self, index: &str) -> Result<Option<String>> {
        let read = async {
            match self.client.get_raw_index(index).await {
                Err(error) if is_missing(&error) => Ok(None),
                other => other.map(|index| index["createdAt"].as_str().map(str::to_owned)),
            }
        };
        within(PATIENCE, read).await
    }

    pub async fn write_state(&self, state: &State) -> Result<TaskInfo> {
        let index = self.client.index(self.state_index());
        within(SENDING, index.add_or_replace(std::slice::from_ref(state), Some("id"))).await
    }
}

fn why(error: Error) -> String {
    match error {
        Error::Unreachable(why) | Error::Failed(why) => why,
        other => other.to_string(),
    }
}
