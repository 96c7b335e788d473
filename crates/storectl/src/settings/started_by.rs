//! Who started a run: a name for receipts, which others read. Never an e-mail address.

use crate::settings::env::Env;

/// Variables in which CI systems say who started a run. Source: the manuals of GitHub Actions, GitLab CI/CD, Azure
/// Pipelines, CircleCI, Buildkite and Jenkins (build-user-vars-plugin).
const STARTED_BY: [&str; 7] = [
    "GITHUB_TRIGGERING_ACTOR",
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "BUILD_REQUESTEDFOR",
    "CIRCLE_USERNAME",
    "BUILDKITE_BUILD_CREATOR",
    "BUILD_USER_ID",
];

/// The longest name that is kept, in characters.
const LONGEST: usize = 100;

/// Returns the name that the CI system gives; `None` where none does. What is not text, or holds no name, is nobody's.
pub(crate) fn started_by(env: &Env) -> Option<String> {
    let given = |variable| env.text(&[variable]).ok().flatten();
    STARTED_BY
        .into_iter()
        .find_map(|it| person_name(&given(it)?.value))
}

/// Takes a person's name out of what somebody configured: one line, without control characters, cut to 100 characters. Of an
/// e-mail address that stands alone, the name is what comes before its `@`; beside other words, the address is left out.
/// `None` if nothing is left.
pub(crate) fn person_name(given: &str) -> Option<String> {
    let visible: String = given
        .chars()
        .filter(|it| it.is_whitespace() || !it.is_control())
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let own: Vec<&str> = words
        .iter()
        .copied()
        .filter(|it| mailbox(it).is_none())
        .collect();
    let name = if own.is_empty() {
        words.into_iter().find_map(mailbox)?.to_owned()
    } else {
        own.join(" ")
    };
    Some(name.chars().take(LONGEST).collect::<String>()).filter(|it| !it.is_empty())
}

/// Returns what comes before the `@` of an e-mail address, `None` of any other word.
fn mailbox(word: &str) -> Option<&str> {
    let address = word.trim_matches(|it: char| "<>()[]\"',;".contains(it));
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    let (name, host) = address.split_once('@')?;
    (!name.is_empty() && !host.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_it_is() {
        for name in [
            "ann",
            "Ann Smith",
            "dependabot[bot]",
            "Ærø Ångström",
            "@ann",
            "王 小明",
        ] {
            assert_eq!(person_name(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn an_email_address_is_never_kept() {
        for (given, name) in [
            ("ann@contoso.com", Some("ann")),
            ("<ann@contoso.com>", Some("ann")),
            ("mailto:ann@contoso.com", Some("ann")),
            ("Ann Smith <ann@contoso.com>", Some("Ann Smith")),
            ("Ann Smith (ann@contoso.com)", Some("Ann Smith")),
            ("a@b.example c@d.example", Some("a")),
            ("@", Some("@")),
        ] {
            assert_eq!(person_name(given).as_deref(), name, "{given}");
        }
    }

    #[test]
    fn what_is_hostile_is_one_short_line_or_nobody() {
        for (given, name) in [
            ("", None),
            (" \t\n", None),
            ("\u{0}\u{1b}\u{7f}", None),
            ("\u{1b}[31mann\u{7}", Some("[31mann")),
            ("ann\r\n::error::x", Some("ann ::error::x")),
            ("ann\u{85}smith", Some("ann smith")),
        ] {
            assert_eq!(person_name(given).as_deref(), name, "{given:?}");
        }
        let long = person_name(&"ü".repeat(10_240)).unwrap();
        assert_eq!(long.chars().count(), LONGEST);
        let address = format!("{}@contoso.com", "a".repeat(10_240));
        assert_eq!(person_name(&address).unwrap(), "a".repeat(LONGEST));
    }

    fn environment(variables: &[(&str, &str)]) -> Env {
        Env::of(variables.iter().copied())
    }

    #[test]
    fn the_first_variable_that_holds_a_name_counts() {
        for variable in STARTED_BY {
            let env = environment(&[(variable, "ann")]);
            assert_eq!(started_by(&env).as_deref(), Some("ann"), "{variable}");
        }
        let env = environment(&[("GITHUB_ACTOR", "\u{1b}"), ("GITLAB_USER_LOGIN", "ben")]);
        assert_eq!(started_by(&env).as_deref(), Some("ben"));
        let env = environment(&[
            ("GITHUB_ACTOR", "owner"),
            ("GITHUB_TRIGGERING_ACTOR", "ann"),
        ]);
        assert_eq!(
            started_by(&env).as_deref(),
            Some("ann"),
            "who pressed the button"
        );
        assert_eq!(started_by(&environment(&[])), None);
    }
}
