//! Marks by which CI runners take a line of a log for a command.
//!
//! GitHub Actions reads `::name …::…` at the beginning of a line and `##[name …]…` anywhere in it, Azure Pipelines
//! `##vso[area.action …]…` and `##[name]` anywhere, TeamCity `##teamcity[…]`. All of them need two characters side by
//! side; replacing the second breaks them.

use std::ops::Range;

/// Finds the bytes to replace, in order and in one pass.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Colons found to be marks and not given yet.
    found: Range<usize>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            found: 0..0,
        }
    }

    fn run(&self, from: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|it| wanted(**it)).count()
    }

    fn is(&self, at: usize, wanted: impl Fn(u8) -> bool) -> bool {
        self.bytes.get(at).is_some_and(|it| wanted(*it))
    }

    /// Passes the `#` at `at`: a second one, a word or none, and `[` make a mark.
    fn hash(&mut self, at: usize) -> bool {
        self.at = at + 1;
        let in_word = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.');
        self.is(at + 1, |it| it == b'#')
            && self.is(at + 2 + self.run(at + 2, in_word), |it| it == b'[')
    }

    /// Passes the colons at `at`: two and more before a letter make a mark.
    fn colons(&mut self, at: usize) {
        self.at = at + self.run(at, |it| it == b':');
        if self.is(self.at, |it| it.is_ascii_alphabetic()) {
            self.found = at + 1..self.at;
        }
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(found) = self.found.next() {
                return Some(found);
            }
            let at = self.at;
            match self.bytes.get(at)? {
                b'#' if self.hash(at) => return Some(at + 1),
                b'#' => {}
                b':' => self.colons(at),
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<usize> {
        Marks::of(text).collect()
    }

    #[test]
    fn commands_of_every_runner_are_found() {
        assert_eq!(marks("::debug::x"), [1, 8]);
        assert_eq!(marks("::debug:: "), [1]);
        assert_eq!(marks("x :::debug"), [3, 4]);
        assert_eq!(marks("##[debug]x"), [1]);
        assert_eq!(marks("a ###vso[task.setvariable]"), [4]);
        assert_eq!(marks("##teamcity[x]"), [1]);
    }

    #[test]
    fn headings_and_addresses_are_none() {
        for text in ["## Heading", "a:b", "::1", "x::", "#[x]", "## [x]"] {
            assert_eq!(marks(text), Vec::<usize>::new(), "{text}");
        }
    }
}
