//! The storectl lines of the example workflows, run against the simulated Store.

use crate::support::{Store, Workplace, repository};

/// The `storectl …` commands of a workflow, in order, as words.
fn commands(file: &str) -> Vec<Vec<String>> {
    let text =
        std::fs::read_to_string(repository().join("examples/github-actions").join(file)).unwrap();
    let lines = text
        .lines()
        .filter_map(|it| it.trim().strip_prefix("run: storectl "));
    lines
        .map(|it| it.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_plan_workflow_writes_a_comment_and_a_plan_and_the_apply_workflow_submits() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "").with_examples();
    std::fs::rename(
        workplace.path().join("examples/contoso-widgets"),
        workplace.path().join("store"),
    )
    .unwrap();

    let planned = commands("plan-on-pr.yml");
    assert_eq!(planned.len(), 2, "validate and plan");
    for command in planned {
        workplace
            .run(&command.iter().map(String::as_str).collect::<Vec<_>>())
            .exits(0);
    }
    assert!(workplace.read("plan.md").contains("Contoso Widgets"));
    assert!(store.writes(0).is_empty());

    for command in commands("apply-on-merge.yml") {
        let words: Vec<&str> = command
            .iter()
            .map(String::as_str)
            .chain(["--poll-interval", "1ms"])
            .collect();
        workplace.run(&words).exits(0);
    }
    assert_eq!(store.product().submissions.len(), 1);
    assert!(workplace.read("report.md").contains("submit"));
}
