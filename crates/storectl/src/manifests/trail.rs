//! The way that a path takes: the file it leads to, and the links that lead there.

use std::{
    ffi::OsString,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// How many links may follow one another. Source: `ELOOP` of Linux, path_resolution(7).
const MOST_LINKS: usize = 40;

/// Returns every symbolic link that the path goes through, and what it leads to, which need not be there; all by their paths with
/// the links before them resolved. `None` if the way cannot be followed to its end.
pub(crate) fn trail(path: &Path) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut here = fs::canonicalize(".").ok()?;
    let mut ahead = Vec::new();
    push(&mut ahead, path);
    while let Some(step) = ahead.pop() {
        let at = match step {
            Step::Root(root) => {
                here = fs::canonicalize(root).ok()?;
                continue;
            }
            Step::Up => {
                here.pop();
                continue;
            }
            Step::Down(name) => here.join(name),
        };
        match fs::symlink_metadata(&at) {
            Ok(facts) if facts.is_symlink() => {
                push(&mut ahead, &fs::read_link(&at).ok()?);
                found.push(at);
                if found.len() > MOST_LINKS {
                    return None;
                }
            }
            Ok(_) => here = at,
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => here = at,
                _ => return None,
            },
        }
    }
    found.push(here);
    Some(found)
}

/// One step of the way.
enum Step {
    Root(PathBuf),
    Up,
    Down(OsString),
}

/// Puts the steps of a path before those that are ahead, which are in a pile.
fn push(ahead: &mut Vec<Step>, path: &Path) {
    let mut root = PathBuf::new();
    let mut steps = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => root.push(component),
            Component::CurDir => {}
            Component::ParentDir => steps.push(Step::Up),
            Component::Normal(name) => steps.push(Step::Down(name.to_owned())),
        }
    }
    ahead.extend(steps.into_iter().rev());
    if !root.as_os_str().is_empty() {
        ahead.push(Step::Root(root));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(root: &Path, path: &str) -> Option<Vec<String>> {
        let found = trail(&root.join(path))?.into_iter();
        let inside = found.map(|it| it.strip_prefix(root).map(Path::to_owned));
        let names = inside.map(|it| it.map_or("outside".to_owned(), |it| it.display().to_string()));
        Some(names.collect())
    }

    #[test]
    fn a_path_without_links_leads_to_its_file_whether_it_is_there_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("b"), "").unwrap();
        assert_eq!(of(&root, "a/../b"), Some(vec!["b".to_owned()]));
        assert_eq!(of(&root, "./c"), Some(vec!["c".to_owned()]));
    }

    #[cfg(unix)]
    #[test]
    fn every_link_on_the_way_is_named_and_a_circle_has_no_end() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("shared/texts")).unwrap();
        fs::write(root.join("shared/texts/a.md"), "").unwrap();
        symlink("shared", root.join("folder")).unwrap();
        symlink("texts/a.md", root.join("shared/link")).unwrap();
        symlink(root.join("shared/link"), root.join("absolute")).unwrap();
        symlink("nowhere", root.join("broken")).unwrap();
        symlink("circle", root.join("circle")).unwrap();
        for (path, expected) in [
            (
                "folder/link",
                &["folder", "shared/link", "shared/texts/a.md"][..],
            ),
            (
                "absolute",
                &["absolute", "shared/link", "shared/texts/a.md"],
            ),
            ("broken", &["broken", "nowhere"]),
        ] {
            assert_eq!(of(&root, path).unwrap(), expected, "{path}");
        }
        assert_eq!(of(&root, "circle"), None);
    }
}
