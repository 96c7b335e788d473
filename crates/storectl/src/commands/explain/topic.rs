//! What can be explained, and how it is found.

use std::fmt::Write as _;

use storectl_manifest::{Field, Rule, catalogue, fields, find_field};
use storectl_model::AckToken;
use storectl_plan::DestructiveClass;

use super::{
    plan_word::PlanWord,
    policy::{HOSTING, HOSTING_PAGE, Policy},
};
use crate::exit::Exit;

/// What a word on the command line is about.
#[derive(Debug)]
pub(crate) enum Topic<'a> {
    /// A diagnostic's code.
    Rule(&'static Rule),
    /// An exit code.
    Exit(Exit),
    /// A class of destructive changes.
    Class(DestructiveClass),
    /// The token of some destructive change.
    Token(AckToken),
    /// Tokens in general: this is nearly one.
    NearlyToken(String),
    /// A Store policy.
    Policy(&'static Policy),
    /// What a host of installers needs.
    Hosting,
    /// A word of a plan.
    PlanWord(PlanWord),
    /// A field of the manifest.
    Field(&'a Field),
}

impl<'a> Topic<'a> {
    /// Finds it; `None` if there is no such topic.
    pub(crate) fn find(text: &str, fields: &'a [Field]) -> Option<Self> {
        let rule = catalogue()
            .iter()
            .find(|it| it.code.as_str().eq_ignore_ascii_case(text));
        if let Some(rule) = rule {
            return Some(Self::Rule(rule));
        }
        if let Ok(code) = text.parse() {
            return Exit::of_code(code).map(Self::Exit);
        }
        let class = DestructiveClass::ALL
            .iter()
            .copied()
            .find(|it| it.as_str() == text);
        if let Some(class) = class {
            return Some(Self::Class(class));
        }
        if let Some(policy) = Policy::find(text) {
            return Some(Self::Policy(policy));
        }
        if text == HOSTING {
            return Some(Self::Hosting);
        }
        if let Ok(token) = text.parse() {
            return Some(Self::Token(token));
        }
        if let Some(word) = PlanWord::find(text) {
            return Some(Self::PlanWord(word));
        }
        let field = find_field(fields, text).map(Self::Field);
        field.or_else(|| nearly_token(text))
    }

    /// Renders what is known of it.
    pub(crate) fn page(&self, fields: &[Field]) -> String {
        match self {
            Self::Rule(rule) => of_rule(rule),
            Self::Exit(exit) => format!(
                "Exit code {} ({}): {}\n\n{}\n\nRetry in CI: {}\n",
                exit.code(),
                exit.name(),
                exit.meaning(),
                exit.advice(),
                exit.retry().as_str()
            ),
            Self::Class(class) => format!(
                "{} (destructive change): {}\n\n{HOW}",
                class.as_str(),
                class.meaning()
            ),
            Self::Token(token) => {
                of_token(&format!("{token}: the token of one destructive change"))
            }
            Self::NearlyToken(text) => of_token(&format!(
                "{text}: not a token; a token is `D-` followed by 4 to 32 lowercase letters or digits, e.g. `D-7k2fq3`"
            )),
            Self::Policy(policy) => policy.page(),
            Self::Hosting => HOSTING_PAGE.to_owned(),
            Self::PlanWord(word) => word.page(),
            Self::Field(one) => one.page(fields),
        }
    }
}

/// How a destructive change is acknowledged.
const HOW: &str = "\
`plan` and `apply` exit with code 11 until you acknowledge the change: add its token to `acknowledge:` in the manifest, or pass
`--acknowledge TOKEN`. The plan prints each token. A token is bound to the product, the class, the field, the values that are
lost and the new value, so it allows no other change.\n";

/// Takes what begins as tokens do for one that was copied in part or in the wrong case, which is corrected.
fn nearly_token<'a>(text: &str) -> Option<Topic<'a>> {
    let code = text
        .strip_prefix("D-")
        .or_else(|| text.strip_prefix("d-"))?;
    let corrected = format!("D-{}", code.to_ascii_lowercase()).parse();
    Some(corrected.map_or_else(|_| Topic::NearlyToken(text.to_owned()), Topic::Token))
}

/// Renders what is known of tokens below a title.
fn of_token(title: &str) -> String {
    let mut page = format!("{title}\n\n{HOW}\nClasses:\n");
    for class in DestructiveClass::ALL {
        let _ = writeln!(page, "  {:<24}  {}", class.as_str(), class.meaning());
    }
    page
}

fn of_rule(rule: &Rule) -> String {
    let Rule {
        code,
        severity,
        policy,
        title,
        why,
        fix,
        example_bad,
        example_good,
    } = rule;
    let mut page = format!(
        "{code} ({}): {title}\n\nWhy: {why}\n\nFix: {fix}\n",
        severity.as_str()
    );
    if let Some(policy) = policy {
        let _ = writeln!(page, "\nPolicy: {policy} (`storectl explain {policy}`)");
    }
    for (label, example) in [("Wrong", example_bad), ("Right", example_good)] {
        if let Some(example) = example {
            let _ = write!(page, "\n{label}:\n");
            for line in example.lines() {
                let _ = writeln!(page, "    {line}");
            }
        }
    }
    page
}

/// Returns every topic by name, for completion.
pub(crate) fn offer() -> Vec<String> {
    names(&fields())
}

/// Returns every topic by name.
pub(crate) fn names(fields: &[Field]) -> Vec<String> {
    let codes = catalogue().iter().map(|it| it.code.as_str().to_owned());
    let exits = Exit::ALL.into_iter().map(|it| it.code().to_string());
    let classes = DestructiveClass::ALL
        .iter()
        .map(|it| it.as_str().to_owned());
    let policies = Policy::ALL.iter().map(|it| it.id.to_owned());
    let policies = policies.chain([HOSTING.to_owned()]);
    let words = PlanWord::ALL.iter().map(|it| it.as_str().to_owned());
    let fields = fields.iter().map(|it| it.address.clone());
    let ours = codes
        .chain(exits)
        .chain(classes)
        .chain(policies)
        .chain(words);
    ours.chain(fields).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(topic: &str) -> Option<String> {
        let fields = fields();
        Topic::find(topic, &fields).map(|it| it.page(&fields))
    }

    #[test]
    fn every_listed_topic_is_explained() {
        let fields = fields();
        for name in names(&fields) {
            assert!(page(&name).is_some_and(|it| it.len() > 20), "{name}");
        }
    }

    #[test]
    fn a_token_explains_tokens_and_lists_every_class() {
        let page = page("D-7k2fq3").unwrap();
        for class in DestructiveClass::ALL {
            assert!(page.contains(class.as_str()), "{page}");
        }
    }

    #[test]
    fn what_is_nearly_a_token_explains_tokens() {
        for (typed, title) in [
            ("d-ABCDEF", "D-abcdef: the token of one"),
            (
                "D-zz",
                "D-zz: not a token; a token is `D-` followed by 4 to 32",
            ),
        ] {
            let page = page(typed).unwrap();
            assert!(page.starts_with(title) && page.contains(HOW), "{page}");
        }
    }

    #[test]
    fn a_word_of_a_plan_is_explained_and_hides_no_field() {
        let fields = fields();
        for word in PlanWord::ALL {
            let name = word.as_str();
            assert!(page(name).unwrap().starts_with(&format!("{name}: ")));
            assert!(find_field(&fields, name).is_none(), "{name}");
        }
        assert_eq!(page("receipts"), page("receipt"));
    }

    #[test]
    fn an_unknown_exit_code_is_not_a_topic() {
        assert_eq!(page("3"), None);
        assert_eq!(page("STC9999"), None);
    }
}
