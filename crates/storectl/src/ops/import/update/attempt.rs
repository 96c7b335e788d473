//! Edits of one manifest that take what was chosen, and are proven.

use std::collections::BTreeSet;

use storectl_manifest::{Document, Edit, Severity, Variables, take, take_variables, takes_default};
use storectl_model::{DesiredProduct, FieldPath, LiveField, LiveValue, RemoteProduct};

use super::{choose::Left, images::NewImages, proof::Differences, round::Round};
use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        inspect::{Rechecked, as_edited},
        load::Manifest,
        original::Original,
        overlay::EditedFiles,
    },
    ops::edit::{Changes, changes},
    settings::env::Env,
};

/// How often edits are tried. What is refused can hide what else is.
const MOST_ROUNDS: usize = 30;

/// One manifest, and what the Store holds.
pub(super) struct Attempt<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) original: &'a Original,
    pub(super) document: &'a Document,
    pub(super) vars: &'a Variables,
    pub(super) env: &'a Env,
    pub(super) live: &'a RemoteProduct,
    pub(super) images: &'a NewImages,
}

/// Edits that are proven.
#[derive(Debug, Default)]
pub(super) struct Proven {
    /// The files that change.
    pub(super) changes: Changes,
    /// The fields that were taken.
    pub(super) taken: BTreeSet<FieldPath>,
    /// Fields that no manifest may say.
    pub(super) left: Vec<Left>,
    /// What may still differ.
    pub(super) expected: Expected,
}

/// What may differ once the edits are made.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    before: Differences,
    taken: BTreeSet<FieldPath>,
    removed_packages: BTreeSet<usize>,
}

/// What came of a try.
enum Outcome {
    Proven(Proven),
    /// Something is done in another way, or left.
    Again,
}

impl Attempt<'_> {
    /// Makes the manifest say what these fields hold, and proves it. A value that no manifest may say is left.
    ///
    /// # Errors
    /// An edit that cannot be made (10, 1); a manifest that would not say it (32).
    pub(super) fn run(&self, fields: Vec<LiveField>) -> Result<Proven, CliError> {
        let before = Differences::of(&self.manifest.product, self.live);
        let taken: BTreeSet<FieldPath> = fields.iter().map(|it| it.path.clone()).collect();
        let mut round = self.round(&before, &taken, fields)?;
        for _ in 0..MOST_ROUNDS {
            let taken = taken
                .iter()
                .filter(|it| round.left.iter().all(|left| left.path != **it));
            let expected = Expected {
                before: before.clone(),
                removed_packages: round.removed_packages(),
                taken: taken.cloned().collect(),
            };
            match self.once(&mut round, expected)? {
                Outcome::Proven(proven) => return Ok(proven),
                Outcome::Again => {}
            }
        }
        Err(unproven(
            &self.original.shown,
            &taken.into_iter().collect::<Vec<_>>(),
        ))
    }

    /// Begins with the variables with which every use says what the Store holds.
    fn round(
        &self,
        before: &Differences,
        taken: &BTreeSet<FieldPath>,
        fields: Vec<LiveField>,
    ) -> Result<Round, CliError> {
        let variables = take_variables(self.document, self.vars, &fields);
        let after = match variables.as_slice() {
            [] => None,
            edits => self.check(edits, &BTreeSet::new())?.1.product,
        };
        let after = after.map(|it| Differences::of(&it, self.live));
        // They are a way to say what was taken, or nothing of the kind.
        let after = after.filter(|it| {
            it.is_subset(before) && it != before && it.moved(before, taken).is_empty()
        });
        let (variables, fields) = match after {
            Some(after) => {
                let differs = |it: &LiveField| after.touches(&it.path) || !is_value(it);
                (variables, fields.into_iter().filter(differs).collect())
            }
            None => (Vec::new(), fields),
        };
        let languages: BTreeSet<FieldPath> = fields
            .iter()
            .filter(|it: &&LiveField| it.value == LiveValue::Language)
            .map(|it| it.path.clone())
            .collect();
        let has_default = |it: &LiveField| {
            languages.contains(&it.path.object()) && takes_default(self.document, &it.path)
        };
        let (defaults, fields) = fields.into_iter().partition(has_default);
        Ok(Round {
            variables,
            unused: Vec::new(),
            fields,
            defaults,
            left: Vec::new(),
        })
    }

    fn once(&self, round: &mut Round, expected: Expected) -> Result<Outcome, CliError> {
        let mut edits = round.variables.clone();
        edits.extend(take(self.document, self.vars, &round.fields));
        edits.extend(round.unused.iter().cloned());
        let (changes, checked) = self.check(&edits, &expected.taken)?;
        let Rechecked {
            product,
            diagnostics,
        } = checked;
        let Some(product) = product else {
            let mut is_known = false;
            for error in diagnostics
                .iter()
                .filter(|it| it.severity == Severity::Error)
            {
                is_known |= round.answer(error, self.packages());
            }
            return if is_known {
                Ok(Outcome::Again)
            } else {
                // Whoever checks all of them tells why.
                Ok(Outcome::Proven(Proven {
                    changes,
                    ..Proven::default()
                }))
            };
        };
        let after = expected.differences(&product, self.live);
        let open = after.within(&expected.taken);
        let mut is_known = false;
        for path in &open {
            is_known |= round.differs(path);
        }
        if is_known {
            return Ok(Outcome::Again);
        }
        let moved = after.moved(&expected.before, &expected.taken);
        let wrong: Vec<FieldPath> = open.into_iter().chain(moved).collect();
        if !wrong.is_empty() {
            return Err(unproven(&self.original.shown, &wrong));
        }
        Ok(Outcome::Proven(Proven {
            changes,
            taken: expected.taken.clone(),
            left: std::mem::take(&mut round.left),
            expected,
        }))
    }

    /// Counts the packages of the manifest.
    fn packages(&self) -> usize {
        self.manifest.product.packages.as_ref().map_or(0, Vec::len)
    }

    /// Checks the manifest with these edits, and the images of the lists that are taken.
    fn check(
        &self,
        edits: &[Edit],
        taken: &BTreeSet<FieldPath>,
    ) -> Result<(Changes, Rechecked), CliError> {
        let mut all = changes(self.original, self.vars, edits)?;
        let images = self.images.iter().filter(|(list, _)| taken.contains(list));
        all.extend(images.flat_map(|(_, it)| it.iter().cloned()));
        let mut edited = EditedFiles::NONE;
        for (path, file) in &all {
            edited.insert(path.clone(), file.clone());
        }
        let checked = as_edited(&self.manifest.file(), &edited, self.vars, self.env)?;
        Ok((all, checked))
    }
}

impl Expected {
    /// Compares a manifest with the draft, packages counted as before.
    fn differences(&self, product: &DesiredProduct, live: &RemoteProduct) -> Differences {
        Differences::of(product, live).counted_before(&self.removed_packages)
    }

    /// Returns what differs that may not.
    pub(super) fn broken(&self, product: &DesiredProduct, live: &RemoteProduct) -> Vec<FieldPath> {
        let after = self.differences(product, live);
        let moved = after.moved(&self.before, &self.taken);
        after.within(&self.taken).into_iter().chain(moved).collect()
    }
}

fn is_value(field: &LiveField) -> bool {
    match field.value {
        LiveValue::Value(_) | LiveValue::Nothing | LiveValue::Images(_) => true,
        LiveValue::Language | LiveValue::Package(_) | LiveValue::Gone => false,
    }
}

/// The most fields that an error names.
const MOST_NAMED: usize = 20;

/// The error of a manifest that would not say what was taken.
pub(super) fn unproven(manifest: &str, fields: &[FieldPath]) -> CliError {
    let mut named: Vec<String> = fields
        .iter()
        .take(MOST_NAMED)
        .map(ToString::to_string)
        .collect();
    let more = fields.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let message = format!(
        "{manifest}: the edited manifest would not say what the draft holds: {}",
        named.join(", ")
    );
    CliError::new(Exit::Unconverged, message)
        .hint("nothing was written; edit these fields by hand, or take the others with --only")
}
