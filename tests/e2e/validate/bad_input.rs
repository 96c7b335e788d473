//! Every bad input gets a clear error, at a line, and writes nothing.

use crate::support::{Store, Workplace, apply};

/// Runs `validate` and `apply` over the manifest; both must end with `code`, and say `part` at `place`.
#[track_caller]
fn refuses(content: &[u8], place: &str, part: &str) {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("storectl.yaml", content);
    for arguments in [vec!["validate"], apply(&[])] {
        let run = workplace.run(&arguments).exits(10);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(
            told.contains(place) && told.contains(part),
            "no `{place}` or `{part}` in\n{told}"
        );
        assert!(!told.contains("panicked"), "{told}");
    }
    assert!(store.requests(0).is_empty());
}

const HEAD: &str = "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";

#[test]
fn an_unknown_key() {
    refuses(
        format!("{HEAD}propertys: {{}}\n").as_bytes(),
        "storectl.yaml:3:1",
        "properties",
    );
}

#[test]
fn a_duplicate_key() {
    refuses(
        format!("{HEAD}properties: {{}}\nproperties: {{}}\n").as_bytes(),
        "storectl.yaml:4:1",
        "twice",
    );
}

#[test]
fn a_language_twice_by_case() {
    let body = "listings:\n  en-us: { sortTitle: A }\n  EN-US: { sortTitle: B }\n";
    refuses(
        format!("{HEAD}{body}").as_bytes(),
        "storectl.yaml:5:3",
        "en-us",
    );
}

#[test]
fn a_wrong_type() {
    refuses(
        format!("{HEAD}properties: {{ website: [1] }}\n").as_bytes(),
        "storectl.yaml:3:",
        "website",
    );
}

#[test]
fn bytes_that_are_not_text() {
    refuses(
        b"apiVersion: storectl/v1\nname: \xff\xfe\n",
        "storectl.yaml:2:7",
        "UTF-8",
    );
}

#[test]
fn an_empty_file() {
    refuses(b"", "storectl.yaml:1:1", "empty");
}

#[test]
fn a_hundred_thousand_brackets() {
    refuses("[".repeat(100_000).as_bytes(), "storectl.yaml:1:", "");
}

#[test]
fn an_alias() {
    refuses(
        format!("{HEAD}properties: &a {{}}\navailability: *a\n").as_bytes(),
        "storectl.yaml:3:",
        "listingDefaults",
    );
}

#[test]
fn a_path_out_of_the_repository() {
    let body = "listings:\n  en-us:\n    description: { file: ../../etc/passwd }\n";
    refuses(format!("{HEAD}{body}").as_bytes(), "storectl.yaml:5:", "..");
}

#[test]
fn a_missing_file() {
    let body = "listings:\n  en-us:\n    description: { file: nowhere.md }\n";
    refuses(
        format!("{HEAD}{body}").as_bytes(),
        "storectl.yaml:5:",
        "nowhere.md",
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository() {
    let workplace = Workplace::empty();
    workplace.manifest("listings:\n  en-us:\n    description: { file: link.md }\n");
    std::os::unix::fs::symlink("/etc/hostname", workplace.path().join("link.md")).unwrap();
    let run = workplace.run(&["validate"]).exits(10);
    assert!(run.stdout.contains("link.md") || run.stderr.contains("link.md"));
}

#[test]
fn a_folder_without_manifests() {
    let workplace = Workplace::empty();
    let run = workplace.run(&["validate"]).exits(64);
    assert!(run.stderr.contains("storectl.yaml"), "{}", run.stderr);
}

#[test]
fn a_path_that_is_not_there() {
    let run = Workplace::empty().run(&["validate", "nowhere"]).exits(64);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

#[test]
fn several_faults_are_reported_together() {
    let workplace = Workplace::empty();
    workplace.manifest("availability: { pricing: CHEAP, markets: [XX] }\nlistings:\n  en-us: { copyright: \"\" }\n");
    let report = workplace
        .run(&["validate", "--format", "json"])
        .exits(10)
        .json();
    let text = report.to_string();
    for part in ["CHEAP", "XX", "copyright"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn one_product_in_two_manifests_is_reported_once_by_every_command() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("other.storectl.yaml", HEAD);
    for arguments in [vec!["validate"], vec!["plan"], apply(&[]), vec!["status"]] {
        let run = workplace.run(&arguments).exits(10);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(said.matches("in two manifests").count(), 1, "{said}");
    }
    let json = workplace.run(&["validate", "--format", "json"]).exits(10);
    assert_eq!(json.json()["error"]["exit"], 10);
    assert_eq!(json.stderr.matches("in two manifests").count(), 1);
}

#[test]
fn a_file_in_place_of_the_folder_of_journals_is_one_error_and_no_warning() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("file", "");
    for command in [vec!["plan"], vec!["status"], apply(&[])] {
        let arguments = [&command[..], &["--journal-dir", "file"]].concat();
        let run = workplace.run(&arguments).exits(1);
        assert!(
            run.stderr
                .contains("--journal-dir: file is a file, not a folder"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("warning"), "{}", run.stderr);
        assert_eq!(run.stderr.matches("error").count(), 1, "{}", run.stderr);
    }
    assert_eq!(workplace.read("file"), "");
    assert!(store.requests(0).is_empty());
}

#[cfg(unix)]
#[test]
fn a_manifest_that_is_a_dangling_link_or_has_a_name_that_is_not_utf_8_is_invalid() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    let workplace = Workplace::empty();
    let at = |name: &[u8]| workplace.path().join(OsStr::from_bytes(name));
    std::os::unix::fs::symlink("nowhere", at(b"y.storectl.yaml")).unwrap();
    let run = workplace.run(&["validate"]).exits(10);
    assert!(run.stderr.contains("broken link") || run.stdout.contains("broken link"));
    std::fs::remove_file(at(b"y.storectl.yaml")).unwrap();
    std::fs::write(at(b"n\xff.storectl.yaml"), "").unwrap();
    let run = workplace.run(&["validate"]).exits(10);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("its name is not valid UTF-8"), "{said}");
}

#[test]
fn a_rename_is_not_offered_where_it_would_replace_a_manifest() {
    let workplace = Workplace::empty();
    workplace.manifest("");
    for name in ["storectl.yml", "a/storectl.yml", "a/Storectl.YAML"] {
        workplace.write(name, "");
    }
    let run = workplace.run(&["validate"]).exits(10);
    for said in [
        "delete storectl.yml, or rename it to NAME.storectl.yaml: storectl.yaml is taken",
        "rename a/Storectl.YAML to storectl.yaml",
        "delete a/storectl.yml, or",
    ] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

#[test]
fn a_file_in_another_case_is_named_as_the_manifest_has_to_write_it() {
    for (written, actual) in [
        ("texts/one.md", "Texts/One.md"),
        ("../license.md", "../LICENSE.md"),
    ] {
        let workplace = Workplace::empty();
        let body = format!("listings:\n  en-us:\n    description: {{ file: {written} }}\n");
        workplace.write("products/gears/storectl.yaml", format!("{HEAD}{body}"));
        workplace.write("products/gears/Texts/One.md", "Gears.");
        workplace.write("products/LICENSE.md", "MIT");
        let run = workplace.run(&["validate"]).exits(10);
        for said in [
            format!("`{written}` is `{actual}` on disk"),
            format!("write `{actual}`"),
        ] {
            assert!(run.stdout.contains(&said), "{}", run.stdout);
        }
    }
}
