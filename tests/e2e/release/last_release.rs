//! Languages whose notes are still the last release's, by git.

use crate::support::{Workplace, git::git};

const MANIFEST: &str = "apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
name: Widgets ${version}
vars: { version: 1.3.0 }
listingDefaults:
  whatsNew: { file: 'notes/${language}.md' }
listings:
  de-de: {}
  en-us: {}
  fr-fr: { whatsNew: null }
";

/// A repository that released 1.3.0 and 1.4.0, each with its notes, and has been edited since.
fn repository() -> Workplace {
    let workplace = Workplace::empty();
    let write = |version: &str| {
        workplace.write("store/storectl.yaml", MANIFEST.replace("1.3.0", version));
        for language in ["de-de", "en-us"] {
            let text = format!("{language} {version}\n");
            workplace.write(&format!("store/notes/{language}.md"), text);
        }
    };
    write("1.3.0");
    git(workplace.path(), &["init", "--quiet"]);
    workplace.commit();
    write("1.4.0");
    workplace.commit();
    let edited = workplace.read("store/storectl.yaml");
    workplace.write(
        "store/storectl.yaml",
        format!("{edited}properties: {{ website: https://contoso.com }}\n"),
    );
    workplace.write("store/notes/en-us.md", "New.\n");
    workplace.commit();
    workplace
}

const STALE: &str = "warning: store/storectl.yaml: `whatsNew` is still that of 1.4.0 in de-de\n";

#[test]
fn a_language_whose_notes_are_the_last_releases_is_named() {
    let workplace = repository();
    for arguments in [&["release", "1.5.0", "--diff"][..], &["release", "1.5.0"]] {
        let run = workplace.run(arguments).exits(0);
        assert!(run.stderr.contains(STALE), "{}", run.stderr);
    }
    workplace.commit();
    // The version is set, and the notes are still those of another one.
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert!(run.stderr.contains(STALE), "{}", run.stderr);
    assert!(
        run.stdout.contains("1.5.0, notes in en-us\n"),
        "{}",
        run.stdout
    );
    workplace.write("store/notes/de-de.md", "Neu.\n");
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn notes_that_are_given_are_compared_as_well() {
    let workplace = repository();
    workplace.write("SAME.md", "de-de 1.4.0\r\n");
    let arguments = ["release", "1.5.0", "--notes", "de-de=SAME.md"];
    let run = workplace.run(&arguments).exits(0);
    assert!(run.stderr.contains(STALE), "{}", run.stderr);
    workplace.write("NEW.md", "Neu.");
    let arguments = ["release", "1.5.0", "--notes", "de-de=NEW.md"];
    let run = workplace.run(&arguments).exits(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn a_listing_without_notes_is_named() {
    let workplace = repository();
    let manifest = workplace.read("store/storectl.yaml");
    let manifest = manifest
        .replace(
            "listingDefaults:\n  whatsNew: { file: 'notes/${language}.md' }\n",
            "",
        )
        .replace("de-de: {}", "de-de: { sortTitle: W }");
    workplace.write("store/storectl.yaml", manifest);
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    let said = "no `whatsNew` in de-de, en-us; the Store keeps the one it has";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(run.stdout.contains("1.4.0 -> 1.5.0\n"), "{}", run.stdout);
}

#[test]
fn a_first_release_has_nothing_to_compare_with() {
    let workplace = Workplace::empty();
    let manifest = MANIFEST.replace("{ file: 'notes/${language}.md' }", "Gears.");
    workplace.write("storectl.yaml", manifest);
    git(workplace.path(), &["init", "--quiet"]);
    let run = workplace.run(&["release", "1.4.0"]).exits(0);
    assert!(!run.stderr.contains("still"), "{}", run.stderr);
}

#[test]
fn without_git_it_cannot_be_told_and_the_release_goes_on() {
    let workplace = repository();
    std::fs::remove_dir_all(workplace.path().join(".git")).unwrap();
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    let said = "warning: cannot tell whether the notes are still those of the last release: ";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(
        run.stderr.contains("not in a git repository"),
        "{}",
        run.stderr
    );
}

#[test]
fn in_a_shallow_clone_it_cannot_be_told_and_the_release_goes_on() {
    let origin = repository();
    let workplace = Workplace::empty();
    let from = format!("file://{}", origin.path().display());
    git(
        workplace.path(),
        &["clone", "--quiet", "--depth", "1", &from, "clone"],
    );
    let run = workplace.run(&["release", "1.5.0", "clone"]).exits(0);
    let said = "this shallow clone does not have its commit; run `git fetch --unshallow`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    git(
        workplace.path(),
        &["-C", "clone", "checkout", "--quiet", "."],
    );
    git(
        workplace.path(),
        &["-C", "clone", "fetch", "--quiet", "--unshallow"],
    );
    let run = workplace.run(&["release", "1.5.0", "clone"]).exits(0);
    assert!(
        run.stderr.contains("still that of 1.4.0 in de-de"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_manifest_that_was_invalid_at_the_last_release_is_named() {
    let workplace = repository();
    git(workplace.path(), &["reset", "--quiet", "--hard", "HEAD~2"]);
    workplace.write(
        "store/storectl.yaml",
        MANIFEST
            .replace("1.3.0", "1.4.0\nnonsense: 1")
            .replace("\nnonsense: 1 }", " }\nnonsense: 1"),
    );
    workplace.commit();
    workplace.write("store/storectl.yaml", MANIFEST.replace("1.3.0", "1.4.0"));
    let run = workplace.run(&["release", "1.5.0"]).exits(0);
    assert!(
        run.stderr.contains("the manifest is invalid at"),
        "{}",
        run.stderr
    );
}
