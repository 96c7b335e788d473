//! Paths as a manifest writes them: the same file on every system.

/// Why a path is refused by its text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathFault {
    /// It is absolute: it does not begin at the manifest's folder.
    Absolute,
    /// It goes through or into a component that begins with a dot.
    Hidden,
    /// It does not name the same file on every system, or not a file; with what it is.
    NotPortable(&'static str),
}

/// Names that Windows keeps for devices, whatever follows the first dot.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Returns what is wrong with a path, judged by its text.
pub(crate) fn fault(path: &str) -> Option<PathFault> {
    use PathFault::{Absolute, Hidden, NotPortable};
    if path.is_empty() {
        return Some(NotPortable("an empty path"));
    }
    if path.contains("://") {
        return Some(NotPortable("a URL where a file is expected"));
    }
    if path.chars().any(char::is_control) {
        return Some(NotPortable("a path with a control character"));
    }
    if path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return Some(Absolute);
    }
    if path.contains('\\') {
        return Some(NotPortable("a path with `\\` as the separator"));
    }
    if path.contains(['<', '>', '"', '|', '?', '*', ':']) {
        return Some(NotPortable(
            "a path with a character that Windows does not allow: one of `<>\"|?*:`",
        ));
    }
    let components = || path.split('/').filter(|it| !matches!(*it, "." | ".."));
    if components().any(|it| it.starts_with('.')) {
        return Some(Hidden);
    }
    if path.ends_with('/') || matches!(path.rsplit('/').next(), Some("." | "..")) {
        return Some(NotPortable("the path of a folder"));
    }
    if components().any(str::is_empty) {
        return Some(NotPortable("a path with two `/` in a row"));
    }
    if components().any(|it| it.ends_with(['.', ' '])) {
        return Some(NotPortable(
            "a path with a component that ends with a dot or a space, which Windows removes",
        ));
    }
    if components().any(is_device) {
        return Some(NotPortable(
            "a path with a component that is a device name on Windows",
        ));
    }
    None
}

fn is_device(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_lowercase();
    let port = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    // The superscripts count as digits there.
    let numbered = port.is_some_and(|it| {
        let mut chars = it.chars();
        let digit = chars.next().is_some_and(|it| "0123456789¹²³".contains(it));
        digit && chars.next().is_none()
    });
    numbered || DEVICES.contains(&stem.as_str())
}

/// Returns the path of a file named by a manifest, as shown to users: beside the manifest's own, `..` resolved by its
/// text.
pub(crate) fn beside(manifest: &str, path: &str) -> String {
    let folder = manifest.rsplit_once(['/', '\\']).map(|(folder, _)| folder);
    let mut components: Vec<&str> = folder.map_or_else(Vec::new, |it| it.split('/').collect());
    for component in path.split('/') {
        match component {
            "." => {}
            ".." if components
                .last()
                .is_some_and(|it| !matches!(*it, ".." | "." | "")) =>
            {
                components.pop();
            }
            _ => components.push(component),
        }
    }
    components.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_path_is_recognized_by_its_text() {
        for path in ["/etc/passwd", "\\\\server\\share", "C:\\x", "c:/x", "\\x"] {
            assert_eq!(fault(path), Some(PathFault::Absolute), "{path}");
        }
    }

    #[test]
    fn hidden_files_and_folders_are_refused_by_their_text() {
        for path in [
            ".env",
            ".git/config",
            "../.git/config",
            "a/.ssh/id",
            "./.env",
            "a/../.x/y",
            "..a/b",
            "...",
        ] {
            assert_eq!(fault(path), Some(PathFault::Hidden), "{path}");
        }
    }

    #[test]
    fn a_path_that_differs_between_systems_is_refused() {
        for path in [
            "",
            "a\\b",
            "a\0b",
            "https://x/y.png",
            "images/",
            ".",
            "..",
            "a/..",
            "a//b",
            "a.png:stream",
            "a?.png",
            "a*",
            "a<b>",
            "a|b",
            "a\"b",
            "NUL",
            "images/aux.png",
            "com1.txt",
            "LPT9",
            "com¹",
            "con .txt",
            "a./b",
            "a /b",
            "a.",
            "b ",
        ] {
            assert!(
                matches!(fault(path), Some(PathFault::NotPortable(_))),
                "{path}"
            );
        }
    }

    #[test]
    fn other_paths_are_taken() {
        for path in [
            "a.png",
            "./a.png",
            "../LICENSE",
            "../../shared/a.md",
            "images/en-us/1.png",
            "a/b..c",
            "日本.md",
            "a b.md",
            "console.md",
            "com10.txt",
            "auxiliary/nul-values.md",
        ] {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn a_file_is_shown_beside_its_manifest() {
        assert_eq!(beside("store/storectl.yaml", "../LICENSE"), "LICENSE");
        assert_eq!(beside("storectl.yaml", "./a/b.md"), "a/b.md");
        assert_eq!(beside("../x/storectl.yaml", "../../a.md"), "../../a.md");
        assert_eq!(beside("/r/storectl.yaml", "a.md"), "/r/a.md");
    }
}
