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
    invocation.complete(plan.into_iter().chain([yes]).collect())
}

/// Who can name the tokens of a manifest's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acknowledge {
    /// The manifest of the checkout, or the command line.
    Anywhere,
    /// The command line alone: the manifest of a receipt is what it was.
    OnCommandLine,
}

/// Says how to acknowledge destructive changes.
pub(crate) fn acknowledge(
    tokens: &[&AckToken],
    place: Acknowledge,
    invocation: &Invocation,
) -> Vec<String> {
    let again = with_tokens(tokens, invocation);
    let them = if tokens.len() == 1 { "it" } else { "them" };
    let named = if tokens.len() == 1 { "token" } else { "tokens" };
    let lines = match place {
        Acknowledge::OnCommandLine => vec![format!("if intended, pass the {named}: `{again}`")],
        Acknowledge::Anywhere => {
            let words: Vec<&str> = tokens.iter().map(|it| it.as_str()).collect();
            let own = format!(
                "if intended, add the {named} to `acknowledge:` in the manifest: `{}`",
                invocation.acknowledging(&words)
            );
            let takes = invocation.takes("acknowledge");
            let other = takes.then(|| format!("or pass {them}: `{again}`"));
            std::iter::once(own).chain(other).collect()
        }
    };
    invocation.complete(lines)
}

/// Returns the same command with these tokens.
pub(crate) fn with_tokens(tokens: &[&AckToken], invocation: &Invocation) -> String {
    let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    invocation.again_with_each("--acknowledge", &tokens)
}

/// Says how to submit a draft of which nobody knows whether it was submitted.
pub(crate) fn submit(invocation: &Invocation) -> Vec<String> {
    let submit = invocation.then("submit", &[]);
    invocation.complete(vec![format!("if it was not, run `{submit}`")])
}

/// Says how to make a draft match its manifest.
pub(crate) fn make_match(invocation: &Invocation) -> Vec<String> {
    let apply = invocation.then("apply", &[]);
    invocation.complete(vec![format!("make the draft match with `{apply}`")])
}

/// Says how to apply a plan file that was passed as a manifest.
pub(crate) fn apply_plan_file(file: &str, invocation: &Invocation) -> Vec<String> {
    let apply = invocation.with_plan_file(file);
    invocation.complete(vec![format!("apply it with `{apply}`")])
}

/// Says how to get a plan file that can be applied.
pub(crate) fn write_plan_file(file: &str, invocation: &Invocation) -> Vec<String> {
    let plan = invocation.then("plan", &["--out", &format!("json={file}")]);
    invocation.complete(vec![format!(
        "create it again with `{plan}`, and do not edit it"
    )])
}

/// Says how to apply a plan file of which another hash was expected.
pub(crate) fn expect_plan_file(hash: &str, invocation: &Invocation) -> Vec<String> {
    let apply = invocation.again_instead(&["--expect", hash], &["expect"]);
    invocation.complete(vec![format!(
        "if this file is the plan that was approved, apply it with `{apply}`"
    )])
}

/// Says how to go on where the plan that was approved is known by its hash only; the command that plans again follows.
pub(crate) fn approve_again(invocation: &Invocation) -> Vec<String> {
    let apply = invocation.with_plan_file("FILE");
    vec![
        format!(
            "the approved plan is not available here; if you have its file, apply it with `{apply}`"
        ),
        "or create a plan with the same flags as this command, and get it approved".to_owned(),
    ]
}

/// Says how to apply a plan that was made for another Store, as the plan names it.
pub(crate) fn apply_at_store(planned: &str, invocation: &Invocation) -> Vec<String> {
    let sandbox = planned.strip_prefix("sandbox");
    let words = match sandbox.map(|it| it.strip_prefix(':')) {
        Some(None) if planned == "sandbox" => vec!["--sandbox".to_owned()],
        Some(Some(file)) => vec![format!("--sandbox={file}")],
        Some(None) | None => vec!["--endpoint".to_owned(), planned.to_owned()],
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    apply_elsewhere(&words, &["endpoint", "sandbox"], invocation)
}

/// Says how to apply a plan that was made for another seller account.
pub(crate) fn apply_for_seller(planned: &str, invocation: &Invocation) -> Vec<String> {
    apply_elsewhere(&["--seller-id", planned], &["seller_id"], invocation)
}

fn apply_elsewhere(words: &[&str], instead: &[&str], invocation: &Invocation) -> Vec<String> {
    let (apply, plan) = (
        invocation.again_instead(words, instead),
        invocation.then("plan", &[]),
    );
    invocation.complete(vec![
        format!("apply the plan to the target that it was made for: `{apply}`"),
        format!("or plan again: `{plan}`"),
    ])
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
            acknowledge(&[&token], Acknowledge::Anywhere, &apply),
            [
                "if intended, add the token to `acknowledge:` in the manifest: `storectl acknowledge D-7k2fq3 --sandbox products`",
                "or pass it: `storectl apply --acknowledge D-7k2fq3 --yes --sandbox products`"
            ]
        );
    }
}
