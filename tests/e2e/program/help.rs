//! Help, the manual, completions and explanations: what people and package maintainers expect.

use crate::support::Workplace;

/// The commands of `storectl help`, which lists every one that is not hidden.
fn commands() -> Vec<String> {
    let help = Workplace::empty().run(&["help"]).exits(0).stdout;
    let list = help.split("Commands:\n").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap();
    let names = list
        .lines()
        .filter(|it| it.starts_with("  ") && !it.starts_with("   "));
    names
        .map(|it| it.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_short_help_of_every_command_fits_a_screen_and_points_to_the_long_one() {
    let workplace = Workplace::empty();
    for command in &commands() {
        let mut run = workplace.command(&[command, "-h"]);
        let help = String::from_utf8(run.env("COLUMNS", "100").output().unwrap().stdout).unwrap();
        let lines = help.lines().count();
        assert!(
            (8..=40).contains(&lines),
            "{command}: {lines} lines\n{help}"
        );
        let widest = help.lines().map(|it| it.chars().count()).max().unwrap();
        assert!(widest <= 100, "{command}: {widest} columns\n{help}");
        assert!(help.contains("--help"), "{command}\n{help}");
    }
}

#[test]
fn help_of_a_command_shows_every_argument_and_examples() {
    let help = Workplace::empty().run(&["help", "plan"]).exits(0).stdout;
    for part in [
        "--client-secret-file",
        "--journal-dir",
        "--trace",
        "Examples:",
    ] {
        assert!(help.contains(part), "{part}\n{help}");
    }
    Workplace::empty().run(&["help", "nope"]).exits(64);
}

#[test]
fn the_manual_has_a_page_for_each_command_with_every_section() {
    let workplace = Workplace::empty();
    workplace.run(&["man", "out/man1"]).exits(0);
    let mut names: Vec<String> = commands()
        .into_iter()
        .map(|it| format!("storectl-{it}.1"))
        .collect();
    names.push("storectl.1".to_owned());
    for name in names {
        let page = workplace.read(&format!("out/man1/{name}"));
        for section in [
            "NAME",
            "SYNOPSIS",
            "\"EXIT STATUS\"",
            "ENVIRONMENT",
            "FILES",
            "EXAMPLES",
        ] {
            assert!(
                page.lines().any(|it| it == format!(".SH {section}")),
                "{name}: {section}\n{page}"
            );
        }
    }
    let whole = workplace.run(&["man"]).exits(0).stdout;
    assert_eq!(whole, workplace.read("out/man1/storectl.1"));
    let plan = workplace.read("out/man1/storectl-plan.1");
    assert!(
        plan.contains("\nstorectl plan [OPTIONS] [PATH]...\n"),
        "{plan}"
    );
    assert!(plan.contains("\"storectl 0."), "{plan}");
    for option in ["\\-\\-color", "\\-\\-trace", "\\-\\-journal\\-dir"] {
        let mut lines = plan
            .lines()
            .skip_while(|it| !it.starts_with(&format!("\\fB{option}")));
        let meaning = lines.nth(1).unwrap_or_default();
        assert!(meaning.len() > 10, "{option}: `{meaning}`");
    }
}

#[test]
fn version_says_commit_target_and_features() {
    let text = Workplace::empty().run(&["version"]).exits(0).stdout;
    for part in ["storectl 0.", "\ncommit: ", "\ntarget: ", "\nfeatures: "] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn completions_know_codes_formats_and_interpretations() {
    let script = |shell| {
        Workplace::empty()
            .run(&["completions", shell])
            .exits(0)
            .stdout
    };
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for word in [
            "markdown",
            "STC0101",
            "packages.packageUrl",
            "submission-outcome=retried",
        ] {
            assert!(script(shell).contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn explain_lists_its_topics_and_explains_each_kind() {
    let workplace = Workplace::empty();
    let list = workplace.run(&["explain"]).exits(0).stdout;
    for part in [
        "STC0101",
        " 143  ",
        "pricing-changed",
        "packages.packageUrl",
    ] {
        assert!(list.contains(part), "{part}\n{list}");
    }
    for (topic, part) in [
        ("STC0101", "Fix:"),
        ("11", "acknowledge"),
        ("packages.packageUrl", "https"),
        ("listings.en-us.description", "10,000"),
        ("listings.description", "10,000"),
        ("D-7k2fq3", "pricing-changed"),
        ("pricing-changed", "price"),
        ("STC0908", "Policy: 10.2.9.2 (`storectl explain 10.2.9.2`)"),
        ("10.2.9", "STC0903"),
        ("hosting", "GitHub releases"),
    ] {
        let page = workplace.run(&["explain", topic]).exits(0).stdout;
        assert!(page.contains(part), "{topic}\n{page}");
    }
}

#[test]
fn an_unknown_topic_is_wrong_usage_and_the_nearest_is_named() {
    let run = Workplace::empty()
        .run(&["explain", "packages.packagUrl"])
        .exits(64);
    assert!(run.stderr.contains("packages.packageUrl"), "{}", run.stderr);
    Workplace::empty().run(&["explain", "3"]).exits(64);
}

#[test]
fn an_unknown_policy_names_the_nearest_one_and_microsofts_page() {
    let run = Workplace::empty().run(&["explain", "10.2.8"]).exits(64);
    for part in [
        "explains is 10.2.9",
        "https://learn.microsoft.com/windows/apps/publish/store-policies",
    ] {
        assert!(run.stderr.contains(part), "no {part} in\n{}", run.stderr);
    }
}

#[test]
fn an_unknown_code_names_the_nearest_codes_and_the_list() {
    let run = Workplace::empty().run(&["explain", "STC0100"]).exits(64);
    assert!(
        run.stderr.contains("the nearest codes are STC0101"),
        "{}",
        run.stderr
    );
    let run = Workplace::empty().run(&["explain", "STC9999"]).exits(64);
    for part in ["the nearest codes are STC", "`storectl explain` lists"] {
        assert!(run.stderr.contains(part), "no {part} in\n{}", run.stderr);
    }
}

#[test]
fn a_number_that_is_no_topic_is_not_likened_to_another_and_the_kinds_of_topics_are_named() {
    for topic in ["3", "999"] {
        let run = Workplace::empty().run(&["explain", topic]).exits(64);
        assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
        for kind in [
            "STC0102",
            "packages.packageUrl",
            "pricing-changed",
            "D-7k2fq3",
        ] {
            assert!(run.stderr.contains(kind), "no {kind} in\n{}", run.stderr);
            Workplace::empty().run(&["explain", kind]).exits(0);
        }
    }
}

#[test]
fn the_help_of_help_is_the_help() {
    let help = |arguments: &[&str]| Workplace::empty().run(arguments).exits(0).stdout;
    assert_eq!(help(&["help", "-h"]), help(&["-h"]));
    assert_eq!(help(&["help", "--help"]), help(&["help"]));
    assert_eq!(help(&["help", "plan", "-h"]), help(&["plan", "-h"]));
}

#[test]
fn habits_of_other_tools_get_the_right_spelling() {
    let workplace = Workplace::empty();
    for (arguments, spelling) in [
        (&["plan", "--json"][..], "--format json"),
        (&["plan", "-f", "x.yaml"], "storectl plan PATH"),
        (&["apply", "--dry-run"], "storectl plan"),
        (&["diff"], "storectl plan"),
        (&["apply", "-auto-approve"], "--yes"),
        (&["apply", "--auto-approve"], "--yes"),
        (&["lint"], "storectl validate"),
        (&["publish"], "storectl apply"),
        (&["login"], "STORECTL_CLIENT_SECRET"),
        (&["-version"], "--version"),
    ] {
        let run = workplace.run(arguments).exits(64);
        assert!(
            run.stderr.contains(spelling),
            "{arguments:?}\n{}",
            run.stderr
        );
        assert!(!run.stderr.contains("similar argument"), "{}", run.stderr);
    }
}

#[test]
fn an_argument_that_is_quoted_in_an_error_starts_no_line() {
    for argument in [
        "--x\n::set-output name=a::b",
        "\u{1b}[2J",
        "--a\r##vso[task.prependpath]x",
    ] {
        let run = Workplace::empty().run(&["plan", argument]);
        assert!(run.code == 64, "{}", run.stderr);
        for line in run.stderr.lines() {
            assert!(
                !line.starts_with("::") && !line.starts_with("##"),
                "{}",
                run.stderr
            );
        }
        assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
    }
}

#[test]
fn wrong_usage_fills_every_file_that_was_asked_for() {
    let workplace = Workplace::empty();
    let run = workplace
        .run(&[
            "plan",
            "--nope",
            "--format",
            "json",
            "--out",
            "json=out/plan.json",
        ])
        .exits(64);
    assert_eq!(run.json()["error"]["exit"], 64);
    let file: serde_json::Value = serde_json::from_str(&workplace.read("out/plan.json")).unwrap();
    assert_eq!(file["error"]["exit"], 64);
}

#[test]
fn help_takes_one_command() {
    let workplace = Workplace::empty();
    let run = workplace.run(&["help", "plan", "extra"]).exits(64);
    assert!(
        run.stderr.contains("unexpected argument `extra`")
            && run.stderr.contains("storectl help plan"),
        "{}",
        run.stderr
    );
}
