//! Arguments as they were given, and as they are written again.

use clap::{ArgAction, ArgMatches};

use crate::args::SANDBOX_STATE;

/// What a line to copy does with a variable that was given by `--var`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// It is repeated with its value.
    Repeated,
    /// It is left out: its value is found elsewhere.
    Recorded,
    /// It is, or may be, a secret: the environment must pass it.
    Secret,
}

/// One argument and its values, an entry for each time it was given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) id: String,
    /// Without its dashes; `None` for a positional argument.
    pub(super) flag: Option<String>,
    pub(super) values: Vec<Vec<String>>,
}

impl Given {
    /// Returns the words of a flag; a positional argument has none here.
    pub(super) fn words(&self) -> Vec<String> {
        let Some(flag) = &self.flag else {
            return Vec::new();
        };
        let words = self.values.iter().flat_map(|it| flagged(flag, it));
        words.collect()
    }
}

/// Returns the values of an argument.
pub(super) fn values(matches: &ArgMatches, id: &str, action: &ArgAction) -> Vec<Vec<String>> {
    if let ArgAction::Count = action {
        return vec![Vec::new(); usize::from(matches.get_count(id))];
    }
    if !action.takes_values() {
        return vec![Vec::new()];
    }
    let occurrences = matches.get_raw_occurrences(id).into_iter().flatten();
    occurrences
        .map(|it| {
            it.map(|value| value.to_string_lossy().into_owned())
                .collect()
        })
        .collect()
}

/// Writes a flag and its values.
fn flagged(flag: &str, values: &[String]) -> Vec<String> {
    match values {
        [] => vec![format!("--{flag}")],
        // The only flag whose value may be left out.
        [value] if flag == "sandbox" && value == SANDBOX_STATE => vec![format!("--{flag}")],
        [value] if flag == "sandbox" || value.starts_with('-') => vec![format!("--{flag}={value}")],
        values => {
            let mut words = vec![format!("--{flag}")];
            words.extend(values.iter().cloned());
            words
        }
    }
}
