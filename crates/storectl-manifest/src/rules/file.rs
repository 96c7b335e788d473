//! Files named by a manifest: their paths, and why they cannot be used.

use std::rc::Rc;

use crate::{
    catalogue,
    checker::Checker,
    files::{self, FileFault, NamedPath, TextOrigin},
    paths::{self, PathFault},
    pointer,
    variables::ExpandedText,
};

/// How many missing files a message names.
const MOST_SHOWN: usize = 4;

/// Returns the text that the field at `field` takes from a file; reports why there is none.
pub(super) fn text(
    checker: &mut Checker<'_>,
    field: &str,
    origin: &TextOrigin,
) -> Option<Rc<ExpandedText>> {
    let paths = origin.paths();
    let mut are_taken = true;
    for NamedPath { pointer, path } in paths {
        are_taken &= check_path(checker, pointer, path);
    }
    if !are_taken {
        return None;
    }
    let Some(NamedPath { pointer: at, path }) = files::first_there(paths, checker.files) else {
        report_missing(checker, field, paths);
        return None;
    };
    match checker.files.texts.get(path) {
        Some(Ok(_)) => {}
        Some(Err(fault)) => {
            report(checker, at, path, fault);
            return None;
        }
        None => {
            report_unread(checker, at, path);
            return None;
        }
    }
    let text = Rc::clone(checker.texts.get(field)?);
    if text.text().is_empty() {
        let message = format!("{} is empty", checker.quote(at, path));
        checker
            .report(&catalogue::FILE_EMPTY, at, message)
            .with(text.start(), "this file");
        return None;
    }
    Some(text)
}

/// Reports that none of the files is there.
fn report_missing(checker: &mut Checker<'_>, field: &str, paths: &[NamedPath]) {
    match paths {
        [] => {
            let message = "the list of paths is empty".to_owned();
            checker.report(
                &catalogue::PATH_FORM,
                &pointer::join(field, "file"),
                message,
            );
        }
        [only] => report(checker, &only.pointer, &only.path, &FileFault::Missing),
        [first, ..] => {
            let shown = paths.iter().take(MOST_SHOWN);
            let shown = shown.map(|it| checker.quote(&it.pointer, &it.path));
            let mut shown = shown.collect::<Vec<_>>().join(", ");
            if let more @ 1.. = paths.len().saturating_sub(MOST_SHOWN) {
                shown = format!("{shown} and {more} more");
            }
            let message = format!("none of {shown} exists");
            checker.report(&catalogue::FILE_MISSING, &first.pointer, message);
        }
    }
}

/// Reports a path that is refused by its text, and a link; returns whether the path is taken.
pub(super) fn check_path(checker: &mut Checker<'_>, at: &str, path: &str) -> bool {
    let shown = checker.quote(at, path);
    let (rule, message) = match paths::fault(path) {
        None => {
            if checker.files.linked.contains(path) && checker.linked.insert(path.to_owned()) {
                let message = format!("{shown} contains a symbolic link");
                checker.report(&catalogue::LINKED_FILE, at, message);
            }
            return true;
        }
        Some(PathFault::Absolute) => (
            &catalogue::PATH_LEAVES,
            format!("{shown} is not relative to the manifest's folder"),
        ),
        Some(PathFault::Hidden) => (
            &catalogue::PATH_HIDDEN,
            format!("{shown} contains a name that begins with a dot"),
        ),
        Some(PathFault::NotPortable(_)) if path.is_empty() => {
            (&catalogue::PATH_FORM, "the path is empty".to_owned())
        }
        Some(PathFault::NotPortable(what)) => (&catalogue::PATH_FORM, format!("{shown} is {what}")),
    };
    checker.report(rule, at, message);
    false
}

/// Reports a file that the caller did not read.
pub(super) fn report_unread(checker: &mut Checker<'_>, at: &str, path: &str) {
    let fault = FileFault::Unreadable("the path was not used".to_owned());
    report(checker, at, path, &fault);
}

/// Reports why a file cannot be used.
pub(super) fn report(checker: &mut Checker<'_>, at: &str, path: &str, fault: &FileFault) {
    let shown = checker.quote(at, path);
    let message = format!("{shown} {fault}");
    let rule = match fault {
        FileFault::Missing => &catalogue::FILE_MISSING,
        FileFault::OtherCase { .. } => &catalogue::FILE_CASE,
        FileFault::NotAFile => &catalogue::NOT_A_FILE,
        FileFault::OutsideRepository => &catalogue::FILE_OUTSIDE,
        FileFault::Hidden => &catalogue::PATH_HIDDEN,
        FileFault::TooLarge { .. } => &catalogue::FILE_TOO_LARGE,
        FileFault::NotUtf8 { .. } | FileFault::Utf16 => &catalogue::FILE_NOT_UTF8,
        FileFault::LfsPointer | FileFault::NotAnImage | FileFault::BrokenImage(_) => {
            &catalogue::NOT_AN_IMAGE
        }
        FileFault::Unreadable(_) => &catalogue::FILE_UNREADABLE,
    };
    let hint = match fault {
        FileFault::OtherCase { actual } => Some(format!("write `{actual}`")),
        FileFault::LfsPointer => {
            Some("run `git lfs pull`; in GitHub Actions, check out with `lfs: true`".to_owned())
        }
        FileFault::Missing
        | FileFault::NotAFile
        | FileFault::OutsideRepository
        | FileFault::Hidden
        | FileFault::TooLarge { .. }
        | FileFault::NotUtf8 { .. }
        | FileFault::Utf16
        | FileFault::NotAnImage
        | FileFault::BrokenImage(_)
        | FileFault::Unreadable(_) => None,
    };
    checker.report(rule, at, message).hinted(hint);
}
