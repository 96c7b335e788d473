//! What is not released, and that nothing is written then.

use super::{MANIFEST, workplace};
use crate::support::{Run, Workplace};

/// Three products, the manifest of one of them with a body of its own.
fn three(body: &str) -> Workplace {
    let workplace = Workplace::empty();
    for (number, product) in ["a", "b"].iter().enumerate() {
        let manifest = MANIFEST.replace("3e31a9f9", &format!("{number}e31a9f9"));
        workplace.write(&format!("{product}/storectl.yaml"), manifest);
    }
    let head = "apiVersion: storectl/v1\nproductId: 2e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    workplace.write("c/storectl.yaml", format!("{head}{body}"));
    workplace
}

/// What a release of all three says that writes none of them.
#[track_caller]
fn refused(workplace: &Workplace, arguments: &[&str]) -> Run {
    let paths = ["a/storectl.yaml", "b/storectl.yaml", "c/storectl.yaml"];
    let before = paths.map(|it| workplace.read(it));
    let run = workplace.run(&[&["release"], arguments].concat()).exits(10);
    assert_eq!(paths.map(|it| workplace.read(it)), before);
    assert_eq!(run.stdout, "");
    run
}

#[test]
fn of_three_manifests_an_invalid_one_stops_all() {
    let workplace = three("vars: { version: 1.4.2 }\nproperties: { website: nowhere }\n");
    let run = refused(&workplace, &["1.5.0"]);
    assert!(run.stderr.contains("c/storectl.yaml:4:"), "{}", run.stderr);
    let workplace = three("vars: [\n");
    let run = refused(&workplace, &["1.5.0"]);
    assert!(run.stderr.contains("c/storectl.yaml:"), "{}", run.stderr);
}

#[test]
fn a_lower_version_is_refused_unless_it_is_allowed() {
    let workplace = three("name: C ${version}\nvars: { version: '2.0' }\n");
    let run = refused(&workplace, &["1.5.0"]);
    for said in [
        "cannot release c/storectl.yaml: its version is 2.0, and 1.5.0 is lower",
        "run `storectl release --allow-lower 1.5.0`",
        "to release the others only, run `storectl release 1.5.0 a/storectl.yaml b/storectl.yaml`",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    let others = ["release", "1.5.0", "a/storectl.yaml", "b/storectl.yaml"];
    workplace.run(&others).exits(0);
    workplace
        .run(&["release", "--allow-lower", "1.5.0"])
        .exits(0);
    assert!(
        workplace
            .read("c/storectl.yaml")
            .contains("{ version: '1.5.0' }")
    );
}

#[test]
fn a_pre_release_of_the_version_is_lower() {
    let run = workplace().run(&["release", "1.4.2-rc.1"]).exits(10);
    assert!(run.stderr.contains("1.4.2-rc.1 is lower"), "{}", run.stderr);
}

#[test]
fn a_manifest_without_a_version_says_how_to_get_one() {
    let workplace = three("name: C\n");
    let run = refused(&workplace, &["1.5.0"]);
    for said in [
        "cannot release c/storectl.yaml: it has no `vars.version`",
        "write `${version}` for the version in its `packageUrl`, and add `vars: { version: 1.5.0 }`",
        "run `storectl release 1.5.0 a/storectl.yaml b/storectl.yaml`",
    ] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    let workplace = three("name: C ${version}\n");
    let run = refused(&workplace, &["1.10"]);
    let set = "storectl set vars.version=1.10 c/storectl.yaml";
    assert!(run.stderr.contains(&format!("`{set}`")), "{}", run.stderr);
    let set: Vec<&str> = set.split(' ').skip(1).collect();
    workplace.run(&set).exits(0);
    workplace.run(&["release", "1.10"]).exits(0);
}

#[test]
fn a_secret_version_cannot_be_set() {
    let workplace = three("name: C ${version}\nvars: { version: { secret: true } }\n");
    let run = refused(&workplace, &["1.5.0"]);
    assert!(
        run.stderr.contains("its `vars.version` is a secret"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_not_a_version_is_wrong_usage() {
    for version in ["latest", "1.x", "", "v", "1.5.0 ", "-1"] {
        let run = workplace().run(&["release", "--", version]).exits(64);
        assert!(
            run.stderr.contains("not a version"),
            "{version}: {}",
            run.stderr
        );
    }
    workplace().run(&["release"]).exits(64);
    workplace().run(&["release", "1.5.0", "nowhere"]).exits(64);
}

#[test]
fn a_secret_of_the_command_line_is_not_repeated() {
    let run = workplace()
        .run(&["release", "1.0", "--var", "password=hunter2"])
        .exits(10);
    assert!(run.stderr.contains("--allow-lower 1.0"), "{}", run.stderr);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
}

#[test]
fn a_variable_that_the_manifest_needs_is_repeated_in_every_command_to_copy() {
    let manifest = MANIFEST.replace("name: Contoso Widgets", "name: Widgets ${channel}");
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", &manifest);
    let line = ["release", "1.0", "--var", "channel=beta"];
    let run = workplace.run(&line).exits(10);
    let said = "`storectl release --allow-lower --var channel=beta 1.0`";
    assert!(run.stderr.contains(said), "{}", run.stderr);

    workplace.write(
        "storectl.yaml",
        manifest.replace("vars: { version: 1.4.2 }", "vars: {}"),
    );
    let run = workplace.run(&line).exits(10);
    let said = "`storectl set vars.version=1.0 --var channel=beta storectl.yaml`";
    assert!(run.stderr.contains(said), "{}", run.stderr);

    workplace.write(
        "storectl.yaml",
        manifest.replace("name: Widgets", "name:   Widgets"),
    );
    let run = workplace.run(&["fmt", "--check", "--var", "channel=beta"]);
    let said = "`storectl fmt --var channel=beta`";
    assert!(run.exits(1).stderr.contains(said));

    let secret = manifest.replace("1.4.2 }", "1.4.2, channel: { secret: true } }");
    workplace.write("storectl.yaml", secret);
    let run = workplace.run(&line).exits(10);
    assert!(!run.stderr.contains("beta"), "{}", run.stderr);
}
