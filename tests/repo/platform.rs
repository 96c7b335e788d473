//! What differs between systems stands in one place (forms.md, Windows 2).

use crate::texts;

/// What a file says before its tests.
fn product_code(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests")
        .and_then(|at| text.get(..at))
        .unwrap_or(text)
}

#[test]
fn conditions_on_the_system_stand_in_the_platform_only() {
    for (path, text) in texts("crates", "rs") {
        let folders: Vec<_> = path.iter().collect();
        let is_product = folders.iter().any(|it| *it == "src");
        let is_platform = folders.iter().any(|it| {
            ["storectl-platform", "platform", "platform.rs"]
                .iter()
                .any(|name| it == name)
        });
        let is_test = folders.iter().any(|it| *it == "tests" || *it == "tests.rs");
        if !is_product || is_platform || is_test {
            continue;
        }
        for line in product_code(&text).lines() {
            let is_condition = line.contains("cfg") || line.contains("target_os");
            for word in ["windows", "unix", "target_os", "target_family"] {
                assert!(
                    !(is_condition && line.contains(word)),
                    "{}: {line}",
                    path.display()
                );
            }
        }
    }
}
