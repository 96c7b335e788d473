//! Nothing is published that nobody asked for.

use crate::{
    content::Content,
    history::Run,
    laws::{
        Breach,
        record::{interference, made, shown},
    },
};

/// Each value of a submission that the command made is what a manifest asks for, or stood in the draft when the command
/// began, or came by somebody else's hand meanwhile.
pub(super) fn check(run: &Run) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (product, before) in &run.before {
        let mut allowed = vec![before.draft().clone()];
        for event in interference(run, product) {
            allowed.push(event.after.draft().clone());
        }
        let wishes = [Some(&run.wishes), run.approved.as_ref()];
        for wish in wishes
            .into_iter()
            .flatten()
            .filter_map(|it| it.get(product))
        {
            let asked: Vec<Content> = allowed.iter().map(|it| wish.outcome(it)).collect();
            allowed.extend(asked);
        }
        for submission in made(run, product) {
            for (address, value) in &submission.content {
                if !allowed.iter().any(|it| it.get(address) == Some(value)) {
                    let id = &submission.submission.id;
                    let draft = allowed.first().and_then(|it| it.get(address));
                    breaches.push(Breach::new(
                        "published",
                        format!(
                            "submission {id} of {product} publishes {value} at {address}, which no manifest asks for; the draft held {}",
                            shown(draft)
                        ),
                    ));
                }
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::laws::example::applied;

    #[test]
    fn a_value_that_nobody_asked_for_is_not_published() {
        let mut example = applied();
        let after = &mut example.last().effect.as_mut().unwrap().after;
        after.change(|it| {
            let published = &mut it.submissions[1].availability;
            published.insert("pricing".to_owned(), json!("FREE"));
        });
        let breaches = check(&example.run);
        assert_eq!(breaches.len(), 1, "{breaches:?}");
        assert!(
            breaches[0]
                .message
                .contains("\"FREE\" at availability.pricing")
        );
        example.run.approved = Some(example.run.wishes.clone());
        let wishes = example.run.approved.as_mut().unwrap();
        for wish in wishes.values_mut() {
            wish.availability
                .insert("pricing".to_owned(), json!("FREE"));
        }
        assert_eq!(check(&example.run), []);
    }
}
