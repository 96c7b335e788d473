//! Texts: inline or from a file, never empty, within their limit, and not suspicious.

use std::{borrow::Cow, rc::Rc};

use storectl_model::{Field, limits::Length};

use super::file;
use crate::{
    catalogue, changelog,
    checked_text::CheckedText,
    checker::Checker,
    diagnostic::Location,
    files::{NamedPath, TextOrigin},
    format, pointer,
    raw::{Clearable, Inline, Overflow, Text},
    suspects::{Suspect, placeholder, suspects},
    variables::ExpandedText,
};

/// Checks a text that may be cleared.
pub(super) fn clearable<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Text<MAX>>,
) -> Field<String> {
    field(raw, |text| self::text(checker, at, text))
}

/// Checks an inline string that may be cleared and is not for people: an address, parameters, an amount.
pub(super) fn inline<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Inline<MAX>>,
) -> Field<String> {
    field(raw, |text| {
        let text = limited(checker, at, text)?;
        check_placeholder(checker, at, &text);
        Some(text)
    })
}

/// Checks an inline text for people that may be cleared.
pub(super) fn inline_prose<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Inline<MAX>>,
) -> Field<String> {
    field(raw, |text| prose(checker, at, text))
}

fn field<T>(raw: Clearable<T>, check: impl FnOnce(T) -> Option<String>) -> Field<String> {
    match raw.0 {
        Field::Absent => Field::Absent,
        Field::Clear => Field::Clear,
        Field::Set(text) => check(text).map_or(Field::Absent, Field::Set),
    }
}

/// Checks an inline string of limited length.
pub(super) fn limited<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Inline<MAX>,
) -> Option<String> {
    let text = plain(checker, at, raw.0)?;
    let fits = check_length(checker, at, &text, MAX, Source::Inline);
    fits.then_some(text)
}

/// Checks an inline text for people.
pub(super) fn prose<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Inline<MAX>,
) -> Option<String> {
    let text = limited(checker, at, raw)?;
    check_suspects(checker, at, &suspects(&text), None);
    Some(text)
}

/// Checks an inline string of any length: line breaks normalized, one final line end left out, not empty.
pub(super) fn plain(checker: &mut Checker<'_>, at: &str, text: String) -> Option<String> {
    let mut text = match format::normalize_line_ends(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(normalized) => normalized,
    };
    text.truncate(format::without_final_line_end(&text).len());
    if !text.is_empty() {
        return Some(text);
    }
    let message = format!("`{}` is an empty string", pointer::address(at));
    let name = pointer::split(at).map_or(String::new(), |(_, name)| name);
    let hint = match name.as_str() {
        _ if checker.document.key_location(at).is_none() => "remove the item".to_owned(),
        "packageUrl" | "errorValue" | "productId" => "add a value".to_owned(),
        "name" | "sellerId" | "description" | "additionalLicenseTerms" | "version" | "signer" => {
            "add a value, or delete the key".to_owned()
        }
        _ => {
            format!("write `{name}: null` to clear it, or delete the key to keep the Store's value")
        }
    };
    checker
        .report(&catalogue::EMPTY_TEXT, at, message)
        .hinted(hint);
    None
}

/// Checks a text, read from its file where it names one.
pub(super) fn text<const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Text<MAX>,
) -> Option<String> {
    let (origin, overflow) = match raw {
        Text::Inline(text) => return prose(checker, at, Inline::<MAX>(text)),
        Text::File(it) => {
            let paths = NamedPath::all(it.file.0?, &pointer::join(at, "file"));
            (TextOrigin::File(paths), Overflow::Error)
        }
        Text::Changelog(it) => {
            let path = NamedPath {
                pointer: pointer::join(at, "changelog"),
                path: it.changelog.0?,
            };
            let overflow = it.overflow.0.map_or(Overflow::Truncate, |it| it.0);
            (TextOrigin::Changelog(path), overflow)
        }
    };
    let file = file::text(checker, at, &origin)?;
    let text = file.text();
    let checked = checker.checked_texts.entry(file.id());
    let checked = Rc::clone(checked.or_insert_with(|| Rc::new(CheckedText::of(text))));
    checker.sources.add_file(at, file.start());
    if let (Overflow::Truncate, Some(notes)) = (overflow, file.notes())
        && !fits(checked.length, MAX)
    {
        let cut = changelog::cut(notes, MAX);
        report_cut(checker, at, &cut, MAX, (&file, &checked));
        check_suspects(checker, at, &suspects(&cut), Some(&file));
        return Some(cut);
    }
    let fits = check_length(checker, at, text, MAX, Source::File(&file, &checked));
    if fits {
        check_suspects(checker, at, &checked.suspects, Some(&file));
    }
    fits.then(|| text.to_owned())
}

/// Returns whether a text fits a limit, whichever way the Store counts.
fn fits(length: Length, limit: usize) -> bool {
    let Length { code_points, utf16 } = length;
    code_points <= limit && utf16 <= limit
}

/// Warns that release notes are cut, where they are.
fn report_cut(
    checker: &mut Checker<'_>,
    at: &str,
    cut: &str,
    limit: usize,
    (file, checked): (&Rc<ExpandedText>, &CheckedText),
) {
    let message = format!(
        "`{}` is cut to {} of {} characters; the limit is {}",
        pointer::address(at),
        format::count(Length::of(cut).code_points),
        format::count(checked.length.code_points),
        format::count(limit)
    );
    let kept = cut.strip_suffix('…').unwrap_or(cut).len();
    let left_out = file.text().get(kept..).unwrap_or_default().trim_start();
    let first = file.text().len() - left_out.len();
    report(
        checker,
        &catalogue::NOTES_CUT,
        at,
        message,
        Some(file),
        |it| it.location(first),
    );
}

/// Where a text stands.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// In the manifest.
    Inline,
    /// In a file.
    File(&'a Rc<ExpandedText>, &'a CheckedText),
}

/// Reports a text over its limit; returns whether it fits.
fn check_length(
    checker: &mut Checker<'_>,
    at: &str,
    text: &str,
    limit: usize,
    source: Source<'_>,
) -> bool {
    if text.len() <= limit {
        return true;
    }
    let (length, file) = match source {
        Source::Inline => (Length::of(text), None),
        Source::File(file, checked) => (checked.length, Some(file)),
    };
    let Length { code_points, utf16 } = length;
    let address = pointer::address(at);
    if code_points > limit {
        let message = format!(
            "`{address}` {}",
            format::over_limit(code_points, "characters", limit)
        );
        let first = text.char_indices().nth(limit).map_or(0, |(byte, _)| byte);
        report(checker, &catalogue::TOO_LONG, at, message, file, |it| {
            it.location(first)
        });
        return false;
    }
    if utf16 > limit {
        let message = format!(
            "`{address}` has {} characters and {} UTF-16 units; the limit is {}",
            format::count(code_points),
            format::count(utf16),
            format::count(limit)
        );
        report(
            checker,
            &catalogue::MAYBE_TOO_LONG,
            at,
            message,
            file,
            ExpandedText::start,
        );
    }
    true
}

fn check_suspects(
    checker: &mut Checker<'_>,
    at: &str,
    suspects: &[Suspect],
    file: Option<&Rc<ExpandedText>>,
) {
    for it in suspects {
        report_suspect(checker, at, it, file);
    }
}

/// Reports a placeholder in a string that may hold markup, paths and the like, but no placeholder.
pub(super) fn check_placeholder(checker: &mut Checker<'_>, at: &str, text: &str) {
    if let Some(found) = placeholder(text) {
        report_suspect(checker, at, &found, None);
    }
}

fn report_suspect(
    checker: &mut Checker<'_>,
    at: &str,
    found: &Suspect,
    file: Option<&Rc<ExpandedText>>,
) {
    // What is found may quote the text.
    let what = if checker.is_secret(at) {
        found.rule.title.to_owned()
    } else {
        format!("`{}` {}", pointer::address(at), found.what)
    };
    report(checker, found.rule, at, what, file, |file| {
        file.character(found.at)
    });
}

/// Reports in the text's file where it has one, with where it is named; else at the value.
fn report(
    checker: &mut Checker<'_>,
    rule: &catalogue::Rule,
    at: &str,
    message: String,
    file: Option<&Rc<ExpandedText>>,
    place: impl FnOnce(&ExpandedText) -> Location,
) {
    let manifest = checker.place_in_manifest(at);
    match file {
        Some(file) => {
            checker
                .report_at(rule, at, place(file), message)
                .with(manifest, "referenced here");
        }
        None => {
            checker.report_at(rule, at, manifest, message);
        }
    }
}
