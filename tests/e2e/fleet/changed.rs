//! `fleet list --changed-since`: of which products a file differs from a revision.

use crate::support::{Run, Workplace, git::git};

use super::{offline, path, write_manifest};

/// The numbers of the products that changed since a revision.
#[track_caller]
fn changed_since(workplace: &Workplace, rev: &str) -> Vec<usize> {
    let run = workplace
        .run(&["fleet", "list", "--changed-since", rev])
        .exits(0);
    let numbers = (1..=9).filter(|it| run.stdout.lines().any(|line| line == path(*it)));
    let numbers: Vec<usize> = numbers.collect();
    assert_eq!(run.stdout.lines().count(), numbers.len(), "{}", run.stdout);
    numbers
}

#[track_caller]
fn changed(workplace: &Workplace) -> Vec<usize> {
    changed_since(workplace, "HEAD")
}

/// Five products: 1 names a text for each language, 2 and 3 share one, 4 has an image, 5 names nothing.
fn fleet() -> Workplace {
    let workplace = offline(5, "");
    write_manifest(
        &workplace,
        1,
        "listingDefaults: { whatsNew: { file: \"texts/${language}.md\" } }\nlistings: { en-us: {}, de-de: {} }\n",
    );
    let shared = "listings: { en-us: { description: { file: ../shared.md } } }\n";
    write_manifest(&workplace, 2, shared);
    write_manifest(&workplace, 3, shared);
    write_manifest(
        &workplace,
        4,
        "listings: { en-us: { screenshots: [1.png] } }\n",
    );
    workplace.write("products/p1/texts/en-us.md", "Gears turn both ways.");
    workplace.write(
        "products/p1/texts/de-de.md",
        "Zahnräder drehen in beide Richtungen.",
    );
    workplace.write("products/shared.md", "Gears for every workshop.");
    // Nobody looks at its pixels.
    workplace.write("products/p4/1.png", "a picture");
    workplace.write("README.md", "Nobody names it.");
    workplace.write(".gitignore", "ignored.md\n");
    workplace.into_repository()
}

#[test]
fn a_file_affects_the_products_that_name_it_and_no_other() {
    for (file, affected) in [
        ("products/p1/texts/de-de.md", &[1][..]),
        ("products/shared.md", &[2, 3]),
        ("products/p4/1.png", &[4]),
        ("products/p5/storectl.yaml", &[5]),
        ("README.md", &[]),
    ] {
        let workplace = fleet();
        assert_eq!(changed(&workplace), [] as [usize; 0], "{file}");
        let before = std::fs::read(workplace.path().join(file)).unwrap();
        let after = [&before[..], b"\n# more\n"].concat();
        workplace.write(file, &after);
        assert_eq!(changed(&workplace), affected, "{file}");
        git(workplace.path(), &["add", "--all"]);
        assert_eq!(changed(&workplace), affected, "{file}, staged");
        workplace.commit();
        assert_eq!(
            changed_since(&workplace, "HEAD~1"),
            affected,
            "{file}, committed"
        );
        assert_eq!(changed(&workplace), [] as [usize; 0], "{file}, committed");
        workplace.write(file, &before);
        assert_eq!(
            changed_since(&workplace, "HEAD~1"),
            [] as [usize; 0],
            "{file}, taken back"
        );
    }
}

#[test]
fn what_came_went_or_was_renamed_affects_its_products() {
    let workplace = fleet();
    std::fs::remove_file(workplace.path().join("products/shared.md")).unwrap();
    assert_eq!(changed(&workplace), [2, 3]);
    let workplace = fleet();
    git(
        workplace.path(),
        &["mv", "products/p4/1.png", "products/p4/2.png"],
    );
    assert_eq!(changed(&workplace), [4]);
    let workplace = fleet();
    git(workplace.path(), &["mv", "products/p5", "products/p6"]);
    write_manifest(&workplace, 7, "");
    assert_eq!(changed(&workplace), [6, 7]);
}

#[test]
fn of_several_files_the_one_that_may_be_absent_affects_once_it_comes() {
    let workplace = fleet();
    write_manifest(
        &workplace,
        5,
        "listings: { en-us: { whatsNew: { file: [absent.md, notes.md] } } }\n",
    );
    workplace.write("products/p5/notes.md", "Gears turn both ways.");
    workplace.commit();
    assert_eq!(changed(&workplace), [] as [usize; 0]);
    workplace.write("products/p5/absent.md", "Gears turn faster.");
    assert_eq!(changed(&workplace), [5]);
}

#[test]
fn what_git_cannot_tell_counts_as_changed() {
    let workplace = fleet();
    write_manifest(
        &workplace,
        5,
        "listings: { en-us: { whatsNew: { file: ignored.md } } }\n",
    );
    workplace.write("products/p5/ignored.md", "Gears turn both ways.");
    write_manifest(&workplace, 6, "unknown: true\n");
    workplace.write(&path(7), "productId: [\n");
    workplace.commit();
    assert_eq!(changed(&workplace), [5, 6, 7]);
}

#[cfg(unix)]
#[test]
fn a_link_counts_and_so_does_what_it_leads_to() {
    use std::os::unix::fs::symlink;

    let workplace = fleet();
    let at = |path: &str| workplace.path().join(path);
    write_manifest(
        &workplace,
        5,
        "listings: { en-us: { whatsNew: { file: texts/notes.md } } }\n",
    );
    workplace.write("texts/one/notes.md", "Gears turn both ways.");
    workplace.write("texts/two/notes.md", "Gears turn faster.");
    symlink("../../texts/one", at("products/p5/texts")).unwrap();
    workplace.commit();
    assert_eq!(changed(&workplace), [] as [usize; 0]);
    workplace.write("texts/one/notes.md", "Gears turn slower.");
    assert_eq!(changed(&workplace), [5]);
    workplace.commit();
    std::fs::remove_file(at("products/p5/texts")).unwrap();
    symlink("../../texts/two", at("products/p5/texts")).unwrap();
    assert_eq!(changed(&workplace), [5]);
}

#[test]
fn a_revision_that_git_does_not_know_is_wrong_usage_and_never_an_empty_list() {
    let workplace = fleet();
    for rev in [
        "nowhere",
        "",
        "--output=x",
        "-O/etc/passwd",
        "HEAD:README.md",
        "a..b",
    ] {
        for format in ["lines", "github", "gitlab"] {
            let list = ["fleet", "list", "--format", format, "--changed-since", rev];
            let run = workplace.run(&list).exits(64);
            assert_eq!(run.stdout, "", "{rev}");
            assert!(run.stderr.contains("fetch-depth"), "{}", run.stderr);
        }
        let list = ["fleet", "list", "--format", "json", "--changed-since", rev];
        let document = workplace.run(&list).exits(64).json();
        assert_eq!(document["error"]["exit"], 64, "{rev}");
        assert_eq!(document["command"], "fleet");
    }
    assert!(!workplace.path().join("x").exists());
}

#[test]
fn a_shallow_clone_without_the_revision_says_what_the_job_needs() {
    let workplace = fleet();
    let first = git(workplace.path(), &["rev-parse", "HEAD"]);
    workplace.write("products/shared.md", "Gears for all.");
    workplace.commit();
    let clone = Workplace::empty();
    let origin = format!("file://{}", workplace.path().display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", &origin, "clone"],
    );
    let list = |arguments: &[&str]| {
        let mut command = clone.command(&[&["fleet", "list"], arguments].concat());
        command.current_dir(clone.path().join("clone"));
        Run::of(command.output().unwrap())
    };
    for rev in [&*first, "HEAD~1", "origin/other"] {
        let run = list(&["--changed-since", rev]).exits(64);
        assert_eq!(run.stdout, "");
        for part in ["shallow clone", "fetch-depth"] {
            assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
        }
    }
    assert_eq!(list(&["--changed-since", "HEAD"]).exits(0).stdout, "");
}

#[test]
fn outside_a_repository_every_product_is_listed_and_a_broken_one_has_no_revision() {
    let workplace = offline(2, "");
    let broken = workplace
        .run(&["fleet", "list", "--changed-since", "HEAD"])
        .exits(64);
    assert!(broken.stderr.contains("fetch-depth"), "{}", broken.stderr);
    std::fs::remove_dir(workplace.path().join(".git")).unwrap();
    let run = workplace
        .run(&["fleet", "list", "--changed-since", "HEAD"])
        .exits(0);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
    assert!(run.stderr.contains("no git repository"), "{}", run.stderr);
}

#[test]
fn where_nothing_changed_a_matrix_is_empty() {
    let workplace = fleet();
    for (format, expected) in [
        ("github", "{\"include\":[]}\n"),
        ("gitlab", "[]\n"),
        ("lines", ""),
    ] {
        let list = [
            "fleet",
            "list",
            "--shards",
            "4",
            "--format",
            format,
            "--changed-since",
            "HEAD",
        ];
        assert_eq!(workplace.run(&list).exits(0).stdout, expected);
    }
    workplace.write("products/shared.md", "Gears for all.");
    let list = [
        "fleet",
        "list",
        "--format",
        "github",
        "--changed-since",
        "HEAD",
    ];
    let one = workplace.run(&list).exits(0).stdout;
    assert_eq!(one, "{\"include\":[{\"shard\":\"1/1\"}]}\n");
}
