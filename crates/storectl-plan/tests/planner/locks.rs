//! What a guard says of itself, and the tokens that stand in manifests.

use std::collections::BTreeSet;

use storectl_model::{
    AckToken, DesiredListing, DesiredProduct, Field, ListingIntent, Pricing, RemoteProduct,
};
use storectl_plan::{
    Acknowledgment, DestructiveClass, Guard, Lock, PlanOptions, PriorWork, ProductPlan, plan,
};

use crate::{fixtures::*, guards::token};

fn guard(lock: Lock) -> Guard {
    Guard {
        class: DestructiveClass::InstallerHostChanged,
        also: vec![DestructiveClass::VersionLowered],
        lock,
    }
}

#[test]
fn a_token_is_offered_until_it_is_named_and_hidden_where_it_allows_nothing() {
    let token: AckToken = "D-aaaaaa".parse().unwrap();
    let some = Some(&token);
    for (lock, offered, derived, [is_locked, is_acknowledged, is_withheld]) in [
        (
            Lock::Locked(token.clone()),
            some,
            some,
            [true, false, false],
        ),
        (
            Lock::Acknowledged(token.clone()),
            some,
            some,
            [false, true, false],
        ),
        (
            Lock::Forbidden(token.clone()),
            None,
            some,
            [false, false, false],
        ),
        (
            Lock::Withheld(Some(token.clone())),
            None,
            some,
            [false, false, true],
        ),
        (Lock::Withheld(None), None, None, [false, false, true]),
        (Lock::Invalid, None, None, [false, false, false]),
    ] {
        let guard = guard(lock);
        assert_eq!(guard.token(), offered, "{guard:?}");
        assert_eq!(guard.derived_token(), derived, "{guard:?}");
        assert_eq!(guard.is_locked(), is_locked, "{guard:?}");
        assert_eq!(guard.is_acknowledged(), is_acknowledged, "{guard:?}");
        assert_eq!(guard.is_withheld(), is_withheld, "{guard:?}");
    }
}

#[test]
fn a_guard_says_every_reason_the_most_severe_first() {
    let expected = "changes the installer host, lowers the version in the URL";
    assert_eq!(guard(Lock::Invalid).meaning(), expected);
}

#[test]
fn two_decisions_have_two_tokens() {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    desired.properties.category = Field::Set("Shopping".into());
    let planned = plan_of(&desired);
    let tokens: Vec<&AckToken> = planned.guards().filter_map(Guard::token).collect();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 2);
}

/// Tokens are committed with manifests: one that another version derives otherwise allows nothing any more.
#[test]
fn every_version_derives_the_same_token() {
    let mut free = nothing();
    free.availability.pricing = Field::Set(Pricing::Free);
    assert_eq!(token(&plan_of(&free)).as_str(), "D-3mamis");

    let mut remote = live();
    let other = "https://www.contoso.com/downloads/1.1/setup-other.exe";
    remote.packages.push(package("72541437", "X64", other));
    let url = remote.packages[0].package_url.clone().unwrap();
    let one = plan(&with_packages(vec![at(&url)]), &remote, &OPTIONS);
    assert_eq!(token(&one).as_str(), "D-o2qfzb");
}

/// A manifest that clears a text of these languages.
fn clearing(languages: &[&str]) -> DesiredProduct {
    let mut desired = nothing();
    for it in languages {
        let listing = DesiredListing {
            copyright: Field::Clear,
            ..DesiredListing::default()
        };
        let intent = ListingIntent::Present(Box::new(listing));
        desired.listings.insert(language(it), intent);
    }
    desired
}

/// A draft in which these languages have that text.
fn holding(texts: &[(&str, &str)]) -> RemoteProduct {
    let mut draft = live();
    for (tag, text) in texts {
        let listing = draft.listings.entry(language(tag)).or_default();
        listing.copyright = Some((*text).to_owned());
    }
    draft
}

fn locked(plan: &ProductPlan) -> usize {
    let guards = plan.changes.iter().filter_map(|it| it.guard.as_ref());
    guards.filter(|it| it.is_locked()).count()
}

/// One token covers a text in several languages, so what is left of them after an interruption would need another one.
#[test]
fn what_is_left_of_the_changes_that_one_token_covers_is_acknowledged_where_an_earlier_run_began_them()
 {
    let three = ["de-de", "en-us", "fr-fr"];
    let before = holding(&three.map(|it| (it, it)));
    let asked = clearing(&three);
    let covering = token(&plan(&asked, &before, &OPTIONS));
    let mut named = asked.clone();
    named.acknowledge.insert(covering.clone());
    let begun = plan(&named, &before, &OPTIONS).acknowledgments;
    let [Acknowledgment { token: of, changes }] = begun.as_slice() else {
        panic!("{begun:?}");
    };
    assert_eq!((of, changes.len()), (&covering, 3));
    let prior = PriorWork {
        acknowledged: begun,
        ..PriorWork::default()
    };
    let resumed = |desired: &DesiredProduct, draft: &RemoteProduct| {
        let options = PlanOptions {
            prior: &prior,
            ..OPTIONS
        };
        plan(desired, draft, &options)
    };
    for left in [&three[1..], &three[2..]] {
        let texts: Vec<_> = left.iter().map(|it| (*it, *it)).collect();
        let mut draft = holding(&texts);
        for it in &three[..3 - left.len()] {
            draft.listings.entry(language(it)).or_default().copyright = None;
        }
        let plan = resumed(&named, &draft);
        assert_eq!((plan.changes.len(), locked(&plan)), (left.len(), 0));
        assert_eq!(token(&plan), covering);
        assert_eq!(plan.warnings, [], "the token is used");
        let fresh = storectl_plan::plan(&named, &draft, &OPTIONS);
        assert_eq!(locked(&fresh), left.len(), "nobody knows what was begun");
        let taken_back = resumed(&asked, &draft);
        assert_eq!(
            locked(&taken_back),
            left.len(),
            "the token is not named any more"
        );
    }
    let rewritten = holding(&[("fr-fr", "rewritten")]);
    assert_eq!(locked(&resumed(&clearing(&["fr-fr"]), &rewritten)), 1);
    let mut more = clearing(&["fr-fr", "it-it"]);
    more.acknowledge.insert(covering);
    let draft = holding(&[("fr-fr", "fr-fr"), ("it-it", "it-it")]);
    assert_eq!(
        locked(&resumed(&more, &draft)),
        1,
        "nobody began the other one"
    );
}
