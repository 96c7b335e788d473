//! Files stay of a size a reader can hold.

use crate::{root, texts};

/// The most lines a file of Rust may have (the house's rule).
const LIMIT: usize = 450;

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let root = root();
    let mut long = Vec::new();
    for (path, text) in texts("crates", "rs")
        .into_iter()
        .chain(texts("tests", "rs"))
    {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let lines = text.lines().count();
        if lines > LIMIT {
            long.push(format!("{name}: {lines}"));
        }
    }
    assert!(
        long.is_empty(),
        "more than {LIMIT} lines:\n{}",
        long.join("\n")
    );
}
