//! Eight plans in every format, as reviewers and machines get them.

use std::path::Path;

use super::scenarios::{ALL, Scenario};

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
    for (format, content) in outputs {
        assert!(content.len() < 2 * 1024 * 1024, "{format}");
    }
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
