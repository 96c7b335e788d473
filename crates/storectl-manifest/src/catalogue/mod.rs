//! Every rule a manifest, an installer that it names, or a policy can break, with its code and the text of `storectl explain`.
//!
//! A diagnostic is made from its [`Rule`], so none is ever unexplained. Codes are never reused.

mod files;
pub mod installers;
mod listings;
mod packages;
mod policy;
mod product;
mod rule;
mod schema;
mod texts;
mod variables;
mod yaml;

use std::sync::OnceLock;

pub(crate) use files::*;
pub(crate) use listings::*;
pub(crate) use packages::*;
pub(crate) use policy::*;
pub(crate) use product::*;
pub use rule::Rule;
pub(crate) use schema::*;
pub(crate) use texts::*;
pub(crate) use variables::*;
pub(crate) use yaml::*;

/// Returns every code there is, in order.
pub fn catalogue() -> &'static [Rule] {
    static ALL: OnceLock<Vec<Rule>> = OnceLock::new();
    ALL.get_or_init(|| {
        let groups = [
            yaml::GROUP,
            variables::GROUP,
            schema::GROUP,
            product::GROUP,
            files::GROUP,
            texts::GROUP,
            listings::GROUP,
            packages::GROUP,
            installers::GROUP,
            policy::GROUP,
        ];
        let mut all: Vec<Rule> = groups.into_iter().flatten().cloned().collect();
        all.sort_by_key(|it| it.code);
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_exists_once_with_its_explanation() {
        let all = catalogue();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{}", pair[1].code);
        }
        for it in all {
            let digits = it.code.as_str().strip_prefix("STC").unwrap();
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
            assert!(!it.title.is_empty() && !it.why.is_empty() && !it.fix.is_empty());
            assert!(
                !it.fix.ends_with('.'),
                "{}: a hint has no final period",
                it.code
            );
        }
    }
}
