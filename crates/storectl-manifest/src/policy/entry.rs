//! One entry of a list of a policy.

use storectl_model::{
    DestructiveClass, HostName, LANGUAGES, LanguageTag, PolicyRule, ProductId, SellerId,
};

use crate::{
    catalogue::{self, Rule},
    format,
    hint::Hint,
    suggest,
};

/// What an entry must be.
pub(super) trait Entry: Sized {
    /// Reads it.
    fn read(text: &str) -> Result<Self, Refusal>;

    /// Returns what equal entries have in common.
    fn identity(&self) -> String;
}

/// Why a text is no entry.
pub(super) struct Refusal {
    pub(super) rule: &'static Rule,
    pub(super) message: String,
    pub(super) hint: Option<Hint>,
}

fn quoted(text: &str) -> String {
    format!("`{}`", format::shorten(text))
}

fn invalid(message: String) -> Refusal {
    Refusal {
        rule: &catalogue::POLICY_ENTRY,
        message,
        hint: None,
    }
}

impl Entry for ProductId {
    fn read(text: &str) -> Result<Self, Refusal> {
        let id = text.parse::<Self>();
        let id = id.map_err(|error| invalid(format!("{} is not valid: {error}", quoted(text))))?;
        if id.looks_like_store_id() {
            let message = format!("{} is a Store ID, not a product ID", quoted(text));
            let hint = "copy the GUID from the product's URL in Partner Center";
            return Err(Refusal {
                hint: Some(Hint::text(hint)),
                ..invalid(message)
            });
        }
        Ok(id)
    }

    fn identity(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

impl Entry for SellerId {
    fn read(text: &str) -> Result<Self, Refusal> {
        let id = text.parse::<Self>();
        id.map_err(|error| invalid(format!("{} is not valid: {error}", quoted(text))))
    }

    fn identity(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Entry for HostName {
    fn read(text: &str) -> Result<Self, Refusal> {
        text.parse::<Self>().map_err(|error| {
            let meant = Self::of_url(text).or_else(|| Self::of_url(&format!("https://{text}")));
            let meant = meant.filter(|it| it.as_str().parse::<Self>().is_ok());
            Refusal {
                hint: meant.map(|it| Hint::did_you_mean(text, it.as_str())),
                ..invalid(format!("{} is not a host name: {error}", quoted(text)))
            }
        })
    }

    fn identity(&self) -> String {
        self.as_str().to_owned()
    }
}

/// The name of a signer.
impl Entry for String {
    fn read(text: &str) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            Err(invalid("a signer has no empty name".to_owned()))
        } else if text.trim() != text {
            Err(Refusal {
                hint: Some(Hint::did_you_mean(text, text.trim())),
                ..invalid(format!("{} begins or ends with a space", quoted(text)))
            })
        } else {
            Ok(text.to_owned())
        }
    }

    fn identity(&self) -> String {
        self.clone()
    }
}

impl Entry for DestructiveClass {
    fn read(text: &str) -> Result<Self, Refusal> {
        Self::find(text).ok_or_else(|| Refusal {
            rule: &catalogue::POLICY_CLASS,
            message: format!("{} is not a class of destructive changes", quoted(text)),
            hint: suggest::did_you_mean(text, Self::ALL.iter().map(|it| it.as_str())),
        })
    }

    fn identity(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Entry for LanguageTag {
    fn read(text: &str) -> Result<Self, Refusal> {
        let tag = text.parse::<Self>().ok();
        tag.filter(Self::is_documented).ok_or_else(|| Refusal {
            rule: &catalogue::POLICY_LANGUAGE,
            message: format!("{} is not a language of the Store", quoted(text)),
            hint: suggest::did_you_mean(text, codes()),
        })
    }

    fn identity(&self) -> String {
        self.key().to_owned()
    }
}

fn codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
}

/// Returns the key that was probably meant by an unknown one.
pub(super) fn nearest_key(key: &str) -> Option<Hint> {
    let keys = PolicyRule::ALL.map(PolicyRule::key);
    suggest::did_you_mean(key, keys.into_iter().chain([super::API_VERSION]))
}
