//! Eight plans in every format, as reviewers and machines get them.

use std::path::Path;

use insta::Settings;

use super::{
    scenarios::{ALL, Outputs, Scenario},
    stable::{Names, shortened},
};

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
    let names = Names::of(&serde_json::from_str(of(&outputs, "json")).unwrap());
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // How long a step took, and the version of storectl in its documents and on its pages.
    settings.add_filter(r"\b\d+(\.\d)? m?s\b", "«duration»");
    let version = env!("CARGO_PKG_VERSION").replace('.', r"\.");
    settings.add_filter(
        &format!("((?:Version|version)\": \"|<dt>storectl</dt><dd>){version}"),
        "$1«version»",
    );
    settings.bind(|| {
        for (format, content) in &outputs {
            let shown = match *format {
                "summary" if content == of(&outputs, "markdown") => "«as markdown»".to_owned(),
                _ => names.in_place(&shortened(format, content)),
            };
            insta::assert_snapshot!(format!("{}.{format}", scenario.name), shown);
        }
    });
}

/// What a run left in a format.
fn of<'o>(outputs: &'o Outputs, format: &str) -> &'o str {
    let (_, content) = outputs.iter().find(|(it, _)| *it == format).unwrap();
    content
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
