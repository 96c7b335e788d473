//! Files that cannot be shown, and files of strangers.

use serde_json::{Value, json};

use super::{WHATS_NEW, document, run};
use crate::{
    runners::{HOSTILE, commands},
    support::{Store, Workplace},
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
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    workplace.write("deep.json", deep);
    assert_refused(&workplace, "deep.json", "it is not JSON");
    workplace.write("bytes.json", [0xff, 0xfe, 0xfd]);
    assert_refused(&workplace, "bytes.json", "bytes.json");
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
fn a_hostile_document_makes_no_runner_do_anything() {
    let (workplace, plan) = planned();
    for text in HOSTILE {
        let mut hostile = plan.clone();
        replace_texts(&mut hostile, text);
        for key in ["format", "formatVersion"] {
            hostile[key] = plan[key].clone();
        }
        workplace.write("hostile.json", hostile.to_string());
        for format in ["text", "json", "markdown"] {
            let shown = workplace.run(&["show", "hostile.json", "--format", format]);
            for stream in [&shown.stdout, &shown.stderr] {
                assert_eq!(commands(stream), Vec::<&str>::new(), "{format}: {stream}");
            }
        }
    }
}

/// Puts `text` in place of every text that is free.
fn replace_texts(value: &mut Value, text: &str) {
    const WORDS: [&str; 12] = [
        "action",
        "kind",
        "beforeKind",
        "afterKind",
        "origin",
        "verdict",
        "status",
        "planHash",
        "preflightMode",
        "state",
        "unit",
        "from",
    ];
    match value {
        Value::String(it) => text.clone_into(it),
        Value::Array(items) => items.iter_mut().for_each(|it| replace_texts(it, text)),
        Value::Object(members) => {
            let free = members
                .iter_mut()
                .filter(|(name, it)| !WORDS.contains(&name.as_str()) || !it.is_string());
            free.for_each(|(_, it)| replace_texts(it, text));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
