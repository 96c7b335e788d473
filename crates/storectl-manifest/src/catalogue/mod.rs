//! Every rule a manifest can break, with its code and the text of `storectl explain`.
//!
//! A diagnostic is made from its [`Rule`], so none is ever unexplained. Codes are never reused.

mod content;
mod form;
mod product;
mod rule;

use std::sync::OnceLock;

pub(crate) use content::*;
pub(crate) use form::*;
pub(crate) use product::*;
pub use rule::Rule;

/// Gives every code there is, in order.
pub fn catalogue() -> &'static [Rule] {
    static ALL: OnceLock<Vec<Rule>> = OnceLock::new();
    ALL.get_or_init(|| {
        let groups = [form::GROUP, product::GROUP, content::GROUP];
        let mut all: Vec<Rule> = groups.into_iter().flatten().cloned().collect();
        all.sort_by_key(|it| it.code);
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once_and_tells_its_story() {
        let all = catalogue();
        for pair in all.windows(2) {
            assert!(pair[0].code < pair[1].code, "{}", pair[1].code);
        }
        for it in all {
            let digits = it.code.0.strip_prefix("STC").unwrap();
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
