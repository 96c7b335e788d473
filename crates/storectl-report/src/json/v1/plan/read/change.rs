//! Reads differences and unmanaged values.

use storectl_model::AckToken;
use storectl_plan::{
    Action, Change, DestructiveClass, Guard, Lock, MovedValue, Origin, TextLimit, Unmanaged,
};

use super::super::{ChangeDoc, UnmanagedDoc, value};
use crate::json::{
    unreadable::{Unreadable, address, id, word},
    v1::shared::{Word, read_all},
};

impl ChangeDoc {
    pub(super) fn read(&self) -> Result<Change, Unreadable> {
        let Self {
            address: path,
            pointer: _, // of the address
            action,
            origin,
            base,
            before,
            after,
            before_kind,
            after_kind,
            destructive: _, // it has a class
            token,
            token_withheld,
            destructive_class,
            also_destructive,
            acknowledged,
            limit,
            source: _, // beside the plan
            place_to_write: _,
            take_command: _,
            before_file: _,
        } = self;
        let guarded = Guarded {
            class: destructive_class.as_ref(),
            also: also_destructive,
            token: token.as_deref(),
            is_withheld: *token_withheld,
            acknowledged: *acknowledged,
        };
        let origin = origin.as_deref();
        Ok(Change {
            path: address(path),
            action: word("a kind of change", &Action::ALL, Action::as_str, action)?,
            origin: origin
                .map(|it| word("an origin of a change", &Origin::ALL, Origin::as_str, it))
                .transpose()?,
            base: base.clone(),
            before: value::read(before_kind, before)?,
            after: value::read(after_kind, after)?,
            guard: guarded.read()?,
            limit: limit.map(TextLimit::new),
        })
    }
}

impl UnmanagedDoc {
    pub(super) fn read(&self) -> Result<Unmanaged, Unreadable> {
        let Self {
            address: path,
            will_publish,
            changed_since,
            before,
            before_known,
            after,
            after_kind,
            token,
            token_withheld,
            destructive_class,
            also_destructive,
            acknowledged,
        } = self;
        let guarded = Guarded {
            class: destructive_class.as_ref(),
            also: also_destructive,
            token: token.as_deref(),
            is_withheld: *token_withheld,
            acknowledged: *acknowledged,
        };
        Ok(Unmanaged {
            path: address(path),
            value: value::read(after_kind, after)?,
            will_publish: *will_publish,
            moved: match changed_since {
                Some(since) => Some(MovedValue {
                    since: id(since)?,
                    before: before_known.then(|| before.clone()),
                    guard: guarded.read()?,
                }),
                None => None,
            },
        })
    }
}

/// What a document says of a destructive change.
struct Guarded<'a> {
    class: Option<&'a Word>,
    also: &'a [Word],
    token: Option<&'a str>,
    is_withheld: bool,
    acknowledged: Option<bool>,
}

impl Guarded<'_> {
    fn read(self) -> Result<Option<Guard>, Unreadable> {
        let Some(class) = self.class else {
            return Ok(None);
        };
        let lock = match (self.token, self.acknowledged) {
            (Some(token), Some(true)) => Lock::Acknowledged(self::token(token)?),
            (Some(token), Some(false) | None) => Lock::Locked(self::token(token)?),
            (None, _) if self.is_withheld => Lock::Withheld(None),
            (None, _) => Lock::Invalid,
        };
        Ok(Some(Guard {
            class: self::class(class)?,
            also: read_all(self.also, |it| self::class(it))?,
            lock,
        }))
    }
}

fn class(text: &str) -> Result<DestructiveClass, Unreadable> {
    word(
        "a class of destructive changes",
        DestructiveClass::ALL,
        DestructiveClass::as_str,
        text,
    )
}

/// Reads a token.
pub(super) fn token(text: &str) -> Result<AckToken, Unreadable> {
    text.parse().map_err(|_| Unreadable::new("a token", text))
}
