//! What to do next: the only place that knows flags and offers commands to copy.

pub(crate) mod invocation;
pub(crate) mod next;
pub(crate) mod reasons;
pub(crate) mod refusals;
pub(crate) mod restore;

use std::path::Path;

use storectl_model::ProductId;
use storectl_plan::Failure;
use storectl_platform::Shell;

/// The page of an EXE or MSI product in Partner Center; packaged apps have another. Source: field-notes.md, note 92.
pub(crate) fn partner_center(product: &ProductId) -> String {
    format!("https://partner.microsoft.com/dashboard/win32apps/{product}/overview")
}

/// Returns a command to copy: its words, then the folder it is about, which is left out where it is the current one.
pub(crate) fn command(words: &[&str], folder: &Path) -> String {
    let folder = folder.to_string_lossy();
    let folder = match &*folder {
        "." => None,
        // It would be taken for a flag.
        path if path.starts_with('-') => Some(format!("./{path}")),
        path => Some(path.to_owned()),
    };
    let words = ["storectl"].iter().chain(words).copied();
    let words = words.chain(folder.as_deref());
    let quoted: Vec<String> = words.map(|it| Shell::CURRENT.quote(it)).collect();
    quoted.join(" ")
}

/// Returns a failure's hints: those of its reason, then its own.
pub(crate) fn of_failure(failure: &Failure) -> Vec<String> {
    let mut hints: Vec<String> = failure.reason.iter().flat_map(reasons::of).collect();
    add(&mut hints, failure.hints.iter().cloned());
    hints
}

/// Adds hints to those there are, each once: the only way to add one.
pub(crate) fn add(hints: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for hint in more {
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
}

/// Adds what to do next. Where that offers a command to run, a hint that only says to run something again is in it.
pub(crate) fn add_next(hints: &mut Vec<String>, next: Vec<String>) {
    let offers_command = next.iter().any(|it| it.contains('`'));
    if offers_command {
        hints.retain(|it| !reasons::only_says_run_again(it));
    }
    add(hints, next);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(hints: &[&str], next: &[&str]) -> Vec<String> {
        let mut hints = hints.iter().map(ToString::to_string).collect();
        add_next(&mut hints, next.iter().map(ToString::to_string).collect());
        hints
    }

    #[test]
    fn a_hint_stands_once_whoever_adds_it() {
        assert_eq!(added(&["a"], &["a", "b", "b"]), ["a", "b"]);
    }

    #[test]
    fn that_running_again_helps_is_said_by_the_command_where_one_is_offered() {
        let command = "continue with `storectl apply`";
        assert_eq!(added(&["run again later"], &[command]), [command]);
        assert_eq!(
            added(&["run again later"], &["fix the manifest"]),
            ["run again later", "fix the manifest"]
        );
        let informative = "run again in 240 s";
        assert_eq!(added(&[informative], &[command]), [informative, command]);
    }
}
