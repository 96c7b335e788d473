//! Release notes, and where they go.

use std::{io::Write as _, process::Stdio};

use super::{MANIFEST, workplace};
use crate::support::{Run, Workplace, git::git};

/// A manifest whose notes are a file of each language, but for Italian.
const PER_LANGUAGE: &str = "apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
name: Widgets ${version}
vars: { version: 1.4.2 }
listingDefaults:
  whatsNew: { file: 'notes/${language}.md' }
listings:
  de-de: {}
  en-us: {}
  it-it:
    whatsNew: Vecchio.
";

fn per_language() -> Workplace {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", PER_LANGUAGE);
    workplace.write("notes/de-de.md", "\u{feff}Alt.\r\n");
    workplace.write("notes/en-us.md", "Old.\n");
    workplace
}

/// Runs a release that reads this from stdin.
fn with_stdin(workplace: &Workplace, arguments: &[&str], text: &str) -> Run {
    let mut child = workplace
        .command(&[&["release"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn notes_go_to_the_file_of_each_language() {
    let workplace = per_language();
    workplace.write("NEW.md", "New in ${version}.\n");
    let arguments = [
        "release",
        "1.5.0",
        "--notes",
        "NEW.md",
        "--notes",
        "it-it=NEW.md",
    ];
    let run = workplace.run(&arguments).exits(0);
    assert_eq!(
        workplace.read("notes/de-de.md"),
        "\u{feff}New in ${version}.\r\n"
    );
    assert_eq!(workplace.read("notes/en-us.md"), "New in ${version}.\n");
    assert_eq!(
        workplace.read("storectl.yaml"),
        PER_LANGUAGE
            .replace("1.4.2", "1.5.0")
            .replace("Vecchio.", "New in ${version}.")
    );
    assert_eq!(
        run.stdout,
        "Release Widgets 1.5.0 1.5.0

- Widgets 1.5.0: 1.4.2 -> 1.5.0, notes in de-de, en-us, it-it

Files:
- notes/de-de.md
- notes/en-us.md
- storectl.yaml
"
    );
}

#[test]
fn a_language_that_notes_do_not_reach_is_named() {
    let workplace = per_language();
    let run = with_stdin(&workplace, &["1.5.0", "--notes", "-"], "New.\n").exits(0);
    assert_eq!(workplace.read("notes/en-us.md"), "New.\n");
    let said = "warning: storectl.yaml: the notes are not those of it-it";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn notes_of_the_only_language_come_from_anywhere() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), "\u{feff}New.\r\nAnd $${more}.\r\n").unwrap();
    let workplace = workplace();
    let file = outside.path().to_str().unwrap();
    workplace
        .run(&["release", "1.5.0", "--notes", file])
        .exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        MANIFEST.replace("1.4.2", "1.5.0").replace(
            " Gears in ${version}.",
            " |-\n      New.\n      And $${more}."
        )
    );
}

#[test]
fn notes_of_a_language_in_any_case_go_to_that_language_alone() {
    let workplace = per_language();
    let run = with_stdin(&workplace, &["1.5.0", "--notes", "DE-DE=-"], "Neu.").exits(0);
    assert_eq!(workplace.read("notes/de-de.md"), "\u{feff}Neu.\r\n");
    assert_eq!(workplace.read("notes/en-us.md"), "Old.\n");
    assert!(run.stdout.contains("- notes/de-de.md\n"), "{}", run.stdout);
}

#[test]
fn a_file_that_is_new_to_git_is_named_with_the_command_that_adds_it() {
    let workplace = per_language();
    workplace.write("NEW.md", "New.\n");
    std::fs::remove_dir_all(workplace.path().join(".git")).unwrap();
    let workplace = workplace.into_repository();
    git(workplace.path(), &["rm", "--quiet", "notes/de-de.md"]);
    workplace.commit();
    let arguments = ["release", "1.5.0", "--notes", "NEW.md"];
    let run = workplace.run(&arguments).exits(0);
    let said =
        "`git commit --all` leaves out files that are new: run `git add notes/de-de.md` first";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let again = workplace.run(&arguments).exits(0);
    assert!(!again.stderr.contains("git add"), "{}", again.stderr);
}

#[test]
fn a_file_that_two_manifests_share_never_gets_the_notes_of_one_for_the_other() {
    let workplace = workplace();
    for (folder, language, last) in [("a", "de-de", 'a'), ("b", "en-us", 'b')] {
        let manifest = MANIFEST
            .replace("02ebf", &format!("02eb{last}"))
            .replace("en-us", language)
            .replace("Gears in ${version}.", "{ file: ../notes.md }");
        workplace.write(&format!("{folder}/storectl.yaml"), manifest);
    }
    for (old, german, english, code) in [
        ("Old.", "Neu.", "New.", 10),
        ("Neu.", "Neu.", "New.", 10),
        ("New.", "Neu.", "New.", 10),
        ("Old.", "OK", "OK", 0),
    ] {
        workplace.write("notes.md", old);
        workplace.write("de", german);
        workplace.write("en", english);
        let notes = ["--notes", "de-de=de", "--notes", "en-us=en", "a", "b"];
        let run = workplace.run(&[&["release", "1.5.0"], &notes[..]].concat());
        let run = run.exits(code);
        if code == 10 {
            let said = "cannot edit notes.md: a/storectl.yaml and b/storectl.yaml share it";
            assert!(run.stderr.contains(said), "{}", run.stderr);
            assert_eq!(workplace.read("notes.md"), old);
            assert!(workplace.read("a/storectl.yaml").contains("1.4.2"));
        }
    }
}

#[test]
fn notes_of_a_manifest_that_is_not_yaml_end_with_what_is_wrong_with_it() {
    let workplace = per_language();
    workplace.write("NEW.md", "New.\n");
    workplace.write("storectl.yaml", PER_LANGUAGE.replace("'notes/", "notes/"));
    let run = workplace.run(&["release", "1.5.0", "--notes", "de-de=NEW.md"]);
    let run = run.exits(10);
    assert!(run.stderr.contains("STC0004"), "{}", run.stderr);
}

#[test]
fn notes_that_cannot_be_placed_are_refused_and_nothing_is_written() {
    let own = PER_LANGUAGE.replace("notes/${language}.md", "notes/en-us.md");
    let changelog = PER_LANGUAGE.replace(
        "{ file: 'notes/${language}.md' }",
        "{ changelog: CHANGELOG.md }",
    );
    let several = own
        .replace("de-de: {}", "de-de: { whatsNew: Alt }")
        .replace("en-us: {}", "en-us: { whatsNew: Old }");
    for (manifest, notes, code, said) in [
        (
            PER_LANGUAGE,
            "ja-jp=NEW.md",
            64,
            "storectl.yaml does not list ja-jp",
        ),
        (
            &own,
            "de-de=NEW.md",
            10,
            "is also the text of `listings.en-us.whatsNew`",
        ),
        (
            &changelog,
            "NEW.md",
            10,
            "in `CHANGELOG.md`; write the notes there",
        ),
        (&changelog, "de-de=NEW.md", 10, "in `CHANGELOG.md`"),
        (&several, "NEW.md", 10, "`de-de`, `en-us`, `it-it`"),
        (PER_LANGUAGE, "ABSENT.md", 1, "cannot read ABSENT.md"),
        (PER_LANGUAGE, "it-it=notes", 1, "cannot read notes"),
        (
            PER_LANGUAGE,
            "UTF-16.md",
            10,
            "cannot read UTF-16.md: it is UTF-16",
        ),
        (PER_LANGUAGE, "LONG.md", 10, "notes/en-us.md"),
        (
            PER_LANGUAGE,
            "HUGE.md",
            10,
            "HUGE.md: it is longer than 1048576",
        ),
        (PER_LANGUAGE, "EMPTY.md", 10, "whatsNew"),
    ] {
        let workplace = per_language();
        workplace.write("storectl.yaml", manifest);
        workplace.write("CHANGELOG.md", "## 1.5.0\n\n- New\n");
        workplace.write("NEW.md", "New.\n");
        workplace.write("EMPTY.md", "\n");
        workplace.write("UTF-16.md", b"\xff\xfeN\0");
        workplace.write("LONG.md", "n".repeat(1_501));
        workplace.write("HUGE.md", "n".repeat(2 * 1024 * 1024));
        let run = workplace.run(&["release", "1.5.0", "--notes", notes]);
        let run = run.exits(code);
        assert!(run.stderr.contains(said), "{notes}: {}", run.stderr);
        assert_eq!(workplace.read("storectl.yaml"), manifest);
        assert_eq!(workplace.read("notes/en-us.md"), "Old.\n");
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn notes_that_are_given_twice_or_without_a_file_are_wrong_usage() {
    let workplace = per_language();
    workplace.write("NEW.md", "New.\n");
    for (notes, said) in [
        (["NEW.md", "NEW.md"], "the notes of all languages twice"),
        (["de-de=NEW.md", "DE-de=NEW.md"], "the notes of DE-de twice"),
        (["-", "de-de=-"], "reads stdin twice"),
        (["NEW.md", ""], "names no file"),
        (["NEW.md", "de-de="], "names no file"),
    ] {
        let [one, other] = notes;
        let arguments = ["release", "1.5.0", "--notes", one, "--notes", other];
        let run = workplace.run(&arguments).exits(64);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[test]
fn a_changelog_without_the_version_is_refused() {
    let workplace = Workplace::empty();
    let manifest = PER_LANGUAGE.replace(
        "{ file: 'notes/${language}.md' }",
        "{ changelog: CHANGELOG.md }",
    );
    workplace.write("storectl.yaml", &manifest);
    workplace.write("CHANGELOG.md", "## 1.4.2\n\n- Old\n");
    let run = workplace.run(&["release", "1.5.0"]).exits(10);
    assert!(run.stderr.contains("1.5.0"), "{}", run.stderr);
    assert!(run.stderr.contains("CHANGELOG.md"), "{}", run.stderr);
    assert_eq!(workplace.read("storectl.yaml"), manifest);
    workplace.write("CHANGELOG.md", "## v1.5\n\n- New\n\n## 1.4.2\n\n- Old\n");
    workplace.run(&["release", "1.5.0"]).exits(0);
}

#[test]
fn notes_of_several_products_go_to_each_that_lists_the_language() {
    let workplace = per_language();
    let other = MANIFEST.replace("3e31a9f9", "4e31a9f9");
    workplace.write("other/storectl.yaml", &other);
    workplace.write("NEW.md", "New.\n");
    let arguments = ["release", "1.5.0", "--notes", "de-de=NEW.md"];
    workplace.run(&arguments).exits(0);
    assert_eq!(workplace.read("notes/de-de.md"), "\u{feff}New.\r\n");
    assert_eq!(
        workplace.read("other/storectl.yaml"),
        other.replace("1.4.2", "1.5.0")
    );
}

#[test]
fn a_section_that_is_cut_is_a_warning_where_no_plan_shows_it() {
    let workplace = Workplace::empty();
    let changelog = "{ changelog: CHANGELOG.md }";
    let manifest = PER_LANGUAGE.replace("{ file: 'notes/${language}.md' }", changelog);
    workplace.write("storectl.yaml", &manifest);
    let notes = format!("## 1.5.0\n\nGears.\n\n{}\n", "n".repeat(1_500));
    workplace.write("CHANGELOG.md", notes);
    for arguments in [&["release", "1.5.0", "--diff"][..], &["release", "1.5.0"]] {
        let run = workplace.run(arguments).exits(0);
        assert!(run.stderr.contains("--> CHANGELOG.md:5"), "{}", run.stderr);
    }
}
