//! What to do next: the only place that knows flags and offers commands to copy.

pub(crate) mod reasons;

use storectl_platform::Shell;

/// Writes a command for the platform's shell: what the shell would read differently is quoted.
pub(crate) fn command(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|it| Shell::CURRENT.quote(it)).collect();
    quoted.join(" ")
}
