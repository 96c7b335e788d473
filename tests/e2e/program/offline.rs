//! Commands that need no Store.

use crate::support::{Workplace, repository};

#[test]
fn the_examples_are_valid() {
    for example in ["examples/minimal", "examples/contoso-widgets"] {
        Workplace::empty()
            .with_examples()
            .run(&["validate", example, "--format", "json"])
            .exits(0)
            .json();
    }
}

#[test]
fn the_schemas_are_the_committed_files_byte_for_byte() {
    for (arguments, file) in [
        (&["schema"][..], "storectl.v1.schema.json"),
        (&["schema", "plan"], "plan.v1.schema.json"),
        (&["schema", "report"], "report.v1.schema.json"),
        (&["schema", "status"], "status.v1.schema.json"),
        (&["schema", "diagnostics"], "diagnostics.v1.schema.json"),
        (&["schema", "error"], "error.v1.schema.json"),
    ] {
        let printed = Workplace::empty().run(arguments).exits(0).stdout;
        assert!(
            printed == std::fs::read_to_string(repository().join("schema").join(file)).unwrap(),
            "{file}"
        );
    }
}

#[test]
fn every_code_of_every_diagnostic_is_explained() {
    for code in storectl_manifest::catalogue() {
        let run = Workplace::empty()
            .run(&["explain", &code.code.to_string()])
            .exits(0);
        assert!(run.stdout.contains(code.title), "{}", run.stdout);
    }
    Workplace::empty().run(&["explain", "STC9999"]).exits(64);
}

#[test]
fn completions_and_the_manual_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            Workplace::empty()
                .run(&["completions", shell])
                .exits(0)
                .stdout
                .contains("storectl"),
            "{shell}"
        );
    }
    assert!(
        Workplace::empty()
            .run(&["man"])
            .exits(0)
            .stdout
            .contains(".TH")
    );
}

#[test]
fn wrong_usage_is_64_and_never_2() {
    for arguments in [
        &["plan", "--nonsense"][..],
        &["frobnicate"],
        &["apply", "--wait", "forever"],
        &[],
    ] {
        Workplace::empty().run(arguments).exits(64);
    }
    for arguments in [&["--help"][..], &["--version"], &["plan", "--help"]] {
        Workplace::empty().run(arguments).exits(0);
    }
}

#[test]
fn flags_that_contradict_each_other_are_wrong_usage_and_both_named() {
    let workplace = Workplace::empty();
    workplace.manifest("");
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let both = ["--sandbox", "--submit", "always", "--wait", "draft"];
        let run = workplace.run(&[command, &both].concat()).exits(64);
        let are_named = ["`--submit always`", "`--wait draft`"].map(|it| run.stderr.contains(it));
        assert_eq!(are_named, [true, true], "{}", run.stderr);
        workplace.run(&[command, &both[..3]].concat()).exits(0);
    }
}

#[test]
fn without_credentials_the_variables_and_the_sandbox_are_named() {
    let workplace = Workplace::empty();
    workplace.manifest("");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(
        run.stderr.contains("STORECTL_CLIENT_SECRET") && run.stderr.contains("--sandbox"),
        "{}",
        run.stderr
    );
}
