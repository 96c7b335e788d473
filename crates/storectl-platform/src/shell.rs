//! Words of a command line, quoted for the shell they are copied into.

use crate::os;

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh and those that follow it.
    Posix,
    /// PowerShell.
    PowerShell,
}

impl Shell {
    /// The usual shell of the system this is built for.
    pub const CURRENT: Self = os::SHELL;

    /// Quotes one word, where it needs quotes.
    pub fn quote(self, word: &str) -> String {
        let is_plain = |it: char| it.is_ascii_alphanumeric() || r"-_./=:,+%\".contains(it);
        let is_safe = match self {
            // `,` makes a list and `%` is a command.
            Self::PowerShell => !word.contains([',', '%']),
            Self::Posix => !word.contains('\\'),
        };
        if !word.is_empty() && is_safe && word.chars().all(is_plain) {
            return word.to_owned();
        }
        match self {
            Self::Posix => format!("'{}'", word.replace('\'', r"'\''")),
            // PowerShell takes typographic quotes for quotes, too.
            Self::PowerShell => {
                let mut quoted = String::from("'");
                for it in word.chars() {
                    quoted.push(it);
                    if matches!(it, '\'' | '\u{2018}'..='\u{201b}') {
                        quoted.push(it);
                    }
                }
                quoted.push('\'');
                quoted
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        for word in [
            "apply",
            "--wait=published",
            "products/widgets",
            "json=a.json",
        ] {
            assert_eq!(Shell::Posix.quote(word), word);
            assert_eq!(Shell::PowerShell.quote(word), word);
        }
    }

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        assert_eq!(Shell::Posix.quote(""), "''");
        assert_eq!(Shell::Posix.quote("a b"), "'a b'");
        assert_eq!(Shell::Posix.quote("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(Shell::PowerShell.quote("it's $x"), "'it''s $x'");
        assert_eq!(
            Shell::PowerShell.quote("a\u{2019}b"),
            "'a\u{2019}\u{2019}b'"
        );
        assert_eq!(Shell::PowerShell.quote("a,b"), "'a,b'");
        assert_eq!(Shell::PowerShell.quote(r"C:\x"), r"C:\x");
        assert_eq!(Shell::Posix.quote(r"C:\x"), r"'C:\x'");
    }
}
