//! What a draft holds, field by field: what a manifest of it says.

use storectl_model::{DesiredProduct, HeldField, RemoteNotes, RemoteProduct};

use crate::{
    ChangeValue,
    compare::{ImagePolicy, Sides, compare},
    findings::Findings,
};

/// Returns every field of a draft that holds something, exactly as it is there, but for the lists of images. What the Store
/// fills in by itself (all nine error scenarios, flags that are off, `requirements: [{}]`) is left out, because a comparison
/// takes it for absent.
pub fn held(live: &RemoteProduct) -> Vec<HeldField> {
    let nothing = DesiredProduct::naming_nothing();
    let sides = Sides {
        base: None,
        desired: &nothing,
        live,
    };
    let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
    let notes = live.properties.certification_notes.as_ref();
    let fields = comparison.unmanaged().filter_map(|it| {
        let value = match &it.shown {
            ChangeValue::Unset | ChangeValue::Image(_) | ChangeValue::Images(_) => return None,
            // Certification notes, which are withheld where a manifest does not name them.
            ChangeValue::Withheld(_) => notes.and_then(RemoteNotes::text)?.into(),
            shown @ (ChangeValue::Flag(_)
            | ChangeValue::Word(_)
            | ChangeValue::Text(_)
            | ChangeValue::Items(_)
            | ChangeValue::Object(_)) => shown.to_json(),
        };
        Some(HeldField {
            path: it.path.clone(),
            value,
        })
    });
    fields.collect()
}
