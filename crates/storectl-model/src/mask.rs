//! Secrets known by their form alone: signatures in addresses, `user:password@`, tokens. For users' own addresses as well
//! as for what a server says.

use std::{borrow::Cow, ops::Range};

use serde_json::Value;

use crate::{Digest, scan::has_pair};

/// What stands where a secret stood.
pub const REDACTED: &str = "[REDACTED]";

/// A part of a text that must not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Which bytes; both ends are on character boundaries.
    pub range: Range<usize>,
    /// What to show in their place.
    pub shown: String,
}

impl Mask {
    /// Returns whether two secrets are shown differently: one is shown with a digest.
    pub fn tells_apart(&self) -> bool {
        self.shown != REDACTED
    }
}

/// Returns `text` with what looks like a secret masked; borrowed where there is nothing.
///
/// A signature becomes `[REDACTED:` and a short digest of it, so that two can be distinguished.
///
/// ```
/// let url = "https://me:pw@contoso.com/a.exe?sv=1&sig=abc%2B";
/// let masked = storectl_model::mask::mask(url);
/// assert_eq!(masked, "https://[REDACTED]@contoso.com/a.exe?sv=1&sig=[REDACTED:935fd26e]");
/// ```
pub fn mask(text: &str) -> Cow<'_, str> {
    apply(text, find(text))
}

/// Gives `text` with these parts of it masked, which are in order and apart from each other, as [`find`] gives them.
pub fn apply(text: &str, masks: Vec<Mask>) -> Cow<'_, str> {
    if masks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for Mask { range, shown } in masks {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&shown);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Returns JSON with each of its texts as [`mask`] gives it. What is masked already stays as it is.
#[must_use]
pub fn mask_json(mut value: Value) -> Value {
    mask_within(&mut value);
    value
}

/// Masks in place: most values hold nothing, and some are large.
fn mask_within(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(masked) = mask(text) {
                *text = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_within),
        Value::Object(members) => members.values_mut().for_each(mask_within),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Finds what looks like a secret, in order and apart from each other. Linear in the text.
pub fn find(text: &str) -> Vec<Mask> {
    let bytes = text.as_bytes();
    let mut masks = Vec::new();
    if !may_hold_secret(text) {
        return masks;
    }
    let mut at = 0;
    while at < bytes.len() {
        match secret_at(bytes, at) {
            Some((range, style)) => {
                at = range.end;
                let value = bytes.get(range.clone()).unwrap_or_default();
                let shown = style.show(value);
                masks.push(Mask { range, shown });
            }
            None => at += 1,
        }
    }
    masks
}

/// Returns whether a text has anything that a secret is announced with. Most texts have nothing, and are looked at once.
fn may_hold_secret(text: &str) -> bool {
    let may_announce = |before: u8, byte: u8| {
        matches!(
            (before, byte),
            (_, b'=' | b':' | b'%' | b'\\' | b'_' | b'-') | (b'r' | b'R', b' ') | (b'y', b'J')
        )
    };
    let begins = matches!(text.as_bytes().first(), Some(b'=' | b':' | b'%' | b'\\'));
    if !begins && !has_pair(text, may_announce) {
        return false;
    }
    let bytes = text.as_bytes();
    let mut announced = bytes.iter().enumerate();
    let announces = |(at, byte): (usize, &u8)| match byte {
        b'=' | b':' | b'%' | b'\\' => true,
        b'_' | b'-' => {
            let before = bytes.get(..=at).unwrap_or_default();
            TOKENS.iter().any(|it| before.ends_with(it.as_bytes()))
        }
        b' ' => {
            let word = at.checked_sub("bearer".len());
            word.is_some_and(|start| starts_with(bytes, start, "bearer"))
        }
        _ => false,
    };
    announced.any(announces) || text.contains("eyJ")
}

/// How a secret is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As [`REDACTED`].
    Plain,
    /// With a digest: for values that nobody can guess.
    Digest,
}

impl Style {
    fn show(self, value: &[u8]) -> String {
        match self {
            Self::Plain => REDACTED.to_owned(),
            Self::Digest => {
                let digest = Digest::of(value);
                let short = digest.as_str().get(..8).unwrap_or_default();
                format!("[REDACTED:{short}]")
            }
        }
    }
}

/// Where a name makes its value a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a query, a form, a JSON text or prose.
    Anywhere,
    /// In a query only: the word is too common.
    Query,
}

/// Names whose values are secrets. Sources: the storage services of Azure, Amazon and Google; RFC 6749; "REST API
/// authentication", GitLab (`private_token`, `job_token`); "Using API keys", Swagger (`api_key`, as APIs commonly name it). A
/// parameter `key` names something of a page as often as a secret.
const NAMES: &[(&str, Place, Style)] = &[
    ("sig", Place::Anywhere, Style::Digest),
    ("access_token", Place::Anywhere, Style::Digest),
    ("refresh_token", Place::Anywhere, Style::Plain),
    ("id_token", Place::Anywhere, Style::Plain),
    ("client_secret", Place::Anywhere, Style::Plain),
    ("client_assertion", Place::Anywhere, Style::Plain),
    ("x-amz-signature", Place::Query, Style::Digest),
    ("x-amz-security-token", Place::Query, Style::Digest),
    ("x-goog-signature", Place::Query, Style::Digest),
    ("signature", Place::Query, Style::Digest),
    ("token", Place::Query, Style::Digest),
    ("private_token", Place::Query, Style::Digest),
    ("job_token", Place::Query, Style::Digest),
    ("api_key", Place::Query, Style::Digest),
    ("apikey", Place::Query, Style::Digest),
];

/// What tokens of Git services begin with. Sources: "About authentication to GitHub", GitHub ("GitHub's token formats"); "Token
/// prefixes", GitLab.
const TOKENS: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
];

/// How long the rest of such a token is at least.
const SHORTEST_TOKEN: usize = 16;

/// Returns whether the value of a field of this name is a secret, whatever its form.
pub fn is_secret_name(name: &str) -> bool {
    NAMES
        .iter()
        .any(|(it, place, _)| *place == Place::Anywhere && it.eq_ignore_ascii_case(name))
}

/// What begins a parameter of a query, also in an address that is encoded or escaped.
const PARAMETER_STARTS: &[&str] = &["?", "&", ";", "%26", "%3f", "\\u0026", "&amp;"];

/// What a value may hold.
fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"%+/=_-.~".contains(&byte)
}

/// Finds the secret that what begins at `at` announces, if it announces one.
fn secret_at(bytes: &[u8], at: usize) -> Option<(Range<usize>, Style)> {
    match bytes.get(at)?.to_ascii_lowercase() {
        first @ (b's' | b'a' | b'r' | b'i' | b'c' | b'x' | b't' | b'p' | b'j') => {
            begins_name(first, bytes.get(at + 1)?.to_ascii_lowercase())
                .then(|| named_at(bytes, at))?
        }
        b'g' => token_at(bytes, at).map(|it| (it, Style::Digest)),
        b'b' if starts_with(bytes, at, "bearer ") => {
            some_value(bytes, at + "bearer ".len(), 20).map(|it| (it, Style::Plain))
        }
        b'e' if bytes.get(at..)?.starts_with(b"eyJ") => {
            some_value(bytes, at, 20).map(|it| (it, Style::Plain))
        }
        b':' | b'%' => user_info_at(bytes, at).map(|it| (it, Style::Plain)),
        _ => None,
    }
}

/// Finds a token that is known by how it begins, in whatever it stands.
fn token_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = bytes.get(at..)?;
    let start = TOKENS.iter().find(|it| rest.starts_with(it.as_bytes()))?;
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let length = rest.iter().take_while(is_part).count();
    (length >= start.len() + SHORTEST_TOKEN).then_some(at..at + length)
}

/// Returns whether these bytes begin one of [`NAMES`]: every other letter of a text begins with the first of them.
fn begins_name(first: u8, second: u8) -> bool {
    match first {
        b'a' => matches!(second, b'c' | b'p'),
        b'c' => second == b'l',
        b'i' => second == b'd',
        b'j' | b't' => second == b'o',
        b'p' => second == b'r',
        b'r' => second == b'e',
        b's' => second == b'i',
        b'x' => second == b'-',
        _ => false,
    }
}

fn named_at(bytes: &[u8], at: usize) -> Option<(Range<usize>, Style)> {
    let first = bytes.get(at)?.to_ascii_lowercase();
    NAMES.iter().find_map(|(name, place, style)| {
        if name.as_bytes().first() != Some(&first) || !starts_with(bytes, at, name) {
            return None;
        }
        let separators = match place {
            Place::Anywhere => ANY_SEPARATOR,
            Place::Query if begins_parameter(bytes, at) => QUERY_SEPARATOR,
            Place::Query => return None,
        };
        let start = after_separator(bytes, at + name.len(), separators)?;
        some_value(bytes, start, 1).map(|it| (it, *style))
    })
}

fn begins_parameter(bytes: &[u8], at: usize) -> bool {
    PARAMETER_STARTS.iter().any(|it| {
        at.checked_sub(it.len())
            .is_some_and(|start| starts_with(bytes, start, it))
    })
}

const ANY_SEPARATOR: &[&str] = &["%3d", "\\u003d", "=", ":"];
const QUERY_SEPARATOR: &[&str] = &["%3d", "\\u003d", "="];

/// Steps over separators after a name, with the quotes and blanks around them; `None` if there is none.
fn after_separator(bytes: &[u8], mut at: usize, separators: &[&str]) -> Option<usize> {
    let mut is_separated = false;
    loop {
        if let Some(separator) = separators.iter().find(|it| starts_with(bytes, at, it)) {
            is_separated = true;
            at += separator.len();
        } else if matches!(bytes.get(at), Some(b'"' | b' ' | b'\'' | b'\\')) {
            at += 1;
        } else {
            return is_separated.then_some(at);
        }
    }
}

fn some_value(bytes: &[u8], start: usize, shortest: usize) -> Option<Range<usize>> {
    let length = bytes
        .get(start..)?
        .iter()
        .take_while(|it| is_value(**it))
        .count();
    (length >= shortest).then_some(start..start + length)
}

/// Finds `user:password` between `://` and `@`, also where the address is escaped or percent-encoded.
fn user_info_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let (start, ends): (usize, &[&str]) = if starts_with(bytes, at, "://") {
        (at + "://".len(), &[])
    } else if starts_with(bytes, at, ":\\/\\/") {
        (at + ":\\/\\/".len(), &[])
    } else if starts_with(bytes, at, "%3a%2f%2f") {
        (at + "%3a%2f%2f".len(), &["%2f", "%3f", "%23"])
    } else {
        return None;
    };
    let is_end = |at: usize, byte: u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || b"/?#\"'<>\\`".contains(&byte)
            || ends.iter().any(|it| starts_with(bytes, at, it))
    };
    let mut user_info_end = None;
    for (offset, byte) in bytes.get(start..)?.iter().enumerate() {
        let here = start + offset;
        if is_end(here, *byte) {
            break;
        }
        if *byte == b'@' || (!ends.is_empty() && starts_with(bytes, here, "%40")) {
            user_info_end = Some(here);
        }
    }
    let end = user_info_end?;
    (end > start).then_some(start..end)
}

fn starts_with(bytes: &[u8], at: usize, prefix: &str) -> bool {
    bytes
        .get(at..at + prefix.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_tokens_and_secrets_are_masked_wherever_they_stand() {
        for text in [
            "https://x.blob.core.windows.net/a?sv=1&sig=CANARY%2B%3D&se=2",
            "https://x.example/a?SIG=CANARY",
            r#"{"assetUrl":"https://x.example/a?st=1\u0026sig\u003dCANARY"}"#,
            "url=https%3A%2F%2Fx%3Fsig%3DCANARY",
            r#"{"access_token": "CANARY", "a": 1"#,
            "client_secret=CANARY&scope=x",
            "authorization: Bearer CANARYCANARYCANARYCANARY",
            "token eyJCANARYCANARY.CANARYCANARY.CANARY was refused",
            "https://s3.example/a.exe?X-Amz-Credential=x&X-Amz-Signature=CANARY",
            "https://storage.googleapis.com/a?X-Goog-Signature=CANARY",
            "https://cdn.example/a.exe?Expires=1&Signature=CANARY&Key-Pair-Id=K",
            "https://x.example/a.exe?token=CANARY",
            "https://x.example/a.exe?v=1&amp;token=CANARY",
            "https://x.example/a.exe?access_token=CANARY",
            "git=https://git.example/o/r.git?private_token=CANARY",
            "https://git.example/o/r.git?job_token=CANARY",
            "https://x.example/a.exe?v=1&api_key=CANARY&x=1",
            "https://x.example/a.exe?apikey=CANARY",
            "https://git.example/o/r.git?whatever=ghp_CANARYCANARYCANARY",
            "remote gho_CANARYCANARYCANARY was refused",
            "u=https%3A%2F%2Fx%3Fk%3Dghs_CANARYCANARYCANARY",
            "ghu_CANARYCANARYCANARY",
            "ghr_CANARYCANARYCANARY",
            "github_pat_CANARYCANARY_CANARY",
            "glpat-CANARY-CANARYCANARY",
            "https://me:CANARY@x.example/a.exe",
            "https://me:p@CANARY@x.example/a.exe",
            "https://CANARY@x.example",
            r"https:\/\/me:CANARY@x.example\/a",
            "u=https%3A%2F%2Fme%3ACANARY%40x.example%2Fa",
        ] {
            let masked = mask(text);
            assert!(!masked.contains("CANARY"), "{text} -> {masked}");
            assert!(masked.contains("[REDACTED"), "{masked}");
        }
    }

    #[test]
    fn every_name_is_looked_for() {
        for (name, ..) in NAMES {
            for name in [(*name).to_owned(), name.to_ascii_uppercase()] {
                let masked = mask(&format!("https://x.example/?{name}=CANARY")).into_owned();
                assert!(!masked.contains("CANARY"), "{masked}");
            }
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "the bearer token is missing or invalid",
            "client_secret is expired",
            "designs and signals — 日本語",
            "token=abc outside a query",
            "https://contoso.com/privacy?key=widgets",
            "api_key=widgets outside a query",
            "ghp_short, and glpat-short: tokens are longer",
            "the signature: valid",
            "mail me@contoso.com or see https://contoso.com/@me",
            "https://contoso.com?mail=me@contoso.com",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn two_signatures_can_be_distinguished_and_equal_ones_look_equal() {
        let shown = |sig: &str| mask(&format!("https://x.example/?sig={sig}")).into_owned();
        assert_eq!(shown("one"), shown("one"));
        assert_ne!(shown("one"), shown("two"));
    }

    #[test]
    fn the_work_is_linear_in_the_text() {
        // A second look at what was seen would take hours for these.
        for (part, masks) in [
            ("sig=", 1),
            ("sig: ", 100_000),
            ("://", 0),
            ("eyJ", 1),
            ("bearer ", 0),
            ("ghp_", 1),
            ("ghp_ ", 0),
            ("github_pat_", 1),
            ("sig\\\"", 0),
            ("%3a%2f%2f", 0),
        ] {
            let text = part.repeat(200_000);
            assert_eq!(find(&text).len(), masks, "{part}");
        }
    }
}
