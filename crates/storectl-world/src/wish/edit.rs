//! How a manifest changes.

use serde::{Deserialize, Serialize};

use crate::wish::Wish;

/// One change of a manifest. Where it does not fit, it changes nothing: scenarios stay sound whatever is taken out of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    None,
}

impl Wish {
    /// Returns this with a change.
    #[must_use]
    pub fn edited(&self, edit: &Edit) -> Self {
        match *edit {
            Edit::None => self.clone(),
        }
    }
}
