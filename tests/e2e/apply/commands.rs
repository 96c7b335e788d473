//! Commands that an apply offers: the whole command, which works when it is copied.

use storectl_sandbox::Options;

use crate::support::{Run, Store, Workplace, apply};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

/// The words of the command that stands behind `before` on stderr, without `storectl`.
#[track_caller]
fn offered(run: &Run, before: &str) -> Vec<String> {
    let rest = run.stderr.split(&format!("{before}`storectl ")).nth(1);
    let rest = rest.unwrap_or_else(|| panic!("no `{before}` in\n{}", run.stderr));
    let command = rest.split('`').next().unwrap();
    command.split(' ').map(str::to_owned).collect()
}

fn again(workplace: &Workplace, command: &[String]) -> Run {
    workplace.run(&command.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn without_a_terminal_the_commands_offered_are_whole_and_no_part_is_a_placeholder() {
    let workplace = Workplace::empty();
    let body = "name: Gears ${edition}\n";
    workplace.manifest(body);
    let run = workplace
        .run(&[
            "apply",
            "--sandbox",
            "--var",
            "edition=Pro",
            "storectl.yaml",
        ])
        .exits(64);
    let offered = "`storectl plan --var edition=Pro --sandbox storectl.yaml`";
    assert!(run.stderr.contains(offered), "{}", run.stderr);
    assert!(!run.stderr.contains("PLANHASH"), "{}", run.stderr);
    let plan = offered.trim_matches('`').split(' ').skip(1);
    workplace.run(&plan.collect::<Vec<_>>()).exits(0);
}

#[test]
fn destructive_changes_are_acknowledged_by_a_whole_command_that_works() {
    let workplace = Workplace::empty();
    workplace.manifest("availability: { pricing: FREE }\n");
    let run = workplace
        .run(&apply(&["--sandbox", "storectl.yaml"]))
        .exits(11);
    let command = offered(&run, "or pass it: ");
    for part in ["--acknowledge", "--yes", "--sandbox", "storectl.yaml"] {
        assert!(
            command.iter().any(|it| it == part),
            "no {part} in {command:?}"
        );
    }
    again(&workplace, &command).exits(0);
}

#[test]
fn a_time_limit_that_was_too_short_is_not_offered_again() {
    let store = Store::with(Options {
        interpretations: "submission-reads=1000000".parse().unwrap(),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, WHATS_NEW);
    let flags = ["--wait", "published", "--timeout", "1s", "storectl.yaml"];
    let run = workplace.run(&apply(&flags)).exits(31);
    let follow = "`storectl status --watch --poll-interval 1ms storectl.yaml`";
    assert!(run.stdout.contains(follow), "{}", run.stdout);
    assert!(!run.stdout.contains("--timeout 1s"), "{}", run.stdout);
}

#[test]
fn a_saved_plan_in_place_of_a_manifest_is_wrong_usage_and_the_flag_for_it_is_named() {
    let workplace = Workplace::empty();
    workplace.manifest(WHATS_NEW);
    workplace
        .run(&["plan", "--sandbox", "--out", "json=plan.json"])
        .exits(0);
    let run = workplace.run(&apply(&["--sandbox", "plan.json"])).exits(64);
    let command = "storectl apply --plan plan.json --yes --sandbox --poll-interval 1ms";
    assert!(run.stderr.contains(command), "{}", run.stderr);
    let command: Vec<&str> = command.split(' ').skip(1).collect();
    workplace.run(&command).exits(0);
    // Other JSON is a manifest like any other.
    workplace.write("other.json", "{\"format\": \"other\"}");
    workplace
        .run(&apply(&["--sandbox", "other.json"]))
        .exits(10);
}

#[test]
fn the_tokens_of_every_product_are_in_the_command() {
    const FREE: &str = "availability: { pricing: FREE }\n";
    const OTHER: &str = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    let store = Store::start();
    let mut other = store.product();
    other.id = OTHER.to_owned();
    store.sandbox.put_product(other);
    let workplace = Workplace::at(&store, FREE);
    workplace.write(
        "other.storectl.yaml",
        format!("apiVersion: storectl/v1\nproductId: {OTHER}\n{FREE}"),
    );
    let run = workplace.run(&apply(&[])).exits(11);
    let command = offered(&run, "or pass them: ");
    assert_eq!(
        command.iter().filter(|it| *it == "--acknowledge").count(),
        2
    );
    let run = again(&workplace, &command).exits(0);
    // Each of them is another product's, and none is useless.
    assert!(!run.stdout.contains("does not match"), "{}", run.stdout);
}

#[test]
fn a_stale_plan_names_the_command_that_plans_again() {
    let workplace = Workplace::empty();
    workplace.manifest(WHATS_NEW);
    let hash = "sp1-00000000000000000000000000000000";
    let run = workplace
        .run(&apply(&["--sandbox", "--expect", hash, "storectl.yaml"]))
        .exits(12);
    let command = offered(&run, "plan again: ");
    assert_eq!(command[0], "plan");
    assert!(command.contains(&"storectl.yaml".to_owned()), "{command:?}");
    again(&workplace, &command).exits(0);
}

#[test]
fn what_follows_a_plan_file_names_the_manifests_of_the_plan() {
    let store = Store::with(Options {
        interpretations: "submission-reads=1000000".parse().unwrap(),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, "");
    workplace.write(
        "products/one/storectl.yaml",
        workplace.read("storectl.yaml") + WHATS_NEW,
    );
    workplace.write("storectl.yaml", "");
    workplace
        .run(&["plan", "products", "--out", "json=plan.json"])
        .exits(0);
    let flags = [
        "--plan",
        "plan.json",
        "--wait",
        "published",
        "--timeout",
        "1s",
    ];
    let run = workplace.run(&apply(&flags)).exits(31);
    let follow = "`storectl status --watch --poll-interval 1ms products/one/storectl.yaml`";
    assert!(run.stdout.contains(follow), "{}", run.stdout);
}
