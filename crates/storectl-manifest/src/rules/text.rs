//! Texts: inline or from a file, never empty, within their limit.

use storectl_model::{Field, limits::Length};

use crate::{
    catalogue,
    checker::Checker,
    diagnostic::Location,
    files::{self, FileFault, PathFault},
    format,
    parse::Source,
    pointer,
    raw::{Clearable, Inline, Text},
};

/// Checks a text that may be cleared.
pub(super) fn nullable<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Text<MAX>>,
) -> Field<String> {
    match raw.0 {
        Field::Absent => Field::Absent,
        Field::Clear => Field::Clear,
        Field::Set(text) => self::text(checker, at, text).map_or(Field::Absent, Field::Set),
    }
}

/// Checks an inline text that may be cleared.
pub(super) fn inline<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Inline<MAX>>,
) -> Field<String> {
    match raw.0 {
        Field::Absent => Field::Absent,
        Field::Clear => Field::Clear,
        Field::Set(text) => limited(checker, at, text).map_or(Field::Absent, Field::Set),
    }
}

/// Checks an inline text of limited length.
pub(super) fn limited<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Inline<MAX>,
) -> Option<String> {
    let text = plain(checker, at, raw.0)?;
    check_length(checker, at, &text, MAX, None);
    Some(text)
}

/// Checks an inline text of any length: line endings normalised, not empty.
pub(super) fn plain(checker: &mut Checker<'_>, at: &str, text: String) -> Option<String> {
    if text.is_empty() {
        let message = format!("`{}` is an empty text", pointer::address(at));
        let name = pointer::split(at).map_or(String::new(), |(_, name)| name);
        let hint = match name.as_str() {
            _ if checker.document.key_location(at).is_none() => Some("remove the item"),
            "packageUrl" | "errorValue" | "productId" => Some("give a value"),
            "name" | "sellerId" | "description" | "additionalLicenseTerms" => {
                Some("give a value, or leave the key out")
            }
            _ => None,
        };
        let hint = hint.map(str::to_owned);
        checker
            .report(&catalogue::EMPTY_TEXT, at, message)
            .hinted(hint);
        return None;
    }
    Some(normalise(text))
}

/// Checks a text, read from its file where it names one.
pub(super) fn text<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Text<MAX>,
) -> Option<String> {
    let file = match raw {
        Text::Inline(text) => return limited(checker, at, Inline::<MAX>(text)),
        Text::File(file) => file,
    };
    let path = file.file.0?;
    let (text, start) = from_file(checker, at, &path)?;
    check_length(checker, at, &text, MAX, Some(&start));
    checker.sources.add_file(at, start.location(&(0..0)));
    Some(text)
}

/// Reads a text from what the caller found. One final newline is the editor's, not the text's.
fn from_file(checker: &mut Checker<'_>, field: &str, path: &str) -> Option<(String, Source)> {
    let at = pointer::join(field, "file");
    if report_path(checker, &at, path) {
        return None;
    }
    let files = checker.files;
    match files.texts.get(path) {
        Some(Ok(text)) => {
            let text = normalise(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
            let source = Source::new(&beside(checker, path), text.clone());
            let value = text.strip_suffix('\n').unwrap_or(&text);
            if value.is_empty() {
                let place = checker.place(&at);
                checker
                    .report_at(
                        &catalogue::FILE_EMPTY,
                        &at,
                        place,
                        format!("`{path}` is empty"),
                    )
                    .with(source.location(&(0..0)), "this file");
                return None;
            }
            Some((value.to_owned(), source))
        }
        Some(Err(fault)) => {
            report_fault(checker, &at, path, fault);
            None
        }
        None => {
            report_fault(
                checker,
                &at,
                path,
                &FileFault::Unreadable("it was not read".to_owned()),
            );
            None
        }
    }
}

/// Gives the path of a file beside the manifest, as people know it.
pub(super) fn beside(checker: &Checker<'_>, path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let manifest = checker.document.start().file;
    match manifest.path.rsplit_once(['/', '\\']) {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

fn normalise(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

fn check_length(
    checker: &mut Checker<'_>,
    at: &str,
    text: &str,
    limit: usize,
    file: Option<&Source>,
) {
    if limit == usize::MAX || text.len() <= limit {
        return;
    }
    let Length { code_points, utf16 } = Length::of(text);
    let address = pointer::address(at);
    let place = |checker: &Checker<'_>| -> Location {
        let Some(file) = file else {
            return checker.place(at);
        };
        let from = text.char_indices().nth(limit).map_or(0, |(byte, _)| byte);
        file.location(&(from..text.len()))
    };
    if code_points > limit {
        let message = format!(
            "`{address}` has {} characters, limit {}: {} too many",
            format::count(code_points),
            format::count(limit),
            format::count(code_points - limit)
        );
        let place = place(checker);
        let manifest = checker.place(at);
        let found = checker.report_at(&catalogue::TOO_LONG, at, place, message);
        if file.is_some() {
            found.with(manifest, "named here");
        }
    } else if utf16 > limit {
        let message = format!(
            "`{address}` has {} characters and {} UTF-16 units, limit {}",
            format::count(code_points),
            format::count(utf16),
            format::count(limit)
        );
        let place = match file {
            Some(file) => file.location(&(0..0)),
            None => checker.place(at),
        };
        checker.report_at(&catalogue::MAYBE_TOO_LONG, at, place, message);
    }
}

/// Reports a path that is refused by its text; tells whether it was.
pub(super) fn report_path(checker: &mut Checker<'_>, at: &str, path: &str) -> bool {
    let shown = format::shorten(path);
    match files::path_fault(path) {
        None => false,
        Some(PathFault::Leaves) => {
            let message = format!("`{shown}` leaves the manifest's folder");
            checker.report(&catalogue::PATH_LEAVES, at, message);
            true
        }
        Some(PathFault::Form(what)) => {
            let message = if path.is_empty() {
                "the path is empty".to_owned()
            } else {
                format!("`{shown}` is {what}")
            };
            checker.report(&catalogue::PATH_FORM, at, message);
            true
        }
    }
}

/// Reports why a file could not be used.
pub(super) fn report_fault(checker: &mut Checker<'_>, at: &str, path: &str, fault: &FileFault) {
    let shown = format::shorten(path);
    let (rule, message) = match fault {
        FileFault::Missing => (
            &catalogue::FILE_MISSING,
            format!("`{shown}` does not exist"),
        ),
        FileFault::NotAFile => (
            &catalogue::NOT_A_FILE,
            format!("`{shown}` is no regular file"),
        ),
        FileFault::OutsideRepository => (
            &catalogue::FILE_OUTSIDE,
            format!("`{shown}` lies outside the repository"),
        ),
        FileFault::Symlink => (
            &catalogue::FILE_OUTSIDE,
            format!("`{shown}` is reached through a symbolic link"),
        ),
        FileFault::TooLarge { bytes, limit } => (
            &catalogue::FILE_TOO_LARGE,
            format!("`{shown}` has {bytes} bytes, limit {limit}"),
        ),
        FileFault::NotUtf8 { offset } => (
            &catalogue::FILE_NOT_UTF8,
            format!(
                "`{shown}` is not UTF-8: byte {} begins no character",
                offset.saturating_add(1)
            ),
        ),
        FileFault::NotAnImage => (&catalogue::NOT_AN_IMAGE, format!("`{shown}` is no image")),
        FileFault::BrokenImage(why) => (
            &catalogue::NOT_AN_IMAGE,
            format!(
                "`{shown}` is no image that can be shown: {}",
                format::shorten(why)
            ),
        ),
        FileFault::Unreadable(why) => (
            &catalogue::FILE_UNREADABLE,
            format!("`{shown}` cannot be read: {}", format::shorten(why)),
        ),
    };
    checker.report(rule, at, message);
}
