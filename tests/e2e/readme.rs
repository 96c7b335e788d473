//! The README's promises, run.

use crate::support::{Workplace, repository};

/// Commands of the README's fenced block after a marker comment, without the program's own invocation.
fn commands(marker: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {marker} -->\n")).unwrap();
    let block = rest.split("```").nth(1).unwrap();
    block
        .lines()
        .skip(1)
        .filter(|it| !it.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_first_command_applies_the_example_and_a_second_plan_is_empty_until_a_field_is_edited() {
    let workplace = Workplace::empty().with_examples();
    let [command] = commands("main-command").try_into().unwrap();
    let (_, arguments) = command.split_once(" -- ").unwrap();
    workplace
        .run(&arguments.split_whitespace().collect::<Vec<_>>())
        .exits(0);

    let plan = [
        "plan",
        "--sandbox",
        "--detailed-exitcode",
        "examples/contoso-widgets",
    ];
    workplace.run(&plan).exits(0);

    let path = "examples/contoso-widgets/storectl.yaml";
    let edited = workplace.read(path).replace(
        "shortDescription: Gears for everyone",
        "shortDescription: Gears for every home",
    );
    workplace.write(path, &edited);
    let line = edited
        .lines()
        .position(|it| it.contains("Gears for every home"))
        .unwrap()
        + 1;
    let run = workplace.run(&plan).exits(2);
    assert!(run.stdout.contains("shortDescription"), "{}", run.stdout);
    assert!(
        run.stdout.contains(&format!("{path}:{line}")),
        "{}",
        run.stdout
    );
}
