//! Differences of files as `diff -u` shows them.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::Foreign;

/// How many unchanged lines are shown on each side of a change; what `diff -u` shows.
const CONTEXT: usize = 3;

/// What stands for a file that does not exist. Source: git-diff, "Generating patch text with -p".
const NO_FILE: &str = "/dev/null";

/// Compares two contents of a file line by line; empty where they are the same. `None` is no file: one that is created has
/// nothing before, one that is removed nothing after. `file` is its path from the root of the repository.
///
/// Where no line would act in a terminal or a log, `git apply` takes the result.
pub fn unified_diff(file: Foreign<'_>, before: Option<&str>, after: Option<&str>) -> String {
    let mut text = String::new();
    if before == after {
        return text;
    }
    let file = file.line();
    let empty = match (before, after) {
        (None, Some("")) => Some("new"),
        (Some(""), None) => Some("deleted"),
        _ => None,
    };
    if let Some(mode) = empty {
        // Without lines, only git's own header tells that a file comes or goes.
        let _ = writeln!(
            text,
            "diff --git a/{file} b/{file}\n{mode} file mode 100644"
        );
        return text;
    }
    let side = |prefix: char, content: Option<&str>| match content {
        Some(_) => format!("{prefix}/{file}"),
        None => NO_FILE.to_owned(),
    };
    let (old, new) = (side('a', before), side('b', after));
    let _ = writeln!(text, "--- {old}\n+++ {new}");
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
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
        unified_diff(Foreign::new("a/storectl.yaml"), Some(before), Some(after))
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
    fn a_file_that_is_created_or_removed_has_no_name_on_the_other_side() {
        let diff = |before, after| unified_diff(Foreign::new("a.md"), before, after);
        assert_eq!(
            diff(None, Some("1\n2\n")),
            "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1,2 @@\n+1\n+2\n"
        );
        assert_eq!(
            diff(Some("1\n"), None),
            "--- a/a.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"
        );
        assert_eq!(
            diff(Some(""), Some("1\n")),
            "--- a/a.md\n+++ b/a.md\n@@ -0,0 +1 @@\n+1\n"
        );
        assert_eq!(
            diff(None, Some("")),
            "diff --git a/a.md b/a.md\nnew file mode 100644\n"
        );
        assert_eq!(
            diff(Some(""), None),
            "diff --git a/a.md b/a.md\ndeleted file mode 100644\n"
        );
        assert_eq!(diff(None, None), "");
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
