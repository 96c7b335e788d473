//! Edits that are refused: nothing is written.

use super::{MANIFEST, workplace};
use crate::support::Workplace;

#[test]
fn a_refused_edit_says_why_and_writes_nothing() {
    for (edit, code, said) in [
        (
            "properties.webside=x",
            64,
            "did you mean `properties.website`?",
        ),
        ("properties.nothingLikeIt=x", 64, "is not a field"),
        (
            "packages[3].packageUrl=https://a.b/c.exe",
            64,
            "the list has 0 items",
        ),
        ("availability.markets=US, CA", 64, "[a, b]"),
        ("availability.markets=", 64, "write `null` to clear"),
        (
            "properties.isPrivacyPolicyRequired=maybe",
            10,
            "expected true or false",
        ),
        ("properties.website=nowhere", 10, "storectl.yaml:9:"),
        (
            "listings.fr-fr.whatsNew=Neuf",
            10,
            "fr-fr is removed by line 17",
        ),
    ] {
        let workplace = workplace();
        for diff in [&[][..], &["--diff"]] {
            let run = workplace.run(&[&["set", edit], diff].concat()).exits(code);
            assert!(run.stderr.contains(said), "{edit}: {}", run.stderr);
            assert_eq!(run.stdout, "", "{edit}");
        }
        assert_eq!(workplace.read("storectl.yaml"), MANIFEST, "{edit}");
    }
}

#[test]
fn without_an_edit_nothing_is_read() {
    let run = workplace().run(&["set", "."]).exits(64);
    assert!(run.stderr.contains("ADDRESS=VALUE"), "{}", run.stderr);
}

#[test]
fn a_path_that_does_not_exist_is_wrong_usage() {
    let run = workplace()
        .run(&["set", "vars.version=1.5.0", "absent"])
        .exits(64);
    assert!(run.stderr.contains("absent"), "{}", run.stderr);
}

#[test]
fn one_invalid_manifest_keeps_all_as_they_are() {
    for invalid in ["productId: [\n", "apiVersion: storectl/v1\nproductId: 1\n"] {
        let workplace = workplace();
        workplace.write("other/storectl.yaml", invalid);
        let run = workplace.run(&["set", "name=Gears"]).exits(10);
        assert!(
            run.stderr.contains("other/storectl.yaml:"),
            "{}",
            run.stderr
        );
        assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
        assert_eq!(workplace.read("other/storectl.yaml"), invalid);
    }
}

/// A disk that takes no more: the limit of a process on the size of its files.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let workplace = workplace();
    let long = format!(
        "{}# {}\n",
        MANIFEST.replace("3e31a9f9", "4e31a9f9"),
        "x".repeat(100_000)
    );
    workplace.write("other/storectl.yaml", &long);
    let command = workplace.command(&["set", "vars.version=1.5.0"]);
    let mut shell = std::process::Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 20; exec \"$0\" \"$@\"";
    shell
        .args(["-c", script])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(workplace.path());
    let run = crate::support::Run::of(shell.output().unwrap()).exits(1);
    assert!(
        run.stderr.contains("cannot write `other/storectl.yaml`"),
        "{}",
        run.stderr
    );
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
    assert_eq!(workplace.read("other/storectl.yaml"), long);
    for folder in [".", "other"] {
        let entries = std::fs::read_dir(workplace.path().join(folder)).unwrap();
        let names: Vec<_> = entries.map(|it| it.unwrap().file_name()).collect();
        assert!(
            names
                .iter()
                .all(|it| !it.to_string_lossy().ends_with(".tmp")),
            "{names:?}"
        );
    }
}

#[test]
fn a_folder_where_nothing_can_be_created_leaves_every_file_as_it_was() {
    let workplace = Workplace::empty();
    // Nothing with a longer name can stand beside it.
    let name = format!("{}.storectl.yaml", "x".repeat(240));
    workplace.write(&name, MANIFEST);
    let other = MANIFEST.replace("3e31a9f9", "4e31a9f9");
    workplace.write("a.storectl.yaml", &other);
    let run = workplace.run(&["set", "vars.version=1.5.0"]).exits(1);
    assert!(run.stderr.contains("cannot write"), "{}", run.stderr);
    assert_eq!(workplace.read(&name), MANIFEST);
    assert_eq!(workplace.read("a.storectl.yaml"), other);
}
