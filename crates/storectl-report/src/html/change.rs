//! Changes, each with what stands before and after it.

use askama::{Template, filters::HtmlSafe};
use storectl_plan::{Action, Change, Lock, Origin};

use super::{
    budget::Budget,
    difference::{Before, Difference},
    line::{Line, place},
    since::notes,
    text::shown,
};
use crate::{
    PlanDetails, ProductView,
    value::length,
    view::{Group, NO_TOKEN, NO_TOKEN_YET, Replaced, count, field, is_locked},
};

/// The changes of one listing, one package or one other module.
#[derive(Template)]
#[template(path = "group.html")]
pub(super) struct Changes {
    address: String,
    number: String,
    is_open: bool,
    blocked: usize,
    destructive: usize,
    shown: Vec<OneChange>,
    /// How many are left out.
    omitted: usize,
}

impl HtmlSafe for Changes {}

/// One change.
#[derive(Template)]
#[template(path = "change.html")]
struct OneChange {
    id: String,
    language: String,
    module: &'static str,
    origin: &'static str,
    symbol: char,
    action: &'static str,
    address: String,
    field: String,
    place: Option<String>,
    length: Option<String>,
    lock: Option<LockWords>,
    /// `None` where another change shows it.
    difference: Option<Difference>,
    notes: Vec<Line>,
}

impl HtmlSafe for OneChange {}

/// What is said of a destructive change.
struct LockWords {
    word: &'static str,
    class: &'static str,
    token: Option<String>,
    meaning: String,
}

/// Where changes stand: what tells the same change of two products apart.
pub(super) struct Place<'a> {
    /// The product, its plan, and its number on the page.
    pub(super) product: &'a ProductView<'a>,
    pub(super) plan: &'a PlanDetails,
    pub(super) number: usize,
    /// The images of the plan that are replaced and get another place.
    pub(super) replaced: &'a Replaced,
}

impl<'a> Place<'a> {
    /// Returns what stands before a change.
    fn before(&self, at: usize, change: &'a Change) -> Before<'a> {
        let removed = self.replaced.removed_by(at);
        let gone = removed.and_then(|it| self.plan.changes.get(it));
        Before {
            value: &gone.unwrap_or(change).before,
            file: self.product.file_before(removed.unwrap_or(at)),
        }
    }

    /// Returns the change that adds what replaces the image of this one.
    fn replacement(&self, at: usize) -> Option<&'a Change> {
        self.plan.changes.get(self.replaced.added_by(at)?)
    }
}

impl Changes {
    /// Takes a group, as much of it as there is room for.
    pub(super) fn of(
        group: &Group<'_>,
        place: &Place<'_>,
        is_open: bool,
        budget: &mut Budget<'_>,
    ) -> Self {
        let number = |wanted: fn(&Change) -> bool| {
            let changes = group.changes.iter();
            changes.filter(|(_, it)| wanted(it)).count()
        };
        let mut shown_changes = Vec::new();
        for (at, change) in &group.changes {
            shown_changes.extend(OneChange::of(*at, change, place, budget));
        }
        Self {
            address: shown(&group.address),
            number: count(group.changes.len(), "change"),
            is_open,
            blocked: number(is_locked),
            destructive: number(|it| it.guard.is_some()),
            omitted: group.changes.len() - shown_changes.len(),
            shown: shown_changes,
        }
    }
}

impl OneChange {
    /// Takes a change, if there is room for it.
    fn of(at: usize, change: &Change, stands: &Place<'_>, budget: &mut Budget<'_>) -> Option<Self> {
        let room = budget.change(change)?;
        let source = stands.product.sources.get(at).and_then(Option::as_ref);
        let language = change.path.language();
        let replacement = stands.replacement(at);
        Some(Self {
            id: format!("p{}-c{at}", stands.number),
            language: language.map(|it| shown(it.as_str())).unwrap_or_default(),
            module: change.path.module().map_or("", |it| it.as_str()),
            origin: change.origin.map_or("", Origin::as_str),
            symbol: match change.action {
                Action::Add => '+',
                Action::Change => '~',
                Action::Remove | Action::Clear => '−',
                Action::Reorder => '↕',
            },
            action: change.action.as_str(),
            address: shown(&change.path.to_string()),
            field: shown(&field(&change.path)),
            place: source.map(place),
            length: length(change),
            lock: change.guard.as_ref().map(|guard| LockWords {
                meaning: shown(&guard.meaning()),
                word: match guard.lock {
                    Lock::Acknowledged(_) => "acknowledged",
                    Lock::Locked(_) => "blocked",
                    Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => "destructive",
                },
                class: match guard.lock {
                    Lock::Acknowledged(_) => "careful",
                    Lock::Locked(_) | Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => {
                        "bad"
                    }
                },
                token: match &guard.lock {
                    Lock::Acknowledged(token) | Lock::Locked(token) => Some(shown(token.as_str())),
                    Lock::Invalid | Lock::Forbidden(_) => Some(NO_TOKEN.to_owned()),
                    Lock::Withheld(_) => Some(NO_TOKEN_YET.to_owned()),
                },
            }),
            difference: replacement.is_none().then(|| {
                Difference::of(stands.plan, change, stands.before(at, change), room, budget)
            }),
            notes: notes(stands.product, at, change)
                .into_iter()
                .chain(replacement.map(shown_beside))
                .collect(),
        })
    }
}

/// Says where both sides of an image are shown that gets another place as well.
fn shown_beside(added: &Change) -> Line {
    Line::words("Replaced by ")
        .and_code(&field(&added.path))
        .and(", which shows both.")
}
