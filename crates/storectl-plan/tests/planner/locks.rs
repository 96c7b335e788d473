//! What a guard says of itself, and the tokens that stand in manifests.

use std::collections::BTreeSet;

use storectl_model::{AckToken, Field, Pricing};
use storectl_plan::{DestructiveClass, Guard, Lock, plan};

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
