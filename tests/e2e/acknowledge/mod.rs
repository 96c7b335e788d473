//! `storectl acknowledge`: tokens of destructive changes, in the manifest.

use crate::support::{Store, Workplace};

const LANGUAGE_REMOVED: &str = "# German ends with this release.
listings:
  de-de: null
";

/// The same, in a field that needs a variable of the command line and a secret.
const WITH_VARIABLES: &str = "vars:
  pin: { secret: true }
properties:
  certificationNotes: Version ${version}, PIN ${pin}.
listings:
  de-de: null
";

/// The token of the only change of a plan, which is saved as plan.json.
fn token(workplace: &Workplace) -> String {
    let run = workplace
        .run(&["plan", "--format", "json", "--out", "json=plan.json"])
        .exits(11);
    let token = &run.json()["products"][0]["changes"][0]["token"];
    token.as_str().unwrap().to_owned()
}

/// What the manifest holds once it acknowledges that German is removed.
fn acknowledged(before: &str, token: &str) -> String {
    format!("{before}acknowledge:\n  - {token}   # listings.de-de: removes a language\n")
}

#[test]
fn an_acknowledged_change_is_no_longer_blocked() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    let token = token(&workplace);
    let before = workplace.read("storectl.yaml");

    let run = workplace.run(&["acknowledge", &token, "--diff"]).exits(0);
    let line = format!("+  - {token}   # listings.de-de: removes a language\n");
    assert!(run.stdout.contains(&line), "{}", run.stdout);
    assert_eq!(workplace.read("storectl.yaml"), before);

    let run = workplace.run(&["acknowledge", &token]).exits(0);
    assert_eq!(run.stdout, "edited storectl.yaml\nedited 1 of 1 manifest\n");
    let after = acknowledged(&before, &token);
    assert_eq!(workplace.read("storectl.yaml"), after);
    workplace.run(&["plan"]).exits(0);

    workplace.run(&["acknowledge", &token, "."]).exits(0);
    assert_eq!(workplace.read("storectl.yaml"), after);
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_saved_plan_says_what_a_token_allows_without_credentials() {
    let mut workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    let token = token(&workplace);
    let before = workplace.read("storectl.yaml");
    workplace.set("STORECTL_ENDPOINT", "");
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace
        .run(&["acknowledge", &token, "--plan", "plan.json"])
        .exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        acknowledged(&before, &token)
    );
}

#[test]
fn a_saved_plan_brings_its_variables_and_needs_no_secret() {
    let mut workplace = Workplace::at(&Store::start(), WITH_VARIABLES);
    workplace.set("STORECTL_VAR_PIN", "0000");
    let arguments = ["plan", "--var", "version=2", "--format", "json"];
    let plan = workplace
        .run(&[&arguments[..], &["--out", "json=plan.json"]].concat())
        .exits(11)
        .json();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let token = changes.iter().find_map(|it| it["token"].as_str()).unwrap();
    workplace.set("STORECTL_VAR_PIN", "");
    let before = workplace.read("storectl.yaml");
    workplace
        .run(&["acknowledge", token, "--plan", "plan.json"])
        .exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        acknowledged(&before, token)
    );
}

#[test]
fn a_token_that_no_plan_has_is_refused() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    let token = token(&workplace);
    let unknown = "D-aaaaaa";
    let before = workplace.read("storectl.yaml");
    for arguments in [
        &["acknowledge", token.as_str(), unknown][..],
        &["acknowledge", unknown, "--plan", "plan.json"],
    ] {
        let run = workplace.run(arguments).exits(64);
        let said = format!("{unknown} is not a token of the plan");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert!(run.stderr.contains(&token), "{}", run.stderr);
        assert_eq!(workplace.read("storectl.yaml"), before);
    }
}

#[test]
fn what_is_not_a_token_or_not_a_plan_is_named() {
    let workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    workplace.write("other.json", "{}");
    for (arguments, code, said) in [
        (&["."][..], 64, "no token is given"),
        (&["D-X"], 64, "`D-X` is not a valid acknowledgment token"),
        (
            &["D-aaaaaa", ".", "--plan", "other.json"],
            64,
            "pass no PATH",
        ),
        (&["D-aaaaaa", "--plan", "other.json"], 1, "other.json"),
        (&["D-aaaaaa", "--plan", "absent.json"], 1, "absent.json"),
    ] {
        let run = workplace
            .run(&[&["acknowledge"], arguments].concat())
            .exits(code);
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn an_invalid_manifest_is_reported_and_kept() {
    let workplace = Workplace::at(&Store::start(), "properties: { website: nowhere }\n");
    let before = workplace.read("storectl.yaml");
    let run = workplace.run(&["acknowledge", "D-aaaaaa"]).exits(10);
    assert!(run.stderr.contains("storectl.yaml:3:"), "{}", run.stderr);
    assert_eq!(workplace.read("storectl.yaml"), before);
}
