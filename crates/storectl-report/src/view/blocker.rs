//! Why a plan cannot be applied, as sentences.

use storectl_model::FieldPath;
use storectl_plan::{Blocker, Change, Guard, PolicyViolation};

use super::{
    ErrorText, InstallerErrors, PlanDetails, Sentence, count, hint, partner_center, place,
    reasons::store_reports,
};
use crate::{ProductView, SourceRef, time::minute};

/// Why apply would refuse.
pub(crate) enum Obstacle<'a> {
    /// It says what to do itself.
    Explained(Vec<Sentence>),
    /// These need their tokens acknowledged.
    Locked(Vec<Locked<'a>>),
}

/// What waits for its token.
#[derive(Clone, Copy)]
pub(crate) struct Locked<'a> {
    pub(crate) path: &'a FieldPath,
    pub(crate) guard: &'a Guard,
    pub(crate) kind: LockedKind,
}

/// Who made what waits for its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockedKind {
    /// This plan.
    Change,
    /// Somebody in Partner Center, to a value that the manifest does not name.
    Unmanaged,
}

/// Returns whether a change waits for its acknowledgment.
pub(crate) fn is_locked(change: &Change) -> bool {
    change.guard.as_ref().is_some_and(Guard::is_locked)
}

/// Says what waits for its token: `1 destructive change and 1 changed unmanaged value`.
pub(crate) fn locked_words(locked: &[Locked<'_>]) -> String {
    let number = |kind| locked.iter().filter(|it| it.kind == kind).count();
    let words = [
        (number(LockedKind::Change), "destructive change"),
        (number(LockedKind::Unmanaged), "changed unmanaged value"),
    ];
    let words = words.into_iter().filter(|(number, _)| *number > 0);
    let words: Vec<String> = words.map(|(number, noun)| count(number, noun)).collect();
    words.join(" and ")
}

/// Begins the line that offers a command with the tokens.
pub(crate) fn if_intended(locked: &[Locked<'_>]) -> &'static str {
    match locked {
        [_] => "If intended, pass the token",
        _ => "If intended, pass the tokens",
    }
}

/// Says what is known of a submission that was announced `at` this time, in seconds since 1970, and that nobody has heard of
/// since.
pub fn submission_in_doubt(at: u64) -> String {
    format!(
        "a submission was announced at {}, but no receipt names it and none is in progress, so whether the Store accepted it is unknown",
        minute(at)
    )
}

/// Returns every reason why apply would refuse a product, in the plan's order; those of installers come last.
pub(crate) fn obstacles<'a>(product: &'a ProductView<'_>) -> Vec<Obstacle<'a>> {
    let Ok(plan) = product.plan() else {
        return Vec::new();
    };
    let mut installers = InstallerErrors::default();
    let mut obstacles = Vec::new();
    for (at, blocker) in plan.blockers.iter().enumerate() {
        let source = product.blocker_sources.get(at).and_then(Option::as_ref);
        obstacles.extend(obstacle(blocker, plan, source, &mut installers));
    }
    obstacles.extend(installers.explained().map(Obstacle::Explained));
    obstacles
}

/// Returns why apply would refuse; an error of an installer goes to `installers`.
fn obstacle<'a>(
    blocker: &'a Blocker,
    plan: &'a PlanDetails,
    source: Option<&'a SourceRef>,
    installers: &mut InstallerErrors<'a>,
) -> Option<Obstacle<'a>> {
    let obstacle = match blocker {
        Blocker::Busy {
            submission,
            messages,
        } => {
            let mut told = vec![
                Sentence::new()
                    .ours("Submission ")
                    .code(submission.as_str())
                    .ours(" is in progress; the Store rejects every write until it ends."),
            ];
            let messages = messages.iter().filter(|it| !it.names(submission));
            told.extend(messages.take(30).map(store_reports));
            told.push(Sentence::labeled("see").ours(partner_center(plan.product_id.as_str())));
            Obstacle::Explained(told)
        }
        Blocker::InDoubt { announced_at } => Obstacle::Explained(vec![
            Sentence::new().ours(format!(
                "Apply writes nothing: {}.",
                submission_in_doubt(*announced_at)
            )),
            Sentence::labeled("see").ours(partner_center(plan.product_id.as_str())),
        ]),
        Blocker::Unacknowledged { changes, unmanaged } => {
            let changes = changes.iter().filter_map(|it| plan.changes.get(*it));
            let changes = changes.filter_map(|it| {
                Some(Locked {
                    path: &it.path,
                    guard: it.guard.as_ref()?,
                    kind: LockedKind::Change,
                })
            });
            let moved = unmanaged.iter().filter_map(|it| plan.unmanaged.get(*it));
            let moved = moved.filter_map(|it| {
                Some(Locked {
                    path: &it.path,
                    guard: it.moved.as_ref()?.guard.as_ref()?,
                    kind: LockedKind::Unmanaged,
                })
            });
            Obstacle::Locked(changes.chain(moved).collect())
        }
        Blocker::Conflict {
            path,
            place: _, // where the source is
            message,
            hint: advice,
        } => {
            let about = Sentence::new().code(&path.to_string());
            let mut told = vec![about.ours(": ").prose(message)];
            if let Some(source) = source {
                told.push(place(source));
            }
            told.push(hint(advice));
            Obstacle::Explained(told)
        }
        Blocker::Installer {
            path,
            code,
            message,
            hint,
        } => {
            let text = ErrorText {
                code,
                message,
                hint,
            };
            installers.add(text, path, source);
            return None;
        }
        Blocker::Policy(violation) => Obstacle::Explained(forbidden(violation, source)),
    };
    Some(obstacle)
}

/// Says what the policy forbids, with the place of its rule.
fn forbidden(violation: &PolicyViolation, rule_at: Option<&SourceRef>) -> Vec<Sentence> {
    let PolicyViolation {
        rule,
        place: _, // where the source is
        path,
        changes: _,   // the message names them
        unmanaged: _, // and these
        message,
        hint: advice,
    } = violation;
    let mut about = Sentence::new().ours(format!("Policy ({}): ", rule.key()));
    if let Some(path) = path {
        about = about.code(&path.to_string()).ours(": ");
    }
    let mut told = vec![about.prose(message)];
    told.extend(rule_at.map(place));
    told.push(hint(advice));
    told
}
