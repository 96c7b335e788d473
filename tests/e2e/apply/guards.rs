//! What plan and apply refuse before the first write: one answer, whichever command is asked.

use storectl_sandbox::Options;

use crate::support::{Store, Workplace, apply};

const LANGUAGE_REMOVED: &str = "listings:\n  de-de: null\n";

/// The only package of the draft replaced by another, from `host`.
fn replaced(host: &str) -> String {
    format!(
        "packages:\n  - {{ packageUrl: \"https://{host}/dl/9/other.msi\", packageType: msi, architectures: [Arm64], languages: [en-us], isSilentInstall: true }}\n"
    )
}

#[test]
fn a_plan_ends_as_apply_would_where_a_destructive_change_has_no_token() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    let applied = workplace
        .run(&apply(&["--format", "json"]))
        .exits(11)
        .json();
    for flags in [&[][..], &["--detailed-exitcode"]] {
        let plan = [&["plan"], flags].concat();
        let run = workplace.run(&plan).exits(11);
        assert!(run.stdout.contains("Blocked:"), "{}", run.stdout);
        let message = "has an unacknowledged destructive change: D-";
        assert!(run.stderr.contains(message), "{}", run.stderr);

        let run = workplace.run(&[&plan[..], &["--format", "json"]].concat());
        let document = run.exits(11).json();
        assert_eq!(document["products"][0]["status"], "blocked");
        assert_eq!(document["error"]["exit"], 11);
        assert_eq!(document["error"]["message"], applied["error"]["message"]);
        let hints = document["error"]["hints"].to_string();
        assert!(hints.contains("storectl plan "), "{hints}");
        assert!(hints.contains("--acknowledge D-"), "{hints}");
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_blocked_plan_is_shown_in_full_and_every_file_is_written() {
    let workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    let run = workplace
        .run(&[
            "plan",
            "--out",
            "json=plan.json",
            "--out",
            "markdown=plan.md",
        ])
        .exits(11);
    assert!(run.stdout.contains("remove de-de"), "{}", run.stdout);
    let document: serde_json::Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    assert_eq!(document["format"], "storectl.plan");
    assert_eq!(document["products"][0]["changes"][0]["action"], "remove");
    assert!(workplace.read("plan.md").contains("acknowledge:"));
}

#[test]
fn a_blocked_plan_counts_no_writes_and_says_how_many_there_are_once_unblocked() {
    let workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    let text = workplace.run(&["plan"]).exits(11).stdout;
    let foot = "Applying sends no writes. Once unblocked, it sends 3 writes.";
    assert!(text.contains(foot), "{text}");
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let requests = &plan["summary"]["requests"];
    assert_eq!(requests["write"], 0);
    assert_eq!(requests["writeOnceUnblocked"], 3);

    let token = plan["products"][0]["changes"][0]["token"].as_str().unwrap();
    let text = workplace
        .run(&["plan", "--acknowledge", token])
        .exits(0)
        .stdout;
    assert!(text.contains("Applying sends 3 writes."), "{text}");
}

#[test]
fn of_several_blocked_products_the_first_is_named_and_the_others_are_counted() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    for digit in 1..=2 {
        let mut other = store.product();
        other.id = format!("4e31a9f9-84e8-4d2d-9eba-48787800000{digit}");
        workplace.write(
            &format!("z{digit}.storectl.yaml"),
            format!(
                "apiVersion: storectl/v1\nproductId: {}\n{LANGUAGE_REMOVED}",
                other.id
            ),
        );
        store.sandbox.put_product(other);
    }
    let run = workplace.run(&["plan"]).exits(11);
    for part in [
        "3e31a9f9-84e8-4d2d-9eba-487878d02ebf has an unacknowledged",
        "; 2 more products cannot be applied",
    ] {
        assert!(run.stderr.contains(part), "no {part} in\n{}", run.stderr);
    }
}

#[test]
fn a_draft_that_differs_is_not_submitted_whatever_token_it_lacks() {
    let workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    let run = workplace.run(&["submit", "--yes"]).exits(12);
    assert!(!run.stderr.contains("--acknowledge"), "{}", run.stderr);
}

#[test]
fn a_token_for_a_replaced_package_does_not_open_another_host() {
    let store = Store::start();
    let workplace = Workplace::at(&store, &replaced("www.contoso.com"));
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let tokens: Vec<&str> = changes
        .iter()
        .filter_map(|it| it["token"].as_str())
        .collect();
    let acknowledge = format!("acknowledge: [{}]\n", tokens.join(", "));
    workplace.manifest(&(acknowledge.clone() + &replaced("www.contoso.com")));
    workplace.run(&["plan"]).exits(0);

    workplace.manifest(&(acknowledge + &replaced("elsewhere.example")));
    let run = workplace.run(&apply(&[])).exits(11);
    for part in ["changes the installer host", "removes a package"] {
        assert!(run.stderr.contains(part), "no {part} in\n{}", run.stderr);
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn no_token_is_offered_for_a_draft_that_the_store_would_refuse() {
    for (body, place) in [
        (
            "properties:\n  website: https://contoso.com\n  privacyPolicyUrl: null\n",
            "storectl.yaml:5:21",
        ),
        (
            "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe\n    genericDocUrl: null\n",
            "storectl.yaml:5:20",
        ),
        (
            "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe\n    installerParameters: null\n",
            "storectl.yaml:5:26",
        ),
    ] {
        let workplace = Workplace::at(&Store::start(), body);
        let run = workplace.run(&["plan"]).exits(10);
        assert!(!run.stdout.contains("D-"), "{}", run.stdout);
        assert!(!run.stdout.contains("acknowledge"), "{}", run.stdout);
        assert!(run.stdout.contains("Once unblocked"), "{}", run.stdout);
        assert!(run.stdout.contains(place), "no {place} in\n{}", run.stdout);
        let plan = workplace
            .run(&["plan", "--format", "json"])
            .exits(10)
            .json();
        for change in plan["products"][0]["changes"].as_array().unwrap() {
            assert!(change["token"].is_null(), "{change:#}");
        }
    }
}

#[test]
fn parameters_of_the_draft_that_the_store_may_refuse_are_named_by_the_plan() {
    let store = Store::with(Options {
        interpretations: "installer-parameters=accepted".parse().unwrap(),
        ..Options::default()
    });
    let mut product = store.product();
    let parameters = "/S ".repeat(17);
    let package = product.packages.first_mut().unwrap();
    package
        .fields
        .insert("installerParameters".into(), parameters.into());
    store.sandbox.put_product(product);
    let workplace = Workplace::at(
        &store,
        "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe\n",
    );
    let text = workplace.run(&["plan"]).exits(0).stdout;
    let warning = "packages[0].installerParameters: the value in the draft has 51 characters";
    assert!(text.contains(warning), "{text}");
}

#[test]
fn a_token_passed_on_the_command_line_is_not_blamed_on_the_manifest() {
    let workplace = Workplace::at(&Store::start(), "acknowledge: [D-abcdef]\n");
    let text = workplace
        .run(&["plan", "--acknowledge", "D-zzzzzz"])
        .exits(0)
        .stdout;
    let of_run =
        "warning: D-zzzzzz, acknowledged for this run, does not match any change; remove it";
    let (_, after) = text.split_once(of_run).unwrap_or_else(|| panic!("{text}"));
    let next = after.lines().nth(1).unwrap_or_default();
    assert!(!next.contains("at: "), "{text}");
    assert!(
        text.contains("acknowledge: D-abcdef does not match"),
        "{text}"
    );
}
