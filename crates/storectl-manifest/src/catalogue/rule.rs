//! What a code means, and how rules are declared.

use storectl_model::bound_message;

use crate::diagnostic::{Code, Diagnostic, Location, Severity};

/// What a code means, why it is so, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code.
    pub code: Code,
    /// The severity of its diagnostics.
    pub severity: Severity,
    /// Its heading.
    pub title: &'static str,
    /// Why it is an error or a warning, with the source of the fact.
    pub why: &'static str,
    /// What to do; also the hint of diagnostics that know no better one.
    pub fix: &'static str,
    /// A part of a manifest that has the fault.
    pub example_bad: Option<&'static str>,
    /// The same part, fixed.
    pub example_good: Option<&'static str>,
}

impl Rule {
    /// Makes a diagnostic of this rule, with the general hint and no pointer.
    pub(crate) fn at(&self, location: Location, message: String) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: bound_message(message),
            location,
            related: Vec::new(),
            hint: Some(self.fix.to_owned()),
            fix: None,
            pointer: String::new(),
        }
    }
}

/// Declares rules and the list of them.
macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident $title:literal,
        why: $why:literal,
        fix: $fix:literal
        $(, bad: $bad:literal)?
        $(, good: $good:literal)?;)+) => {
        $(#[doc = $title]
        pub(crate) const $name: $crate::catalogue::rule::Rule = $crate::catalogue::rule::Rule {
            code: $crate::diagnostic::Code::new($code),
            severity: $crate::diagnostic::Severity::$severity,
            title: $title,
            why: $why,
            fix: $fix,
            example_bad: rules!(@example $($bad)?),
            example_good: rules!(@example $($good)?),
        };)+
        /// Every rule in this file.
        pub(super) const GROUP: &[$crate::catalogue::rule::Rule] = &[$($name),+];
    };
    (@example) => { None };
    (@example $text:literal) => { Some($text) };
}
pub(super) use rules;
