//! Compares plans with what was approved.

use storectl_installer::Outcome;
use storectl_model::{FieldPath, PreflightMode, ProductId};
use storectl_plan::{
    NextStep, PlanFingerprint, PlanHash, ProductPlan, SeenInstallers, StaleEntry, StaleValues,
    StepAction, compare, fingerprint_hash,
};
use storectl_platform::StateDir;
use storectl_report::json::{PlanContent, PlanFile, read_plan};

use super::{Approval, Proof};
use crate::{
    error::CliError,
    exit::Exit,
    hints::{
        invocation::Invocation,
        refusals::{self, Review},
    },
    ops::{plan::Planned, preflight::CheckedInstaller},
    settings::preflight,
    store::plans,
};

/// What passed since a plan was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    /// Somebody was asked for confirmation.
    Question,
    /// The product waited for its turn among others.
    Turn,
    /// Its submission in progress was waited for.
    Ongoing,
}

impl Approval {
    /// Returns, for each plan, why it is neither what was approved nor a remainder of it.
    ///
    /// The reasons are 12, with what is done, the same, new and moved; 21 where nobody can tell whether the bytes of an installer
    /// are those that were approved. Where the approved plan itself is not at hand, all plans have the same.
    pub(crate) fn check(
        &self,
        planned: &[Planned<'_>],
        mode: PreflightMode,
        state: &StateDir,
        invocation: &Invocation,
    ) -> Vec<Option<CliError>> {
        self.compare(planned, mode, state, invocation)
            .unwrap_or_else(|error| vec![Some(error); planned.len()])
    }

    fn compare(
        &self,
        planned: &[Planned<'_>],
        mode: PreflightMode,
        state: &StateDir,
        invocation: &Invocation,
    ) -> Result<Vec<Option<CliError>>, CliError> {
        let approved = vec![None; planned.len()];
        let hash = match self {
            Self::None => return Ok(approved),
            Self::Hash(hash) => hash,
            Self::Plan { plan, .. } => plan.hash.as_str(),
        };
        let ours = fingerprints(planned);
        let found = fingerprint_hash(&ours);
        let is_nothing = !ours.iter().any(PlanFingerprint::writes);
        if is_nothing || hashes(planned).any(|it| it.as_str() == hash) {
            return Ok(approved);
        }
        let error = CliError::new(
            Exit::Stale,
            format!("the plan is not the one that was approved: expected {hash}, found {found}"),
        );
        let Some(approved) = self.at_hand(state)? else {
            if let Some(other) = other_mode(planned, hash) {
                return Err(preflight::other_mode(other, mode));
            }
            let all = |_: &ProductId, _: &FieldPath| true;
            let mut missing = planned.iter().map(|it| gone(it, all));
            let mut unseen = planned.iter().map(|it| unseen(it, all));
            if let Some(error) = missing
                .find_map(|it| it)
                .or_else(|| unseen.find_map(|it| it))
            {
                return Err(error);
            }
            return Err(error
                .hints(refusals::approve_again(invocation))
                .hint(format!(
                    "if the plan was made with another --preflight than `{mode}`, use the same one here"
                ))
                .next(NextStep::PlanAgain));
        };
        let theirs = approved.fingerprints();
        if let Some(other) = theirs
            .iter()
            .map(|it| it.installers().mode)
            .find(|it| *it != mode)
        {
            return Err(preflight::other_mode(other, mode));
        }
        let reason = |one: &Planned<'_>| {
            one.fingerprint().filter(|it| it.writes())?;
            let comparison = compare(&theirs, shown_fingerprint(one).as_slice());
            // What is certainly not approved comes first.
            if comparison.is_approved() {
                return gone(one, seen_by(&theirs)).or_else(|| unseen(one, seen_by(&theirs)));
            }
            let stale = error.clone().stale(comparison.entries);
            Some(
                stale
                    .hint("get the new plan approved")
                    .next(NextStep::PlanAgain),
            )
        };
        Ok(planned.iter().map(reason).collect())
    }

    /// Refuses a draft that is no longer what its plan was made of when it was shown, unless what is left to do is part of that.
    ///
    /// # Errors
    /// 12, with what moved.
    pub(crate) fn check_again(
        &self,
        shown: &Planned<'_>,
        now: &Planned<'_>,
        since: Since,
    ) -> Result<(), CliError> {
        let (Some(before), Some(found)) = (shown.fingerprint(), now.fingerprint()) else {
            return Ok(());
        };
        let seen = seen_by(std::slice::from_ref(before));
        let [before, found] = [before, found].map(|it| fingerprint_hash([it]));
        if before == found {
            return Ok(());
        }
        if let Some(gone) = gone(now, seen) {
            return Err(gone);
        }
        let [theirs, ours] = [shown, now].map(shown_fingerprint);
        let moved = compare(theirs.as_slice(), ours.as_slice());
        if moved.is_approved() {
            return Ok(());
        }
        let is_of_bytes = |it: &&StaleEntry| matches!(it.values, StaleValues::Bytes { .. });
        let of_bytes = moved.entries.iter().filter(is_of_bytes).count();
        let changed = if of_bytes > 0 && of_bytes == moved.unapproved().count() {
            "an installer"
        } else {
            "the draft"
        };
        let during = match since {
            Since::Question => "while waiting for confirmation",
            Since::Turn => "while other products were applied",
            Since::Ongoing => "while waiting for the submission in progress",
        };
        let message =
            format!("{changed} changed {during}: the plan was {before}, and is now {found}");
        let stale = CliError::new(Exit::Stale, message).stale(moved.entries);
        Err(match (since, self.review()) {
            (Since::Question, _) => stale
                .hint("review the new plan, then confirm it")
                .next(NextStep::Continue),
            (Since::Turn | Since::Ongoing, Review::Outstanding) => stale.next(NextStep::Continue),
            (Since::Turn | Since::Ongoing, Review::Approved) => stale
                .hint("get the new plan approved")
                .next(NextStep::PlanAgain),
        })
    }

    /// Returns the approved plan, where it is at hand and says what its hash covers.
    fn at_hand(&self, state: &StateDir) -> Result<Option<PlanFile>, CliError> {
        let hash = match self {
            Self::None => return Ok(None),
            Self::Plan {
                plan,
                proof: Proof::Content,
                ..
            } => return Ok(Some((**plan).clone())),
            Self::Hash(hash) => hash,
            Self::Plan { plan, .. } => plan.hash.as_str(),
        };
        let kept = plans::find(state, hash).map_err(CliError::own_file)?;
        Ok(kept
            .and_then(|text| read_plan(&text).ok())
            .filter(|it| it.hash.as_str() == hash && it.content == PlanContent::Complete))
    }

    /// Returns what the approved plan saw of a product's installers; nothing where it is not at hand.
    pub(crate) fn seen(&self, product: &ProductId, state: &StateDir) -> SeenInstallers {
        let approved = self.at_hand(state).ok().flatten();
        let fingerprints = approved.iter().flat_map(PlanFile::fingerprints);
        let mut of_product =
            fingerprints.filter(|it| it.product().eq_ignore_ascii_case(product.as_str()));
        of_product
            .next()
            .map(|it| it.installers().clone())
            .unwrap_or_default()
    }
}

fn plans_of<'a>(planned: &'a [Planned<'_>]) -> impl Iterator<Item = &'a ProductPlan> {
    planned.iter().filter_map(|it| it.plan.as_ref().ok())
}

fn fingerprints(planned: &[Planned<'_>]) -> Vec<PlanFingerprint> {
    plans_of(planned).map(PlanFingerprint::of).collect()
}

/// Fingerprints what is shown of a plan, as a saved plan shows it. What moved is named by it.
fn shown_fingerprint(planned: &Planned<'_>) -> Option<PlanFingerprint> {
    let plan = planned.plan.as_ref().ok()?;
    Some(PlanFingerprint::of(&plan.for_people()))
}

/// Says of which packages plans saw the bytes.
fn seen_by(plans: &[PlanFingerprint]) -> impl Fn(&ProductId, &FieldPath) -> bool {
    |product, package| {
        let mut plans = plans.iter();
        let plan = plans.find(|it| it.product().eq_ignore_ascii_case(product.as_str()));
        plan.is_some_and(|it| it.installers().bytes_of(package).is_some())
    }
}

/// Returns the error of an installer whose bytes could not be seen, though the approved plan saw them (forms.md, Installers 8).
fn unseen(
    planned: &Planned<'_>,
    was_seen: impl Fn(&ProductId, &FieldPath) -> bool,
) -> Option<CliError> {
    installers(planned, was_seen).find_map(|it| {
        let Outcome::CannotTell(reason) = &it.inspection.outcome else {
            return None;
        };
        let message = format!(
            "cannot tell whether the installer of {} is the one that was approved: {reason}",
            it.package
        );
        let error = CliError::new(Exit::Transient, message);
        Some(error.hint("run the same command again when its host responds"))
    })
}

/// Returns the error of an installer that is no longer where it was when the approved plan saw its bytes.
fn gone(
    planned: &Planned<'_>,
    was_seen: impl Fn(&ProductId, &FieldPath) -> bool,
) -> Option<CliError> {
    installers(planned, was_seen).find_map(|it| {
        let does = match &it.inspection.outcome {
            Outcome::NotServed => "does not serve it",
            Outcome::Redirected => "redirects to another address",
            Outcome::Read(_) | Outcome::NotAsked(_) | Outcome::CannotTell(_) => return None,
        };
        let status = it.inspection.host.as_ref().and_then(|it| it.status);
        let status = status.map_or(String::new(), |it| format!(" ({it})"));
        let message = format!(
            "the installer of {} is not the one that was approved: its host {does}{status}",
            it.package
        );
        let error = CliError::new(Exit::Stale, message);
        Some(
            error
                .hint("put the approved installer back, or get the new plan approved")
                .next(NextStep::PlanAgain),
        )
    })
}

/// Returns the installers that were looked at and whose bytes the approved plan saw.
fn installers<'a>(
    planned: &'a Planned<'_>,
    was_seen: impl Fn(&ProductId, &FieldPath) -> bool,
) -> impl Iterator<Item = &'a CheckedInstaller> {
    let product = &planned.manifest.product.product_id;
    let installers = planned.installers.iter();
    installers.filter(move |it| was_seen(product, &it.package))
}

/// Returns the mode in which a plan of this hash looked at installers, where it is another and no bytes were seen.
fn other_mode(planned: &[Planned<'_>], hash: &str) -> Option<PreflightMode> {
    let mut modes = PreflightMode::ALL.iter().copied();
    modes.find(|mode| {
        let plans = plans_of(planned).map(|plan| {
            let mut plan = plan.clone();
            plan.installers.mode = *mode;
            if *mode == PreflightMode::Off {
                plan.installers.packages.clear();
            }
            PlanFingerprint::of(&plan).without_bytes()
        });
        let plans: Vec<PlanFingerprint> = plans.collect();
        fingerprint_hash(&plans).as_str() == hash
    })
}

/// Returns the hash of what is done, and those of what approves no less: without what only follows it, for `--wait
/// published` only reads; before what is acknowledged now was, for the tokens approve the rest; where no bytes of installers were
/// seen, for what could not be told then is told now.
fn hashes(planned: &[Planned<'_>]) -> impl Iterator<Item = PlanHash> {
    let whole = fingerprints(planned);
    let unfollowed = plans_of(planned).map(|plan| {
        let mut plan = plan.clone();
        plan.steps
            .retain(|it| it.action != StepAction::AwaitPublication);
        PlanFingerprint::of(&plan)
    });
    [whole, unfollowed.collect()].into_iter().flat_map(|it| {
        let all = |of: fn(PlanFingerprint) -> PlanFingerprint| -> Vec<PlanFingerprint> {
            it.iter().cloned().map(of).collect()
        };
        let unacknowledged = all(PlanFingerprint::unacknowledged);
        let unseen = all(PlanFingerprint::without_bytes);
        let neither = all(|it| it.unacknowledged().without_bytes());
        [&it, &unacknowledged, &unseen, &neither].map(fingerprint_hash)
    })
}
