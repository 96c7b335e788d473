//! Buffers and messages that no editor sends, and secrets.

use serde_json::json;

use super::{
    client::{Client, uri},
    manifest, places,
};
use crate::support::Workplace;

#[test]
fn a_buffer_that_no_person_writes_does_not_stop_the_server() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    for text in [
        "a: \0",
        &"[".repeat(200_000),
        &"a: {".repeat(100_000),
        &"- ".repeat(100_000),
        &"a: 'x\n".repeat(50_000),
        &format!("{}\r", "\u{feff}".repeat(1_000)),
        "\u{feff}",
        "",
        "%YAML 9.9\n---\n",
        "\u{2028}\u{85}: \u{10ffff}",
        "a: \u{fffd}",
    ] {
        client.open(&path, text);
        assert!(!client.diagnostics(&path).is_empty(), "{text:.20}");
        for (line, character) in [(0, 0), (0, u32::MAX), (u32::MAX, u32::MAX)] {
            client.at("textDocument/hover", &path, line, character);
            client.at("textDocument/definition", &path, line, character);
        }
        client.fixes(&path);
    }
    let run = client.leave().exits(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn a_buffer_of_100_mb_is_refused_for_its_length() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, &"a: b # long\n".repeat(100_000_000 / 12));
    let found = client.diagnostics(&path);
    assert_eq!(places(&found), ["- 0:0-0"]);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("bytes; the limit is 1048576"), "{message}");
    client.change(&path, 2, &manifest(""));
    assert_eq!(client.diagnostics(&path).len(), 0);
    client.leave().exits(0);
}

#[test]
fn a_message_beyond_every_bound_is_skipped_and_refused() {
    let workplace = Workplace::empty();
    let mut client = Client::ready(&workplace);
    let bytes = 300_000_000_usize;
    client.send_raw(format!("Content-Length: {bytes}\r\n\r\n").as_bytes());
    let part = vec![b' '; 1_000_000];
    for _ in 0..bytes / part.len() {
        client.send_raw(&part);
    }
    let answer = client.wait_for(|it| it["id"].is_null() && it["method"].is_null());
    assert_eq!(answer["error"]["code"], -32600);
    client.leave().exits(0);
}

#[test]
fn a_secret_is_told_to_nobody() {
    let mut workplace = Workplace::empty();
    workplace.set("STORECTL_VAR_PASSWORD", "hunter2-hunter2");
    workplace.write("notes.md", "Use {{x}} ${password}.");
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, &manifest(
        "vars:\n  password: { secret: true }\nproperties:\n  certificationNotes: { file: notes.md }\n  website: ${password}\n  category: ${password}\n",
    ));
    let hover = client.at("textDocument/hover", &path, 5, 6);
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("secret, at most"),
        "{hover}"
    );
    client.at("textDocument/hover", &path, 6, 6);
    let fixes = client.fixes(&path);
    let said = client.rest();
    for text in [hover, fixes, json!(said)] {
        assert!(!text.to_string().contains("hunter2"), "{text}");
    }
    assert!(said.len() >= 2, "{said:?}");
    client.leave().exits(0);
}

#[test]
fn the_newest_of_many_versions_is_published_last_and_a_server_writes_nothing() {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", manifest(""));
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, "");
    for version in 2..200 {
        client.change(
            &path,
            version,
            &manifest(&"# x\n".repeat(usize::try_from(version).unwrap())),
        );
    }
    // A message that was overtaken.
    client.change(&path, 150, "nonsense: 1\n");
    let said = client.rest();
    let last = said.last().unwrap();
    assert_eq!(last["params"]["version"], 199, "{last}");
    assert_eq!(last["params"]["uri"], uri(&path));
    assert_eq!(last["params"]["diagnostics"], json!([]));
    client.leave().exits(0);
    assert_eq!(workplace.read("storectl.yaml"), manifest(""));
    let names = std::fs::read_dir(workplace.path()).unwrap();
    assert_eq!(names.count(), 2, "the manifest and `.git`");
}
