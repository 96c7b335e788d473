//! What to do where a command may not begin.

use storectl_model::AckToken;

use crate::hints::invocation::Invocation;

/// What is known of a plan before anything is asked or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Review {
    /// Nobody has seen it yet.
    Outstanding,
    /// It was approved, by its hash or its file.
    Approved,
}

/// Says how to go on without a terminal: a review first, where there was none, and the flag that stands for the answer.
pub(crate) fn confirm(review: Review, invocation: &Invocation) -> Vec<String> {
    let plan = match review {
        Review::Outstanding => Some(format!(
            "review the plan first: `{}`",
            invocation.then("plan", &[])
        )),
        Review::Approved => None,
    };
    let yes = "to continue without confirmation, add --yes".to_owned();
    plan.into_iter().chain([yes]).collect()
}

/// Says how to acknowledge destructive changes.
pub(crate) fn acknowledge(tokens: &[&AckToken], invocation: &Invocation) -> [String; 2] {
    let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    [
        "if intended, add the tokens to `acknowledge:` in the manifest".to_owned(),
        format!(
            "or pass them: `{}`",
            invocation.again_with_each("--acknowledge", &tokens)
        ),
    ]
}

/// Says how to make a draft match its manifest.
pub(crate) fn make_match(invocation: &Invocation) -> String {
    format!(
        "make the draft match with `{}`",
        invocation.then("apply", &[])
    )
}

/// Says how to apply a plan file that was passed as a manifest.
pub(crate) fn apply_plan_file(file: &str, invocation: &Invocation) -> String {
    format!("apply it with `{}`", invocation.with_plan_file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation(line: &[&str]) -> Invocation {
        let program = crate::commands::program();
        let words = std::iter::once(&"storectl").chain(line);
        let matches = program.clone().try_get_matches_from(words).unwrap();
        Invocation::of(program, &matches)
    }

    #[test]
    fn a_plan_that_nobody_has_seen_is_reviewed_first_with_the_same_manifests_and_store() {
        let apply = invocation(&["apply", "--sandbox", "--var", "version=2", "products"]);
        assert_eq!(
            confirm(Review::Outstanding, &apply)[0],
            "review the plan first: `storectl plan --var version=2 --sandbox products`"
        );
        assert_eq!(confirm(Review::Approved, &apply).len(), 1);
    }

    #[test]
    fn tokens_are_added_to_the_whole_command() {
        let apply = invocation(&["apply", "--yes", "--sandbox", "products"]);
        let token: AckToken = "D-7k2fq3".parse().unwrap();
        assert_eq!(
            acknowledge(&[&token], &apply)[1],
            "or pass them: `storectl apply --acknowledge D-7k2fq3 --yes --sandbox products`"
        );
    }
}
