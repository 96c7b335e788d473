//! Our product code, parsed: what the tests of imports and of language look at.

use std::path::{Path, PathBuf};

use syn::{Attribute, Item};

use crate::{root, texts};

/// A file of product code, without its tests.
pub(crate) struct Source {
    /// The crate's folder name.
    pub(crate) package: String,
    /// Its path from the crate's `src`.
    pub(crate) path: PathBuf,
    /// What it holds.
    pub(crate) items: Vec<Item>,
}

/// Returns every file of product code.
pub(crate) fn sources() -> Vec<Source> {
    let crates = root().join("crates");
    texts("crates", "rs")
        .into_iter()
        .filter_map(|(path, text)| {
            let inside = path.strip_prefix(&crates).unwrap();
            let mut parts = inside.components();
            let package = parts.next()?.as_os_str().to_str()?.to_owned();
            let path = parts.as_path().strip_prefix("src").ok()?.to_owned();
            let is_test = path.components().any(|it| it.as_os_str() == "tests")
                || path.file_name()? == "tests.rs"
                || path.file_name()? == "testing.rs";
            let file = syn::parse_file(&text).unwrap();
            let items = product(file.items);
            (!is_test).then_some(Source {
                package,
                path,
                items,
            })
        })
        .collect()
}

/// Leaves out what is compiled for tests only.
fn product(items: Vec<Item>) -> Vec<Item> {
    items
        .into_iter()
        .filter(|it| !is_for_tests(attributes(it)))
        .map(|it| match it {
            Item::Mod(mut module) => {
                module.content = module.content.map(|(brace, items)| (brace, product(items)));
                Item::Mod(module)
            }
            other => other,
        })
        .collect()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|it| it.path().is_ident("cfg"))
        .filter_map(|it| it.meta.require_list().ok())
        .any(|it| {
            let condition = it.tokens.to_string();
            condition == "test" || condition.contains("\"testing\"")
        })
}

/// The module path of a file: `a/b.rs` and `a/b/mod.rs` are `a::b`, `lib.rs` is the root.
pub(crate) fn module(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|it| it.as_os_str().to_str().unwrap().to_owned())
        .collect();
    let last = parts.last().map(String::as_str);
    if last == Some("mod") || parts.len() == 1 && matches!(last, Some("lib" | "main")) {
        parts.pop();
    }
    parts
}
