//! Paths with wildcards.

use std::str::FromStr;

use crate::LanguageTag;

use super::{
    FieldPath, InvalidPath, Segment,
    parse::{self, Written},
};

/// A path whose steps may be wildcards: `listings.*.whatsNew`, `packages[*].packageUrl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// `None` is the wildcard: any language, index or item.
    steps: Vec<Option<Segment>>,
}

impl Pattern {
    /// Returns whether `path` is what the pattern names, or below it.
    pub(super) fn covers(&self, path: &FieldPath) -> bool {
        let steps = path.segments();
        self.steps.len() <= steps.len()
            && self
                .steps
                .iter()
                .zip(steps)
                .all(|(ours, theirs)| fits(ours.as_ref(), theirs))
    }

    /// Returns whether the pattern names something below `path`.
    pub(super) fn reaches_below(&self, path: &FieldPath) -> bool {
        let steps = path.segments();
        steps.len() < self.steps.len()
            && self
                .steps
                .iter()
                .zip(steps)
                .all(|(ours, theirs)| fits(ours.as_ref(), theirs))
    }

    /// Returns whether some path is covered by both, or is above one and named by the other.
    pub(super) fn can_meet(&self, field: &Self) -> bool {
        self.steps.len() <= field.steps.len()
            && self
                .steps
                .iter()
                .zip(&field.steps)
                .all(|(ours, theirs)| match (ours, theirs) {
                    (None, None) => true,
                    (None, Some(theirs)) => !matches!(theirs, Segment::Key(_)),
                    (Some(ours), None) => match ours {
                        Segment::Key(_) => false,
                        Segment::Language(language) => language.is_well_formed(),
                        Segment::Index(_) | Segment::Item(_) => true,
                    },
                    (Some(ours), Some(theirs)) => ours == theirs,
                })
    }

    /// Returns how many of its steps fit `path`, from the first.
    pub(super) fn shared_with(&self, path: &FieldPath) -> usize {
        let steps = self.steps.iter().zip(path.segments());
        steps
            .take_while(|(ours, theirs)| fits(ours.as_ref(), theirs))
            .count()
    }

    /// Returns the first `steps` steps of the pattern, and then the one of `path`, where it has one.
    pub(super) fn turned_to(&self, path: &FieldPath, steps: usize) -> String {
        let mut text = String::new();
        for (at, step) in self.steps.iter().take(steps).enumerate() {
            match step {
                Some(step) => step.write_address(&mut text),
                None => text.push_str(self.wildcard(at)),
            }
        }
        if let Some(next) = path.segments().get(steps) {
            next.write_address(&mut text);
        }
        text
    }

    /// Returns the pattern with its wildcards replaced by what `other` has in their place.
    #[must_use]
    pub(super) fn filled_from(&self, other: &Self) -> String {
        let mut text = String::new();
        for (at, step) in self.steps.iter().enumerate() {
            let theirs = other.steps.get(at).and_then(Option::as_ref);
            match (step, theirs) {
                (Some(step), _) => step.write_address(&mut text),
                (None, Some(Segment::Language(tag))) if tag.is_well_formed() => {
                    Segment::Language(tag.clone()).write_address(&mut text);
                }
                (None, Some(step @ (Segment::Index(_) | Segment::Item(_)))) => {
                    step.write_address(&mut text);
                }
                (None, _) => text.push_str(self.wildcard(at)),
            }
        }
        text
    }

    /// Returns how the wildcard at step `at`, counted from 0, is spelled.
    fn wildcard(&self, at: usize) -> &'static str {
        if at == 1 && self.is_of_listings() {
            ".*"
        } else {
            "[*]"
        }
    }

    /// Gives the language of the listing the pattern is of.
    pub(super) fn language(&self) -> Option<&LanguageTag> {
        match self.steps.get(1) {
            Some(Some(Segment::Language(language))) => Some(language),
            Some(_) | None => None,
        }
    }

    fn is_of_listings(&self) -> bool {
        matches!(self.steps.first(), Some(Some(Segment::Key(key))) if key == "listings")
    }
}

fn fits(ours: Option<&Segment>, theirs: &Segment) -> bool {
    match ours {
        None => !matches!(theirs, Segment::Key(_)),
        Some(ours) => ours == theirs,
    }
}

impl FromStr for Pattern {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let steps = parse::read(text)?.into_iter().map(|it| match it {
            Written::Segment(segment) => Some(segment),
            Written::Wildcard => None,
        });
        Ok(Self {
            steps: steps.collect(),
        })
    }
}
