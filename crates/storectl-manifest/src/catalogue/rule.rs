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
    /// The Store policy that certification names for it, e.g. `10.2.9`.
    pub policy: Option<&'static str>,
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

/// Declares rules and the list of them; with `pub` before them, for other crates too.
macro_rules! rules {
    (@declare [$visibility:vis] $($name:ident = $code:literal $severity:ident $title:literal,
        $(policy: $policy:literal,)?
        why: $why:literal,
        fix: $fix:literal
        $(, bad: $bad:literal)?
        $(, good: $good:literal)?;)+) => {
        $(#[doc = $title]
        $visibility const $name: $crate::catalogue::rule::Rule = $crate::catalogue::rule::Rule {
            code: $crate::diagnostic::Code::new($code),
            severity: $crate::diagnostic::Severity::$severity,
            policy: rules!(@optional $($policy)?),
            title: $title,
            why: $why,
            fix: $fix,
            example_bad: rules!(@optional $($bad)?),
            example_good: rules!(@optional $($good)?),
        };)+
        /// Every rule in this file.
        pub(super) const GROUP: &[$crate::catalogue::rule::Rule] = &[$($name),+];
    };
    (@optional) => { None };
    (@optional $text:literal) => { Some($text) };
    (pub $($rules:tt)+) => { rules! { @declare [pub] $($rules)+ } };
    ($($rules:tt)+) => { rules! { @declare [pub(crate)] $($rules)+ } };
}
pub(super) use rules;
