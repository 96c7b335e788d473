//! Commands that take the Store's value of a field into its manifest.

use storectl_plan::{Change, ChangeValue, Origin, smallest_selection};

use crate::{
    hints::invocation::Invocation,
    manifests::load::{Manifest, ManifestOrigin},
};

/// Returns the command for each change that is not the manifest's own: of a manifest that can be edited, and whose value may be
/// written down. An update leaves languages alone that only a flag removes.
pub(crate) fn take_commands(
    changes: &[Change],
    manifest: &Manifest,
    invocation: &Invocation,
) -> Vec<Option<String>> {
    let can_take = match &manifest.origin {
        ManifestOrigin::Checkout => true,
        ManifestOrigin::Receipt(_) => false,
    };
    let command = |it: &Change| {
        let is_secret = matches!(it.before, ChangeValue::Withheld(_));
        let is_left = is_secret || manifest.is_pruned_by_flag(&it.path.pointer());
        match it.origin {
            Some(Origin::Drift | Origin::Conflict) if can_take && !is_left => {
                Some(invocation.take(&smallest_selection(&it.path).to_string()))
            }
            Some(Origin::Drift | Origin::Conflict | Origin::Manifest | Origin::Agreed) | None => {
                None
            }
        }
    };
    changes.iter().map(command).collect()
}
