//! Diagnostics as a manifest is written, and the documents they are about.

use std::{fs, path::Path};

use serde_json::Value;

use super::{client::Client, manifest, places};
use crate::support::{Workplace, repository};

/// What `validate` reports of a manifest: file, line from 0, severity of the protocol, code.
fn validated(workplace: &Workplace, name: &str) -> Vec<(String, u64, u64, String)> {
    let run = workplace.run(&["validate", "--format", "json", name]);
    let found = run.json()["diagnostics"].as_array().unwrap().clone();
    let mut found: Vec<_> = found
        .iter()
        .map(|it| {
            let severity = if it["severity"] == "error" { 1 } else { 2 };
            let file = it["location"]["file"].as_str().unwrap().to_owned();
            let line = it["location"]["line"].as_u64().unwrap() - 1;
            (
                file,
                line,
                severity,
                it["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    found.sort();
    found
}

/// The same of what was published.
fn published(messages: &[Value], root: &Path) -> Vec<(String, u64, u64, String)> {
    let root = super::client::uri(root);
    let mut found = Vec::new();
    for message in messages {
        let file = message["params"]["uri"].as_str().unwrap();
        let file = file.strip_prefix(&root).unwrap().trim_start_matches('/');
        for it in message["params"]["diagnostics"].as_array().unwrap() {
            found.push((
                file.to_owned(),
                it["range"]["start"]["line"].as_u64().unwrap(),
                it["severity"].as_u64().unwrap(),
                it["code"].as_str().unwrap().to_owned(),
            ));
        }
    }
    found.sort();
    found
}

#[test]
fn everything_that_validate_reports_is_published() {
    let workplace = Workplace::empty();
    let mut manifests = Vec::new();
    for folder in ["valid", "invalid"] {
        let from = repository().join("tests/manifests").join(folder);
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.unwrap();
            if !entry.file_type().is_file() {
                continue;
            }
            let name = entry
                .path()
                .strip_prefix(&from)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let stem = name.strip_suffix(".yaml").filter(|it| !it.contains('/'));
            let name = stem.map_or(name.clone(), |it| format!("{it}.storectl.yaml"));
            let path = format!("{folder}/{name}");
            workplace.write(&path, fs::read(entry.path()).unwrap());
            if stem.is_some() {
                manifests.push(path);
            }
        }
    }
    assert!(manifests.len() > 150, "{}", manifests.len());
    let mut client = Client::ready(&workplace);
    let root = workplace.path().canonicalize().unwrap();
    for name in manifests {
        // An editor cannot show what is not UTF-8.
        let Ok(text) = String::from_utf8(fs::read(workplace.path().join(&name)).unwrap()) else {
            continue;
        };
        let path = root.join(&name);
        client.open(&path, &text);
        let messages = client.rest();
        assert_eq!(
            published(&messages, &root),
            validated(&workplace, &name),
            "{name}"
        );
        client.close(&path);
        client.rest();
    }
    client.leave().exits(0);
}

#[test]
fn diagnostics_follow_the_text_and_not_the_file() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(
        &path,
        &manifest("packages: [{ packageUrl: https://a.example/1.0.0/a.exe, packageType: exee }]\n"),
    );
    assert_eq!(places(&client.diagnostics(&path)), ["STC0204 2:69-73"]);
    client.change(
        &path,
        2,
        &manifest("listings: { en-us: { descripton: x } }\n"),
    );
    assert_eq!(places(&client.diagnostics(&path)), ["STC0201 2:21-31"]);
    client.change(&path, 3, &manifest(""));
    let message = client.wait_for(|it| it["params"]["version"] == 3);
    assert_eq!(message["params"]["diagnostics"], Value::Array(Vec::new()));
    assert!(!path.exists(), "a server writes nothing");
    client.change(&path, 4, "a: [");
    assert_eq!(client.diagnostics(&path).len(), 1);
    client.close(&path);
    assert_eq!(client.diagnostics(&path).len(), 0);
    client.leave().exits(0);
}

#[test]
fn a_text_that_is_open_counts_as_it_is_in_the_editor_and_is_marked_there() {
    let workplace = Workplace::empty();
    workplace.write("notes.md", "Faster.\n");
    let (path, notes) = (
        workplace.path().join("storectl.yaml"),
        workplace.path().join("notes.md"),
    );
    let mut client = Client::ready(&workplace);
    client.open(
        &path,
        &manifest("listings:\n  en-us:\n    whatsNew: { file: notes.md }\n"),
    );
    assert_eq!(client.diagnostics(&path).len(), 0);
    client.open(&notes, "Faster.\n\nMore {{gears}} 🎉 and {{cogs}}.\n");
    let found = client.diagnostics(&notes);
    assert_eq!(places(&found)[..1], ["STC0510 2:5-6"], "{found:?}");
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], super::client::uri(&path));
    assert_eq!(related["location"]["range"]["start"]["line"], 4);
    client.change(&notes, 2, "Faster.\n");
    assert_eq!(client.diagnostics(&notes).len(), 0);
    client.change(&notes, 3, &"x".repeat(1_501));
    assert_eq!(places(&client.diagnostics(&notes)), ["STC0501 0:1500-1501"]);
    client.close(&notes);
    assert_eq!(client.diagnostics(&notes).len(), 0);
    client.leave().exits(0);
}

#[test]
fn a_file_that_changed_on_disk_is_read_again_when_the_editor_says_so() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(
        &path,
        &manifest("listings:\n  en-us:\n    whatsNew: { file: notes.md }\n"),
    );
    assert_eq!(places(&client.diagnostics(&path)), ["STC0403 4:22-30"]);
    workplace.write("notes.md", "Faster.\n");
    client.tell(
        "workspace/didChangeWatchedFiles",
        &serde_json::json!({ "changes": [] }),
    );
    assert_eq!(client.diagnostics(&path).len(), 0);
    client.leave().exits(0);
}

#[test]
fn only_manifests_are_checked_and_a_near_miss_is_told_its_name() {
    let workplace = Workplace::empty();
    let mut client = Client::ready(&workplace);
    for name in ["docker-compose.yaml", "notes.md", "storectl.json"] {
        client.open(&workplace.path().join(name), "nonsense: [");
    }
    let untitled = serde_json::json!({ "textDocument": {
        "uri": "untitled:storectl.yaml", "languageId": "yaml", "version": 1, "text": "a: [" } });
    client.tell("textDocument/didOpen", &untitled);
    assert_eq!(client.rest(), [] as [Value; 0]);
    let misnamed = workplace.path().join("storectl.yml");
    client.open(&misnamed, &manifest("nonsense: 1\n"));
    let found = client.diagnostics(&misnamed);
    assert_eq!(places(&found), ["- 0:0-0", "STC0201 2:0-8"]);
    assert_eq!(
        found[0]["message"],
        "storectl.yml is misnamed: expected storectl.yaml"
    );
    client.leave().exits(0);
}

#[test]
fn a_manifest_in_a_folder_that_does_not_exist_yet_is_checked_alone() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("new/product/storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(
        &path,
        &manifest("listings:\n  en-us: { whatsNew: { file: notes.md }, sortTitel: x }\n"),
    );
    assert_eq!(
        places(&client.diagnostics(&path)),
        ["STC0403 3:29-37", "STC0201 3:41-50"]
    );
    client.leave().exits(0);
}

#[test]
fn a_path_with_blanks_and_marks_is_the_same_file_however_it_is_encoded() {
    let workplace = Workplace::empty();
    workplace.write("a b [1]/notes.md", "");
    let folder = super::client::uri(&workplace.path().join("a"));
    let mut client = Client::ready(&workplace);
    for uri in [
        format!("{folder}%20b%20%5B1%5D/storectl.yaml"),
        format!("{folder} b [1]/storectl.yaml"),
    ] {
        let text = manifest("listings: { en-us: { whatsNew: { file: notes.md } } }\n");
        let document =
            serde_json::json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        client.tell(
            "textDocument/didOpen",
            &serde_json::json!({ "textDocument": document }),
        );
        let found = client.rest();
        let [message] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(
            places(message["params"]["diagnostics"].as_array().unwrap()),
            ["STC0410 2:39-47"]
        );
    }
    client.leave().exits(0);
}

#[test]
fn columns_count_utf_16_units_whatever_ends_the_lines() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    for (mark, end) in [("", "\n"), ("", "\r\n"), ("\u{feff}", "\n")] {
        let text = manifest(
            "name: 🎉 é 日\nlistings: { en-us: { shortDescription: \"🎉🎉 é\", descripton: 日 } }\n",
        );
        client.open(&path, &format!("{mark}{}", text.replace('\n', end)));
        assert_eq!(places(&client.diagnostics(&path)), ["STC0201 3:49-59"]);
    }
    client.leave().exits(0);
}
