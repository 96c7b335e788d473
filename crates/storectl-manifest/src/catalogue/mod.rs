//! Every code a manifest can be refused or warned with, and its story for `storectl explain`.
//!
//! A diagnostic is made from its [`Explanation`], so none is ever unexplained. Codes are never reused.

mod content;
mod form;
mod product;

use std::sync::OnceLock;

use crate::{Code, Diagnostic, Location, Severity};

pub(crate) use content::*;
pub(crate) use form::*;
pub(crate) use product::*;

/// What a code means, why it is so, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// How grave its diagnostics are.
    pub severity: Severity,
    /// What it is about, as a heading.
    pub title: &'static str,
    /// Why it is refused or warned of, with the source of the fact.
    pub why: &'static str,
    /// What to do; also the hint of diagnostics that know no better one.
    pub mend: &'static str,
    /// A part of a manifest that has the fault.
    pub example_bad: Option<&'static str>,
    /// The same part, mended.
    pub example_good: Option<&'static str>,
}

impl Explanation {
    /// Makes a diagnostic of this code, with the general hint and no pointer.
    pub(crate) fn at(&self, location: Location, message: String) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message,
            location,
            related: Vec::new(),
            hint: Some(self.mend.to_owned()),
            pointer: String::new(),
        }
    }
}

/// Gives every code there is, in order.
pub fn codes() -> &'static [Explanation] {
    static ALL: OnceLock<Vec<Explanation>> = OnceLock::new();
    ALL.get_or_init(|| {
        let groups = [form::GROUP, product::GROUP, content::GROUP];
        let mut all: Vec<Explanation> = groups.into_iter().flatten().cloned().collect();
        all.sort_by_key(|it| it.code);
        all
    })
}

/// Declares explanations and the list of them.
macro_rules! explanations {
    ($($name:ident = $code:literal $severity:ident $title:literal,
        why: $why:literal,
        mend: $mend:literal
        $(, bad: $bad:literal)?
        $(, good: $good:literal)?;)+) => {
        $(#[doc = $title]
        pub(crate) const $name: $crate::codes::Explanation = $crate::codes::Explanation {
            code: $crate::Code($code),
            severity: $crate::Severity::$severity,
            title: $title,
            why: $why,
            mend: $mend,
            example_bad: explanations!(@example $($bad)?),
            example_good: explanations!(@example $($good)?),
        };)+
        /// Every explanation of this file.
        pub(super) const GROUP: &[$crate::codes::Explanation] = &[$($name),+];
    };
    (@example) => { None };
    (@example $text:literal) => { Some($text) };
}
use explanations;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once_and_tells_its_story() {
        let all = codes();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{}", pair[1].code);
        }
        for it in all {
            let digits = it.code.0.strip_prefix("STC").unwrap();
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
            assert!(!it.title.is_empty() && !it.why.is_empty() && !it.mend.is_empty());
            assert!(
                !it.mend.ends_with('.'),
                "{}: a hint has no final period",
                it.code
            );
        }
    }
}
