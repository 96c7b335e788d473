//! `storectl init --ci` in a repository that has something already: products, pipelines, links, another branch.

use crate::support::{Run, Workplace, git::git};

/// Writes the pipeline for a folder, from the top of the repository.
fn init(workplace: &Workplace, folder: &str, system: &str) -> Run {
    workplace.run(&["init", "--ci", system, "--", folder])
}

#[test]
fn each_step_and_each_command_is_a_line() {
    for system in ["github", "gitlab", "azure"] {
        let workplace = Workplace::empty();
        let run = init(&workplace, "store", system).exits(0);
        assert!(!run.stderr.contains("\\u{"), "{}", run.stderr);
        for step in 1..=5 {
            let start = format!("  {step}. ");
            let found = run.stderr.lines().any(|it| it.starts_with(&start));
            assert!(found, "{system}: {step}: {}", run.stderr);
        }
    }
}

#[test]
fn only_the_branch_may_use_the_environment() {
    let workplace = Workplace::empty();
    let run = init(&workplace, "store", "github").exits(0);
    for command in [
        "       gh api --method PUT \"repos/{owner}/{repo}/environments/store\" \
         -F \"deployment_branch_policy[protected_branches]=false\" \
         -F \"deployment_branch_policy[custom_branch_policies]=true\"",
        "       gh api --method POST \"repos/{owner}/{repo}/environments/store/deployment-branch-policies\" -f name=main",
    ] {
        assert!(run.stderr.lines().any(|it| it == command), "{}", run.stderr);
    }
}

#[test]
fn a_folder_with_products_gets_no_other_manifest() {
    let workplace = Workplace::empty();
    workplace.write("products/a/storectl.yaml", "mine");
    workplace.write("named/b.storectl.yaml", "mine");
    for folder in ["products", "named"] {
        let run = init(&workplace, folder, "gitlab").exits(0);
        assert!(run.stdout.contains(".gitlab-ci.yml"), "{}", run.stdout);
        let manifest = workplace.path().join(folder).join("storectl.yaml");
        assert!(!manifest.exists(), "{folder}");
    }
    // Without a pipeline, the manifest is what was asked for.
    workplace.run(&["init", "products"]).exits(0);
    assert!(workplace.path().join("products/storectl.yaml").exists());
}

#[test]
fn a_second_product_is_told_how_the_pipelines_cover_both() {
    let workplace = Workplace::empty();
    let first = init(&workplace, "products/a", "github").exits(0);
    assert!(!first.stderr.contains("cover"), "{}", first.stderr);
    let again = init(&workplace, "products/a", "github").exits(0);
    assert!(!again.stderr.contains("cover"), "{}", again.stderr);
    let second = init(&workplace, "products/b", "github").exits(0);
    let said = "warning: the pipelines that were there cover only products/a, not products/b: to cover both, set each STORECTL_PATH in them to products\n";
    assert!(second.stderr.contains(said), "{}", second.stderr);
}

#[test]
fn a_character_that_is_refused_is_shown_as_it_is() {
    let workplace = Workplace::empty();
    let run = init(&workplace, "a`b", "github").exits(64);
    assert!(run.stderr.contains("it contains ```"), "{}", run.stderr);
    #[cfg(unix)]
    {
        let run = init(&workplace, "a\\b", "github").exits(64);
        assert!(run.stderr.contains("it contains `\\`"), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_is_refused_before_anything_is_written() {
    for link in [".github", ".github/workflows"] {
        let elsewhere = tempfile::tempdir().unwrap();
        let workplace = Workplace::empty();
        workplace.write(".keep/x", "");
        let at = workplace.path().join(link);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), at).unwrap();
        let run = init(&workplace, "store", "github").exits(1);
        let said = format!("{link} is a link, not a folder");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert_eq!(run.stdout, "");
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        assert!(!workplace.path().join("store").exists());
    }
}

/// A repository whose default branch has this name.
fn repository(branch: &str) -> Workplace {
    let workplace = Workplace::empty();
    std::fs::remove_dir(workplace.path().join(".git")).unwrap();
    git(
        workplace.path(),
        &["init", "--quiet", "--initial-branch", branch],
    );
    workplace
}

#[test]
fn another_default_branch_is_named_with_the_command_that_replaces_main() {
    let workplace = repository("main");
    let run = init(&workplace, "store", "github").exits(0);
    assert!(!run.stderr.contains("perl"), "{}", run.stderr);
    for branch in ["trunk", "release/2.x"] {
        let workplace = repository(branch);
        let run = init(&workplace, "main/store", "github").exits(0);
        let said = format!("merged into {branch} instead");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        #[cfg(unix)]
        {
            let command = run.stderr.lines().find(|it| it.contains("perl")).unwrap();
            let mut shell = std::process::Command::new("sh");
            let done = shell.args(["-c", command]).current_dir(workplace.path());
            assert!(done.status().unwrap().success(), "{command}");
            let workflow = workplace.read(".github/workflows/apply-on-merge.yml");
            let (branches, base) = (
                format!("branches: [{branch}]"),
                format!(".base.ref == \"{branch}\""),
            );
            assert!(workflow.contains(&branches) && workflow.contains(&base));
            assert!(workflow.contains("STORECTL_PATH: main/store\n"));
        }
    }
    let workplace = repository("a'b");
    let run = init(&workplace, "store", "azure").exits(0);
    assert!(run.stderr.contains("\\b}{BRANCH}g"), "{}", run.stderr);
    let workplace = repository("trunk");
    let run = init(&workplace, "store", "gitlab").exits(0);
    assert!(!run.stderr.contains("perl"), "{}", run.stderr);
}
