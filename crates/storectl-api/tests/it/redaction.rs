//! No form of a secret survives, in errors or in traces.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::{Value, json};
use storectl_api::{Redactor, testing::ScriptedTransport};
use storectl_model::FieldPath;

use crate::support::{Bench, config, granted, product, success};

/// Spells a secret as `encoder` would, of which there are more kinds than any list of encoders holds.
type Encoder = fn(&str) -> String;

fn each(text: &str, mut spell: impl FnMut(char, &mut String)) -> String {
    text.chars().fold(String::new(), |mut out, char| {
        spell(char, &mut out);
        out
    })
}

fn percent_all(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02x}");
        out
    })
}

fn json_escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn json_ascii(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        let _ = write!(out, "\\u{unit:04X}");
        out
    })
}

fn form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn html(text: &str) -> String {
    each(text, |char, out| match char {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        other => out.push(other),
    })
}

fn html_numeric(text: &str) -> String {
    each(text, |char, out| {
        let _ = write!(out, "&#x{:X};", u32::from(char));
    })
}

/// Every second character only: no encoder is promised to escape all of them.
fn percent_some(text: &str) -> String {
    let mut count = 0;
    each(text, |char, out| {
        count += 1;
        let must = char == '%' || char == '+';
        if must || (count % 2 == 0 && char.is_ascii()) {
            let _ = write!(out, "%{:02X}", u32::from(char));
        } else {
            out.push(char);
        }
    })
}

const ENCODERS: &[(&str, Encoder)] = &[
    ("as it is", str::to_owned),
    ("JSON", json_escaped),
    ("ASCII JSON", json_ascii),
    ("JSON in JSON", |it| json_escaped(&json_escaped(it))),
    ("percent", percent_all),
    ("percent twice", |it| percent_all(&percent_all(it))),
    ("percent of some", percent_some),
    ("form", form),
    ("form in JSON", |it| json_escaped(&form(it))),
    ("HTML", html),
    ("numeric HTML", html_numeric),
    ("base64", |it| general_purpose::STANDARD.encode(it)),
    ("base64 after one byte", |it| {
        general_purpose::STANDARD.encode(format!("a{it}z"))
    }),
    ("base64 after two bytes", |it| {
        general_purpose::STANDARD.encode(format!("ab{it}yz"))
    }),
    ("base64 for URLs", |it| {
        general_purpose::URL_SAFE_NO_PAD.encode(format!("user:{it}"))
    }),
    ("base64 in a form", |it| {
        form(&general_purpose::STANDARD.encode(it))
    }),
];

/// Tells whether a text still holds the spelling of a secret, or most of it.
fn betrays(text: &str, spelled: &str) -> bool {
    let inner: Vec<char> = spelled.chars().collect();
    let most = inner.len() * 3 / 4;
    inner
        .windows(most.max(1))
        .any(|it| text.contains(&it.iter().collect::<String>()))
}

fn secrets() -> impl Strategy<Value = String> {
    // Signs that each encoder spells otherwise, between letters that none does; long enough to be no ordinary word.
    proptest::collection::vec(
        prop_oneof![
            4 => "[a-zA-Z0-9]{2,4}",
            2 => proptest::sample::select(vec!["+", "/", "&", "=", "%", "~", "\"", "\\", "<", "'", " ", "%41", "\\n", "&lt;", "é", "日", "😀"]).prop_map(str::to_owned),
        ],
        6..14,
    )
    .prop_map(|parts| format!("s{}e", parts.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_spelling_of_a_learned_secret_survives(secret in secrets(), before in "[ a-z\"{:]{0,8}", after in "[ ,}\"]{0,4}") {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from(secret.clone()));
        for (name, encode) in ENCODERS {
            let spelled = encode(&secret);
            let text = format!("{before}{spelled}{after}");
            let shown = redactor.text(&text);
            prop_assert!(!betrays(&shown, &spelled), "{name}: {text} -> {shown}");
        }
    }

    #[test]
    fn no_spelling_of_a_learned_secret_survives_in_a_trace(secret in secrets()) {
        let mut config = config();
        config.redactor.learn(&SecretString::from(secret.clone()));
        let fields: serde_json::Map<String, Value> = ENCODERS
            .iter()
            .map(|(name, encode)| (encode(&secret), Value::from(format!("{name} {}", encode(&secret)))))
            .collect();
        let body = json!({ "isSuccess": true, "responseData": fields });
        let raw = ENCODERS.iter().map(|(_, encode)| encode(&secret)).collect::<Vec<_>>().join("\n");
        config.endpoint = "https://api.store.microsoft.com".parse().unwrap();
        let script = ScriptedTransport::new()
            .answer(200, granted())
            .answer(200, body.to_string())
            .answer(404, raw);
        let bench = Bench::with(config, script);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let _ = bench.reader().status(&product()).await;
            let error = bench.reader().status(&product()).await.unwrap_err();
            let mut shown = format!("{error} {error:?}");
            for exchange in bench.trace.exchanges() {
                write!(shown, "\n{} {:?}", exchange.url, exchange.request_headers).unwrap();
                write!(shown, "\n{}", exchange.response_body.unwrap_or_default()).unwrap();
            }
            for (name, encode) in ENCODERS {
                let spelled = encode(&secret);
                assert!(!betrays(&shown, &spelled), "{name}: {spelled} in {shown}");
            }
        });
    }

    #[test]
    fn a_text_without_secrets_stays_as_it_is(text in "[a-z %&+\\\\;#0-9é]{0,60}") {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from("QQQQ-never-there-QQQQ"));
        prop_assert_eq!(redactor.text(&text), text);
    }
}

#[test]
fn a_secret_in_a_field_name_is_redacted_as_one_in_a_value_is() {
    let redactor = Redactor::default();
    redactor.learn(&SecretString::from("canary-secret"));
    let body = json!({ "canary-secret": { "a": ["canary-secret"] }, "b": 1 });
    let shown = redactor.body(body.to_string().as_bytes());
    assert_eq!(shown, r#"{"[REDACTED]":{"a":["[REDACTED]"]},"b":1}"#);
}

fn hiding(paths: &[&str]) -> Redactor {
    let paths: Vec<FieldPath> = paths.iter().map(|it| it.parse().unwrap()).collect();
    let redactor = Redactor::default();
    redactor.hide_fields(&paths);
    redactor
}

#[test]
fn what_a_secret_field_holds_is_hidden_wherever_a_body_has_it() {
    let redactor = hiding(&[
        "listings.en-us.searchTerms",
        "packages[0].installerParameters",
    ]);
    let body = json!({ "responseData": {
        "listings": [{ "language": "EN-us", "SearchTerms": ["canary"], "copyright": "c" }],
        "packages": [{ "installerParameters": "canary", "packageId": "7" }, { "installerParameters": null }],
    } });
    let shown = redactor.body(body.to_string().as_bytes());
    let expected = json!({ "responseData": {
        "listings": [{ "language": "EN-us", "SearchTerms": "(secret)", "copyright": "c" }],
        "packages": [{ "installerParameters": "(secret)", "packageId": "7" }, { "installerParameters": null }],
    } });
    assert_eq!(shown, expected.to_string());
}

#[test]
fn of_certification_notes_that_nobody_manages_the_length_is_shown() {
    let shown = |notes: Value| {
        let body = json!({ "certificationNotes": notes });
        Redactor::default().body(body.to_string().as_bytes())
    };
    assert_eq!(
        shown("demo / pässword".into()),
        r#"{"certificationNotes":"(15 characters)"}"#
    );
    assert_eq!(
        shown("x".into()),
        r#"{"certificationNotes":"(1 character)"}"#
    );
    assert_eq!(shown(Value::Null), r#"{"certificationNotes":null}"#);
    let managed = hiding(&["properties.certificationNotes"]);
    assert_eq!(
        managed.body(br#"{"CertificationNotes":"canary"}"#),
        r#"{"CertificationNotes":"(secret)"}"#
    );
}

#[tokio::test]
async fn no_error_quotes_what_a_hidden_field_of_its_answer_holds() {
    let metadata = json!({ "listings": [], "properties": { "certificationNotes": "canary", "website": "canary" } });
    let whole = json!({ "responseData": metadata }).to_string();
    let cut = whole.get(..whole.rfind("canary").unwrap() + 6).unwrap();
    let echo = json!({ "isSuccess": false, "errors": [{ "code": "c", "message": format!("got {whole}") }] });
    for (status, body) in [
        (200, whole.clone()),
        (200, cut.to_owned()),
        (200, format!("\u{feff}{cut}")),
        (200, echo.to_string()),
        (400, whole.clone()),
        (400, cut.to_owned()),
        (400, echo.to_string()),
        (403, format!("<html><pre>{cut}</pre></html>")),
        (503, format!("received: {}", form(&whole))),
    ] {
        let config = config();
        let paths: [FieldPath; 1] = ["properties.website".parse().unwrap()];
        config.redactor.hide_fields(&paths);
        let script = ScriptedTransport::new().answer(200, granted());
        let script = (0..5).fold(script, |it, _| it.answer(status, body.clone()));
        let bench = Bench::with(config, script);
        let error = bench.reader().status(&product()).await.unwrap_err();
        let shown = format!("{error} {error:?} {:?}", bench.trace.exchanges());
        assert!(!shown.contains("canary"), "{status} {body}: {shown}");
    }
}

#[test]
fn secrets_that_overlap_leave_nothing_of_each_other() {
    let redactor = Redactor::default();
    for secret in ["abcdefgh", "efghijkl", "cdef"] {
        redactor.learn(&SecretString::from(secret));
    }
    assert_eq!(
        redactor.text("-abcdefghijkl-cdef-"),
        "-[REDACTED]-[REDACTED]-"
    );
}

#[test]
fn a_signature_is_shown_as_a_digest_and_a_password_in_an_address_is_not_shown() {
    let redactor = Redactor::default();
    let shown = redactor.text("GET https://me:pw@x.example/a?sig=abc%2B&v=1");
    assert_eq!(
        shown,
        "GET https://[REDACTED]@x.example/a?sig=[REDACTED:935fd26e]&v=1"
    );
}

#[tokio::test]
async fn a_secret_that_a_cut_would_halve_is_redacted_first() {
    let secret = "canary0123456789canary0123456789canary";
    for blanks in [280, 299, 65_500, 65_530] {
        let config = config();
        config.redactor.learn(&SecretString::from(secret));
        let body = format!("{}{secret}", "x ".repeat(blanks / 2));
        for body in [body.clone(), format!("{}{secret}", " ".repeat(blanks))] {
            let script = ScriptedTransport::new()
                .answer(200, granted())
                .answer(400, body);
            let bench = Bench::with(config.clone(), script);
            let error = bench.reader().status(&product()).await.unwrap_err();
            let shown = error.to_string();
            assert!(!shown.contains("canary"), "{blanks}: {shown}");
        }
    }
}

#[test]
fn the_work_is_linear_in_the_text_whatever_it_repeats() {
    let redactor = Redactor::default();
    redactor.learn(&SecretString::from("aaaaaaaaaaaaaaaa"));
    // A second look at what was seen would take hours for these.
    for (part, is_secret) in [
        ("a", true),
        ("%61", true),
        ("\\u0061", true),
        ("sig=", true),
        ("%2525", false),
    ] {
        let shown = redactor.text(&part.repeat(100_000));
        assert_eq!(shown.contains("[REDACTED"), is_secret, "{part}");
    }
    let redactor = hiding(&["listings.en-us.description"]);
    for part in [
        "description",
        "description\\",
        "description\" ",
        "certificationNotes\\\"",
    ] {
        let text = part.repeat(100_000);
        assert_eq!(redactor.body(text.as_bytes()).len(), text.len(), "{part}");
    }
}

#[test]
fn many_secrets_learned_in_a_row_are_searched_for_with_one_search() {
    let redactor = Redactor::default();
    // A search made for each of them would take minutes.
    for number in 0..5_000 {
        redactor.learn(&SecretString::from(format!("canary-{number}-{number}")));
    }
    let shown = redactor.text("canary-7-7, canary-4999-4999");
    assert_eq!(shown, "[REDACTED], [REDACTED]");
}

#[tokio::test]
async fn a_secret_learned_later_is_hidden_from_then_on() {
    let config = config();
    let redactor = config.redactor.clone();
    let script = ScriptedTransport::new()
        .answer(200, granted())
        .answer(200, success(&json!({ "note": "reviewer-password" })));
    let bench = Bench::with(config, script);
    redactor.learn(&SecretString::from("reviewer-password"));
    bench.reader().status(&product()).await.unwrap();
    let shown = format!("{:?}", bench.trace.exchanges());
    assert!(!shown.contains("reviewer-password"), "{shown}");
}
