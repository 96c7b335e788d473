//! Named fields, and which of them a request may hold.

use serde_json::{Map, Value};

use crate::interpretations::{Interpretations, OtherClients, PatchNull, UnknownFields};
use crate::tables::members::{Member, Need, Shape};

/// Named fields of a module, in the service's order and spelling; unset scalars are absent.
pub type Fields = Map<String, Value>;

/// What is wrong with a member of a request: its place in the body, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MemberError {
    /// Names from the body's top, as `properties.productDeclarations.penAndInkSupport`.
    pub(crate) place: String,
    pub(crate) reason: &'static str,
}

/// Keeps the members of a request that the contract knows, at every depth, in the contract's spelling.
///
/// # Errors
/// Everything that is wrong: unknown members, members named twice in two spellings, null if a value is required.
pub(crate) fn known(
    sent: Fields,
    members: &[Member],
    interpretations: &Interpretations,
) -> Result<Fields, Vec<MemberError>> {
    let mut pass = Pass {
        interpretations,
        errors: Vec::new(),
    };
    let kept = pass.object(sent, members, "");
    if pass.errors.is_empty() {
        Ok(kept)
    } else {
        Err(pass.errors)
    }
}

struct Pass<'a> {
    interpretations: &'a Interpretations,
    errors: Vec<MemberError>,
}

impl Pass<'_> {
    fn object(&mut self, sent: Fields, members: &[Member], place: &str) -> Fields {
        let mut kept = Fields::new();
        for (name, value) in sent {
            let at = join(place, &name);
            let Some(member) = self.find(members, &name) else {
                match self.interpretations.unknown_fields {
                    UnknownFields::Refused => self.refuse(at, "unknown field"),
                    UnknownFields::Ignored => {}
                    UnknownFields::Kept => {
                        kept.insert(name, value);
                    }
                }
                continue;
            };
            match (member.need, &value) {
                (Need::Required, Value::Null) if self.is_strict() => {
                    self.refuse(at.clone(), "must not be null");
                }
                (Need::Ignored, _) => continue,
                (Need::Required | Need::Conditional | Need::Optional | Need::SentBack, _) => {}
            }
            let value = self.value(value, member.shape, &at);
            if kept.insert(member.name.to_owned(), value).is_some() {
                self.refuse(at, "appears twice");
            }
        }
        kept
    }

    /// Values of another kind than the shape's are for the rules of the field to refuse.
    fn value(&mut self, value: Value, shape: Shape, place: &str) -> Value {
        match (value, shape) {
            (Value::Object(sent), Shape::Object(members)) => {
                Value::Object(self.object(sent, members, place))
            }
            (Value::Array(items), Shape::Objects(members)) => items
                .into_iter()
                .enumerate()
                .map(|(index, item)| {
                    let place = format!("{place}[{index}]");
                    self.value(item, Shape::Object(members), &place)
                })
                .collect(),
            (other, Shape::Value | Shape::Text(_) | Shape::Object(_) | Shape::Objects(_)) => other,
        }
    }

    fn find<'a>(&self, members: &'a [Member], name: &str) -> Option<&'a Member> {
        members.iter().find(|member| {
            member.name == name || !self.is_strict() && member.name.eq_ignore_ascii_case(name)
        })
    }

    fn is_strict(&self) -> bool {
        match self.interpretations.other_clients {
            OtherClients::Refused => true,
            OtherClients::Accepted => false,
        }
    }

    fn refuse(&mut self, place: String, reason: &'static str) {
        self.errors.push(MemberError { place, reason });
    }
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

/// Whether the fields of a PATCH leave everything as it is.
pub(crate) fn say_nothing(sent: &Fields, interpretations: &Interpretations) -> bool {
    match interpretations.patch_null {
        PatchNull::Keeps => sent.values().all(Value::is_null),
        PatchNull::Clears => sent.is_empty(),
    }
}

/// Drops members that are null, at every depth.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::members::LISTING;
    use serde_json::json;

    fn listing(sent: Value, interpretations: &str) -> Result<Value, Vec<String>> {
        let Value::Object(sent) = sent else {
            unreachable!("the tests send objects");
        };
        known(sent, LISTING, &interpretations.parse().unwrap())
            .map(Value::Object)
            .map_err(|errors| errors.into_iter().map(|it| it.place).collect())
    }

    #[test]
    fn a_name_in_another_case_is_unknown_unless_other_clients_are_accepted() {
        let sent = json!({ "WhatsNew": "a", "Requirements": [{ "MinimumHardware": "b" }] });
        assert_eq!(
            listing(sent.clone(), ""),
            Err(vec!["WhatsNew".to_owned(), "Requirements".to_owned()])
        );
        assert_eq!(
            listing(sent, "other-clients=accepted"),
            Ok(json!({ "whatsNew": "a", "requirements": [{ "minimumHardware": "b" }] }))
        );
    }

    #[test]
    fn a_name_in_two_spellings_is_named_twice() {
        let sent = json!({ "whatsNew": "a", "WhatsNew": "b" });
        assert_eq!(
            listing(sent, "other-clients=accepted"),
            Err(vec!["WhatsNew".to_owned()])
        );
    }

    #[test]
    fn an_unknown_member_is_named_with_its_place() {
        let sent = json!({ "requirements": [{}, { "best": "x" }] });
        assert_eq!(
            listing(sent.clone(), ""),
            Err(vec!["requirements[1].best".to_owned()])
        );
        assert_eq!(
            listing(sent.clone(), "unknown-fields=ignored"),
            Ok(json!({ "requirements": [{}, {}] }))
        );
        assert_eq!(listing(sent.clone(), "unknown-fields=kept"), Ok(sent));
    }
}
