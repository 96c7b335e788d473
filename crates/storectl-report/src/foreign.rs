//! Text that somebody else wrote, which can be printed through a context only.

use std::borrow::Cow;

use storectl_model::mask::mask;

use crate::escape;

/// Text of a manifest, a file name, an argument, or a response of the Store or of sign-in.
///
/// It has no `Display`: whoever prints it names the context, and gets a text that is only text there. A terminal, a log
/// that a CI runner reads and a comment on GitHub each have their own ways to be acted upon (design.md §6). Signatures and
/// passwords in addresses are masked in every context.
///
/// ```
/// use storectl_report::Foreign;
///
/// let name = Foreign::new("::add-mask::x\n@contoso");
/// assert_eq!(name.line(), ":\\u{3a}add-mask:\\u{3a}x\\u{a}@contoso");
/// assert_eq!(Foreign::new("ask @contoso").markdown(), "ask `@contoso`");
/// ```
///
/// ```compile_fail
/// println!("{}", storectl_report::Foreign::new("::add-mask::x"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign<'a>(&'a str);

impl<'a> Foreign<'a> {
    /// Marks `text` as somebody else's.
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// Keeps the first `most` characters, and says with an ellipsis that there were more.
    pub(crate) fn clipped(self, most: usize) -> Clipped<'a> {
        let text = mask(self.0);
        match text.char_indices().nth(most) {
            Some((at, _)) => Clipped(Cow::Owned(format!(
                "{}…",
                text.get(..at).unwrap_or_default()
            ))),
            None => Clipped(text),
        }
    }

    /// For a terminal or a log, on one line: what would act there is shown as `\u{…}`.
    ///
    /// The line it stands in must not begin with it.
    pub fn line(self) -> Cow<'a, str> {
        match mask(self.0) {
            Cow::Borrowed(text) => escape::line(text),
            Cow::Owned(text) => Cow::Owned(escape::line(&text).into_owned()),
        }
    }

    /// For Markdown outside code, on one line: no markup, HTML, math, link, mention or reference.
    pub fn markdown(self) -> String {
        escape::markdown(&mask(self.0))
    }

    /// For Markdown as a code span.
    pub fn code(self) -> String {
        escape::code(&mask(self.0))
    }

    /// For HTML text and quoted attributes within Markdown.
    pub(crate) fn html(self) -> String {
        escape::html(&mask(self.0))
    }

    /// For an attribute of an HTML comment: ASCII letters, digits, `_`, `.` and single `-`.
    pub(crate) fn marker(self) -> String {
        escape::marker(self.0)
    }

    /// For what escapes later: the strings of a JSON document, and functions of this crate.
    pub(crate) fn as_raw(self) -> &'a str {
        self.0
    }
}

impl<'a> From<&'a str> for Foreign<'a> {
    fn from(text: &'a str) -> Self {
        Self(text)
    }
}

/// A text cut to a length; again somebody else's.
#[derive(Debug)]
pub(crate) struct Clipped<'a>(Cow<'a, str>);

impl Clipped<'_> {
    pub(crate) fn as_foreign(&self) -> Foreign<'_> {
        Foreign(&self.0)
    }
}
