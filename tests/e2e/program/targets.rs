//! Files of `--out` and `--trace`: what a run reads is never what it writes, and stdout stays one document.

use serde_json::Value;

use crate::support::{Store, Workplace, apply};

const TEXT: &str = "listings: { en-us: { whatsNew: { file: news.txt } } }\n";

/// A workplace on the sandbox, whose manifest names a text file and whose plan is saved.
fn workplace() -> Workplace {
    let workplace = Workplace::empty();
    workplace.manifest(TEXT);
    workplace.write("news.txt", "Gears now turn both ways.");
    workplace
        .run(&["plan", "--sandbox", "--out", "json=plan.json"])
        .exits(0);
    workplace
}

#[test]
fn what_a_run_reads_is_never_written() {
    let workplace = workplace();
    let inputs = ["storectl.yaml", "news.txt", "plan.json"].map(|it| (it, workplace.read(it)));
    let runs: [&[&str]; 7] = [
        &["plan", "--sandbox", "--out", "text=storectl.yaml"],
        &["plan", "--sandbox", "--out", "text=a/../storectl.yaml"],
        &["plan", "--sandbox", "--out", "markdown=news.txt"],
        &["plan", "--sandbox", "--trace", "news.txt"],
        &["status", "--sandbox", "--out", "json=storectl.yaml"],
        &["validate", "--out", "json=news.txt"],
        &[
            "apply",
            "--sandbox",
            "--yes",
            "--plan",
            "plan.json",
            "--out",
            "json=plan.json",
        ],
    ];
    std::fs::create_dir(workplace.path().join("a")).unwrap();
    for run in runs {
        let run = workplace.run(run).exits(64);
        let said = ["this command reads", "is named like a manifest"];
        let is_said = said.iter().any(|it| run.stderr.contains(it));
        assert!(is_said, "{}", run.stderr);
    }
    for (name, content) in inputs {
        assert_eq!(workplace.read(name), content, "{name}");
    }
}

#[test]
fn a_failure_that_comes_before_anything_is_read_replaces_no_manifest_and_no_file_of_storectl() {
    let workplace = workplace();
    workplace.run(&["plan", "--sandbox"]).exits(0);
    let other = workplace.read("storectl.yaml");
    workplace.write("widgets.yaml", other);
    let inputs = ["storectl.yaml", "widgets.yaml", ".storectl/sandbox.json"];
    let before = inputs.map(|it| workplace.read(it));
    let wrong: [&[&str]; 6] = [
        &["plan", "--sandbox", "--bogus"],
        &["plan", "--sandbox", "--timeout", "x"],
        &["plan", "--sandbox", "--only", "nope"],
        &["plan", "missing"],
        &["apply", "--yes", "--sandbox", "--plan", "missing.json"],
        &["validate", "--var", "a"],
    ];
    for input in inputs {
        let out = format!("json={input}");
        for arguments in wrong {
            let run = workplace.run(&[arguments, &["--out", &out]].concat());
            assert_ne!(run.code, 0, "{arguments:?}");
        }
    }
    assert_eq!(inputs.map(|it| workplace.read(it)), before);
    // Any other file has the failure.
    workplace.write("result.json", "");
    let out = ["plan", "--sandbox", "--bogus", "--out", "json=result.json"];
    workplace.run(&out).exits(64);
    assert!(workplace.read("result.json").contains("storectl.error"));
}

#[test]
fn no_file_is_made_that_the_next_run_takes_for_a_manifest() {
    let workplace = workplace();
    std::fs::create_dir(workplace.path().join("b")).unwrap();
    let names = [
        "new.storectl.yaml",
        "b/storectl.yaml",
        "b/storectl.yml",
        "b/Storectl.YAML",
        "b/Widgets.Storectl.yml",
        "elsewhere/storectl.yaml",
    ];
    for name in names {
        let out = format!("text={name}");
        let state = format!("--sandbox={name}");
        let runs: [&[&str]; 6] = [
            &["plan", "--sandbox", "--out", &out],
            &["validate", "--out", &out],
            &["plan", "--sandbox", "--trace", name],
            &["plan", "--sandbox", "--bogus", "--out", &out],
            &["plan", &state],
            &["sandbox", "--state", name],
        ];
        for run in runs {
            workplace.run(run).exits(64);
            let path = workplace.path().join(name);
            assert!(!path.exists(), "{run:?}");
        }
    }
    workplace.run(&["validate"]).exits(0);
}

#[test]
fn a_failure_that_comes_before_anything_is_read_replaces_nothing_that_the_command_line_leads_to() {
    let workplace = workplace();
    std::fs::create_dir(workplace.path().join("d")).unwrap();
    workplace.write("d/storectl.yaml", workplace.read("storectl.yaml"));
    for name in ["d/news.txt", "secret.txt", "st.json", "shared.txt"] {
        workplace.write(name, "kept");
    }
    let runs: [(&str, &[&str]); 11] = [
        ("news.txt", &["plan", "--sandbox", "--bogus"]),
        ("news.txt", &["deploy"]),
        ("news.txt", &["validate", "nope"]),
        ("news.txt", &["apply", "--plan", "nope.json"]),
        ("d/news.txt", &["plan", "--timeout", "x", "d"]),
        ("d/news.txt", &["validate", "d/storectl.yaml", "nope"]),
        ("plan.json", &["apply", "--plan", "plan.json", "--bogus"]),
        ("plan.json", &["apply", "--plan=plan.json", "--bogus"]),
        (
            "secret.txt",
            &["plan", "--client-secret-file", "secret.txt", "--bogus"],
        ),
        (
            "secret.txt",
            &["plan", "--client-secret-file=secret.txt", "--timeout", "x"],
        ),
        ("st.json", &["plan", "--sandbox=st.json", "--bogus"]),
    ];
    for (name, arguments) in runs {
        let before = workplace.read(name);
        for out in [format!("json={name}"), format!("text=./{name}")] {
            let split = [arguments, &["--out", &out]].concat();
            let joined = format!("--out={out}");
            for run in [split, [arguments, &[joined.as_str()]].concat()] {
                let ran = workplace.run(&run);
                assert_ne!(ran.code, 0, "{run:?}");
                assert_eq!(workplace.read(name), before, "{run:?}");
            }
        }
    }
    // A file that nobody reads has the failure.
    let out = ["plan", "--sandbox", "--bogus", "--out", "json=shared.txt"];
    workplace.run(&out).exits(64);
    assert!(workplace.read("shared.txt").contains("storectl.error"));
}

#[test]
fn an_invalid_manifest_is_not_replaced_by_its_failure() {
    let workplace = Workplace::empty();
    workplace.manifest("a: 1\n");
    let before = workplace.read("storectl.yaml");
    let run = workplace
        .run(&[
            "validate",
            "--out",
            "json=storectl.yaml",
            "--format",
            "json",
        ])
        .exits(64);
    assert_eq!(run.json()["error"]["exit"], 64);
    assert_eq!(workplace.read("storectl.yaml"), before);
}

#[cfg(unix)]
#[test]
fn a_manifest_by_another_name_is_the_same_file() {
    let workplace = workplace();
    let at = |name| workplace.path().join(name);
    std::fs::hard_link(at("storectl.yaml"), at("other.txt")).unwrap();
    let before = workplace.read("storectl.yaml");
    for flag in [["--trace", "other.txt"], ["--out", "text=other.txt"]] {
        let run = [&["plan", "--sandbox"][..], &flag].concat();
        workplace.run(&run).exits(64);
        assert_eq!(workplace.read("storectl.yaml"), before);
    }
}

#[test]
fn the_folder_of_storectl_holds_no_results() {
    let workplace = workplace();
    let run = workplace
        .run(&["plan", "--sandbox", "--out", "json=.storectl/sandbox.json"])
        .exits(64);
    assert!(run.stderr.contains("belongs to storectl"), "{}", run.stderr);
    workplace
        .run(&["plan", "--sandbox", "--trace", ".storectl/new/trace.log"])
        .exits(64);
    workplace.run(&["plan", "--sandbox"]).exits(0);
}

#[test]
fn two_flags_of_one_file_are_refused_however_it_is_spelled() {
    let workplace = workplace();
    for second in [["--out", "text=./a.txt"], ["--trace", "a.txt"]] {
        let run = [&["plan", "--sandbox", "--out", "json=a.txt"][..], &second].concat();
        workplace.run(&run).exits(64);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stdout_is_one_document_also_where_a_file_cannot_be_written() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "properties: { website: https://www.contoso.com/widgets }\n",
    );
    let full = [
        "--format",
        "json",
        "--out",
        "json=/dev/full",
        "--out",
        "json=a.json",
    ];
    let runs: [(Vec<&str>, &str); 4] = [
        (vec!["validate"], "storectl.diagnostics"),
        (vec!["plan"], "storectl.plan"),
        (vec!["status"], "storectl.status"),
        (apply(&[]), "storectl.report"),
    ];
    for (command, format) in runs {
        let run = workplace.run(&[&command[..], &full].concat()).exits(1);
        let document = run.json();
        assert_eq!(document["format"], format);
        assert_eq!(document["error"]["exit"], 1, "{document:#}");
        assert!(run.stderr.contains("/dev/full"), "{}", run.stderr);
        let file: Value = serde_json::from_str(&workplace.read("a.json")).unwrap();
        assert_eq!(file["format"], format, "the other file is written");
    }
    assert_eq!(store.product().submissions.len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_hides_no_graver_failure() {
    let workplace = Workplace::empty();
    workplace.manifest("a: 1\n");
    let run = workplace
        .run(&["plan", "--format", "json", "--out", "json=/dev/full"])
        .exits(10);
    assert_eq!(run.json()["error"]["exit"], 10);
    let run = workplace
        .run(&["validate", "--format", "json", "--out", "json=/dev/full"])
        .exits(10);
    assert_eq!(run.json()["error"]["exit"], 10);
}

#[test]
fn a_trace_that_cannot_be_written_is_one_warning_at_the_end() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let run = workplace.run(&["plan", "--trace", "/dev/full"]).exits(0);
    let said = "the trace `/dev/full` is incomplete: No space left on device";
    assert_eq!(run.stderr.matches(said).count(), 1, "{}", run.stderr);
    let last = run.stderr.trim_end().lines().last().unwrap_or_default();
    assert!(last.contains(said), "{}", run.stderr);
}

#[test]
fn no_result_replaces_what_is_gits() {
    let workplace = workplace();
    workplace.write(".git/HEAD", "ref: refs/heads/main\n");
    for more in [&[][..], &["--bogus"]] {
        let arguments = [&["plan", "--sandbox", "--out", "json=.git/HEAD"], more].concat();
        let run = workplace.run(&arguments).exits(64);
        assert!(
            more.len() == 1 || run.stderr.contains("belongs to git"),
            "{}",
            run.stderr
        );
        assert_eq!(workplace.read(".git/HEAD"), "ref: refs/heads/main\n");
    }
}
