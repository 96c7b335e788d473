//! What the contract leaves open of images, under the real binary: it alone looks at their bytes.

use storectl_sandbox::Options;

use crate::support::{Store, Workplace, apply, images::png};

/// Applies an image under these readings, and looks at what the next run would do.
fn applied_once_under(readings: &str) {
    let store = Store::with(Options {
        interpretations: readings.parse().unwrap(),
        ..Options::default()
    });
    let body = "listings:\n  en-us: { screenshots: [new.png] }\n";
    let workplace = Workplace::at(&store, body);
    workplace.write("new.png", png(40, 30, 1));
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let plan = workplace.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{readings}\n{}{}", plan.stdout, plan.stderr);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn an_image_is_uploaded_once_whether_or_not_its_bytes_are_kept_and_can_be_read() {
    for readings in [
        "",
        "image-bytes=rewritten",
        "blob-reads=private",
        "image-bytes=rewritten,blob-reads=private",
    ] {
        applied_once_under(readings);
    }
}

#[test]
fn the_help_of_the_sandbox_lists_every_reading_with_its_values() {
    let help = Workplace::empty()
        .run(&["sandbox", "--help"])
        .exits(0)
        .stdout;
    for switch in storectl_sandbox::Interpretations::SWITCHES {
        assert!(help.contains(&format!("  {}: ", switch.name)), "{help}");
        for (value, meaning) in switch.values {
            assert!(help.contains(value) && help.contains(meaning), "{help}");
        }
    }
}
