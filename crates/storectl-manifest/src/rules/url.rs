//! URLs and e-mail addresses.

use storectl_model::Field;
use url::{Host, Url};

use super::text;
use crate::{
    catalogue,
    checker::Checker,
    hint::Hint,
    pointer,
    raw::{Clearable, Inline},
};

/// Parses an absolute http or https URL with a host; the text itself is what goes to the Store.
pub(super) fn parse(text: &str) -> Option<Url> {
    let blank = |it: char| it.is_whitespace() || it.is_control();
    if text.contains(blank) || text.contains('\\') {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let url = Url::parse(text).ok()?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let hosted = match url.host()? {
        Host::Domain(name) => !name.is_empty() && !rest.starts_with('/'),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    (web && hosted).then_some(url)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local_fits = (1..=64).contains(&local.len())
        && local
            .chars()
            .all(|it| it.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(it));
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_fits = labels.len() >= 2
        && labels.iter().all(|it| {
            !it.is_empty()
                && !it.starts_with('-')
                && !it.ends_with('-')
                && it.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    local_fits && domain_fits
}

/// Checks a URL that may be cleared.
pub(super) fn clearable(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Inline<{ usize::MAX }>>,
) -> Field<String> {
    let field = text::inline(checker, at, raw);
    if let Field::Set(written) = &field {
        required(checker, at, written);
    }
    field
}

/// Checks a URL; `None` if it is not valid.
pub(super) fn required(checker: &mut Checker<'_>, at: &str, written: &str) -> Option<Url> {
    let url = parse(written);
    if url.is_none() {
        let address = pointer::address(at);
        let message = if has_blank(written) {
            format!("`{address}` contains a space, which is not allowed in a URL")
        } else if checker.is_secret(at) {
            format!("`{address}` is not a valid URL")
        } else {
            let quoted = checker.quote(at, written);
            format!("`{address}` is not a valid URL: {quoted}")
        };
        let hint = if checker.is_secret(at) {
            has_blank(written).then(|| Hint::text("encode a space as %20"))
        } else {
            hint(written)
        };
        checker.report(&catalogue::URL, at, message).hinted(hint);
    }
    url
}

/// Returns whether a URL has a blank inside; at its ends, it is most often a typo of another kind.
fn has_blank(written: &str) -> bool {
    written.contains("://") && written.trim().contains(char::is_whitespace)
}

/// Suggests what was probably meant.
fn hint(written: &str) -> Option<Hint> {
    if has_blank(written) {
        let escaped: Vec<&str> = written.split_whitespace().collect();
        let escaped = escaped.join("%20");
        // A host has no spaces, however they are written.
        return Some(if parse(&escaped).is_some() {
            Hint::text(format!("encode the space as %20: {escaped}")).replacing(written, &escaped)
        } else {
            Hint::text("remove the space from the host name")
        });
    }
    let bare = format!("https://{written}");
    let is_file = [".exe", ".msi"].iter().any(|it| written.ends_with(it));
    let is_host = written.contains('.') && (written.contains('/') || !is_file);
    (is_host && !written.contains("://") && parse(&bare).is_some())
        .then(|| Hint::text(format!("write {bare}")).replacing(written, &bare))
}

/// Checks a URL or e-mail address that may be cleared.
pub(super) fn or_email(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<Inline<{ usize::MAX }>>,
) -> Field<String> {
    let field = text::inline(checker, at, raw);
    if let Field::Set(written) = &field
        && parse(written).is_none()
        && !is_email(written)
    {
        let message = format!(
            "`{}` is neither a URL nor an email address: {}",
            pointer::address(at),
            checker.quote(at, written)
        );
        let bare = written.strip_prefix("mailto:").filter(|it| is_email(it));
        let hint = bare
            .filter(|_| !checker.is_secret(at))
            .map(|it| Hint::text(format!("write {it}, without `mailto:`")).replacing(written, it));
        checker
            .report(&catalogue::CONTACT, at, message)
            .hinted(hint);
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hinted(written: &str) -> Option<String> {
        hint(written).map(|it| it.text)
    }

    #[test]
    fn a_url_has_a_scheme_of_the_web_and_a_host() {
        for good in [
            "https://contoso.com",
            "http://contoso.com/a?b#c",
            "https://127.0.0.1/x",
            "HTTPS://contoso.com",
        ] {
            assert!(parse(good).is_some(), "{good}");
        }
        for bad in [
            "contoso.com",
            "https://",
            "https:///x",
            "https:contoso.com",
            "ftp://contoso.com",
            "https://a b.com",
            "https://a\\b",
            "javascript://x",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_blank_is_named_and_escaped() {
        assert_eq!(
            hinted("https://contoso.com/Widgets Setup.exe").as_deref(),
            Some("encode the space as %20: https://contoso.com/Widgets%20Setup.exe")
        );
        assert_eq!(
            hinted("https://a b.com/x y/a.exe").as_deref(),
            Some("remove the space from the host name")
        );
        assert_eq!(
            hinted("contoso.com").as_deref(),
            Some("write https://contoso.com")
        );
    }

    #[test]
    fn an_email_address_has_two_sides() {
        assert!(is_email("support@contoso.com") && is_email("a+b@x.co.uk"));
        for bad in [
            "@contoso.com",
            "a@",
            "a@b",
            "a b@contoso.com",
            "a@contoso..com",
            "a@-x.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
