//! Reads warnings, and reasons why apply would stop.

use storectl_model::{PolicyPlace, PolicyRule};
use storectl_plan::{Blocker, PolicyViolation, Warning};

use super::super::{BlockerDoc, WarningDoc};
use crate::json::{
    unreadable::{Unreadable, address, id, time},
    v1::shared::{MessageDoc, SourceDoc, rule},
};

impl WarningDoc {
    pub(super) fn read(&self) -> Warning {
        let Self {
            address: path,
            message,
            source: _, // beside the plan
        } = self;
        Warning {
            path: (!path.is_empty()).then(|| address(path)),
            message: message.clone(),
        }
    }
}

impl BlockerDoc {
    pub(super) fn read(&self) -> Result<Blocker, Unreadable> {
        let Self {
            kind,
            submission_id,
            announced_at,
            messages,
            changes,
            unmanaged,
            address: path,
            pointer: _, // of the place, which is beside the plan
            code,
            rule: of_policy,
            message,
            hint,
            source,
        } = self;
        let path = || address(path.as_deref().unwrap_or_default());
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        match &**kind {
            "busy" => Ok(Blocker::Busy {
                submission: id(submission_id.as_deref().unwrap_or_default())?,
                messages: messages.iter().map(MessageDoc::read).collect(),
            }),
            "in-doubt" => Ok(Blocker::InDoubt {
                announced_at: time(announced_at.as_deref().unwrap_or_default())?,
            }),
            "unacknowledged" => Ok(Blocker::Unacknowledged {
                changes: changes.clone(),
                unmanaged: unmanaged.clone(),
            }),
            "impossible" => Ok(Blocker::Conflict {
                path: path(),
                place: path(),
                message: text(message),
                hint: text(hint),
            }),
            "installer" => Ok(Blocker::Installer {
                path: path(),
                code: rule(&text(code))?.code.as_str(),
                message: text(message),
                hint: text(hint),
            }),
            "policy" => {
                let key = of_policy.as_deref().unwrap_or_default();
                let is_it = |it: &PolicyRule| it.key() == key;
                let known = PolicyRule::ALL.into_iter().find(is_it);
                Ok(Blocker::Policy(PolicyViolation {
                    rule: known.ok_or_else(|| Unreadable::new("a rule of a policy", key))?,
                    place: source
                        .as_ref()
                        .map_or(PolicyPlace::START, SourceDoc::in_policy),
                    path: self.address.as_deref().map(address),
                    changes: changes.clone(),
                    unmanaged: unmanaged.clone(),
                    message: text(message),
                    hint: text(hint),
                }))
            }
            other => Err(Unreadable::new("a reason why apply would stop", other)),
        }
    }
}
