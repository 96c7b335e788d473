//! The README's promises, run.

use storectl_sandbox::SAMPLE_PRODUCT;

use crate::support::{Store, Workplace, apply, git::git, repository};

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

/// The README's fenced block after a marker comment, with the README around it.
fn block(readme: &str, marker: &str) -> (String, String, String) {
    let (before, rest) = readme.split_once(&format!("<!-- {marker} -->\n")).unwrap();
    let (fence, rest) = rest.split_once('\n').unwrap();
    let (inside, after) = rest.split_once("```\n").unwrap();
    (
        format!("{before}<!-- {marker} -->\n{fence}\n"),
        inside.to_owned(),
        format!("```\n{after}"),
    )
}

/// Replaces the times of a report's steps, which differ from run to run, as columns would be kept.
fn timeless(text: &str) -> String {
    let line = |it: &str| match it.rsplit_once("  ") {
        Some((start, time)) if it.starts_with("  ✓") && time.ends_with('s') => {
            format!("{start}  1 ms\n")
        }
        Some(_) | None => format!("{it}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn the_tour_shows_what_is_printed() {
    let path = repository().join("README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap();
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", block(&readme, "tour-manifest").1);
    let plan = workplace.run(&["plan", "--sandbox"]).exits(0).stdout;
    let applied = workplace
        .run(&["apply", "--sandbox", "--yes"])
        .exits(0)
        .stdout;
    let report = timeless(applied.strip_prefix(&plan).unwrap());
    let shown = [
        ("tour-plan", format!("$ storectl plan --sandbox\n{plan}")),
        (
            "tour-apply",
            format!("$ storectl apply --sandbox --yes\n…{report}"),
        ),
    ];
    for (marker, real) in shown {
        let (before, inside, after) = block(&readme, marker);
        #[expect(clippy::disallowed_methods, reason = "the one switch of this test")]
        if std::env::var("UPDATE_GENERATED").is_ok() {
            readme = format!("{before}{real}{after}");
            std::fs::write(&path, &readme).unwrap();
        } else {
            assert_eq!(
                inside, real,
                "the README's {marker} is not in step: UPDATE_GENERATED=1 cargo test --test e2e readme"
            );
        }
    }
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

#[cfg(unix)]
#[test]
fn the_path_to_a_product_leads_to_a_submitted_release() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let root = workplace.path();
    std::fs::remove_file(root.join("storectl.yaml")).unwrap();
    workplace.write("NOTES.md", "Gears turn both ways.\n");
    git(root, &["init", "--quiet"]);
    for command in commands("path-to-a-product") {
        if command == "storectl apply" {
            workplace.run(&apply(&[])).exits(0);
        } else {
            shell(&workplace, &command.replace("PRODUCT_ID", SAMPLE_PRODUCT));
        }
    }
    let subject = git(root, &["log", "-1", "--format=%s"]);
    assert_eq!(subject, "Release 1.5.0");
    let product = store.product();
    assert_eq!(product.submissions.len(), 1);
    assert_eq!(git(root, &["status", "--short", "storectl.yaml"]), "");
}

/// A shell starts the commands of a pipe together: what one of them writes, another may read too early.
#[cfg(unix)]
#[test]
fn every_line_that_commits_a_release_commits_what_the_release_wrote() {
    let examples = std::fs::read_to_string(repository().join("examples/README.md")).unwrap();
    let help = Workplace::empty().run(&["help", "release"]).exits(0).stdout;
    for document in [examples, help] {
        let mut lines = document.lines().map(str::trim);
        let line = lines.find(|it| it.starts_with("git commit ")).unwrap();
        let workplace = Workplace::empty().with_examples();
        let workplace = workplace.into_repository();
        shell(&workplace, &format!("cd examples/changelog && {line}"));
        let root = workplace.path();
        let committed = git(root, &["show", "--format=%s", "--name-only"]);
        assert_eq!(
            committed,
            "Release Contoso Widgets 1.5.0\n\nexamples/changelog/storectl.yaml"
        );
    }
}

/// Runs a line of a document as its reader does.
#[cfg(unix)]
#[track_caller]
fn shell(workplace: &Workplace, line: &str) {
    let command = workplace.command(&[]);
    let program = std::path::Path::new(command.get_program());
    let environment = command.get_envs();
    let environment = environment.filter_map(|(name, value)| Some((name, value?)));
    let output = std::process::Command::new("sh")
        .args(["-c", line])
        .current_dir(workplace.path())
        .env_clear()
        .envs(environment)
        .env(
            "PATH",
            format!(
                "{}:/usr/local/bin:/usr/bin:/bin",
                program.parent().unwrap().display()
            ),
        )
        .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|it| (it, "t")))
        .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|it| (it, "t@example.com")))
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
}

#[test]
fn the_example_of_a_changelog_is_released_and_applied() {
    let workplace = Workplace::empty().with_examples();
    let folder = "examples/changelog";
    workplace.run(&apply(&["--sandbox", folder])).exits(0);
    workplace
        .run(&["release", "1.5.0", "--sandbox", folder])
        .exits(0);
    let plan = workplace.run(&["plan", "--sandbox", folder]).exits(0);
    assert!(plan.stdout.contains("both ways"), "{}", plan.stdout);
}
