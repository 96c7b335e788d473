//! What to do about a diagnostic: a sentence for people, and where it is known, the text that puts it right.

use serde_json::Value;

use crate::{
    diagnostic::{Fix, Location},
    write::{ScalarForm, scalar},
};

/// What to do, and the correction where it is one word for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    /// One sentence without a final period.
    pub(crate) text: String,
    pub(crate) correction: Option<Correction>,
}

/// One text of a file in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Correction {
    /// What stands there, without quotes.
    from: String,
    /// What is written instead, quotes included.
    to: String,
}

/// What [`Diagnostic::hinted`](crate::Diagnostic) takes.
pub(crate) trait IntoHint {
    /// Returns the hint, if there is one.
    fn into_hint(self) -> Option<Hint>;
}

impl Hint {
    /// Takes a sentence that corrects nothing by itself.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            correction: None,
        }
    }

    /// Names the word that was probably meant.
    pub(crate) fn did_you_mean(word: &str, meant: &str) -> Self {
        Self::text(format!("did you mean `{meant}`?")).replacing(word, meant)
    }

    /// Replaces a key or a value, `from`, by another.
    #[must_use]
    pub(crate) fn replacing(self, from: &str, to: &str) -> Self {
        let to = scalar(&Value::from(to), ScalarForm::Flow).inline;
        self.rewriting(from, to)
    }

    /// Replaces `from` by a text that is YAML as it stands, or part of a scalar.
    #[must_use]
    pub(crate) fn rewriting(self, from: &str, to: impl Into<String>) -> Self {
        let correction = Correction {
            from: from.to_owned(),
            to: to.into(),
        };
        Self {
            correction: Some(correction),
            ..self
        }
    }
}

impl Correction {
    /// Returns the change of the file; `None` where something else stands at `location`, such as a variable whose value is
    /// what was found, or a text written with escapes.
    pub(crate) fn at(self, location: &Location) -> Option<Fix> {
        let Self { from, to } = self;
        let written = location.file.text.get(location.span.clone())?;
        let quoted = ['"', '\''].map(|mark| format!("{mark}{from}{mark}"));
        let is_there = written == from || quoted.iter().any(|it| it == written);
        (is_there && !from.is_empty()).then(|| Fix {
            location: location.clone(),
            replacement: to,
        })
    }
}

impl IntoHint for Hint {
    fn into_hint(self) -> Option<Hint> {
        Some(self)
    }
}

impl IntoHint for String {
    fn into_hint(self) -> Option<Hint> {
        Some(Hint::text(self))
    }
}

impl<T: IntoHint> IntoHint for Option<T> {
    fn into_hint(self) -> Option<Hint> {
        self.and_then(T::into_hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Source;

    fn fixed(text: &str, span: std::ops::Range<usize>, hint: Hint) -> Option<String> {
        let location = Source::new("m.yaml", text.to_owned()).location(&span);
        let fix = hint.correction?.at(&location)?;
        let mut fixed = text.to_owned();
        fixed.replace_range(fix.location.span, &fix.replacement);
        Some(fixed)
    }

    #[test]
    fn a_word_is_replaced_with_its_quotes_and_quoted_where_yaml_1_1_reads_another_value() {
        let exe = || Hint::did_you_mean("exee", "exe");
        assert_eq!(fixed("a: exee", 3..7, exe()).as_deref(), Some("a: exe"));
        assert_eq!(fixed("a: 'exee'", 3..9, exe()).as_deref(), Some("a: exe"));
        let norway = Hint::did_you_mean("no", "NO");
        assert_eq!(fixed("[no]", 1..3, norway).as_deref(), Some("[\"NO\"]"));
        let variable = Hint::text("x").rewriting("${verison}", "${version}");
        assert_eq!(
            fixed("a: v${verison}", 4..14, variable).as_deref(),
            Some("a: v${version}")
        );
    }

    #[test]
    fn what_does_not_stand_there_is_not_replaced() {
        let exe = || Hint::did_you_mean("exee", "exe");
        assert_eq!(fixed("a: ${type}", 3..10, exe()), None);
        assert_eq!(fixed("a: \"ex\\u0065e\"", 3..14, exe()), None);
        assert_eq!(fixed("", 0..0, Hint::text("x").replacing("", "y")), None);
    }
}
