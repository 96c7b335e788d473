//! Reads many contents with two calls: a process for each would take longer than all that is read.

use super::{error::GitError, object::ObjectId, runner::Git};

const COMMAND: &str = "cat-file";

/// How much is read together, in bytes.
const TOGETHER: usize = 64 * 1024 * 1024;

/// Length of a line that says what an object is, in bytes, at most: its name, its kind and its length.
const LINE: usize = 128;

impl Git {
    /// Returns the contents of these files of trees, in order; `None` for what is longer than `limit` bytes, is not here, or
    /// comes after the first 64 MiB: [`blob`](Self::blob) reads it, or says why not.
    ///
    /// # Errors
    /// Returns an error if git cannot answer.
    pub fn blobs(&self, ids: &[ObjectId], limit: usize) -> Result<Vec<Option<Vec<u8>>>, GitError> {
        let mut left = TOGETHER;
        let lengths = self.lengths(ids)?.into_iter();
        let lengths: Vec<Option<usize>> = lengths
            .map(|length| {
                let length = length.filter(|it| *it <= limit)?;
                left = left.checked_sub(length)?;
                Some(length)
            })
            .collect();
        let wanted = || {
            ids.iter()
                .zip(&lengths)
                .filter(|(_, length)| length.is_some())
        };
        let input: Vec<String> = wanted().map(|(id, _)| format!("{id}\n")).collect();
        let call = self.call(COMMAND).arguments(["--batch"]);
        let most = TOGETHER - left + LINE.saturating_mul(input.len());
        let printed = call.input(input.concat().into_bytes()).limit(most).run()?;
        let mut rest = printed.as_slice();
        lengths
            .into_iter()
            .map(|length| length.map(|it| next(&mut rest, it)).transpose())
            .collect()
    }

    /// Returns the length of each file of a tree; `None` for what is none, or is not here.
    fn lengths(&self, ids: &[ObjectId]) -> Result<Vec<Option<usize>>, GitError> {
        let lines: Vec<String> = ids.iter().map(|it| format!("{it}\n")).collect();
        let call = self
            .call(COMMAND)
            .arguments(["--batch-check=%(objecttype) %(objectsize)"])
            .input(lines.concat().into_bytes());
        let printed = call.limit(LINE.saturating_mul(ids.len())).run()?;
        let answers = String::from_utf8_lossy(&printed);
        let length = |line: &str| line.strip_prefix("blob ")?.parse().ok();
        let lengths: Vec<Option<usize>> = answers.lines().map(length).collect();
        if lengths.len() == ids.len() {
            Ok(lengths)
        } else {
            Err(GitError::Unexpected { command: COMMAND })
        }
    }
}

/// Takes the next answer; `None` if it says that there is no such object. Source: git-cat-file(1), "Batch output".
pub(super) fn answer(rest: &mut &[u8]) -> Result<Option<Vec<u8>>, GitError> {
    let unexpected = || GitError::Unexpected { command: COMMAND };
    let end = rest.iter().position(|it| *it == b'\n');
    let (line, behind) = rest.split_at(end.ok_or_else(unexpected)?);
    let length = line.rsplit(|it| *it == b' ').next();
    let length = length.and_then(|it| std::str::from_utf8(it).ok()?.parse().ok());
    if let Some(length) = length {
        return next(rest, length).map(Some);
    }
    *rest = behind.strip_prefix(b"\n").unwrap_or_default();
    Ok(None)
}

/// Takes the next content: a line that says what it is, its bytes, a line end. Source: git-cat-file(1), "Batch output".
fn next(rest: &mut &[u8], length: usize) -> Result<Vec<u8>, GitError> {
    let unexpected = GitError::Unexpected { command: COMMAND };
    let end = rest.iter().position(|it| *it == b'\n').map(|it| it + 1);
    let content = end.and_then(|start| rest.get(start..start.checked_add(length)?));
    let behind = end.and_then(|start| rest.get(start.checked_add(length)?..)?.strip_prefix(b"\n"));
    match (content, behind) {
        (Some(content), Some(behind)) => {
            let content = content.to_vec();
            *rest = behind;
            Ok(content)
        }
        _ => Err(unexpected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Checkout;

    #[test]
    fn contents_come_in_order_and_what_is_too_long_or_absent_is_left_out() {
        let checkout = Checkout::new();
        let contents: [&[u8]; 4] = [b"one\n", b"", b"\0\r\n\n", &[b'x'; 100]];
        let names = ["a", "b", "c", "d"];
        let files: Vec<(&str, &[u8])> = names.into_iter().zip(contents).collect();
        let commit = checkout.commit(&files);
        let git = checkout.git();
        let id = |name: &str| git.entry(&commit, name).unwrap().unwrap().id;
        let nowhere: ObjectId = "f".repeat(40).parse().unwrap();
        let ids = [
            id("d"),
            id("c"),
            nowhere,
            id("b"),
            id("a"),
            id("a"),
            commit.clone(),
        ];
        let found = git.blobs(&ids, 99).unwrap();
        let expected: [Option<&[u8]>; 7] = [
            None,
            Some(contents[2]),
            None,
            Some(contents[1]),
            Some(contents[0]),
            Some(contents[0]),
            None,
        ];
        let found: Vec<Option<&[u8]>> = found.iter().map(Option::as_deref).collect();
        assert_eq!(found, expected);
        assert_eq!(git.blobs(&[], 99).unwrap(), []);
    }
}
