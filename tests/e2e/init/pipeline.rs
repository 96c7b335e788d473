//! `storectl init --ci`: the files of the examples, in a repository.

use crate::support::{Run, Workplace, repository};

/// The system, the folder of its example, and where its files go.
const SYSTEMS: [(&str, &str, &str); 3] = [
    ("github", "github-actions", ".github/workflows"),
    ("gitlab", "gitlab", "."),
    ("azure", "azure", "."),
];

/// The examples of a system: their names and texts.
fn examples(folder: &str) -> Vec<(String, String)> {
    let folder = repository().join("examples").join(folder);
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .map(|it| {
            let name = it.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(it).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Writes the pipeline for a folder, from the top of the repository.
fn init(workplace: &Workplace, folder: &str, system: &str) -> Run {
    workplace.run(&["init", "--ci", system, "--", folder])
}

#[test]
fn the_files_are_the_examples_and_only_the_folder_differs() {
    for (system, example, target) in SYSTEMS {
        let workplace = Workplace::empty();
        let run = init(&workplace, "products/widgets", system).exits(0);
        for (name, text) in examples(example) {
            let expected = text.replace(
                "STORECTL_PATH: store\n",
                "STORECTL_PATH: products/widgets\n",
            );
            assert_eq!(
                workplace.read(&format!("{target}/{name}")),
                expected,
                "{name}"
            );
            assert!(run.stdout.contains(&format!("{name}\n")), "{}", run.stdout);
        }
        workplace.run(&["validate", "products/widgets"]).exits(0);
    }
}

#[test]
fn the_example_folder_gives_the_examples_themselves() {
    for (system, example, target) in SYSTEMS {
        let workplace = Workplace::empty();
        init(&workplace, "store", system).exits(0);
        for (name, text) in examples(example) {
            assert_eq!(workplace.read(&format!("{target}/{name}")), text, "{name}");
        }
    }
}

#[test]
fn a_file_that_exists_is_kept_and_named() {
    let workplace = Workplace::empty();
    workplace.write(".github/workflows/drift.yml", "mine");
    workplace.write("storectl.yaml", "mine");
    let first = init(&workplace, ".", "github").exits(0);
    assert!(
        first
            .stdout
            .contains("kept existing .github/workflows/drift.yml\n")
    );
    assert!(
        first
            .stdout
            .contains("wrote .github/workflows/plan-on-pr.yml\n")
    );
    assert_eq!(workplace.read(".github/workflows/drift.yml"), "mine");
    assert_eq!(workplace.read("storectl.yaml"), "mine");
    let again = init(&workplace, ".", "github").exits(0);
    assert!(!again.stdout.contains("wrote"), "{}", again.stdout);
}

#[test]
fn the_files_go_to_the_root_of_the_repository_and_are_named_for_the_current_folder() {
    let workplace = Workplace::empty();
    workplace.write("products/widgets/notes.txt", "");
    let mut command = workplace.command(&["init", "--ci", "github"]);
    command.current_dir(workplace.path().join("products/widgets"));
    let run = Run::of(command.output().unwrap()).exits(0);
    assert!(
        run.stdout.contains("wrote storectl.yaml\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("wrote ../../.github/workflows/plan-on-pr.yml\n"),
        "{}",
        run.stdout
    );
    let workflow = workplace.read(".github/workflows/plan-on-pr.yml");
    assert!(workflow.contains("      STORECTL_PATH: products/widgets\n"));
}

#[test]
fn yaml_reads_back_every_name_of_a_folder() {
    for (folder, expected) in [
        (".", "."),
        ("with space", "with space"),
        ("it's", "it's"),
        ("a: b #c", "a: b #c"),
        ("ümläut/日本", "ümläut/日本"),
        ("-x", "./-x"),
        ("1.10", "1.10"),
        ("on", "on"),
        ("NO", "NO"),
        ("~", "~"),
        ("[a]", "[a]"),
        ("a&b;c|d", "a&b;c|d"),
    ] {
        for (system, _, _) in SYSTEMS {
            let workplace = Workplace::empty();
            init(&workplace, folder, system).exits(0);
            let (file, keys): (&str, &[&str]) = match system {
                "github" => (".github/workflows/plan-on-pr.yml", &["jobs", "plan", "env"]),
                "gitlab" => (".gitlab-ci.yml", &[".storectl", "variables"]),
                _ => ("azure-pipelines.yml", &[]),
            };
            let read: serde_yaml::Value = serde_yaml::from_str(&workplace.read(file)).unwrap();
            let value = match system {
                "azure" => &read["stages"][0]["jobs"][0]["variables"],
                _ => keys.iter().fold(&read, |value, key| &value[*key]),
            };
            assert_eq!(value["STORECTL_PATH"].as_str(), Some(expected), "{system}");
        }
    }
}

#[test]
fn a_folder_whose_name_would_be_more_than_a_path_is_refused_before_anything_is_written() {
    for folder in [
        "a${{ secrets.X }}",
        "$(id)",
        "a\"b",
        "a\\b",
        "a\nb",
        "a`id`",
        "a\u{2028}b",
    ] {
        let workplace = Workplace::empty();
        let run = init(&workplace, folder, "github").exits(64);
        assert!(
            run.stderr.contains("a pipeline cannot name"),
            "{}",
            run.stderr
        );
        assert_eq!(run.stdout, "");
        assert_eq!(
            std::fs::read_dir(workplace.path()).unwrap().count(),
            1,
            "{folder}"
        );
    }
}

#[test]
fn a_folder_outside_of_any_repository_is_refused_unless_it_is_below_the_current_one() {
    let workplace = Workplace::empty();
    std::fs::remove_dir(workplace.path().join(".git")).unwrap();
    let run = init(&workplace, "store", "gitlab").exits(0);
    assert!(
        run.stdout.contains("wrote .gitlab-ci.yml\n"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("git init"), "{}", run.stderr);
    let elsewhere = tempfile::tempdir().unwrap();
    let run = init(&workplace, elsewhere.path().to_str().unwrap(), "gitlab").exits(64);
    assert!(
        run.stderr.contains("in no git repository"),
        "{}",
        run.stderr
    );
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn what_is_left_to_do_names_every_variable_and_secret_of_the_files() {
    for (system, example, _) in SYSTEMS {
        let workplace = Workplace::empty();
        let run = init(&workplace, "store", system).exits(0);
        for (name, text) in examples(example) {
            let uses = text
                .match_indices("${{ vars.")
                .map(|(at, _)| &text[at + 9..]);
            let secrets = text
                .match_indices("${{ secrets.")
                .map(|(at, _)| &text[at + 12..]);
            for it in uses.chain(secrets) {
                let end = it
                    .find(|it: char| !(it.is_ascii_uppercase() || it == '_'))
                    .unwrap();
                assert!(run.stderr.contains(&it[..end]), "{name}: {}", &it[..end]);
            }
        }
        assert!(run.stderr.contains("STORECTL_SELLER_ID"), "{}", run.stderr);
        assert!(run.stderr.contains("STORECTL_POLICY"), "{}", run.stderr);
    }
}

#[test]
fn a_file_where_a_folder_belongs_is_named() {
    let workplace = Workplace::empty();
    workplace.write(".github", "a file");
    let run = init(&workplace, "store", "github").exits(1);
    let message = "cannot write .github/workflows/plan-on-pr.yml";
    assert!(run.stderr.contains(message), "{}", run.stderr);
}

#[test]
fn an_unknown_system_lists_those_there_are() {
    let workplace = Workplace::empty();
    let run = init(&workplace, "store", "jenkins").exits(64);
    assert!(
        run.stderr.contains("github, gitlab, azure"),
        "{}",
        run.stderr
    );
}
