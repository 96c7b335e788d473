//! Eight plans in every format, as reviewers and machines get them.

use std::path::Path;

use insta::{Settings, assert_snapshot};
use serde_json::Value;

use super::scenarios::{ALL, Scenario};

/// What differs from run to run: where the Store listens, hashes of what names it, commits, times, durations, pictures; and the page's own style
/// and script.
const FILTERS: [(&str, &str); 14] = [
    (r"(?s)<style>.*?</style>", "<style>…</style>"),
    (r"(?s)<script>.*?</script>", "<script>…</script>"),
    (r"'sha256-[0-9A-Za-z+/=]+'", "'sha256-…'"),
    (r"\b[0-9a-f]{64}\b", "SHA-256"),
    (
        r"(correlation ID:? |correlationId\": \")[0-9a-f-]{36}",
        "${1}CORRELATION",
    ),
    (r"127\.0\.0\.1:[0-9]+", "127.0.0.1:PORT"),
    (r"127\.0\.0\.1%3A[0-9]+", "127.0.0.1%3APORT"),
    (r"\b(sp1|sc1)-[0-9a-f]{32}\b", "$1-HASH"),
    (r"\bD-[0-9a-z]{6}\b", "D-TOKEN"),
    (r"\b[0-9a-f]{40}\b", "COMMIT"),
    (r"\b[0-9a-f]{12}\b", "COMMIT"),
    (
        r"20[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-9:.]+Z| [0-9:]+(Z)?)?",
        "TIME",
    ),
    (r"\b[0-9.,]+ (ms|s)\b", "DURATION"),
    (
        r"data:image/png;base64,[0-9A-Za-z+/=]+",
        "data:image/png;base64,PICTURE",
    ),
];

/// Keeps what a scenario gives in every format.
fn kept(scenario: &Scenario) {
    let outputs = (scenario.run)();
    // For whoever wants to look at them in a browser.
    if let Some(folder) = std::env::var_os("STORECTL_TEST_OUTPUTS") {
        let folder = Path::new(&folder).join(scenario.name);
        std::fs::create_dir_all(&folder).unwrap();
        for (format, content) in &outputs {
            std::fs::write(folder.join(format), content).unwrap();
        }
    }
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{}", scenario.name));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, replacement) in FILTERS {
        settings.add_filter(pattern, replacement);
    }
    settings.bind(|| {
        for (format, content) in outputs {
            match format {
                "json" => assert_snapshot!(format, brief(&content)),
                _ => assert_snapshot!(format, content),
            }
        }
    });
}

/// Most products of a document that a snapshot has.
const PRODUCTS: usize = 3;

/// Leaves out the products that make a fleet's document large and say nothing new.
fn brief(document: &str) -> String {
    let mut document: Value = serde_json::from_str(document).unwrap();
    if let Some(products) = document["products"].as_array_mut() {
        let (unchanged, mut kept): (Vec<Value>, Vec<Value>) = std::mem::take(products)
            .into_iter()
            .partition(|it| it["status"] == "unchanged");
        kept.extend(
            unchanged
                .into_iter()
                .take(PRODUCTS.saturating_sub(kept.len())),
        );
        *products = kept;
    }
    serde_json::to_string_pretty(&document).unwrap()
}

/// Makes a test of each scenario, so that they run side by side and fail by name.
macro_rules! scenarios {
    ($($test:ident = $index:literal),* $(,)?) => { $(
        #[test]
        fn $test() {
            kept(&ALL[$index]);
        }
    )* };
}

scenarios! {
    one_text = 0,
    one_copyright_line_in_12_languages = 1,
    a_removed_language_that_is_not_acknowledged = 2,
    a_new_installer_with_another_price = 3,
    images_replaced_added_and_reordered = 4,
    drift_with_a_conflict = 5,
    a_fleet_of_61_with_one_blocked_and_one_failed = 6,
    a_failed_apply = 7,
}
