//! What allows a destructive change.

use storectl_model::{AckToken, DestructiveClass};

/// What keeps a destructive change from being applied until its token is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The most severe reason why it is destructive; JSON names it.
    pub class: DestructiveClass,
    /// Further reasons, which the same token covers: another host can serve a lower version.
    pub also: Vec<DestructiveClass>,
    /// Whether something allows it.
    pub lock: Lock,
}

/// Whether a destructive change is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Not until the manifest's `acknowledge` or `--acknowledge` names the token.
    Locked(AckToken),
    /// The token is named.
    Acknowledged(AckToken),
    /// No token can allow it: manifest and draft together break a rule, so there is no such draft to acknowledge.
    Invalid,
    /// The policy lets nobody acknowledge it, so the token, named or not, allows nothing; no output shows it.
    Forbidden(AckToken),
    /// Something else violates the policy. The token allows the change once nothing does; until then no output shows it, so where
    /// a document was read there is `None`.
    Withheld(Option<AckToken>),
}

impl Guard {
    /// Returns the token; `None` where none can allow the change, or none can as long as the policy is violated.
    pub fn token(&self) -> Option<&AckToken> {
        match &self.lock {
            Lock::Locked(token) | Lock::Acknowledged(token) => Some(token),
            Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => None,
        }
    }

    /// Returns the token that is made of the change, also where naming it allows nothing.
    pub fn derived_token(&self) -> Option<&AckToken> {
        match &self.lock {
            Lock::Locked(token) | Lock::Acknowledged(token) | Lock::Forbidden(token) => Some(token),
            Lock::Withheld(token) => token.as_ref(),
            Lock::Invalid => None,
        }
    }

    /// Returns whether the change waits for its token.
    pub fn is_locked(&self) -> bool {
        match &self.lock {
            Lock::Locked(_) => true,
            Lock::Acknowledged(_) | Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => false,
        }
    }

    /// Returns whether its token allows the change once nothing violates the policy any more.
    pub fn is_withheld(&self) -> bool {
        match &self.lock {
            Lock::Withheld(_) => true,
            Lock::Locked(_) | Lock::Acknowledged(_) | Lock::Invalid | Lock::Forbidden(_) => false,
        }
    }

    /// Returns whether the token is named.
    pub fn is_acknowledged(&self) -> bool {
        match &self.lock {
            Lock::Acknowledged(_) => true,
            Lock::Locked(_) | Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => false,
        }
    }

    /// Returns every reason, the most severe first.
    pub fn classes(&self) -> impl Iterator<Item = DestructiveClass> {
        std::iter::once(self.class).chain(self.also.iter().copied())
    }

    /// Says in a few words what the token allows, e.g. `changes the installer host, lowers the version`.
    pub fn meaning(&self) -> String {
        let words: Vec<&str> = self.classes().map(DestructiveClass::meaning).collect();
        words.join(", ")
    }
}
