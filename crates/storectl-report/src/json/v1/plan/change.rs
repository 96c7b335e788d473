//! Fills the plan document with differences and unmanaged values.

use storectl_model::mask::mask_json;
use storectl_plan::{Change, Guard, TextLimit, Unmanaged};

use super::{ChangeDoc, UnmanagedDoc, beside::FileBeforeDoc, value::kind};
use crate::{PlanDetails, ProductView, SourceRef, json::v1::shared::SourceDoc};

/// Converts the changes of a plan, each with what people can do about it.
pub(super) fn changes(view: &ProductView<'_>, plan: &PlanDetails) -> Vec<ChangeDoc> {
    let place = |places: &[Option<SourceRef>], at: usize| {
        let place = places.get(at).and_then(Option::as_ref);
        place.map(SourceDoc::from)
    };
    let changes = plan.changes.iter().enumerate();
    let changes = changes.map(|(at, it)| ChangeDoc {
        source: place(&view.sources, at),
        place_to_write: place(&view.places_to_write, at),
        take_command: view.take_command(at).map(str::to_owned),
        before_file: view.file_before(at).map(FileBeforeDoc::from),
        ..ChangeDoc::from(it)
    });
    changes.collect()
}

impl From<&Change> for ChangeDoc {
    fn from(change: &Change) -> Self {
        let Change {
            path,
            action,
            origin,
            base,
            before: _, // below
            after: _,
            guard,
            limit,
        } = change;
        let (before, after) = change.shown();
        let guard = guard.as_ref().map(|it| {
            let Guard {
                class,
                also: _, // below
                lock: _, // below
            } = it;
            (class.as_str(), it.token(), it.is_acknowledged())
        });
        let token_withheld = change.guard.as_ref().is_some_and(Guard::is_withheld);
        let also = change.guard.iter().flat_map(|it| &it.also);
        Self {
            address: path.to_string(),
            pointer: path.pointer(),
            action: action.as_str().into(),
            origin: origin.map(|it| it.as_str().into()),
            base: base.clone().map(mask_json),
            before,
            after,
            before_kind: kind(&change.before).into(),
            after_kind: kind(&change.after).into(),
            destructive: guard.is_some(),
            destructive_class: guard.as_ref().map(|(class, _, _)| (*class).into()),
            also_destructive: also.map(|it| it.as_str().into()).collect(),
            acknowledged: guard.as_ref().map(|(_, _, acknowledged)| *acknowledged),
            token: guard.and_then(|(_, token, _)| Some(token?.to_string())),
            token_withheld,
            limit: limit.map(TextLimit::characters),
            source: None,         // of the manifest
            place_to_write: None, // so is this
            take_command: None,
            before_file: None,
        }
    }
}

impl From<&Unmanaged> for UnmanagedDoc {
    fn from(unmanaged: &Unmanaged) -> Self {
        let Unmanaged {
            path,
            value,
            will_publish,
            moved,
        } = unmanaged;
        let moved = moved.as_ref();
        let guard = moved.and_then(|it| it.guard.as_ref());
        Self {
            address: path.to_string(),
            will_publish: *will_publish,
            changed_since: moved.map(|it| it.since.to_string()),
            before: moved.and_then(|it| it.before.clone()).unwrap_or_default(),
            before_known: moved.is_some_and(|it| it.before.is_some()),
            after: mask_json(value.to_json()),
            after_kind: kind(value).into(),
            token: guard.and_then(|it| Some(it.token()?.to_string())),
            token_withheld: guard.is_some_and(Guard::is_withheld),
            destructive_class: guard.map(|it| it.class.as_str().into()),
            also_destructive: guard
                .into_iter()
                .flat_map(|it| &it.also)
                .map(|it| it.as_str().into())
                .collect(),
            acknowledged: guard.map(Guard::is_acknowledged),
        }
    }
}
