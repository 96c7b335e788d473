//! Bodies as JSON, and what stands in the place of JSON.

use serde_json::Value;

/// Bytes of a body that are looked at to recognize an HTML page.
const LOOKED_AT: usize = 1024;

/// Why the body of a response is of no use, though its status says success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableBody {
    /// It has no bytes.
    #[error("the response is empty")]
    Empty,
    /// A page for people, where a service answers programs.
    #[error("the response is an HTML page, likely from a proxy or captive portal")]
    HtmlPage,
    /// It is cut off, or something else.
    #[error("the response is not JSON: {what}")]
    NotJson {
        /// What the parser says; quotes nothing of the body.
        what: String,
    },
    /// The response to an upload is no `201 Created`.
    #[error("the response does not confirm that the image was stored")]
    Unconfirmed,
    /// It is about another file than an earlier response.
    #[error("the response is about another file than an earlier one")]
    OtherFile,
}

/// Reads a body as JSON, with or without a byte order mark. Of a member that is named twice the last counts.
///
/// # Errors
/// Returns an error if it is something else.
pub(crate) fn parse(body: &[u8]) -> Result<Value, UnusableBody> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| {
        if body.trim_ascii().is_empty() {
            UnusableBody::Empty
        } else if is_html(body) {
            UnusableBody::HtmlPage
        } else {
            UnusableBody::NotJson {
                what: error.to_string(),
            }
        }
    })
}

/// Returns whether a body is a page for people.
pub(crate) fn is_html(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let start = body.trim_ascii_start();
    let start = start.get(..LOOKED_AT).unwrap_or(start);
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let marks = ["<!doctype html", "<html", "<head", "<body", "<script"];
    text.starts_with('<') && marks.iter().any(|it| text.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_before_json_is_not_part_of_it() {
        assert_eq!(parse(b"\xef\xbb\xbf{\"a\":1}").unwrap()["a"], 1);
        assert_eq!(parse(b"\xef\xbb\xbf"), Err(UnusableBody::Empty));
    }

    #[test]
    fn of_a_member_that_is_named_twice_the_last_counts() {
        let twice = br#"{"isSuccess":true,"isSuccess":false}"#;
        assert_eq!(parse(twice).unwrap()["isSuccess"], false);
    }

    #[test]
    fn a_page_for_people_is_told_from_xml_and_from_json_that_was_cut() {
        for page in [
            "<html>sign in</html>",
            "\u{feff}\r\n <!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
            "<?xml version=\"1.0\"?><!-- x --><HTML lang=en>",
            "<script>location='https://portal.example'</script>",
        ] {
            assert_eq!(
                parse(page.as_bytes()),
                Err(UnusableBody::HtmlPage),
                "{page}"
            );
        }
        for other in [
            "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code></Error>",
            "{\"note\":\"<html>",
            "Bad gateway",
        ] {
            let error = parse(other.as_bytes()).unwrap_err();
            assert!(matches!(error, UnusableBody::NotJson { .. }), "{other}");
        }
    }
}
