//! `storectl init`: the first manifest.

mod pipeline;
mod repository;

use crate::support::Workplace;

#[test]
fn the_first_manifest_is_valid_and_applies_on_the_sandbox_as_it_is() {
    let workplace = Workplace::empty();
    workplace.run(&["init"]).exits(0);
    workplace.run(&["validate"]).exits(0);
    workplace.run(&["fmt", "--check"]).exits(0);
    workplace.run(&["apply", "--sandbox", "--yes"]).exits(0);
    workplace
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .exits(0);
}

#[test]
fn the_first_manifest_is_the_readmes() {
    let workplace = Workplace::empty();
    workplace.run(&["init", "new/folder"]).exits(0);
    let readme = std::fs::read_to_string(crate::support::repository().join("README.md")).unwrap();
    let tour = readme
        .split("<!-- tour-manifest -->\n```yaml\n")
        .nth(1)
        .unwrap();
    let tour = tour.split("```\n").next().unwrap();
    assert_eq!(workplace.read("new/folder/storectl.yaml"), tour);
}

/// What YAML 1.1 reads as something else than the text it is: its booleans, numbers in base 8 and 60, and dates.
fn is_other_in_yaml_1_1(scalar: &str) -> bool {
    let word = ["y", "yes", "on", "n", "no", "off"];
    let number = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_digit())
            && it.bytes().all(|it| b"0123456789_:.-".contains(&it))
    };
    word.iter().any(|it| it.eq_ignore_ascii_case(scalar)) || number(scalar) || scalar == "="
}

#[test]
fn a_yaml_1_1_parser_reads_the_first_manifest_as_the_same_values() {
    for scalar in ["NO", "off", "012", "1:30", "2026-01-01", "1_000"] {
        assert!(is_other_in_yaml_1_1(scalar), "{scalar}");
    }
    let workplace = Workplace::empty();
    workplace.run(&["init"]).exits(0);
    let manifest = workplace.read("storectl.yaml");
    let lines = manifest.lines().filter(|it| !it.starts_with('#'));
    let parts = lines.flat_map(|it| it.trim_start_matches([' ', '-']).splitn(2, ": "));
    let scalars: Vec<&str> = parts.map(|it| it.trim_end_matches(':')).collect();
    assert!(scalars.contains(&"Contoso Widgets"), "{scalars:?}");
    for scalar in scalars {
        assert!(!is_other_in_yaml_1_1(scalar), "{scalar}");
    }
}

#[test]
fn a_file_that_exists_is_kept_and_named() {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", "mine");
    let run = workplace.run(&["init"]).exits(0);
    assert!(run.stdout.contains("storectl.yaml"), "{}", run.stdout);
    assert_eq!(workplace.read("storectl.yaml"), "mine");
}

/// Returns the words of the command that a run offers on its last line.
fn offered(stderr: &str) -> Vec<&str> {
    let (_, command) = stderr.trim_end().rsplit_once("storectl ").unwrap();
    command.split(' ').collect()
}

#[test]
fn the_command_that_is_offered_plans_the_manifest_whatever_the_folder_is_called() {
    for folder in ["", ".", "new/folder", "-x", "a=b"] {
        let workplace = Workplace::empty();
        let arguments = ["init", "--", folder];
        let given = if folder.is_empty() {
            &arguments[..1]
        } else {
            &arguments
        };
        let run = workplace.run(given).exits(0);
        let planned = workplace.run(&offered(&run.stderr)).exits(0);
        assert!(planned.stdout.contains("1 manifest"), "{folder}");
        // Again, where the manifest is there.
        let again = workplace.run(given).exits(0);
        assert!(again.stdout.starts_with("kept existing "), "{folder}");
        assert_eq!(offered(&again.stderr), offered(&run.stderr), "{folder}");
    }
}

#[test]
fn an_empty_folder_names_init() {
    for arguments in [&["validate"][..], &["plan"], &["apply", "--yes"]] {
        let workplace = Workplace::empty();
        let run = workplace.run(arguments).exits(64);
        assert!(run.stderr.contains("storectl init"), "{}", run.stderr);
    }
}

#[test]
fn a_file_in_the_folders_place_is_wrong_usage() {
    let workplace = Workplace::empty();
    workplace.write("g", "x");
    for folder in ["g", "g/below"] {
        let run = workplace.run(&["init", folder]).exits(64);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains("is a file, not a folder"));
    }
    assert_eq!(workplace.read("g"), "x");
}

#[test]
fn what_cannot_be_a_manifest_is_not_kept_as_one() {
    let workplace = Workplace::empty();
    workplace.write("folder/storectl.yaml/inside", "x");
    let run = workplace.run(&["init", "folder"]).exits(1);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr
            .contains("folder/storectl.yaml as a manifest: it is a folder"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("Plan it"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_manifest_is_kept_and_what_no_command_reads_is_refused() {
    use std::os::unix::fs::symlink;

    let workplace = Workplace::empty();
    let at = |name: &str| workplace.path().join(name);
    workplace.write("shared.yaml", "mine");
    for (folder, target) in [
        ("linked", "../shared.yaml"),
        ("broken", "../missing.yaml"),
        ("loop", "storectl.yaml"),
        ("device", "/dev/null"),
        ("above", ".."),
    ] {
        std::fs::create_dir(at(folder)).unwrap();
        symlink(target, at(folder).join("storectl.yaml")).unwrap();
    }
    std::fs::create_dir(at("socket")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket/storectl.yaml")).unwrap();
    let run = workplace.run(&["init", "linked"]).exits(0);
    assert_eq!(run.stdout, "kept existing linked/storectl.yaml\n");
    for (folder, said) in [
        ("broken", "it is a broken link"),
        ("loop", "cannot read loop/storectl.yaml"),
        ("device", "it is a device"),
        ("above", "it is a folder"),
        ("socket", "it is a socket"),
    ] {
        let run = workplace.run(&["init", folder]).exits(1);
        assert!(run.stderr.contains(said), "{folder}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{folder}");
    }
}
