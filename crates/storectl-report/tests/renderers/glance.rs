//! What a reviewer knows of a comment without unfolding any of it: what changes, what goes, what blocks, which installer.

use serde_json::{Value, json};
use storectl_model::{RemotePackage, RemoteProduct};
use storectl_plan::{Action, Origin, Warning};
use storectl_report::{ErrorView, Foreign, LiveStamp, Output, PlanView, ProductOutcome};

use crate::fixtures::{self, Fixture, change};

fn comment(view: PlanView<'_>) -> String {
    fixtures::markdown(&Output::Plan(view))
}

fn text(field: &str, before: Value, after: Value) -> Fixture {
    let address = format!("listings.en-us.{field}");
    let changed = change(&address, Action::Change, before, after);
    Fixture::unchanged()
        .change("storectl.yaml:5", changed)
        .based()
}

#[test]
fn what_stays_is_said_and_that_nothing_goes_or_blocks() {
    let fixture = text("copyright", json!("© 2025"), json!("© 2026"));
    let said = "Unchanged by this plan: images, packages, price, markets, discoverability and properties. This plan removes no language, package, image or value. Nothing blocks this plan.\n";
    let comment = comment(fixture.view());
    assert!(comment.contains(said), "{comment}");
}

#[test]
fn an_item_that_goes_and_a_plan_that_is_blocked_are_not_denied() {
    let gone = text("searchTerms", json!(["notes", "lists"]), json!(["notes"]));
    let gone = comment(gone.view());
    assert!(!gone.contains("removes no "), "{gone}");
    assert!(gone.contains("Nothing blocks this plan."), "{gone}");
    let blocked = comment(fixtures::language_removed().based().view());
    assert!(
        blocked.contains("Unchanged by this plan: packages, price, "),
        "{blocked}"
    );
    for denial in ["removes no ", "Nothing blocks"] {
        assert!(!blocked.contains(denial), "{blocked}");
    }
}

/// Whether a comment says what stays, that nothing goes, and that nothing blocks.
fn said(view: PlanView<'_>) -> [bool; 3] {
    let comment = comment(view);
    ["Unchanged by this plan", "removes no ", "Nothing blocks"].map(|it| comment.contains(it))
}

#[test]
fn what_nobody_knows_is_not_called_unchanged() {
    let copyright = || text("copyright", json!("© 2025"), json!("© 2026"));
    assert_eq!(said(copyright().view()), [true; 3]);
    // Without a receipt, the draft may hold anything that nobody submitted.
    let mut without = copyright();
    without.plan.compared_since = None;
    assert_eq!(said(without.view()), [false, false, true]);
    let shown = comment(without.view());
    let kinds = "Unchanged in the draft: images, packages, price, markets, discoverability and properties. Nothing";
    assert!(shown.contains(kinds), "{shown}");
    let fleet = comment(fixtures::view(vec![
        copyright().product(),
        without.product(),
    ]));
    assert!(
        fleet.contains("Unchanged in the drafts that were read: images, "),
        "{fleet}"
    );
    // A snapshot lacks the certification notes, and what is secret.
    let offline = |fixture: &Fixture| {
        let stamp = LiveStamp {
            file: Foreign::new("live.json"),
            age: 60,
        };
        said(PlanView {
            live: Some(stamp),
            ..fixture.view()
        })
    };
    assert_eq!(offline(&copyright()), [true; 3]);
    let mut lacking = copyright();
    lacking.plan.warnings.push(Warning {
        path: None,
        message: "not compared: the snapshot has no `certificationNotes`".to_owned(),
    });
    assert_eq!(offline(&lacking), [false; 3]);
    // What the draft holds as the manifest says is published with this plan, whoever put it there.
    let fixture = copyright().agreed("packages[0].packageUrl");
    let shown = comment(fixture.view());
    let kinds =
        "Unchanged by this plan: images, price, markets, discoverability and properties. Nothing";
    assert!(shown.contains(kinds), "{shown}");
    // A picture that is another one, and an item that is: the old one goes.
    let screenshot = |name: &str| json!({ "path": name, "bytes": 1, "width": 1366, "height": 768 });
    for (field, before, after) in [
        ("screenshots[0]", screenshot("a.png"), screenshot("b.png")),
        (
            "requirements",
            json!([{ "minimumHardware": "Pentium4" }]),
            json!([{ "minimumHardware": "Corei9" }]),
        ),
    ] {
        let [_, removes_no, _] = said(text(field, before, after).view());
        assert!(!removes_no, "{field}");
    }
    // A warning may be of what apply refuses.
    let mut warned = copyright();
    warned.plan.warnings.push(Warning {
        path: None,
        message: "cannot read the journal".to_owned(),
    });
    assert_eq!(said(warned.view()), [true, true, false]);
}

#[test]
fn a_run_that_fails_although_nothing_blocks_says_why() {
    let fixture = text("copyright", json!("© 2025"), json!("© 2026"));
    let error = ErrorView {
        code: "blocked",
        exit: 11,
        message: "the draft differs from the base".to_owned(),
        hints: Vec::new(),
        request: None,
        http_status: None,
        store_messages: Vec::new(),
        correlation_id: None,
        location: None,
        stale: Vec::new(),
    };
    let view = PlanView {
        error: Some(&error),
        ..fixture.view()
    };
    let comment = comment(view);
    assert!(
        comment.contains("(exit 11): the draft differs from the base"),
        "{comment}"
    );
    assert!(!comment.contains("Nothing blocks"), "{comment}");
}

#[test]
fn what_moved_beside_the_plan_is_not_called_unchanged() {
    let mut fixture = text("copyright", json!("© 2025"), json!("© 2026"));
    fixture.plan.changes[0].origin = Some(Origin::Drift);
    let fixture = fixture.moved("availability.pricing", Some(json!("FREE")), json!("PAID"));
    let comment = comment(fixture.view());
    let said = "Unchanged by this plan: images, packages, markets, discoverability and properties.";
    assert!(comment.contains(said), "{comment}");
}

#[test]
fn a_few_words_of_a_long_text_wrap_as_running_text() {
    let text_of = |words| {
        let rest = "It finds every word that you ever wrote, in typed text and in pictures. ";
        json!(format!(
            "Contoso Notes.\n\nIt keeps notes {words}. {}\n",
            rest.repeat(9)
        ))
    };
    let (before, after) = (
        text_of("on all your devices"),
        text_of("on every device you own"),
    );
    let comment = comment(text("description", before, after).view());
    assert!(comment.contains("\n> It keeps notes on "), "{comment}");
    assert!(comment.contains("<ins>"), "{comment}");
    assert!(!comment.contains("```diff"), "{comment}");
}

/// A package with its installer at `url`.
fn package_at(url: &str) -> RemotePackage {
    RemotePackage {
        package_id: "72541436".parse().unwrap(),
        package_url: Some(url.to_owned()),
        package_type: Some("exe".to_owned()),
        architectures: vec!["X64".to_owned()],
        languages: vec!["en-us".to_owned()],
        is_silent_install: None,
        installer_parameters: None,
        generic_doc_url: None,
        error_details: Vec::new(),
        extra: serde_json::Map::new(),
    }
}

/// A plan that changes a field of the only package, whose installer is at `url` afterwards.
fn package(field: &str, [before, after]: [&str; 2], url: &str) -> Fixture {
    let address = format!("packages[0].{field}");
    let changed = change(&address, Action::Change, json!(before), json!(after));
    Fixture::unchanged()
        .change("storectl.yaml:8", changed)
        .publishing(&RemoteProduct {
            packages: vec![package_at(url)],
            ..RemoteProduct::default()
        })
}

const OLD: &str = "https://www.contoso.com/1.4/setup.exe";
const NEW: &str = "https://www.contoso.com/1.5/setup.exe";

#[test]
fn a_package_is_named_by_architecture_type_and_languages_and_its_installer_by_its_address() {
    let summary = "<summary><code>packages[0]</code> X64 exe en-us: 1 change</summary>\n\n";
    let parameters = comment(package("installerParameters", ["/s", "/S"], OLD).view());
    let stays = format!("{summary}installer: `{OLD}`\n");
    assert!(parameters.contains(&stays), "{parameters}");
    let address = comment(package("packageUrl", [OLD, NEW], NEW).view());
    assert!(address.contains(summary), "{address}");
    assert!(!address.contains("installer: "), "{address}");
}

#[test]
fn the_installer_that_stays_is_named_and_called_unchanged_where_a_receipt_says_so() {
    let publishing = |fixture: Fixture| {
        fixture.publishing(&RemoteProduct {
            packages: vec![package_at(OLD)],
            ..RemoteProduct::default()
        })
    };
    let mut fixture = publishing(text("copyright", json!("© 2025"), json!("© 2026")));
    let shown = comment(fixture.view());
    let line = format!("\nInstaller, unchanged: `{OLD}` (X64 exe en-us).\n");
    assert!(shown.contains(&line), "{shown}");
    fixture.plan.compared_since = None;
    let shown = comment(fixture.view());
    let line = format!("\nInstaller: `{OLD}` (X64 exe en-us).\n");
    assert!(shown.contains(&line), "{shown}");
}

#[test]
fn a_failed_apply_says_what_was_to_change() {
    let (fixture, report) = (
        package("packageUrl", [OLD, NEW], NEW).based(),
        fixtures::failed_report(),
    );
    let view = fixtures::report(fixture.view(), ProductOutcome::Ran(&report));
    let comment = fixtures::markdown(&Output::Apply(view));
    let (before, planned) = comment.split_once("**What was to change**").unwrap();
    assert!(before.contains("Nothing was published"), "{comment}");
    assert!(
        planned.contains("</code> X64 exe en-us: 1 change</summary>"),
        "{comment}"
    );
    assert!(
        planned.contains("\nUnchanged by this plan: text, "),
        "{comment}"
    );
}

#[test]
fn a_line_of_a_fleet_says_the_first_changes_of_its_product() {
    let changed = text(
        "shortDescription",
        json!("Gears for everyone"),
        json!("Gears for all"),
    );
    let (changed, removed) = (changed, fixtures::language_removed().based());
    let quiet = Fixture::unchanged().based();
    let comment = comment(fixtures::view(vec![
        changed.product(),
        removed.product(),
        quiet.product(),
    ]));
    for line in [
        ": 1 change — `listings.en-us.shortDescription` `\"Gears for everyone\"` → `\"Gears for all\"`\n",
        ": 1 change, 1 destructive, 1 blocked — remove `listings.fr-fr`\n",
        "\nUnchanged by this plan: packages, price, markets, discoverability and properties.\n",
    ] {
        assert!(comment.contains(line), "{line}\n{comment}");
    }
}
