//! The manifest that a submission was made from, as git keeps it: what a receipt withholds stands there.

use std::path::Path;

use storectl_manifest::{Precedence, RecordedVariable, UnusedExplicit, VariableSource, Variables};
use storectl_model::DesiredProduct;
use storectl_plan::Receipt;
use storectl_platform::{Git, ObjectId};

use crate::manifests::{
    examine::ManifestSource,
    file_tree::{Pointers, manifest_in, split},
    git_tree::GitTree,
    inspect::inspect,
    parallel::Cores,
};

/// Returns what the manifest of a receipt asked for, read from a tree or commit that holds it under its path; `None` where it is
/// not there or is invalid by now. `vars` are this run's, of which only secrets are taken.
pub(crate) fn applied(
    git: &Git,
    tree: &ObjectId,
    receipt: &Receipt,
    vars: &Variables,
) -> Option<DesiredProduct> {
    let entries = git.tree(tree, None).ok()?;
    let tree = GitTree::new(entries, git.clone(), Pointers::Followed);
    let (folder, name) = split(Path::new(&receipt.source.manifest)).ok()?;
    let (bytes, access) = manifest_in(&tree, folder, name).ok()?;
    let source = ManifestSource {
        tree: &tree,
        folder,
        shown: receipt.source.manifest.clone(),
        bytes: &bytes,
        access,
    };
    // Nobody is taught its secrets: nothing but digests is made of them.
    let inspected = inspect(&source, &of_receipt(receipt, vars), Cores::all());
    let product = inspected.valid?.product;
    let id = receipt.product.as_str();
    let is_it = product.product_id.as_str().eq_ignore_ascii_case(id);
    is_it.then_some(product)
}

/// Returns the variables that a receipt records, and this run's for what it does not: the secret ones.
fn of_receipt(receipt: &Receipt, vars: &Variables) -> Variables {
    let mut vars = Variables {
        unused: UnusedExplicit::Allowed,
        precedence: Precedence::Given,
        ..vars.clone()
    };
    vars.recorded.clear();
    for variable in &receipt.variables {
        let Some(value) = &variable.value else {
            continue;
        };
        vars.explicit.remove(&variable.name);
        let name = &variable.name;
        vars.environment
            .retain(|it, _| !it.eq_ignore_ascii_case(name));
        let mut sources = VariableSource::ALL.into_iter();
        match sources.find(|it| it.as_str() == variable.from) {
            Some(source @ (VariableSource::Flag | VariableSource::Environment)) => {
                let value = value.clone();
                let value = RecordedVariable { value, source };
                vars.recorded.insert(name.clone(), value);
            }
            // The manifest gives it again.
            Some(VariableSource::Manifest) | None => {}
        }
    }
    vars
}
