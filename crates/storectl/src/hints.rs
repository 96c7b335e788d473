//! What to do next: the only place that knows flags and offers commands to copy.

use crate::runtime::platform::{Os, THIS};

/// Writes a command for the platform's shell: what the shell would read differently is quoted.
pub(crate) fn command(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|it| quote(it, THIS)).collect();
    quoted.join(" ")
}

/// Quotes a word for a POSIX shell, or for PowerShell.
fn quote(word: &str, os: Os) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-._:/=+%".contains(it);
    let is_plain_path = |it: char| it == '\\' && os == Os::Windows;
    if !word.is_empty() && word.chars().all(|it| is_plain(it) || is_plain_path(it)) {
        return word.to_owned();
    }
    match os {
        Os::Unix => format!("'{}'", word.replace('\'', r"'\''")),
        Os::Windows => format!("'{}'", word.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_reads_in_its_shell_as_it_is() {
        for (word, unix, windows) in [
            ("storectl", "storectl", "storectl"),
            ("a/b.yaml", "a/b.yaml", "a/b.yaml"),
            ("a b", "'a b'", "'a b'"),
            ("it's", r"'it'\''s'", "'it''s'"),
            ("$(rm)", "'$(rm)'", "'$(rm)'"),
            (r"a\b", r"'a\b'", r"a\b"),
            ("", "''", "''"),
            ("--var=a=b", "--var=a=b", "--var=a=b"),
        ] {
            assert_eq!(quote(word, Os::Unix), unix);
            assert_eq!(quote(word, Os::Windows), windows);
        }
    }
}
