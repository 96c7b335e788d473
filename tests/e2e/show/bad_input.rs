//! Files that cannot be shown, and files of strangers.

use serde_json::{Value, json};

use super::{CHANGES, WHATS_NEW, document, run};
use crate::{
    parsers::corpus::MARKUP,
    pull_request::hostile::Left,
    runners::HOSTILE,
    support::{Run, Store, Workplace, apply},
};

/// A saved plan, and where it lies.
fn planned() -> (Workplace, Value) {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    run(&workplace, &["plan"]).exits(0);
    let document = document(&workplace);
    (workplace, document)
}

/// Nothing is printed but why the file cannot be shown.
fn assert_refused(workplace: &Workplace, file: &str, why: &str) {
    for more in [&[][..], &["--format", "json"], &["--format", "markdown"]] {
        let shown = workplace.run(&[&["show", file, "--out=html=out.html"], more].concat());
        let shown = shown.exits(1);
        assert_eq!(shown.stdout, "", "{file}");
        assert!(shown.stderr.contains(file), "{file}: {}", shown.stderr);
        assert!(shown.stderr.contains(why), "{file}: {}", shown.stderr);
        assert!(!workplace.path().join("out.html").exists(), "{file}");
    }
}

#[test]
fn a_document_that_is_not_complete_is_named_and_not_shown() {
    let (workplace, plan) = planned();
    let text = workplace.read("written/json");
    let ends = [
        "{",
        "\"products\": [",
        "\"changes\": [",
        "\"before\": ",
        "\"summary\": {",
    ];
    for end in ends {
        let at = text.find(end).unwrap() + end.len();
        workplace.write("cut.json", &text[..at]);
        assert_refused(&workplace, "cut.json", "it ends unexpectedly");
    }
    workplace.write("cut.json", "");
    assert_refused(&workplace, "cut.json", "it ends unexpectedly");
    for key in ["products", "summary", "tool", "endpoint"] {
        let mut without = plan.clone();
        without.as_object_mut().unwrap().remove(key);
        workplace.write("part.json", without.to_string());
        assert_refused(&workplace, "part.json", &format!("missing field `{key}`"));
    }
    for key in ["verdict", "changes", "base", "steps"] {
        let mut without = plan.clone();
        without["products"][0].as_object_mut().unwrap().remove(key);
        workplace.write("part.json", without.to_string());
        assert_refused(&workplace, "part.json", "cannot be shown");
    }
}

#[test]
fn what_is_no_result_of_storectl_is_said_to_be_what_it_is() {
    let workplace = Workplace::empty();
    for (text, why) in [
        ("apiVersion: storectl/v1\n", "it is not JSON"),
        ("[1, 2]", "it is not a document of storectl"),
        (
            r#"{"format": "terraform"}"#,
            "it is not a document of storectl",
        ),
        (
            r#"{"format": "storectl.later", "formatVersion": "1.0"}"#,
            "its format is `storectl.later`",
        ),
        (
            r#"{"format": "storectl.plan", "formatVersion": "2.0"}"#,
            "its version is 2.0",
        ),
        (
            r#"{"format": "storectl.plan"}"#,
            "its version is , but this version of storectl reads 1.x",
        ),
        (
            r#"{"format": "storectl.receipt", "formatVersion": "1.0"}"#,
            "it is a receipt document",
        ),
        (
            r#"{"format": "storectl.live", "formatVersion": "1.0"}"#,
            "storectl plan --live",
        ),
    ] {
        workplace.write("other.json", text);
        assert_refused(&workplace, "other.json", why);
    }
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let head = r#"{"format": "storectl.plan", "formatVersion": "1.1", "x": "#;
    for deep in [format!("{open}{close}"), format!("{head}{open}{close}}}")] {
        workplace.write("deep.json", deep);
        assert_refused(&workplace, "deep.json", "it is not JSON");
    }
}

#[test]
fn bytes_that_are_no_text_are_said_to_be_none() {
    let workplace = Workplace::empty();
    for bytes in [
        &[0xff, 0xfe, 0xfd][..],
        b"{\"format\": \"storectl.plan\", \"x\": \"\xc3\x28\"}",
        b"\x1f\x8b\x08\x00gzip\xff",
    ] {
        workplace.write("bytes.json", bytes);
        assert_refused(&workplace, "bytes.json", "UTF-");
    }
}

#[test]
fn a_document_of_another_major_version_is_refused_whatever_it_is() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    for command in [
        &["plan"][..],
        &["apply", "--yes", "--poll-interval", "1ms"],
        &["status"],
        &["status", "--history"],
        &["validate"],
        &["plan", "--nope"],
    ] {
        run(&workplace, command);
        let mut other = document(&workplace);
        for version in ["2.0", "0.9", "11.0", "1", "", "1.\u{1b}[31m"] {
            other["formatVersion"] = json!(version);
            workplace.write("other.json", other.to_string());
            let shown = workplace.run(&["show", "other.json"]);
            if version.starts_with("1.") {
                shown.exits(0);
                continue;
            }
            let shown = shown.exits(1);
            assert_eq!(shown.stdout, "", "{command:?}");
            let why = "but this version of storectl reads 1.x";
            assert!(shown.stderr.contains(why), "{}", shown.stderr);
        }
    }
}

#[test]
fn a_file_of_200_mb_or_more_ends_in_an_error_and_not_in_a_crash() {
    let workplace = Workplace::empty();
    for (megabytes, why) in [(200, "it is not JSON"), (300, "large")] {
        let file = std::fs::File::create(workplace.path().join("large.json")).unwrap();
        file.set_len(megabytes * 1024 * 1024).unwrap();
        let shown = workplace.run(&["show", "large.json"]).exits(1);
        assert_eq!(shown.stdout, "");
        assert!(shown.stderr.contains("large.json"), "{}", shown.stderr);
        assert!(shown.stderr.contains(why), "{}", shown.stderr);
        assert!(shown.stderr.len() < 1_000, "{}", shown.stderr.len());
    }
}

#[test]
fn what_is_no_result_is_refused_from_stdin_as_well() {
    let (workplace, _) = planned();
    let text = workplace.read("written/json");
    workplace.write("half.json", &text[..text.len() / 2]);
    workplace.write("empty.json", "");
    for file in ["half.json", "empty.json"] {
        let mut command = workplace.command(&["show", "-"]);
        command.stdin(std::fs::File::open(workplace.path().join(file)).unwrap());
        let shown = Run::of(command.output().unwrap()).exits(1);
        assert_eq!(shown.stdout, "", "{file}");
        let why = "stdin cannot be shown: it ends unexpectedly";
        assert!(shown.stderr.contains(why), "{}", shown.stderr);
    }
}

#[test]
fn what_is_no_regular_file_is_not_read() {
    let workplace = Workplace::empty();
    assert_refused(&workplace, "missing.json", "no such file");
    std::fs::create_dir(workplace.path().join("folder.json")).unwrap();
    assert_refused(&workplace, "folder.json", "folder");
    #[cfg(unix)]
    {
        workplace.write("target.json", "{}");
        let link = workplace.path().join("link.json");
        std::os::unix::fs::symlink("target.json", link).unwrap();
        assert_refused(&workplace, "link.json", "link");
    }
}

#[test]
fn a_later_minor_version_and_fields_that_are_not_known_are_shown() {
    let (workplace, mut plan) = planned();
    plan["formatVersion"] = json!("1.999");
    plan["later"] = json!({ "of": ["any", 1, null] });
    plan["products"][0]["later"] = json!("x");
    plan["products"][0]["changes"][0]["later"] = json!([]);
    workplace.write("later.json", plan.to_string());
    let shown = workplace.run(&["show", "later.json"]).exits(0);
    assert_eq!(shown.stdout, workplace.read("written/text"));
}

#[test]
fn an_edited_plan_is_shown_as_it_stands() {
    let (workplace, mut plan) = planned();
    plan["products"][0]["changes"][0]["after"] = json!("Edited");
    workplace.write("edited.json", plan.to_string());
    let shown = workplace.run(&["show", "edited.json"]).exits(0);
    assert!(shown.stdout.contains("{+Edited+}"), "{}", shown.stdout);
}

#[test]
fn a_hostile_document_is_harmless_in_every_format() {
    let (workplace, plan) = planned();
    for text in HOSTILE.iter().chain(MARKUP) {
        assert_harmless(&workplace, &plan, text);
    }
}

#[test]
fn every_document_is_harmless_whatever_its_texts_are() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, CHANGES);
    let all = format!("{}\n{}", HOSTILE.join("\n"), MARKUP.join("\n"));
    let assert_harmless = |workplace: &Workplace, command: &[&str], exit: i32| {
        run(workplace, command).exits(exit);
        assert_harmless(workplace, &document(workplace), &all);
    };
    assert_harmless(&workplace, &["plan"], 11);
    assert_harmless(&workplace, &apply(&[]), 11);
    assert_harmless(&workplace, &["plan", "--nope"], 64);
    workplace.manifest(WHATS_NEW);
    assert_harmless(&workplace, &apply(&[]), 0);
    assert_harmless(&workplace, &["status"], 31);
    assert_harmless(&workplace, &["status", "--history"], 0);
    workplace.manifest("listings:\n  en-us: { whatsNew: 7, whatsOld: x }\n");
    assert_harmless(&workplace, &["validate"], 10);
    workplace.write("setup.exe", "<!doctype html><p>not found</p>");
    assert_harmless(&workplace, &["inspect", "setup.exe"], 10);
    workplace.manifest(WHATS_NEW);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong");
    assert_harmless(&workplace, &["plan"], 20);
    assert_harmless(&workplace, &["doctor"], 20);
}

/// Shows a document with `text` in place of its own, in every format.
#[track_caller]
fn assert_harmless(workplace: &Workplace, document: &Value, text: &str) {
    let mut hostile = document.clone();
    replace_texts(&mut hostile, text);
    workplace.write("hostile.json", hostile.to_string());
    Left::by(workplace, &["show", "hostile.json"], 0);
}

/// Puts `text` in place of every text that is free: a document in which another is not what it should be is not shown.
fn replace_texts(value: &mut Value, text: &str) {
    const FORMED: [&str; 39] = [
        "action",
        "afterKind",
        "at",
        "because",
        "beforeKind",
        "changedSince",
        "code",
        "command",
        "comparedSince",
        "destructiveClass",
        "effect",
        "elevation",
        "endedAt",
        "format",
        "formatVersion",
        "from",
        "id",
        "kind",
        "language",
        "machine",
        "notAfter",
        "notBefore",
        "ongoingSubmissionId",
        "origin",
        "outcome",
        "partsDigest",
        "planHash",
        "preflightMode",
        "readAt",
        "severity",
        "state",
        "status",
        "submissionId",
        "submittedAt",
        "timestamp",
        "token",
        "type",
        "unit",
        "verdict",
    ];
    match value {
        Value::String(it) => text.clone_into(it),
        Value::Array(items) => items.iter_mut().for_each(|it| replace_texts(it, text)),
        Value::Object(members) => {
            let free = members
                .iter_mut()
                .filter(|(name, it)| !FORMED.contains(&name.as_str()) || !it.is_string());
            free.for_each(|(_, it)| replace_texts(it, text));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
