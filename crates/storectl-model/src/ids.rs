//! Identifiers, built only by parsing, so that each is safe inside a URL path wherever it came from.

use std::{fmt, str::FromStr};

/// An identifier that cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be 1 to {max} characters of A-Z, a-z, 0-9, `-` or `_`")]
pub struct InvalidId {
    what: &'static str,
    max: usize,
}

/// Longest identifier accepted, in bytes. The longest seen is a GUID of 36 (field note 11); the rest is slack.
const MAX: usize = 128;

pub(crate) fn check(text: &str, what: &'static str) -> Result<(), InvalidId> {
    let fits = (1..=MAX).contains(&text.len())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if fits {
        Ok(())
    } else {
        Err(InvalidId { what, max: MAX })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        ///
        /// Invariant: 1 to 128 bytes of ASCII letters, digits, `-` and `_`, so it needs no escaping in a path.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Returns the identifier as the Store spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                check(text, $what).map(|()| Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id! {
    /// The ID of a product in Partner Center, e.g. `3e31a9f9-84e8-4d2d-9eba-487878d02ebf`.
    ///
    /// Cannot be confused with another ID:
    /// ```compile_fail
    /// # use storectl_model::{ProductId, SubmissionId};
    /// fn poll(_: &SubmissionId) {}
    /// poll(&"3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse::<ProductId>().unwrap());
    /// ```
    ProductId, "a product ID"
}
id! {
    /// The seller account of Partner Center, sent as `X-Seller-Account-Id`; a string, so that leading zeros are kept (trap 17).
    SellerId, "a seller ID"
}
id! {
    /// A submission, e.g. `1152921505700520060`: above 2^53, so never a number (field note 11).
    SubmissionId, "a submission ID"
}
id! {
    /// A package of the draft, e.g. `72541436`; valid only until the next full replacement (trap 51).
    PackageId, "a package ID"
}
id! {
    /// A listing image; its content never changes under one ID (field note 22).
    AssetId, "an asset ID"
}

impl PackageId {
    /// Stands for the id of a package that the Store does not have yet.
    pub fn unassigned() -> Self {
        Self("unassigned".to_owned())
    }
}

impl ProductId {
    /// Stands for the id of no product in particular, where values of a draft are looked at by themselves.
    pub fn unspecified() -> Self {
        Self("unspecified".to_owned())
    }

    /// Returns whether this has the form of a Partner Center id: a GUID.
    pub fn is_guid(&self) -> bool {
        let groups: Vec<&str> = self.0.split('-').collect();
        groups.iter().map(|it| it.len()).eq([8, 4, 4, 4, 12])
            && groups
                .iter()
                .all(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// Returns whether this looks like a Store id (`9…`, 12 characters), which the API answers with "No Product Found"
    /// (field note 10).
    pub fn looks_like_store_id(&self) -> bool {
        let id = self.0.to_ascii_uppercase();
        // 9NBLGGH4NNS1 is of a packaged app, XPDM1ZW6815MQM of an MSI or EXE app.
        let numbered = id.len() == 12 && id.starts_with('9');
        let external = (12..=14).contains(&id.len()) && id.starts_with("XP");
        (numbered || external) && id.bytes().all(|b| b.is_ascii_alphanumeric())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_leave_its_path_segment_is_refused() {
        for hostile in ["", "a/b", "..", "a?b", "a%2f", "é", "a b", &"a".repeat(129)] {
            assert!(hostile.parse::<SubmissionId>().is_err(), "{hostile}");
        }
    }

    #[test]
    fn a_store_id_is_distinguished_from_a_partner_center_id() {
        let guid: ProductId = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap();
        let store: ProductId = "9NBLGGH4NNS1".parse().unwrap();
        assert!(guid.is_guid() && !guid.looks_like_store_id());
        assert!(!store.is_guid() && store.looks_like_store_id());
    }
}
