//! `storectl release`: a version and its notes, into the manifests.

mod last_release;
mod notes;
mod planned;
mod refusals;
mod tag_to_store;

use crate::support::Workplace;

const MANIFEST: &str = "# The product of the team.
apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
name: Contoso Widgets
vars: { version: 1.4.2 }   # moved by the release
listings:
  en-us:
    whatsNew: Gears in ${version}.
packages:
  - packageUrl: https://www.contoso.com/downloads/${version}/setup.exe
";

fn workplace() -> Workplace {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", MANIFEST);
    workplace
}

/// What the manifest holds after a release with these arguments.
#[track_caller]
fn after(manifest: &str, arguments: &[&str]) -> String {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", manifest);
    workplace.run(&[&["release"], arguments].concat()).exits(0);
    workplace.read("storectl.yaml")
}

#[test]
fn the_version_is_set_and_a_commit_message_printed() {
    let workplace = workplace();
    let run = workplace.run(&["release", "v1.5.0"]).exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        MANIFEST.replace("1.4.2", "1.5.0")
    );
    assert_eq!(
        run.stdout,
        "Release Contoso Widgets 1.5.0

- Contoso Widgets: 1.4.2 -> 1.5.0, notes in en-us

Files:
- storectl.yaml
"
    );
    assert!(
        run.stderr
            .contains("edited storectl.yaml\nedited 1 of 1 manifest\n"),
        "{}",
        run.stderr
    );
    let next = "there are no credentials; to plan it, run `storectl plan`";
    assert!(run.stderr.contains(next), "{}", run.stderr);
}

#[test]
fn the_same_version_again_changes_nothing() {
    let workplace = workplace();
    workplace.run(&["release", "1.5.0"]).exits(0);
    let once = workplace.read("storectl.yaml");
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert_eq!(workplace.read("storectl.yaml"), once);
    let message = "Release Contoso Widgets 1.5.0\n\n- Contoso Widgets: 1.5.0, notes in en-us\n";
    assert_eq!(run.stdout, message);
    workplace.run(&["release", "1.5"]).exits(0);
}

#[test]
fn a_version_is_written_as_a_text_however_it_looks() {
    for (version, written) in [
        ("1.10", "\"1.10\""),
        ("2", "\"2\""),
        ("v1.5.0-rc.1", "1.5.0-rc.1"),
        ("1.5.0.7", "1.5.0.7"),
        ("1.5.0+build.7", "1.5.0+build.7"),
    ] {
        let manifest = MANIFEST.replace("1.4.2 }", &format!("{written} }}"));
        assert_eq!(
            after(&MANIFEST.replace("1.4.2", "1.1.0"), &[version]),
            manifest
        );
    }
}

#[test]
fn a_version_that_was_written_as_a_number_becomes_a_text() {
    let manifest = MANIFEST.replace("1.4.2", "1.10");
    assert_eq!(
        after(&manifest, &["1.11"]),
        MANIFEST.replace("1.4.2", "\"1.11\"")
    );
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", &manifest);
    let run = workplace.run(&["release", "1.9"]).exits(10);
    assert!(run.stderr.contains("its version is 1.10"), "{}", run.stderr);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let manifest = format!("\u{feff}{}", MANIFEST.replace('\n', "\r\n"));
    assert_eq!(
        after(
            &manifest,
            &["1.5.0", "--notes", "en-us=storectl.yaml", "--diff"]
        ),
        manifest
    );
    assert_eq!(
        after(&manifest, &["1.5.0"]),
        manifest.replace("1.4.2", "1.5.0")
    );
}

#[test]
fn what_would_change_is_shown_and_nothing_is_written() {
    let workplace = workplace();
    let run = workplace.run(&["release", "1.5.0", "--diff"]).exits(0);
    assert!(
        run.stdout
            .contains("+vars: { version: 1.5.0 }   # moved by the release\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("Release "), "{}", run.stdout);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}

#[test]
fn a_version_of_the_environment_is_named_and_does_not_count() {
    let mut workplace = workplace();
    workplace.set("STORECTL_VAR_VERSION", "1.3.0");
    let run = workplace.run(&["release", "1.5.0", "--sandbox"]).exits(0);
    let said = "STORECTL_VAR_VERSION is 1.3.0 here, and wins over 1.5.0 of the manifest";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(
        run.stderr.contains("version = 1.5.0 (from the manifest)"),
        "{}",
        run.stderr
    );
    workplace.set("STORECTL_VAR_VERSION", "1.5.0");
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert!(!run.stderr.contains("STORECTL_VAR"), "{}", run.stderr);
    let line = ["release", "1.5.0", "--var", "version=1.5.0"];
    let run = workplace.run(&line).exits(0);
    let said = "to plan it, run `storectl plan`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let run = workplace
        .run(&["release", "1.5.0", "--var", "version=1.6.0"])
        .exits(64);
    assert!(
        run.stderr
            .contains("`--var version=1.6.0` is another version"),
        "{}",
        run.stderr
    );
}
