//! Which tokens there are, and what each allows: by a plan made now, or by one that was saved.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::Value;
use storectl_manifest::Acknowledgment;
use storectl_model::AckToken;
use storectl_plan::{DestructiveClass, ProductPlan};
use storectl_report::json::PlannedVariable;

use crate::{
    error::CliError,
    hints::{invocation::Invocation, next},
    ops::{
        plan_file,
        planning::{Planning, Reviewed},
    },
};

/// The tokens of one product, each with the addresses it is for and what it allows there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens(BTreeMap<AckToken, Allowed>);

#[derive(Clone, Debug)]
struct Allowed {
    /// The first address.
    address: String,
    /// How many more there are.
    more: usize,
    meaning: String,
}

impl Tokens {
    fn add(&mut self, token: AckToken, address: String, meaning: String) {
        self.0
            .entry(token)
            .and_modify(|it| it.more += 1)
            .or_insert(Allowed {
                address,
                more: 0,
                meaning,
            });
    }

    /// Returns those of `wanted` that are the product's.
    pub(crate) fn among(&self, wanted: &[AckToken]) -> Vec<Acknowledgment> {
        let known = wanted.iter().filter_map(|token| {
            let Allowed {
                address,
                more,
                meaning,
            } = self.0.get(token)?;
            let allows = match more {
                0 => format!("{address}: {meaning}"),
                more => format!("{address} and {more} more: {meaning}"),
            };
            // A comment ends with its line.
            let allows = allows.replace(char::is_control, " ");
            let token = token.clone();
            Some(Acknowledgment { token, allows })
        });
        known.collect()
    }

    /// Returns all of them.
    pub(crate) fn names(&self) -> impl Iterator<Item = &AckToken> {
        self.0.keys()
    }

    fn of_plan(plan: &ProductPlan) -> Self {
        let mut tokens = Self::default();
        let changes = plan.changes.iter();
        let changes = changes.map(|it| (&it.path, it.guard.as_ref()));
        let moved = plan.unmanaged.iter();
        let moved = moved.map(|it| (&it.path, it.moved.as_ref().and_then(|it| it.guard.as_ref())));
        for (path, guard) in changes.chain(moved) {
            let guarded = guard.and_then(|it| Some((it.token()?, it.meaning())));
            if let Some((token, meaning)) = guarded {
                tokens.add(token.clone(), path.to_string(), meaning);
            }
        }
        tokens
    }

    /// Reads them from a product of a plan document.
    fn of_document(product: &Value) -> Self {
        let mut tokens = Self::default();
        let lists = ["changes", "unmanaged"].map(|it| product.get(it).and_then(Value::as_array));
        for it in lists.into_iter().flatten().flatten() {
            let word = |name: &str| it.get(name).and_then(Value::as_str);
            let token = word("token").and_then(|it| it.parse().ok());
            let class = word("destructiveClass");
            let class = class.and_then(|word| {
                let mut all = DestructiveClass::ALL.iter().copied();
                all.find(|it| it.as_str() == word)
            });
            if let (Some(token), Some(address)) = (token, word("address")) {
                let meaning = class.map_or("a destructive change", DestructiveClass::meaning);
                tokens.add(token, address.to_owned(), meaning.to_owned());
            }
        }
        tokens
    }
}

/// Plans the products, and returns their tokens, one entry per manifest.
///
/// # Errors
/// Why a product cannot be planned.
pub(crate) fn by_planning(
    planning: &Planning<'_>,
    invocation: &Invocation,
) -> Result<Vec<Tokens>, CliError> {
    let Reviewed { planned, reads: _ } = planning.run(invocation)?;
    let tokens = planned.into_iter().map(|it| Ok(Tokens::of_plan(&it.plan?)));
    let tokens: Result<Vec<Tokens>, CliError> = tokens.collect();
    tokens.map_err(|error| next::with(error, invocation))
}

/// What a saved plan says.
pub(crate) struct SavedTokens {
    /// The manifests it was made of.
    pub(crate) manifests: Vec<PathBuf>,
    /// The variables it was made with.
    pub(crate) variables: Vec<PlannedVariable>,
    /// The tokens, one entry per manifest.
    pub(crate) tokens: Vec<Tokens>,
}

/// Reads a plan that was saved.
///
/// # Errors
/// A file that is not a plan (1), one that was edited, or whose manifests are not here (12).
pub(crate) fn of_file(file: &Path, invocation: &Invocation) -> Result<SavedTokens, CliError> {
    let (plan, text) = plan_file::read(file, invocation)?;
    let manifests = plan_file::manifests(&plan, file, invocation)?;
    if manifests.is_empty() {
        let message = format!("{} is a plan of a receipt's manifest", file.display());
        return Err(CliError::usage(message)
            .hint("pass its tokens with --acknowledge when you plan it: the manifest of a receipt is not edited"));
    }
    let document: Value = serde_json::from_str(&text).unwrap_or_default();
    let products = document.get("products").and_then(Value::as_array);
    let products = products.into_iter().flatten();
    let variables = plan.products.iter().flat_map(|it| it.variables.clone());
    Ok(SavedTokens {
        manifests,
        variables: variables.collect(),
        tokens: products.map(Tokens::of_document).collect(),
    })
}
