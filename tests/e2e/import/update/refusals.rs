//! What is refused, before anything is written.

use super::{MANIFEST, UPDATE, drift, set, workplace};
use crate::support::{Store, Workplace};

#[test]
fn a_text_in_a_file_of_two_languages_is_refused_with_the_others_named() {
    let store = Store::start();
    let workplace = workplace(&store);
    let shared = MANIFEST.replace(
        "  developedBy: Contoso Ltd",
        "  developedBy: { file: developer.txt }",
    );
    workplace.write("storectl.yaml", &shared);
    workplace.write("developer.txt", "Contoso Ltd\n");
    workplace.commit();
    drift(&store, |it| {
        set(it, "de-de", "developedBy", "Fabrikam");
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let run = workplace.run(&UPDATE).exits(10);
    for said in [
        "developer.txt",
        "listings.de-de.developedBy",
        "listings.en-us.developedBy",
    ] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    assert_eq!(workplace.read("storectl.yaml"), shared);
    // Both languages: the file.
    drift(&store, |it| set(it, "en-us", "developedBy", "Fabrikam"));
    workplace.run(&UPDATE).exits(0);
    assert_eq!(workplace.read("developer.txt"), "Fabrikam\n");
}

#[test]
fn flags_of_the_other_kind_of_import_are_wrong_usage() {
    let workplace = Workplace::empty();
    for flag in [
        &["--output", "x"][..],
        &["--layout", "single"],
        &["--scope", "packages"],
        &["--overwrite"],
    ] {
        let run = workplace
            .run(&[&["import", "--update"], flag].concat())
            .exits(64);
        assert!(run.stderr.contains("--update"), "{}", run.stderr);
    }
    for flag in [
        &["--only", "packages"][..],
        &["--base", "HEAD"],
        &["--diff"],
    ] {
        let product = ["import", "3e31a9f9-84e8-4d2d-9eba-487878d02ebf"];
        let run = workplace.run(&[&product, flag].concat()).exits(64);
        for said in [flag[0], "--scope"] {
            assert!(run.stderr.contains(said), "{}", run.stderr);
        }
    }
    workplace
        .run(&["import", "--update", "--only", "packges"])
        .exits(64);
    workplace.run(&["import", "--update", "absent"]).exits(64);
}

#[test]
fn an_invalid_manifest_is_not_updated() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "properties: { website: nowhere }\n");
    let before = workplace.read("storectl.yaml");
    let run = workplace.run(&["import", "--update"]).exits(10);
    assert!(run.stderr.contains("storectl.yaml:3:"), "{}", run.stderr);
    assert_eq!(workplace.read("storectl.yaml"), before);
    assert!(store.requests(0).is_empty());
}

#[cfg(unix)]
#[test]
fn an_interrupted_update_writes_nothing() {
    use std::{
        process::Stdio,
        sync::{Arc, Mutex, mpsc},
        time::Duration,
    };

    use storectl_sandbox::{Log, Options};

    use crate::support::kill::signal;

    let (sender, struck) = mpsc::channel();
    let sender = Mutex::new(sender);
    let on_line = move |line: &str| {
        if line.contains("(fault ") {
            let _ = sender.lock().unwrap().send(());
        }
    };
    let store = Store::with(Options {
        log: Log::Lines(Arc::new(on_line)),
        faults: vec!["stall@GET:/packages#1".parse().unwrap()],
        ..Options::default()
    });
    let workplace = workplace(&store);
    drift(&store, |it| {
        set(it, "en-us", "shortDescription", "Gears for some");
    });
    let child = workplace
        .command(&UPDATE)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    struck.recv_timeout(Duration::from_secs(60)).unwrap();
    signal("INT", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}
