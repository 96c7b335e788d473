//! Differences of files as `diff -u` shows them.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::Foreign;

/// How many unchanged lines are shown on each side of a change; what `diff -u` shows.
const CONTEXT: usize = 3;

/// Compares two contents of a file line by line; empty where they are the same. `file` is its path from the root of the
/// repository.
///
/// Where no line would act in a terminal or a log, `git apply` takes the result.
pub fn unified_diff(file: Foreign<'_>, before: &str, after: &str) -> String {
    let mut text = String::new();
    if before == after {
        return text;
    }
    let file = file.line();
    let _ = writeln!(text, "--- a/{file}\n+++ b/{file}");
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(text, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let line = change.value();
            let line = line.strip_suffix('\n').unwrap_or(line);
            // The line end of a file made on Windows.
            let (line, end) = match line.strip_suffix('\r') {
                Some(line) => (line, "\r\n"),
                None => (line, "\n"),
            };
            let _ = write!(text, "{sign}{}{end}", Foreign::new(line).line());
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, after: &str) -> String {
        unified_diff(Foreign::new("a/storectl.yaml"), before, after)
    }

    #[test]
    fn a_difference_has_the_form_of_diff_u() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let after = before.replace('5', "five");
        assert_eq!(
            diff(before, &after),
            "--- a/a/storectl.yaml\n+++ b/a/storectl.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        );
        assert_eq!(diff(before, before), "");
    }

    #[test]
    fn line_ends_and_their_absence_are_kept() {
        let shown = diff("a\r\nb", "c\r\nb");
        assert!(
            shown.ends_with("-a\r\n+c\r\n b\n\\ No newline at end of file\n"),
            "{shown:?}"
        );
    }

    #[test]
    fn no_line_of_a_file_acts_in_a_log() {
        let shown = diff("::error::x\n", "##[group]y\r\u{1b}[2J\n");
        for command in ["::error::", "##[group]", "\u{1b}", "\ry"] {
            assert!(!shown.contains(command), "{shown:?}");
        }
    }
}
