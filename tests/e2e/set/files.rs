//! Files that an edit takes a text from, or changes.

use super::{MANIFEST, workplace};
use crate::support::{Run, Workplace, git::git_with};

/// A manifest whose texts stand in files.
const TEXTS: &str = "apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
listingDefaults:
  description: { file: 'texts/${language}.md' }
  additionalLicenseTerms: { file: texts/LICENSE.txt }
listings:
  en-us:
    whatsNew: { file: texts/new.txt }
  de-de:
    shortDescription: Zahnräder
";

fn texts() -> Workplace {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", TEXTS);
    for (path, text) in [
        ("texts/en-us.md", "Gears."),
        ("texts/de-de.md", "Räder.\r\n"),
        ("texts/LICENSE.txt", "MIT\n"),
        ("texts/new.txt", "\u{feff}Old.\n"),
    ] {
        workplace.write(path, text);
    }
    workplace
}

#[test]
fn a_text_is_taken_from_a_file_of_the_repository() {
    let workplace = workplace();
    workplace.write("notes/de.txt", "\u{feff}Neu:\r\n${version}\r\n");
    workplace
        .run(&["set", "listings.de-de.whatsNew=@notes/de.txt"])
        .exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        format!("{MANIFEST}  de-de:\n    whatsNew: |-\n      Neu:\n      ${{version}}\n")
    );
}

#[test]
fn a_file_that_gives_no_text_is_named() {
    let workplace = workplace();
    workplace.write(".env", "SECRET=1");
    workplace.write("utf-16.txt", b"\xff\xfea\0");
    let outside = tempfile::NamedTempFile::new().unwrap();
    let outside = outside.path().to_str().unwrap();
    for (file, code, said) in [
        ("absent.txt", 1, "it does not exist"),
        (".env", 64, "begins with a dot"),
        (outside, 64, "outside the manifest's repository"),
        ("utf-16.txt", 10, "UTF-16"),
    ] {
        let edit = format!("listings.de-de.whatsNew=@{file}");
        let run = workplace.run(&["set", &edit]).exits(code);
        assert!(run.stderr.contains(said), "{file}: {}", run.stderr);
        assert!(run.stderr.contains(file), "{file}: {}", run.stderr);
        assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
    }
}

#[test]
fn a_text_that_a_file_holds_is_changed_there() {
    for (edit, path, content) in [
        (
            "listings.en-us.whatsNew=New.",
            "texts/new.txt",
            "\u{feff}New.\n",
        ),
        (
            "listings.de-de.description=A\nB",
            "texts/de-de.md",
            "A\r\nB\r\n",
        ),
        (
            "listings.it-it.description=Ruote",
            "texts/it-it.md",
            "Ruote\n",
        ),
    ] {
        let workplace = texts();
        let run = workplace.run(&["set", edit, "--diff"]).exits(0);
        assert!(
            run.stdout.contains(&format!("+++ b/{path}\n")),
            "{}",
            run.stdout
        );
        let run = workplace.run(&["set", edit]).exits(0);
        assert!(
            run.stdout.contains(&format!("edited {path}\n")),
            "{}",
            run.stdout
        );
        assert_eq!(workplace.read(path), content);
        let added = if edit.contains("it-it") {
            "  it-it: {}\n"
        } else {
            ""
        };
        assert_eq!(workplace.read("storectl.yaml"), format!("{TEXTS}{added}"));
    }
}

#[test]
fn git_applies_a_diff_that_creates_a_file() {
    let edit = "listings.it-it.description=Ruote";
    let [shown, written] = [texts().into_repository(), texts().into_repository()];
    let run = shown.run(&["set", edit, "--diff"]).exits(0);
    let created = "--- /dev/null\n+++ b/texts/it-it.md\n@@ -0,0 +1 @@\n+Ruote\n";
    assert!(run.stdout.contains(created), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("--- a/storectl.yaml\n+++ b/storectl.yaml\n"),
        "{}",
        run.stdout
    );

    git_with(shown.path(), &["apply", "-"], &run.stdout);
    written.run(&["set", edit]).exits(0);
    for file in ["storectl.yaml", "texts/it-it.md"] {
        assert_eq!(shown.read(file), written.read(file), "{file}");
    }
}

#[test]
fn git_applies_a_diff_that_fills_an_empty_file() {
    let workplace = texts();
    workplace.write("texts/it-it.md", "");
    let workplace = workplace.into_repository();
    let run = workplace
        .run(&["set", "listings.it-it.description=Ruote", "--diff"])
        .exits(0);
    assert!(
        run.stdout.contains("--- a/texts/it-it.md\n"),
        "{}",
        run.stdout
    );
    git_with(workplace.path(), &["apply", "-"], &run.stdout);
    assert_eq!(workplace.read("texts/it-it.md"), "Ruote\n");
}

#[test]
fn a_file_in_another_case_is_named_as_the_command_line_names_it() {
    let workplace = workplace().into_repository();
    workplace.write("products/gears/storectl.yaml", MANIFEST);
    workplace.write("products/Notes/DE.txt", "Neu");
    let folder = workplace.path().join("products");
    let edit = "listings.de-de.whatsNew=@notes/de.txt";
    let mut command = workplace.command(&["set", edit, "gears"]);
    let run = Run::of(command.current_dir(folder).output().unwrap()).exits(1);
    let said = "cannot read notes/de.txt: the name on disk is Notes/DE.txt\n";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn a_file_of_several_languages_is_not_changed_for_one() {
    let workplace = texts();
    let run = workplace
        .run(&["set", "listings.en-us.additionalLicenseTerms=Mine"])
        .exits(10);
    for said in ["texts/LICENSE.txt", "listings.de-de.additionalLicenseTerms"] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    assert_eq!(workplace.read("texts/LICENSE.txt"), "MIT\n");
    assert_eq!(workplace.read("storectl.yaml"), TEXTS);
}

#[test]
fn a_text_that_breaks_a_rule_leaves_its_file_as_it_was() {
    let workplace = texts();
    let edit = format!("listings.en-us.whatsNew={}", "x".repeat(1_501));
    let run = workplace.run(&["set", &edit]).exits(10);
    assert!(run.stderr.contains("texts/new.txt"), "{}", run.stderr);
    assert_eq!(workplace.read("texts/new.txt"), "\u{feff}Old.\n");
}

#[test]
fn line_ends_and_the_byte_order_mark_of_a_manifest_stay() {
    let workplace = Workplace::empty();
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    workplace.write("storectl.yaml", windows(MANIFEST));
    workplace.run(&["set", "vars.version=1.5.0"]).exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        windows(&MANIFEST.replace("1.4.2", "1.5.0"))
    );
}

#[cfg(unix)]
mod links {
    use std::{
        fs,
        os::unix::fs::{PermissionsExt as _, symlink},
    };

    use super::*;

    #[test]
    fn a_linked_manifest_is_edited_at_its_target_and_keeps_link_and_mode() {
        let workplace = Workplace::empty();
        workplace.write("shared/gears.yaml", MANIFEST);
        let target = workplace.path().join("shared/gears.yaml");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        let link = workplace.path().join("storectl.yaml");
        symlink("shared/gears.yaml", &link).unwrap();
        let run = workplace
            .run(&["set", "vars.version=1.5.0", "--diff"])
            .exits(0);
        assert!(
            run.stdout.starts_with("--- a/shared/gears.yaml\n"),
            "{}",
            run.stdout
        );
        workplace.run(&["set", "vars.version=1.5.0"]).exits(0);
        assert!(link.is_symlink());
        assert_eq!(
            fs::read_to_string(&target).unwrap(),
            MANIFEST.replace("1.4.2", "1.5.0")
        );
        let mode = fs::metadata(&target).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[test]
    fn a_manifest_behind_a_link_out_of_the_repository_is_not_edited() {
        let outside = tempfile::tempdir().unwrap();
        let target = outside.path().join("storectl.yaml");
        fs::write(&target, MANIFEST).unwrap();
        let workplace = Workplace::empty();
        symlink(&target, workplace.path().join("storectl.yaml")).unwrap();
        let run = workplace.run(&["set", "vars.version=1.5.0"]).exits(10);
        assert!(run.stderr.contains("outside"), "{}", run.stderr);
        assert_eq!(fs::read_to_string(&target).unwrap(), MANIFEST);
    }
}
