//! More than anybody needs: languages, lists, aliases and texts without an end are answered soon.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use super::hostile::{NEWS, changing};
use crate::support::{Store, Workplace};

/// How many languages one read answers (store-api.md, Get Metadata).
const PAGE: usize = 200;

/// A Store that says its product has `count` languages more.
fn crowded(count: usize) -> Store {
    let codes: Arc<Vec<String>> = Arc::new(
        (0..count)
            .map(|n| {
                let letters = [n / 676, n / 26, n]
                    .map(|it| char::from(b'a' + u8::try_from(it % 26).unwrap()));
                format!("{}-qq", letters.iter().collect::<String>())
            })
            .collect(),
    );
    changing("/metadata", move |query, data| {
        let Some(page) = data["listings"].as_array_mut() else {
            return;
        };
        let named = query.split_once("languages=").map(|(_, named)| named);
        let asked = |code: &&String| named.is_none_or(|it| it.contains(code.as_str()));
        let room = PAGE - page.len().min(PAGE);
        let listing = |code| json!({ "language": code, "description": "d" });
        page.extend(codes.iter().filter(asked).take(room).map(listing));
        if let Some(languages) = data
            .get_mut("listingLanguages")
            .and_then(Value::as_array_mut)
        {
            let listed = |code| json!({ "language": code, "isComplete": true });
            languages.extend(codes.iter().map(listed));
        }
    })
}

#[test]
fn ten_thousand_languages_are_read_in_pages_and_planned_soon() {
    let store = crowded(10_000);
    let workplace = Workplace::at(&store, NEWS);
    let start = Instant::now();
    let run = workplace.run(&["plan"]).exits(0);
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    assert!(run.stdout.len() < 100_000, "{}", run.stdout.len());
    let reads = store.requests(0).len();
    // Listings and images, 200 languages a read.
    assert!((100..110).contains(&reads), "{reads}");
}

#[test]
fn a_list_of_languages_that_never_comes_ends_the_reading() {
    // The Store names languages that no page ever holds.
    let store = changing("/metadata", |_, data| {
        if let Some(languages) = data
            .get_mut("listingLanguages")
            .and_then(Value::as_array_mut)
        {
            languages.push(json!({ "language": "fr-fr", "isComplete": true }));
        }
    });
    let start = Instant::now();
    let run = Workplace::at(&store, NEWS).run(&["plan"]);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert!(store.requests(0).len() < 20, "{}", run.stderr);
}

#[test]
fn aliases_that_multiply_and_endless_texts_are_answered_soon() {
    let head = format!("apiVersion: storectl/v1\nproductId: {SAMPLE_PRODUCT}\n");
    let mut laughs = format!("{head}name: &a0 lol\n");
    for n in 1..30 {
        let again = vec![format!("*a{}", n - 1); 6].join(", ");
        writeln!(laughs, "k{n}: &a{n} [{again}]").unwrap();
    }
    let long = "x".repeat(900_000);
    let start = Instant::now();
    for manifest in [
        laughs,
        format!("{head}listings: {{ en-us: {{ description: \"{long}\" }} }}\n"),
        format!("{head}listings: {{ \"{long}\": {{}} }}\n"),
        format!("{head}\"{long}\": 1\n"),
        format!("{head}name: \"{long}{long}\"\n"),
        format!(
            "{head}vars: {{ a: \"{}\" }}\nname: \"{}\"\n",
            "x".repeat(100_000),
            "${a}".repeat(100_000)
        ),
    ] {
        let workplace = Workplace::empty();
        workplace.write("storectl.yaml", manifest);
        let run = workplace.run(&["validate"]).exits(10);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.len() < 50_000, "{} bytes are said", said.len());
        assert!(!said.contains("panicked"), "{said}");
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[cfg(unix)]
mod links_and_devices {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_manifest_that_is_a_link_out_of_its_repository_is_not_shown() {
        for target in ["/proc/self/environ", "/etc/passwd", "../outside.yaml"] {
            let mut workplace = Workplace::empty();
            workplace.set("CANARY_NAME", "canary");
            workplace.write("repo/.git/HEAD", "");
            workplace.write("outside.yaml", "CANARY_NAME: canary\n");
            symlink(target, workplace.path().join("repo/storectl.yaml")).unwrap();
            for path in ["repo", "repo/storectl.yaml"] {
                let run = workplace.run(&["validate", path]).exits(10);
                let said = format!("{}{}", run.stdout, run.stderr);
                assert!(said.contains("outside its repository"), "{said}");
                assert!(
                    !said.contains("CANARY") && !said.contains("root:"),
                    "{said}"
                );
            }
        }
    }

    #[test]
    fn a_manifest_may_be_a_link_within_its_repository() {
        let workplace = Workplace::empty();
        workplace.manifest("");
        workplace.write("store/README", "");
        symlink(
            "../storectl.yaml",
            workplace.path().join("store/storectl.yaml"),
        )
        .unwrap();
        workplace.run(&["validate", "store"]).exits(0);
    }

    #[test]
    fn devices_and_pipes_are_neither_read_nor_waited_for() {
        let workplace = Workplace::empty();
        workplace.write("store/README", "");
        let pipe = workplace.path().join("store/pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        symlink("/dev/zero", workplace.path().join("store/zero.md")).unwrap();
        symlink("/dev/stdin", workplace.path().join("store/stdin.md")).unwrap();
        for file in ["pipe", "zero.md", "stdin.md"] {
            for field in [
                format!("description: {{ file: store/{file} }}"),
                format!("screenshots: [store/{file}]"),
            ] {
                workplace.manifest(&format!("listings:\n  en-us: {{ {field} }}\n"));
                let run = workplace.run(&["validate"]).exits(10);
                assert!(
                    run.stdout.contains(file) || run.stderr.contains(file),
                    "{}",
                    run.stderr
                );
            }
        }
        for path in ["/dev/zero", "store/pipe", "/dev/stdin"] {
            let run = workplace.run(&["validate", path]);
            assert_ne!(run.code, 0, "{path}");
            assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        }
    }
}
