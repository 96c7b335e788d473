//! `storectl set`: fields of manifests, from the command line.

mod files;
mod refusals;

use crate::support::Workplace;

const MANIFEST: &str = "# The product of the team.
apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
vars:
  version: 1.4.2   # moved by the release job
availability:
  markets: [US, CA]
properties:
  website: https://contoso.com
  # Asked for by support.
  supportContactInfo: support@contoso.com
  isSystemFeatureRequired:
    - { hardwareItemType: Touch, isRequired: true, isRecommended: false }
listings:
  en-us:
    whatsNew: Faster in ${version}.
  fr-fr: null
";

fn workplace() -> Workplace {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", MANIFEST);
    workplace
}

/// What the manifest holds after `set` with these arguments.
#[track_caller]
fn after(arguments: &[&str]) -> String {
    let workplace = workplace();
    workplace.run(&[&["set"], arguments].concat()).exits(0);
    workplace.read("storectl.yaml")
}

#[test]
fn each_edit_changes_its_own_lines_and_nothing_else() {
    for (edit, from, to) in [
        ("vars.version=1.5.0", "version: 1.4.2 ", "version: 1.5.0 "),
        ("vars.version=1.10", "version: 1.4.2 ", "version: \"1.10\" "),
        (
            "listings.en-us.whatsNew=Smaller: 5 = 2 + 3.",
            "whatsNew: Faster in ${version}.",
            "whatsNew: \"Smaller: 5 = 2 + 3. ${version}\"",
        ),
        ("availability.markets=[US, NO]", "[US, CA]", "[US, \"NO\"]"),
        ("availability.markets=all", "[US, CA]", "all"),
        (
            "properties.isSystemFeatureRequired[Touch].isRequired=false",
            "isRequired: true",
            "isRequired: false",
        ),
        (
            "properties.website=null",
            "website: https://contoso.com",
            "website: null",
        ),
        (
            "listings.de-de.shortDescription=Zahnräder",
            "  fr-fr: null\n",
            "  fr-fr: null\n  de-de:\n    shortDescription: Zahnräder\n",
        ),
    ] {
        // The variable stays in use.
        let edit = edit.replace("2 + 3.", "2 + 3. ${version}");
        assert_eq!(after(&[&edit]), MANIFEST.replace(from, to), "{edit}");
    }
}

#[test]
fn a_field_is_removed_with_its_comment() {
    let removed = "  # Asked for by support.\n  supportContactInfo: support@contoso.com\n";
    assert_eq!(
        after(&["--unset", "properties.supportContactInfo"]),
        MANIFEST.replace(removed, "")
    );
}

#[test]
fn set_twice_is_set_once() {
    let workplace = workplace();
    let arguments = ["set", "vars.version=1.5.0", "listings.de-de.whatsNew=Neu"];
    let first = workplace.run(&arguments).exits(0);
    assert_eq!(
        first.stdout,
        "edited storectl.yaml\nedited 1 of 1 manifest\n"
    );
    let once = workplace.read("storectl.yaml");
    let second = workplace.run(&arguments).exits(0);
    assert_eq!(second.stdout, "edited 0 of 1 manifest\n");
    assert_eq!(workplace.read("storectl.yaml"), once);
}

#[test]
fn a_diff_shows_what_would_change_and_writes_nothing() {
    let workplace = workplace();
    let run = workplace
        .run(&["set", "vars.version=1.5.0", "--diff"])
        .exits(0);
    let expected = "--- a/storectl.yaml
+++ b/storectl.yaml
@@ -2,7 +2,7 @@
 apiVersion: storectl/v1
 productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
 vars:
-  version: 1.4.2   # moved by the release job
+  version: 1.5.0   # moved by the release job
 availability:
   markets: [US, CA]
 properties:
";
    assert_eq!(run.stdout, expected);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}

#[test]
fn an_edit_that_fixes_the_last_error_is_written() {
    let workplace = Workplace::empty();
    let broken = MANIFEST.replace("https://contoso.com", "nowhere");
    workplace.write("storectl.yaml", &broken);
    workplace.run(&["set", "vars.version=1.5.0"]).exits(10);
    assert_eq!(workplace.read("storectl.yaml"), broken);
    workplace
        .run(&["set", "properties.website=https://contoso.com"])
        .exits(0);
    assert_eq!(workplace.read("storectl.yaml"), MANIFEST);
}

#[test]
fn nobody_needs_a_secret_to_edit() {
    let workplace = Workplace::empty();
    let manifest = MANIFEST.replace("vars:\n", "vars:\n  pin: { secret: true }\n");
    let manifest = manifest.replace(
        "properties:\n",
        "properties:\n  certificationNotes: The PIN is ${pin}.\n",
    );
    workplace.write("storectl.yaml", &manifest);
    workplace.run(&["set", "vars.version=1.5.0"]).exits(0);
    assert_eq!(
        workplace.read("storectl.yaml"),
        manifest.replace("1.4.2", "1.5.0")
    );
}

#[test]
fn every_edit_applies_to_every_manifest() {
    let workplace = workplace();
    let other = MANIFEST.replace("3e31a9f9", "4e31a9f9");
    workplace.write("other/storectl.yaml", &other);
    workplace.run(&["set", "vars.version=1.5.0"]).exits(0);
    for path in ["storectl.yaml", "other/storectl.yaml"] {
        assert!(workplace.read(path).contains("version: 1.5.0 "), "{path}");
    }
}
