//! The exit code of `validate` and its document agree, whatever is wrong.

use crate::support::Workplace;

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

/// A name in a folder, and what the file holds.
type File = (&'static str, Vec<u8>);

/// Folders that are each wrong in another way, and their files.
fn wrong() -> Vec<(&'static str, Vec<File>)> {
    let one = |content: &str| vec![("storectl.yaml", content.as_bytes().to_vec())];
    let with = |more: &str| one(&format!("{HEAD}{more}"));
    vec![
        ("empty", one("")),
        ("no-manifest", vec![("readme.md", Vec::new())]),
        ("near-miss", vec![("storectl.yml", HEAD.into())]),
        ("not-yaml", one("a: [\n")),
        (
            "not-utf8",
            vec![("storectl.yaml", b"name: \xff\n".to_vec())],
        ),
        (
            "utf16",
            vec![("storectl.yaml", b"\xff\xfea\0:\0 \x001\0".to_vec())],
        ),
        ("nul", one("name: a\0b\n")),
        ("too-large", one(&"#".repeat(2 * 1024 * 1024))),
        ("unknown-key", with("colour: red\n")),
        (
            "missing-text",
            with("listings: { en-us: { whatsNew: { file: no.txt } } }\n"),
        ),
        (
            "outside",
            with("listings: { en-us: { whatsNew: { file: ../../x.txt } } }\n"),
        ),
        (
            "not-an-image",
            with("listings: { en-us: { screenshots: [storectl.yaml] } }\n"),
        ),
        (
            "contradiction",
            with("submission: { submit: always, wait: draft }\n"),
        ),
        (
            "twice",
            vec![
                ("a.storectl.yaml", HEAD.into()),
                ("b.storectl.yaml", HEAD.into()),
            ],
        ),
    ]
}

#[track_caller]
fn assert_agrees(workplace: &Workplace, arguments: &[&str]) {
    let all = [&["validate", "--format", "json"][..], arguments].concat();
    let run = workplace.run(&all);
    assert_ne!(run.code, 0, "{arguments:?}: {}", run.stdout);
    let document = run.json();
    let exit = document["error"]["exit"].as_i64();
    assert_eq!(
        exit,
        Some(i64::from(run.code)),
        "{arguments:?}: {document:#}"
    );
    let message = document["error"]["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty(), "{arguments:?}: {document:#}");
    // A document that counts errors lists them.
    let errors = document["summary"]["errors"].as_u64().unwrap_or_default();
    let listed = document["diagnostics"].as_array().map_or(0, Vec::len);
    assert!(errors == 0 || listed > 0, "{arguments:?}: {document:#}");
}

#[test]
fn every_exit_but_0_has_its_error_in_the_document() {
    let workplace = Workplace::empty();
    for (folder, files) in wrong() {
        for (name, content) in files {
            workplace.write(&format!("{folder}/{name}"), content);
        }
        assert_agrees(&workplace, &[folder]);
    }
    workplace.write("good/storectl.yaml", HEAD);
    for arguments in [
        &["missing"][..],
        &["good", "missing"],
        &["good", "--var", "unused=1"],
        &["good", "--var", "x"],
        &["good", "--bogus"],
        &["good", "--out", "json=good/new.storectl.yaml"],
    ] {
        assert_agrees(&workplace, arguments);
    }
    workplace.run(&["validate", "good"]).exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_manifest_that_cannot_be_opened_has_its_error_in_the_document() {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt as _, fs::symlink},
    };

    let workplace = Workplace::empty();
    for folder in ["name", "broken", "device", "outside"] {
        std::fs::create_dir(workplace.path().join(folder)).unwrap();
    }
    let name = OsStr::from_bytes(b"x\xff.storectl.yaml");
    std::fs::write(workplace.path().join("name").join(name), HEAD).unwrap();
    for (folder, target) in [
        ("broken", "missing.yaml"),
        ("device", "/dev/null"),
        ("outside", "/etc/hostname"),
    ] {
        symlink(target, workplace.path().join(folder).join("storectl.yaml")).unwrap();
    }
    for folder in ["name", "broken", "device", "outside"] {
        assert_agrees(&workplace, &[folder]);
    }
    assert_agrees(&workplace, &["."]);
}

#[test]
fn files_name_a_place_from_the_repository_root_and_stdout_from_the_working_directory() {
    let workplace = Workplace::empty();
    workplace.write(".git/HEAD", "ref: refs/heads/main\n");
    workplace.write("products/a.storectl.yaml", format!("{HEAD}colour: red\n"));
    let arguments = [
        "validate",
        "--out",
        "json=said.json",
        "--out",
        "text=said.txt",
    ];
    let mut command = workplace.command(&arguments);
    command.current_dir(workplace.path().join("products"));
    let run = crate::support::Run::of(command.output().unwrap()).exits(10);
    assert!(
        run.stdout.contains("--> a.storectl.yaml:"),
        "{}",
        run.stdout
    );
    let document: serde_json::Value =
        serde_json::from_str(&workplace.read("products/said.json")).unwrap();
    let place = &document["diagnostics"][0]["location"];
    assert_eq!(place["file"], "products/a.storectl.yaml");
    let text = workplace.read("products/said.txt");
    assert!(text.contains("--> products/a.storectl.yaml:"), "{text}");
}
