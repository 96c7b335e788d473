//! What later steps of a job ask for: `name=value` lines of `$GITHUB_OUTPUT` (forms.md, "In the pull request" 1).

use storectl_plan::{Blocker, Guard, PlanSummary};

use crate::{Output, PlanView, view::PlanDetails};

/// Renders what later steps of a job ask for. Every value is a number or a hash of our own.
pub(crate) fn outputs(output: &Output<'_>) -> String {
    let plan = match output {
        Output::Plan(view) => Some(view),
        Output::Apply(view) => Some(&view.plan),
        Output::Status(_)
        | Output::History(_)
        | Output::Inspect(_)
        | Output::Doctor(_)
        | Output::Diagnostics(_)
        | Output::Error(_) => None,
    };
    let summary = plan.map(|it| it.summary).unwrap_or_default();
    let PlanSummary {
        add,
        change,
        remove,
        clear,
        destructive,
        origins,
        products: _,     // in the other formats
        changed: _,      // in the other formats
        uploads: _,      // in the other formats
        upload_bytes: _, // in the other formats
        writes: _,       // in the other formats
        held_writes: _,
    } = summary;
    let hash = plan.map_or("", PlanView::hash_text);
    let numbers = [
        ("changes", add + change + remove + clear),
        ("blocked", plan.map_or(0, blocked)),
        ("destructive", destructive),
        ("drift", origins.drift),
        ("conflicts", origins.conflict),
        ("exit", usize::from(output.exit())),
    ];
    let numbers = numbers.map(|(name, value)| format!("{name}={value}\n"));
    format!("hash={hash}\n{}", numbers.concat())
}

/// Counts what keeps the plans from being applied until somebody acts: destructive changes and moved unmanaged values without
/// an acknowledgment, and what is invalid.
fn blocked(view: &PlanView<'_>) -> usize {
    let plans = view.products.iter().filter_map(|it| it.plan().ok());
    plans.map(blocked_of).sum()
}

fn blocked_of(plan: &PlanDetails) -> usize {
    let locked = plan.guards().filter(|(_, it)| Guard::is_locked(it)).count();
    let is_ours = |it: &&Blocker| match it {
        // Time resolves the first two; the changes of the last are counted one by one.
        Blocker::Busy { .. } | Blocker::InDoubt { .. } | Blocker::Unacknowledged { .. } => false,
        Blocker::Conflict { .. } | Blocker::Installer { .. } | Blocker::Policy(_) => true,
    };
    locked + plan.blockers.iter().filter(is_ours).count()
}
