//! What plans say.

use std::collections::HashSet;

use storectl_model::FieldPath;
use storectl_plan::{Blocker, Change, Guard, Origin, PolicyViolation, SubmissionOutcome};

use super::{
    About, Place, Rank, Remark, Rule, failure, installers,
    manifests::{self, Faults},
    with_hint,
};
use crate::{
    ErrorView, PlanView, ProductView, Rehearsal, SourceRef,
    value::{Body, brief, brief_sides},
    view::{PlanDetails, capitalized, submission_in_doubt, thousands},
};

/// Returns what plans say of each product, and what is wrong with manifests that have none.
pub(super) fn remarks(view: &PlanView<'_>) -> Faults {
    let mut found = Faults::default();
    if let Some(error) = error_of_all(view) {
        found.all.push(failure::remark(error, About::default()));
        return found;
    }
    if let Some(invalid) = &view.invalid {
        found = manifests::remarks(invalid);
    }
    // What a manifest is invalid for is said at its lines.
    let said: HashSet<Place> = found.all.iter().filter_map(|it| it.place.clone()).collect();
    let is_said = |it: &&ProductView<'_>| {
        let error = it.plan().err();
        let place = error.and_then(|it| it.location.as_ref());
        place.is_some_and(|it| said.contains(&Place::of(it)))
    };
    let products = view.products.iter().filter(|it| !is_said(it));
    found.all.extend(products.flat_map(product));
    found
}

/// Returns why no product has a plan, where that is one reason for several: it is no product's own.
fn error_of_all<'a>(view: &'a PlanView<'_>) -> Option<&'a ErrorView> {
    let (first, others) = view.products.split_first()?;
    let error = first.plan().err()?;
    let is_same = |it: &ProductView<'_>| it.plan().err() == Some(error);
    (!others.is_empty() && others.iter().all(is_same)).then_some(error)
}

fn product(view: &ProductView<'_>) -> Vec<Remark> {
    match view.plan() {
        Ok(plan) => planned(view, plan),
        Err(error) => vec![without_plan(view, error)],
    }
}

fn without_plan(view: &ProductView<'_>, error: &ErrorView) -> Remark {
    let mut remark = failure::remark(error, about(view));
    remark.place = remark.place.or_else(|| Some(manifest(view)));
    remark
}

fn planned(view: &ProductView<'_>, plan: &PlanDetails) -> Vec<Remark> {
    let mut all = blockers(view, plan);
    let changes = plan.changes.iter().enumerate();
    all.extend(changes.map(|(at, it)| change(view, plan, it, source(&view.sources, at))));
    all.extend(unmanaged(view, plan));
    all.extend(installers_of(view, plan));
    let rehearsal = view.rehearsal.into_iter();
    all.extend(rehearsal.flat_map(|it| refusals(view, it)));
    let warnings = plan.warnings.iter().enumerate();
    all.extend(warnings.map(|(at, it)| Remark {
        rank: Rank::Warning,
        rule: Rule::warning(),
        title: "Warning".to_owned(),
        message: match &it.path {
            Some(path) => format!("{path}: {}", it.message),
            None => it.message.clone(),
        },
        place: Some(place(view, source(&view.warning_sources, at))),
        about: match &it.path {
            Some(path) => about(view).at(path),
            None => about(view),
        },
    }));
    all.extend(last_submission(view, plan));
    all
}

/// Returns why an apply began nothing, where its plan says why.
pub(super) fn refused(view: &ProductView<'_>, plan: &PlanDetails) -> Vec<Remark> {
    let mut all = planned(view, plan);
    all.retain(|it| it.rank == Rank::Blocker);
    all
}

/// Returns why apply would refuse, but for what waits for its token: each of those is a change, or an unmanaged value.
fn blockers(view: &ProductView<'_>, plan: &PlanDetails) -> Vec<Remark> {
    let blockers = plan.blockers.iter().enumerate();
    let remark = |(at, it)| blocker(view, it, source(&view.blocker_sources, at));
    blockers.filter_map(remark).collect()
}

fn blocker(
    view: &ProductView<'_>,
    blocker: &Blocker,
    source: Option<&SourceRef>,
) -> Option<Remark> {
    let (rank, rule, title, message, path) = match blocker {
        // Time resolves it, and nobody has to fix it in a pull request: plan exits 0 (design.md §2).
        Blocker::Busy {
            submission,
            messages: _, // they say the same in the Store's words
        } => (
            Rank::Warning,
            Rule::busy(),
            "Submission in progress".to_owned(),
            format!(
                "Submission {submission} is in progress; the Store rejects every write until it ends"
            ),
            None,
        ),
        Blocker::InDoubt { announced_at } => (
            Rank::Warning,
            Rule::in_doubt(),
            "Submission unknown".to_owned(),
            format!(
                "Apply writes nothing: {}",
                submission_in_doubt(*announced_at)
            ),
            None,
        ),
        Blocker::Unacknowledged { .. } => return None,
        Blocker::Conflict {
            path,
            place: _, // where the source is
            message,
            hint,
        } => (
            Rank::Blocker,
            Rule::impossible(),
            format!("Invalid: {path}"),
            with_hint(&format!("{path}: {message}"), Some(hint)),
            Some(path),
        ),
        Blocker::Installer {
            path,
            code,
            message,
            hint,
        } => (
            Rank::Blocker,
            Rule::of_code(code),
            format!("{code}: {path}"),
            with_hint(&format!("{path}: {message}"), Some(hint)),
            Some(path),
        ),
        Blocker::Policy(PolicyViolation {
            rule,
            place: _, // where the source is
            path,
            changes: _,   // the message names them
            unmanaged: _, // and these
            message,
            hint,
        }) => {
            let key = rule.key();
            let said = match path {
                Some(path) => format!("Policy ({key}): {path}: {message}"),
                None => format!("Policy ({key}): {message}"),
            };
            (
                Rank::Blocker,
                Rule::of_policy(*rule),
                format!("Policy: {key}"),
                with_hint(&said, Some(hint)),
                path.as_ref(),
            )
        }
    };
    Some(Remark {
        rank,
        rule,
        title,
        message,
        place: Some(place(view, source)),
        about: match path {
            Some(path) => about(view).at(path),
            None => about(view),
        },
    })
}

fn change(
    view: &ProductView<'_>,
    plan: &PlanDetails,
    change: &Change,
    source: Option<&SourceRef>,
) -> Remark {
    let Change {
        path,
        action,
        origin,
        base: _, // a conflict names the two sides that count
        before,
        after,
        guard,
        limit: _, // for people who read the text
    } = change;
    let values = match plan.body(change) {
        Body::Loses(all) if all.is_empty() => String::new(),
        Body::Loses(all) => format!(": loses {}", listed(all)),
        Body::Fields(fields) => format!(": {}", listed(fields.into_iter().map(|it| it.path))),
        Body::Order { before: _, after } => format!(": now {}", listed(after)),
        Body::Scalars { .. }
        | Body::Words(_)
        | Body::Lines(_)
        | Body::Added(_)
        | Body::Removed(_)
        | Body::Items { .. } => format!(": {}", brief_sides(before, after).join(" → ")),
    };
    let origin = match origin {
        Some(Origin::Drift) => " (changed in Partner Center; apply reverts it)",
        Some(Origin::Conflict) => {
            " (conflict: changed in the manifest and in Partner Center; apply writes the manifest's value)"
        }
        Some(Origin::Manifest | Origin::Agreed) | None => "",
    };
    let action = action.as_str();
    let said = format!("{action} {path}{values}{origin}");
    let about = About {
        action: Some(action),
        ..about(view).at(path)
    };
    let (rank, rule, title, message) = match guard {
        Some(guard) => {
            let (rank, message) = guarded(guard, &said);
            let title = format!("Destructive: {path} ({})", guard.class.as_str());
            (rank, Rule::of_class(guard.class), title, message)
        }
        None => (
            Rank::Note,
            Rule::of_change(change.action),
            format!("{}: {path}", capitalized(action)),
            said,
        ),
    };
    Remark {
        rank,
        rule,
        title,
        message,
        place: Some(place(view, source)),
        about,
    }
}

/// Most items that a remark names.
const NAMED: usize = 10;

/// Names the first of some items, and counts the others.
fn listed(items: impl IntoIterator<Item = String>) -> String {
    let mut items = items.into_iter();
    let named: Vec<String> = items.by_ref().take(NAMED).collect();
    match items.count() {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), thousands(more)),
    }
}

/// Returns how grave a destructive change is, and what allows it.
fn guarded(guard: &Guard, said: &str) -> (Rank, String) {
    let meaning = guard.meaning();
    let is_open = !guard.is_acknowledged();
    match guard.token() {
        Some(token) if is_open => (
            Rank::Blocker,
            format!(
                "{said}; it {meaning} and is not acknowledged; if intended, add {token} to `acknowledge`"
            ),
        ),
        Some(token) => (
            Rank::Destructive,
            format!("{said}; it {meaning}; acknowledged by {token}"),
        ),
        None => (Rank::Blocker, format!("{said}; it {meaning}")),
    }
}

/// Returns the unmanaged values whose move in Partner Center is destructive.
fn unmanaged<'a>(
    view: &'a ProductView<'_>,
    plan: &'a PlanDetails,
) -> impl Iterator<Item = Remark> + 'a {
    plan.unmanaged.iter().filter_map(|it| {
        let moved = it.moved.as_ref()?;
        let guard = moved.guard.as_ref()?;
        let said = format!(
            "unmanaged {}: changed in Partner Center since submission {}, now {}",
            it.path,
            moved.since,
            brief(&it.value)
        );
        let (rank, message) = guarded(guard, &said);
        Some(Remark {
            rank,
            rule: Rule::of_class(guard.class),
            title: format!("Destructive: {} ({})", it.path, guard.class.as_str()),
            message,
            place: Some(manifest(view)),
            about: about(view).at(&it.path),
        })
    })
}

/// Returns what is wrong with installers and blocks nothing: what blocks is said by the blockers.
fn installers_of(view: &ProductView<'_>, plan: &PlanDetails) -> Vec<Remark> {
    let blocking: HashSet<(FieldPath, &str, &str)> = plan
        .blockers
        .iter()
        .filter_map(|it| match it {
            Blocker::Installer {
                path,
                code,
                message,
                hint: _,
            } => Some((path.object(), *code, message.as_str())),
            Blocker::Busy { .. }
            | Blocker::InDoubt { .. }
            | Blocker::Unacknowledged { .. }
            | Blocker::Conflict { .. }
            | Blocker::Policy(_) => None,
        })
        .collect();
    let mut all = Vec::new();
    for look in &view.preflight {
        for it in &look.look.findings {
            let code = it.finding.rule.code.as_str();
            if blocking.contains(&(look.package.clone(), code, it.finding.message.as_str())) {
                continue;
            }
            let mut remark = installers::finding(it, about(view).at(look.package));
            remark.message = format!("{}: {}", look.package, remark.message);
            remark.place = remark.place.or_else(|| Some(manifest(view)));
            all.push(remark);
        }
    }
    all
}

fn refusals<'a>(
    view: &'a ProductView<'_>,
    rehearsal: &'a Rehearsal,
) -> impl Iterator<Item = Remark> + 'a {
    rehearsal.refusals.iter().map(|it| {
        let message = it.message();
        Remark {
            rank: Rank::Error,
            rule: Rule::rehearsal(),
            title: "The rehearsal is refused".to_owned(),
            message: match it.address.as_str() {
                "" => message,
                address => format!("{address}: {message}"),
            },
            place: Some(place(view, it.source.as_ref())),
            about: about(view).at(&it.address),
        }
    })
}

fn last_submission(view: &ProductView<'_>, plan: &PlanDetails) -> Option<Remark> {
    let last = plan.last_submission.as_ref()?;
    (last.outcome == SubmissionOutcome::Failed).then(|| Remark {
        rank: Rank::Warning,
        rule: Rule::store(),
        title: "The last submission FAILED".to_owned(),
        message: format!("Submission {} FAILED", last.id),
        place: Some(manifest(view)),
        about: about(view),
    })
}

/// Returns the place of a part of the manifest, or the manifest where the part has none.
fn place(view: &ProductView<'_>, source: Option<&SourceRef>) -> Place {
    source.map_or_else(|| manifest(view), Place::of)
}

fn manifest(view: &ProductView<'_>) -> Place {
    Place::file(view.manifest.as_raw())
}

fn source(sources: &[Option<SourceRef>], at: usize) -> Option<&SourceRef> {
    sources.get(at)?.as_ref()
}

fn about(view: &ProductView<'_>) -> About {
    About {
        product: view.known_id().map(|it| it.as_raw().to_owned()),
        ..About::default()
    }
}
