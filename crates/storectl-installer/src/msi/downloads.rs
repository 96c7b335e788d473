//! Custom actions that download while an MSI installs. Source of their types: "Summary List of All Custom Action Types",
//! Microsoft Learn.

use super::table::{Row, Table};
use crate::{
    Downloader,
    command::{has_command, shows, url},
};

/// The part of an action's type that says what it is.
const KIND: i32 = 0x3f;

/// How many downloaders are listed.
const MAX_DOWNLOADERS: usize = 64;

/// What a custom action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// It calls a function of a library.
    Library,
    /// It runs a program or a script.
    Program,
    /// It sets a property, which may be a command line for an action that runs those.
    Value,
    /// It does nothing of that kind.
    Other,
}

impl Action {
    fn of(kind: i32) -> Self {
        match kind & KIND {
            1 | 17 => Self::Library,
            2 | 18 | 34 | 50 | 5 | 21 | 37 | 53 | 6 | 22 | 38 | 54 => Self::Program,
            51 => Self::Value,
            _ => Self::Other,
        }
    }
}

/// Returns the actions that download.
pub(super) fn of_actions(actions: &Table<'_>) -> Vec<Downloader> {
    let found = actions.rows().filter_map(of_action);
    found.take(MAX_DOWNLOADERS).collect()
}

fn of_action(row: Row<'_>) -> Option<Downloader> {
    let action = Action::of(row.number("Type")?);
    let source = row.text("Source").unwrap_or_default();
    let target = row.text("Target").unwrap_or_default();
    let url = url(&target).or_else(|| url(&source));
    let downloads = match action {
        Action::Library => target.to_ascii_lowercase().starts_with("download"),
        Action::Program => {
            has_command(&source) || has_command(&target) || (url.is_some() && !shows(&target))
        }
        Action::Value => has_command(&target),
        Action::Other => false,
    };
    downloads.then_some(Downloader {
        name: row.text("Action").unwrap_or_default(),
        url,
    })
}
