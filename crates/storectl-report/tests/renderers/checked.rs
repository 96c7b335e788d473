//! What people see of the installers of a plan.

use insta::assert_snapshot;
use storectl_installer::{Finding, FindingSeverity, Inspection, Outcome, Subject};
use storectl_manifest::installers as rules;
use storectl_model::{FieldPath, PreflightMode};
use storectl_plan::Action;
use storectl_report::{LookOrigin, Output, Verbosity};

use crate::fixtures::{
    self, Fixture, change,
    installers::{Look, SETUP, host, package, read, seen, setup, unsigned},
};

const HELPER: &str = "helper.exe in the installer is not signed";

/// Why an installer elsewhere is not looked at beside a simulated Store.
const ELSEWHERE: &str =
    "the endpoint is a loopback address, so only installers at loopback addresses are looked at";

fn text(fixture: &Fixture, verbosity: Verbosity) -> String {
    fixtures::text(&Output::Plan(fixture.view()), verbosity)
}

fn markdown(fixture: &Fixture) -> String {
    let mut view = fixture.view();
    view.apply_command = None;
    fixtures::markdown(&Output::Plan(view))
}

fn changed() -> Fixture {
    fixtures::package_patch().preflight(PreflightMode::Auto)
}

fn exe() -> Look {
    Look::of(read(SETUP, Some(host()), setup()))
}

/// The installer of another package.
fn at(package: usize, look: Look) -> Look {
    Look {
        package: FieldPath::of_package(package),
        ..look
    }
}

fn warning() -> Finding {
    Finding {
        rule: &rules::NOT_SILENT,
        severity: FindingSeverity::Warning,
        subject: Subject::InstallerParameters,
        message: "an NSIS installer is silent with `/S`, but `installerParameters` is `/quiet`"
            .to_owned(),
        hint: "set `installerParameters` to `/S`".to_owned(),
    }
}

fn note() -> Finding {
    Finding {
        rule: &rules::CANNOT_TELL,
        severity: FindingSeverity::Note,
        subject: Subject::ExpectedSha256,
        message: "`expect.sha256` was not compared".to_owned(),
        hint: "use `--preflight full` to read every byte".to_owned(),
    }
}

/// An installer that is not looked at because of where it is.
fn elsewhere() -> Look {
    let inspection = seen(SETUP, None, Outcome::NotAsked(ELSEWHERE.to_owned()));
    Look {
        findings: vec![Finding {
            message: format!("the installer was not checked: {ELSEWHERE}"),
            ..note()
        }],
        ..Look::of(inspection)
    }
}

/// Lines that say something of installers.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_start);
    lines.filter(|it| it.contains("checked: ")).collect()
}

#[test]
fn a_changed_package_says_below_its_changes_what_was_checked_and_what_is_suspicious() {
    let fixture = changed().looked(Look {
        findings: vec![warning(), note()],
        ..exe()
    });
    assert_snapshot!("warned_text", text(&fixture, Verbosity::Normal));
    assert_snapshot!("warned_markdown", markdown(&fixture));
}

#[test]
fn what_blocks_the_plan_is_said_where_its_blockers_are_and_nowhere_else() {
    let fixture = changed().looked(Look {
        findings: vec![unsigned(HELPER), warning()],
        ..exe()
    });
    assert_snapshot!("blocked_text", text(&fixture, Verbosity::Normal));
    assert_snapshot!("blocked_markdown", markdown(&fixture));
    for shown in [text(&fixture, Verbosity::Normal), markdown(&fixture)] {
        assert_eq!(shown.matches(HELPER).count(), 1, "{shown}");
    }
}

#[test]
fn an_error_that_blocks_nothing_is_shown_like_any_finding() {
    let mut fixture = changed().looked(Look {
        findings: vec![unsigned(HELPER)],
        ..exe()
    });
    fixture.plan.blockers.clear();
    for shown in [text(&fixture, Verbosity::Normal), markdown(&fixture)] {
        assert_eq!(shown.matches(HELPER).count(), 1, "{shown}");
        assert!(!shown.contains("(see "), "{shown}");
    }
}

#[test]
fn briefly_only_what_blocks_is_said() {
    let fixture = changed().looked(Look {
        findings: vec![unsigned(HELPER), warning()],
        ..exe()
    });
    let text = text(&fixture, Verbosity::Brief);
    assert!(lines(&text).is_empty(), "{text}");
    assert!(text.contains(HELPER) && !text.contains("/quiet"), "{text}");
}

#[test]
fn a_plan_that_could_not_tell_says_that_it_approves_no_bytes() {
    let unknown = Outcome::CannotTell("the host answered 503".to_owned());
    let fixture = changed().looked_in_vain(Look::of(seen(SETUP, None, unknown)));
    let line = "checked: cannot tell: the host answered 503; the plan approves no bytes of it";
    assert_eq!(lines(&text(&fixture, Verbosity::Normal)), [line]);
    let item = format!("- `packages[0]` {line}");
    assert_eq!(lines(&markdown(&fixture)), [item]);
}

#[test]
fn of_an_installer_that_blocks_the_plan_it_is_not_said_that_no_bytes_are_approved() {
    let missing = Look {
        findings: vec![unsigned(HELPER)],
        ..Look::of(seen(SETUP, None, Outcome::NotServed))
    };
    let fixture = changed().looked_in_vain(missing);
    let line = "checked: not served";
    assert_eq!(lines(&text(&fixture, Verbosity::Normal)), [line]);
}

#[test]
fn installers_elsewhere_are_one_line_beside_a_simulated_store() {
    let fixture = changed()
        .looked_in_vain(elsewhere())
        .looked_in_vain(at(1, elsewhere()));
    let line = format!(
        "not checked: packages[0], packages[1]: {ELSEWHERE}; the plan approves no bytes of them"
    );
    let text = text(&fixture, Verbosity::Normal);
    assert_eq!(lines(&text), [line]);
    let comment = markdown(&fixture);
    let item = format!(
        "- not checked: `packages[0]`, `packages[1]`: {ELSEWHERE}; the plan approves no bytes of them"
    );
    assert_eq!(lines(&comment), [item]);
    for shown in [text, comment] {
        assert!(!shown.contains("STC0917"), "{shown}");
    }
}

#[test]
fn what_else_is_known_of_an_installer_elsewhere_is_shown() {
    let mut look = elsewhere();
    look.findings.push(warning());
    let text = text(&changed().looked_in_vain(look), Verbosity::Normal);
    let line = format!("checked: not looked at: {ELSEWHERE}; the plan approves no bytes of it");
    assert_eq!(lines(&text), [line]);
    assert!(text.contains("STC0908"), "{text}");
}

#[test]
fn in_mode_off_nothing_is_said_of_installers() {
    let fixture = fixtures::package_patch();
    for shown in [text(&fixture, Verbosity::Full), markdown(&fixture)] {
        assert!(lines(&shown).is_empty(), "{shown}");
        assert!(!shown.contains("nstallers"), "{shown}");
    }
}

#[test]
fn a_package_without_changes_that_was_looked_at_has_a_place_of_its_own() {
    let msi = Look::of(read(SETUP, Some(host()), package()));
    let full = || Fixture::unchanged().preflight(PreflightMode::Full);
    assert_snapshot!(text(&full().looked(exe()).looked(at(1, msi)), Verbosity::Normal), @r#"
        Product Contoso Notes (3e31a9f9-84e8-4d2d-9eba-487878d02ebf) · store/contoso-notes.yaml: No changes. The draft matches the manifest.
          two-way: no receipt yet

          packages[0]
            checked: 200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0

          packages[1]
            checked: 200, 812 B, MSI, not signed, version 1.5.0

        Read with 4 requests. Applying sends no writes.
        Plan: 0 to add, 0 to change, 0 to remove, 0 to clear · 1 manifest · plan sp1-a27fa2bacd5796b82680016a6b8865a6
        "#);
    let failed = full().looked(Look {
        findings: vec![unsigned(HELPER)],
        ..exe()
    });
    let text = text(&failed, Verbosity::Brief);
    assert!(text.contains(": No changes, 1 installer error\n"), "{text}");
}

#[test]
fn whether_an_earlier_run_read_the_bytes_is_said_with_v_only() {
    let fixture = changed().looked(Look {
        origin: LookOrigin::Cached,
        ..exe()
    });
    let said = |verbosity| text(&fixture, verbosity).contains("version 1.5.0 (cached)\n");
    assert!(said(Verbosity::Full) && !said(Verbosity::Normal));
    assert!(!markdown(&fixture).contains("cached"));
}

/// A product of so many packages, each with the same error and the same warning.
fn many(packages: usize) -> Fixture {
    (0..packages).fold(
        Fixture::unchanged().preflight(PreflightMode::Auto),
        |fixture, at| {
            let address = format!("packages[{at}].packageUrl");
            let urls = [1, 2].map(|it| format!("https://contoso.com/{it}/{at}.exe"));
            let [before, after] = urls.map(Into::into);
            fixture
                .change(
                    "store/contoso-notes.yaml:73",
                    change(&address, Action::Change, before, after),
                )
                .looked(Look {
                    package: FieldPath::of_package(at),
                    findings: vec![unsigned(HELPER), warning()],
                    ..exe()
                })
        },
    )
}

#[test]
fn what_is_wrong_with_many_packages_alike_is_explained_once() {
    let fixture = many(30);
    for shown in [text(&fixture, Verbosity::Normal), markdown(&fixture)] {
        assert_eq!(shown.matches(HELPER).count(), 1, "{shown}");
        assert_eq!(shown.matches("hint: ").count(), 2, "{shown}");
        assert!(shown.contains(" and 25 more: "), "{shown}");
    }
    let text = text(&fixture, Verbosity::Normal);
    let blockers = text.split_once("\nInvalid: ").unwrap().1;
    assert_snapshot!(blockers, @r#"
        Product Contoso Notes (3e31a9f9-84e8-4d2d-9eba-487878d02ebf) · store/contoso-notes.yaml
          packages[0].packageUrl, packages[1].packageUrl, packages[2].packageUrl, packages[3].packageUrl, packages[4].packageUrl and 25 more: helper.exe in the installer is not signed (policy 10.2.9) [STC0904]
          at: store/contoso-notes.yaml:60:3
          at: store/contoso-notes.yaml:60:3
          at: store/contoso-notes.yaml:60:3
          at: store/contoso-notes.yaml:60:3
          at: store/contoso-notes.yaml:60:3
          and 25 more
          hint: sign every program in the installer before you build it

        Read with 4 requests. Applying sends no writes.
        Plan: 0 to add, 30 to change, 0 to remove, 0 to clear · 1 manifest · plan sp1-a27fa2bacd5796b82680016a6b8865a6
        "#);
}

#[test]
fn of_more_packages_than_are_listed_a_comment_counts_the_others() {
    let comment = markdown(&many(40));
    assert_eq!(lines(&comment).len(), 30);
    assert!(comment.contains("\n- and 10 more\n"), "{comment}");
}

#[test]
fn a_name_without_end_takes_no_more_than_a_line() {
    let long = "x".repeat(10_000);
    let facts = storectl_installer::Facts {
        version: Some(long.clone()),
        ..setup()
    };
    let fixture = changed().looked(Look {
        findings: vec![Finding {
            message: storectl_model::bound_message(long),
            ..warning()
        }],
        ..Look::of(Inspection {
            ..read(SETUP, Some(host()), facts)
        })
    });
    let text = text(&fixture, Verbosity::Full);
    assert!(text.lines().all(|it| it.chars().count() < 4_100), "{text}");
    let comment = markdown(&fixture);
    assert!(
        comment.lines().all(|it| it.chars().count() < 800),
        "{comment}"
    );
}
