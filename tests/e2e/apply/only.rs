//! `--only`: a part of the manifest.

use crate::support::{Store, Workplace, apply};

const BOTH: &str = "
properties: { website: https://www.contoso.com/widgets, certificationNotes: Sign in with demo and demo. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2.0/setup.exe
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
";

fn addresses(workplace: &Workplace, only: &[&str]) -> Vec<String> {
    let arguments = [&["plan", "--format", "json"], only].concat();
    let plan = workplace.run(&arguments).exits(0).json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|it| it["address"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_selector_that_matches_no_field_is_64_and_names_the_nearest() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BOTH);
    for command in [&["plan"][..], &["apply", "--yes"]] {
        for (selector, nearest) in [
            ("package", "packages"),
            ("listings.en-us.whatsnew", "listings.en-us.whatsNew"),
            ("property.website", "properties.website"),
        ] {
            let run = workplace
                .run(&[command, &["--only", selector]].concat())
                .exits(64);
            assert!(
                run.stderr.contains(&format!("`{nearest}`")),
                "{}",
                run.stderr
            );
        }
    }
    assert!(store.requests(0).is_empty());
}

#[test]
fn a_restricted_plan_holds_what_was_selected_and_nothing_else() {
    let workplace = Workplace::at(&Store::start(), BOTH);
    assert_eq!(
        addresses(&workplace, &["--only", "listings.*.whatsNew"]),
        ["listings.en-us.whatsNew"]
    );
    assert_eq!(
        addresses(
            &workplace,
            &["--only", "packages", "--only", "properties.website"]
        ),
        ["packages[0].packageUrl", "properties.website"]
    );
    assert_eq!(addresses(&workplace, &[]).len(), 4);
}

#[test]
fn a_restricted_apply_writes_what_was_selected_and_touches_nothing_else() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BOTH);
    let before = store.product();
    workplace
        .run(&apply(&["--only", "listings.en-us.whatsNew"]))
        .exits(0);
    let after = store.product();
    assert_eq!(after.properties, before.properties);
    let packages = |it: &storectl_sandbox::Product| -> Vec<_> {
        it.packages.iter().map(|it| it.fields.clone()).collect()
    };
    assert_eq!(packages(&after), packages(&before));
    assert_eq!(
        after.listings[0].fields["whatsNew"],
        "Gears now turn both ways and the search finds them."
    );
    let patches = store.writes(0);
    let patches: Vec<_> = patches.iter().filter(|it| it.method == "PATCH").collect();
    assert_eq!(patches.len(), 1, "one PATCH of the listing");
}

#[test]
fn the_command_that_is_offered_keeps_the_restriction() {
    let workplace = Workplace::at(&Store::start(), BOTH);
    let arguments = ["plan", "--only", "packages", "--format", "markdown"];
    let plan = workplace.run(&arguments).exits(0).stdout;
    let offered = plan.lines().find(|it| it.contains("--expect"));
    assert!(offered.unwrap().contains("--only packages"), "{plan}");
}

#[test]
fn a_selector_that_picks_nothing_of_the_manifest_is_named_and_nothing_is_called_fine() {
    let workplace = Workplace::at(&Store::start(), BOTH);
    for selector in ["listings.fr-fr", "listings.en-us.description"] {
        let said = format!("`{selector}` matches nothing in the manifest");
        let title = "Nothing compared: the selection matches nothing in the manifest.";
        for format in ["text", "markdown"] {
            let run = workplace
                .run(&["plan", "--only", selector, "--format", format])
                .exits(0);
            assert!(
                run.stdout.contains("matches nothing in the manifest")
                    && run.stdout.contains(title)
                    && !run.stdout.contains("matches the manifest"),
                "{}",
                run.stdout
            );
        }
        let document = workplace
            .run(&["plan", "--only", selector, "--format", "json"])
            .exits(0)
            .json();
        assert_eq!(document["products"][0]["warnings"][0]["message"], said);
        let applied = workplace.run(&apply(&["--only", selector])).exits(0);
        assert!(applied.stdout.contains(title), "{}", applied.stdout);
        assert!(
            !applied.stdout.contains("Nothing to do"),
            "{}",
            applied.stdout
        );
    }
}

#[test]
fn a_language_that_no_store_and_no_manifest_knows_is_64_and_names_the_nearest() {
    let store = Store::start();
    let workplace = Workplace::at(&store, BOTH);
    for (selector, nearest) in [
        ("listings.de-dee", "listings.de-de"),
        ("listings.en-uss.whatsNew", "listings.en-us.whatsNew"),
    ] {
        let run = workplace.run(&["plan", "--only", selector]).exits(64);
        assert!(
            run.stderr.contains(&format!("`{nearest}`")),
            "{}",
            run.stderr
        );
    }
    assert!(store.requests(0).is_empty());
    // A manifest may name a language outside of the Store's table.
    let own = Workplace::at(&store, "listings:\n  ar-ly: null\n");
    own.run(&["plan", "--only", "listings.ar-ly"]).exits(0);
}
