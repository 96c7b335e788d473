//! Each rule against what would be published, and what is shown of a violation.

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use super::{FREE, WEBSITE, everything, planned, policy, violations, workplace};
use crate::support::Store;

#[test]
fn a_plan_that_keeps_the_policy_is_the_plan_without_it() {
    let store = Store::start();
    let seller = store.seller();
    let rules = format!(
        "products: [{}]\nsellers: [\"{seller}\"]\ninstallerHosts: [WWW.contoso.com.]\nneverAcknowledge: [pricing-changed]\nrequiredLanguages: [EN-us]\n",
        SAMPLE_PRODUCT.to_uppercase()
    );
    let workplace = workplace(&store, WEBSITE, &rules);
    let with = planned(&workplace, &[], 0);
    let without = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(with["planHash"], without["planHash"]);
    assert_eq!(with["products"][0]["status"], "changed");
    assert_eq!(with["products"][0]["blockers"], json!([]));
}

#[test]
fn each_rule_blocks_with_its_line() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "");
    for (rules, expected) in [
        ("products: [other]", "products - policy.yaml:2"),
        ("# nobody\nsellers: []", "sellers - policy.yaml:3"),
        (
            "installerHosts: [contoso.com]",
            "installerHosts packages[0].packageUrl policy.yaml:2",
        ),
        (
            "requiredLanguages:\n  - en-us\n  - fr-FR",
            "requiredLanguages listings.fr-FR policy.yaml:4",
        ),
    ] {
        policy(&workplace, rules);
        let plan = planned(&workplace, &[], 11);
        assert_eq!(violations(&plan), [expected]);
        assert_eq!(plan["products"][0]["status"], "blocked");
        assert_eq!(plan["error"]["exit"], 11);
        assert_eq!(plan["error"]["location"]["file"], "policy.yaml");
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn every_format_shows_the_place_of_the_rule_and_says_blocked() {
    let workplace = workplace(&Store::start(), WEBSITE, "\nproducts: [other]\n");
    let run = workplace
        .run(&[
            "plan",
            "--policy",
            "policy.yaml",
            "--out",
            "markdown=plan.md",
            "--out",
            "json=plan.json",
            "--out",
            "text=plan.txt",
        ])
        .exits(11);
    // What is saved shows the same.
    for (format, file) in [("markdown", "plan.md"), ("text", "plan.txt")] {
        let saved = ["show", "plan.json", "--format", format];
        let shown = workplace.run(&saved).exits(0).stdout;
        assert_eq!(shown, workplace.read(file), "{format}");
    }
    for format in ["text", "json", "markdown", "html", "github", "sarif"] {
        let arguments = ["plan", "--policy", "policy.yaml", "--format", format];
        let shown = workplace.run(&arguments).exits(11).stdout;
        assert!(shown.contains("policy.yaml"), "{format}: {shown}");
        assert!(
            shown.contains("does not allow this product"),
            "{format}: {shown}"
        );
    }
    for text in [&run.stdout, &workplace.read("plan.md")] {
        assert!(text.contains("policy.yaml:3"), "{text}");
        assert!(text.contains("1 policy violation"), "{text}");
        assert!(text.contains("does not allow this product"), "{text}");
    }
    assert!(run.stdout.contains("Blocked: "), "{}", run.stdout);
    let json: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    assert_eq!(json["products"][0]["status"], "blocked");
    let source = json!({ "file": "policy.yaml", "line": 3, "column": 1 });
    assert_eq!(json["products"][0]["blockers"][0]["source"], source);
    assert_eq!(json["error"]["location"], source);
}

#[test]
fn the_seller_that_is_really_used_is_judged_whoever_names_it() {
    let store = Store::start();
    let seller = store.seller();
    let named = format!("sellerId: \"{seller}\"\n{WEBSITE}");
    let mut workplace = workplace(&store, WEBSITE, "sellers: [\"999\"]\n");
    // By the variable.
    assert_eq!(violations(&planned(&workplace, &[], 11)).len(), 1);
    // By the flag, though the manifest names one that is allowed.
    workplace.manifest(&format!("sellerId: \"999\"\n{WEBSITE}"));
    let plan = planned(&workplace, &["--seller-id", &seller], 11);
    assert_eq!(violations(&plan), ["sellers - policy.yaml:2"]);
    let message = plan["products"][0]["blockers"][0]["message"].as_str();
    assert!(message.unwrap().contains(&seller), "{message:?}");
    // By the manifest, though the variable names one that is allowed.
    workplace.manifest(&named);
    workplace.set("STORECTL_SELLER_ID", "999");
    assert_eq!(violations(&planned(&workplace, &[], 11)).len(), 1);
    policy(&workplace, &format!("sellers: [\"{seller}\"]\n"));
    assert_eq!(
        violations(&planned(&workplace, &[], 0)),
        Vec::<String>::new()
    );
}

#[test]
fn what_nobody_may_acknowledge_has_no_token_anywhere_and_needs_none() {
    let store = Store::start();
    let workplace = workplace(&store, FREE, "neverAcknowledge: [pricing-changed]\n");
    let open = workplace.run(&["plan", "--format", "json"]).exits(11);
    let changes = open.json()["products"][0]["changes"].clone();
    let tokens = changes.as_array().unwrap().iter();
    let tokens: Vec<String> = tokens
        .filter_map(|it| Some(it["token"].as_str()?.to_owned()))
        .collect();
    assert!(!tokens.is_empty());
    let plan = planned(&workplace, &[], 11);
    let forbidden = "neverAcknowledge availability.pricing policy.yaml:2";
    assert_eq!(violations(&plan), [forbidden]);
    let change = &plan["products"][0]["changes"][0];
    assert_eq!(change["destructiveClass"], "pricing-changed");
    assert_eq!(change["token"], json!(null));
    assert_eq!(change["acknowledged"], false);

    let acknowledged = tokens.join(", ");
    for manifest in [
        FREE.to_owned(),
        format!("{FREE}acknowledge: [{acknowledged}]\n"),
    ] {
        workplace.manifest(&manifest);
        for format in ["text", "json", "markdown", "html", "github", "sarif"] {
            let mut arguments = vec!["plan", "--policy", "policy.yaml", "--format", format];
            let run = workplace.run(&arguments).exits(11);
            let mut shown = everything(&run);
            if format == "json" {
                // What the manifest names is no offer.
                let mut plan = run.json();
                assert_eq!(plan["acknowledgeCommand"], json!(null));
                plan["products"][0]["acknowledge"].take();
                shown = format!("{plan}{}", run.stderr);
            }
            for token in &tokens {
                assert!(!shown.contains(token.as_str()), "{format}: {shown}");
                arguments.extend(["--acknowledge", token]);
            }
            assert!(!shown.contains("storectl acknowledge"), "{shown}");
            let run = workplace.run(&arguments).exits(11);
            let mut shown = run.stdout.clone();
            if format == "json" {
                let mut plan = run.json();
                assert_eq!(plan["products"][0]["acknowledgedByFlag"], json!([]));
                plan["products"][0]["acknowledge"].take();
                shown = plan.to_string();
            }
            // A command line is repeated as it was given.
            let names_one = |it: &&str| tokens.iter().any(|token| it.contains(token.as_str()));
            let offers: Vec<&str> = shown
                .lines()
                .chain(run.stderr.lines())
                .filter(names_one)
                .filter(|it| !it.contains("storectl "))
                .collect();
            assert_eq!(offers, Vec::<&str>::new(), "{format}");
        }
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn no_token_is_offered_while_another_rule_is_violated() {
    let workplace = workplace(&Store::start(), FREE, "products: [other]\n");
    for format in ["text", "json", "markdown", "html", "github", "sarif"] {
        let arguments = ["plan", "--policy", "policy.yaml", "--format", format];
        let run = workplace.run(&arguments).exits(11);
        let shown = everything(&run);
        assert!(!shown.contains("D-"), "{format}: {shown}");
        assert!(shown.contains("policy.yaml"), "{format}: {shown}");
    }
}

#[test]
fn a_price_that_moved_in_partner_center_is_forbidden_as_one_of_the_manifest_is() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "neverAcknowledge: [pricing-changed]\n");
    workplace
        .run(&crate::support::apply(&["--wait", "published"]))
        .exits(0);
    let mut product = store.product();
    product
        .availability
        .insert("pricing".to_owned(), json!("FREE"));
    store.sandbox.put_product(product);
    workplace.manifest("properties: { website: https://www.contoso.com/other }\n");
    let plan = planned(&workplace, &[], 11);
    let forbidden = "neverAcknowledge availability.pricing policy.yaml:2";
    assert_eq!(violations(&plan), [forbidden]);
    let unmanaged = plan["products"][0]["unmanaged"].as_array().unwrap();
    let price = unmanaged
        .iter()
        .find(|it| it["address"] == "availability.pricing");
    assert_eq!(price.unwrap()["token"], json!(null));
}

#[test]
fn an_unmanaged_package_on_another_host_blocks_a_plan_that_does_not_touch_it() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "installerHosts: [www.contoso.com]\n");
    planned(&workplace, &[], 0);
    let mut product = store.product();
    let url = json!("https://evil.example/www.contoso.com/setup.exe");
    product.packages[0]
        .fields
        .insert("packageUrl".to_owned(), url);
    store.sandbox.put_product(product);
    for flags in [&[][..], &["--only", "properties"], &["--submit", "never"]] {
        let plan = planned(&workplace, flags, 11);
        let forbidden = "installerHosts packages[0].packageUrl policy.yaml:2";
        assert_eq!(violations(&plan), [forbidden]);
    }
}
