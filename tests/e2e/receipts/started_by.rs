//! Who started a run, as its receipt and the history name them: never an e-mail address.

use serde_json::{Value, json};

use super::{Remote, git, receipt};
use crate::support::{Store, Workplace, apply};

/// Applies in a new checkout, prepared like this, and returns who its receipt names.
fn by(prepare: impl FnOnce(&mut Workplace)) -> Value {
    let store = Store::start();
    let mut workplace = Remote::new().first_clone(&store);
    // Whoever runs the tests has a name as well.
    git(workplace.path(), &["config", "user.name", ""]);
    prepare(&mut workplace);
    workplace.run(&apply(&[])).exits(0);
    let history = ["status", "--history", "--format", "json"];
    let history = workplace.run(&history).exits(0).json();
    let by = receipt(&workplace)["by"].clone();
    assert_eq!(history["products"][0]["releases"][0]["by"], by);
    by
}

#[test]
fn where_no_ci_system_names_anybody_it_is_the_name_that_git_knows() {
    for (configured, expected) in [
        ("Ann Smith", json!("Ann Smith")),
        ("Ann Smith <ann@contoso.com>", json!("Ann Smith")),
        ("ann@contoso.com", json!("ann")),
        ("", Value::Null),
    ] {
        let found = by(|it| {
            git(it.path(), &["config", "user.name", configured]);
            git(it.path(), &["config", "user.email", "ann@contoso.com"]);
        });
        assert_eq!(found, expected, "{configured}");
    }
}

#[test]
fn a_ci_systems_word_comes_before_gits() {
    for variable in ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILD_REQUESTEDFOR"] {
        let found = by(|it| {
            git(it.path(), &["config", "user.name", "runner"]);
            it.set(variable, "Ann Smith <ann@contoso.com>");
        });
        assert_eq!(found, "Ann Smith", "{variable}");
    }
}

#[test]
fn a_hostile_name_is_one_short_line() {
    for (given, expected) in [
        ("ann\r\n::error::x\u{1b}[2J", "ann ::error::x[2J".to_owned()),
        (&"x".repeat(10_240), "x".repeat(100)),
    ] {
        assert_eq!(by(|it| it.set("GITHUB_ACTOR", given)), expected);
    }
}
