//! What a policy forbids of a plan (design.md §6): a pass over the finished plan, whatever is managed.
//!
//! The rules judge the outcome, so a value that nobody manages counts as one of the manifest does, whether or not this plan
//! changes it.

mod judge;
mod violation;

use std::collections::BTreeMap;

use storectl_model::{FieldPath, Policy, SellerId};

pub use self::violation::{InstallerSigner, PolicyViolation};
use crate::{Blocker, DestructiveClass, Guard, Lock, ProductPlan};

/// What a policy is judged by beside the plan.
#[derive(Clone, Copy, Debug)]
pub struct PolicyFacts<'a> {
    /// The seller account that the draft was read for, whoever named it.
    pub seller: &'a SellerId,
    /// Who signed the installers of the outcome, by package, e.g. `packages[0]`; a missing one is not known.
    pub signers: &'a BTreeMap<FieldPath, InstallerSigner>,
}

impl ProductPlan {
    /// Blocks the plan for everything that the policy forbids, and makes tokens void that would allow a part of it: what the
    /// policy forbids, nobody can acknowledge, and as long as anything violates it, no other token is offered.
    ///
    /// The hash of the plan covers no policy: one that is not violated changes nothing of the plan.
    pub fn judge(&mut self, policy: &Policy, facts: PolicyFacts<'_>) {
        let violations = judge::violations(self, policy, facts);
        let forbids = |class: DestructiveClass| {
            let mut classes = policy.never_acknowledge.iter();
            classes.any(|it| it.item == class)
        };
        let is_violated = !violations.is_empty();
        let changes = self.changes.iter_mut().filter_map(|it| it.guard.as_mut());
        let moved = self
            .unmanaged
            .iter_mut()
            .filter_map(|it| it.moved.as_mut()?.guard.as_mut());
        for guard in changes.chain(moved) {
            let is_forbidden = guard.classes().any(forbids);
            let lock = match &guard.lock {
                Lock::Acknowledged(token) | Lock::Locked(token) if is_forbidden => {
                    Lock::Forbidden(token.clone())
                }
                Lock::Locked(token) if is_violated => Lock::Withheld(Some(token.clone())),
                // A token that is named stands for what is reviewed already.
                Lock::Acknowledged(_)
                | Lock::Locked(_)
                | Lock::Invalid
                | Lock::Forbidden(_)
                | Lock::Withheld(_) => continue,
            };
            guard.lock = lock;
        }
        if !is_violated {
            return;
        }
        self.blockers.retain(|it| match it {
            Blocker::Unacknowledged { .. } => false,
            Blocker::Busy { .. }
            | Blocker::Conflict { .. }
            | Blocker::Installer { .. }
            | Blocker::Policy(_)
            | Blocker::InDoubt { .. } => true,
        });
        let valid: Vec<_> = self.guards().filter_map(Guard::token).cloned().collect();
        self.acknowledged_for_run.retain(|it| valid.contains(it));
        self.blockers
            .extend(violations.into_iter().map(Blocker::Policy));
    }
}
