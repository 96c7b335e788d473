//! What a policy forbids: each rule against the outcome, and what becomes of tokens.

use std::{collections::BTreeMap, fmt::Debug, str::FromStr};

use storectl_model::{
    Allowed, DesiredProduct, DestructiveClass, Field, FieldPath, HostName, ListingIntent,
    PlacedRule, Policy, PolicyPlace, PolicyRule, Pricing,
};
use storectl_plan::{
    Blocker, InstallerSigner, Lock, Memory, PlanOptions, PolicyFacts, PolicyViolation, ProductPlan,
    Verdict, plan, plan_hash, unused_tokens_of_run,
};

use crate::{fixtures::*, receipts::plan_since};

const LINE: usize = 7;

const AT: PolicyPlace = PolicyPlace {
    line: LINE,
    column: 1,
};

fn allowed<T: FromStr<Err: Debug>>(items: &[&str]) -> Allowed<T> {
    Allowed {
        place: AT,
        items: items.iter().map(|it| it.parse().unwrap()).collect(),
    }
}

fn never(class: DestructiveClass) -> Policy {
    Policy {
        never_acknowledge: vec![PlacedRule {
            place: AT,
            item: class,
        }],
        ..Policy::default()
    }
}

fn signed_by(signer: InstallerSigner) -> BTreeMap<FieldPath, InstallerSigner> {
    BTreeMap::from([(FieldPath::of_package(0), signer)])
}

fn judged_with(
    mut plan: ProductPlan,
    policy: &Policy,
    signers: &BTreeMap<FieldPath, InstallerSigner>,
) -> ProductPlan {
    let seller = "123456892".parse().unwrap();
    let facts = PolicyFacts {
        seller: &seller,
        signers,
    };
    plan.judge(policy, facts);
    plan
}

fn judged(plan: ProductPlan, policy: &Policy) -> ProductPlan {
    judged_with(plan, policy, &BTreeMap::new())
}

fn violations(plan: &ProductPlan) -> Vec<&PolicyViolation> {
    let mut found = Vec::new();
    for blocker in &plan.blockers {
        match blocker {
            Blocker::Policy(violation) => found.push(violation),
            Blocker::Busy { .. }
            | Blocker::InDoubt { .. }
            | Blocker::Installer { .. }
            | Blocker::Conflict { .. }
            | Blocker::Unacknowledged { .. } => {}
        }
    }
    found
}

/// What is violated, as `rule address`.
fn found(plan: &ProductPlan) -> Vec<String> {
    let violations = violations(plan).into_iter();
    let line = |it: &PolicyViolation| {
        assert_eq!(it.place, AT);
        let address = it.path.as_ref().map(|it| format!(" {it}"));
        format!("{}{}", it.rule.key(), address.unwrap_or_default())
    };
    violations.map(line).collect()
}

#[test]
fn each_list_allows_what_it_names_and_nothing_else() {
    let product = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    let other = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    let products = |ids: &[&str]| Policy {
        products: Some(allowed(ids)),
        ..Policy::default()
    };
    let sellers = |ids: &[&str]| Policy {
        sellers: Some(allowed(ids)),
        ..Policy::default()
    };
    let hosts = |names: &[&str]| Policy {
        installer_hosts: Some(allowed::<HostName>(names)),
        ..Policy::default()
    };
    let languages = |codes: &[&str]| Policy {
        required_languages: codes
            .iter()
            .map(|it| PlacedRule {
                place: AT,
                item: language(it),
            })
            .collect(),
        ..Policy::default()
    };
    let host_violated = "installerHosts packages[0].packageUrl";
    let table: [(Policy, &[&str]); 16] = [
        (Policy::default(), &[]),
        (products(&[product]), &[]),
        (products(&[other, &product.to_uppercase()]), &[]),
        (products(&[other]), &["products"]),
        (products(&[]), &["products"]),
        (sellers(&["123456892"]), &[]),
        (sellers(&["123456893"]), &["sellers"]),
        (sellers(&[]), &["sellers"]),
        (hosts(&["dl.example", "WWW.Contoso.com."]), &[]),
        (hosts(&["contoso.com"]), &[host_violated]),
        (hosts(&["dl.www.contoso.com"]), &[host_violated]),
        (hosts(&[]), &[host_violated]),
        (languages(&[]), &[]),
        (languages(&["EN-us", "de-DE"]), &[]),
        (
            languages(&["en-us", "en"]),
            &["requiredLanguages listings.en"],
        ),
        (
            languages(&["fr-fr", "de-de", "ja-jp"]),
            &[
                "requiredLanguages listings.fr-fr",
                "requiredLanguages listings.ja-jp",
            ],
        ),
    ];
    for (policy, expected) in table {
        let plan = judged(plan_of(&nothing()), &policy);
        assert_eq!(found(&plan), expected, "{policy:?}");
        let is_blocked = plan.verdict() == Verdict::Blocked;
        assert_eq!(is_blocked, !expected.is_empty(), "{policy:?}");
    }
}

#[test]
fn a_signer_is_allowed_only_where_it_is_known_and_named_exactly() {
    use InstallerSigner::{Altered, SelfSigned, Signed, Unknown, Unsigned};
    let policy = Policy {
        signers: Some(allowed(&["Contoso Ltd"])),
        ..Policy::default()
    };
    let contoso = || "Contoso Ltd".to_owned();
    for (signer, says) in [
        (Signed(contoso()), None),
        (
            Signed("contoso ltd".to_owned()),
            Some("signer `contoso ltd`"),
        ),
        (Signed("Fabrikam".to_owned()), Some("signer `Fabrikam`")),
        (SelfSigned(contoso()), Some("self-signed")),
        (
            Altered(contoso()),
            Some("not the one that `Contoso Ltd` signed"),
        ),
        (Unsigned, Some("not signed")),
        (Unknown("timed out".to_owned()), Some("unknown: timed out")),
    ] {
        let plan = judged_with(plan_of(&nothing()), &policy, &signed_by(signer.clone()));
        let messages = violations(&plan).into_iter().map(|it| &it.message);
        let messages: Vec<&String> = messages.collect();
        match (says, messages.as_slice()) {
            (None, []) => {}
            (Some(says), [message]) => assert!(message.contains(says), "{message}"),
            (_, found) => panic!("{signer:?}: {found:?}"),
        }
    }
    // Nobody looked.
    let plan = judged(plan_of(&nothing()), &policy);
    assert_eq!(found(&plan), ["signers packages[0].packageUrl"]);
    assert!(violations(&plan)[0].hint.contains("--preflight auto"));
}

#[test]
fn packages_are_judged_as_they_will_be() {
    let policy = Policy {
        installer_hosts: Some(allowed::<HostName>(&["dl.contoso.com"])),
        ..Policy::default()
    };
    let moved = with_packages(vec![at("https://dl.contoso.com/1.2/setup-x64.exe")]);
    assert_eq!(
        found(&judged(plan_of(&moved), &policy)),
        Vec::<String>::new()
    );
    let two = with_packages(vec![
        at("https://dl.contoso.com/1.2/setup-x64.exe"),
        at("https://evil.example/dl.contoso.com/setup-x64.exe"),
    ]);
    assert_eq!(
        found(&judged(plan_of(&two), &policy)),
        ["installerHosts packages[1].packageUrl"]
    );
    // One that nobody names is published as well.
    assert_eq!(
        found(&judged(plan_of(&nothing()), &policy)),
        ["installerHosts packages[0].packageUrl"]
    );
    let mut addressless = live();
    addressless.packages[0].package_url = None;
    let plan = judged(plan(&nothing(), &addressless, &OPTIONS), &policy);
    assert_eq!(found(&plan), ["installerHosts packages[0].packageUrl"]);
}

#[test]
fn the_host_of_a_secret_address_is_not_named() {
    let policy = Policy {
        installer_hosts: Some(allowed::<HostName>(&["dl.contoso.com"])),
        ..Policy::default()
    };
    let mut desired = with_packages(vec![at("https://hunter2.example/setup-x64.exe")]);
    let address = FieldPath::of_package(0).key("packageUrl");
    desired.secrets.insert(address);
    let plan = judged(plan_of(&desired), &policy);
    assert_eq!(found(&plan), ["installerHosts packages[0].packageUrl"]);
    let message = &violations(&plan)[0].message;
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn a_language_that_the_plan_removes_is_missing_and_one_that_it_adds_is_there() {
    let required = |code| Policy {
        required_languages: vec![PlacedRule {
            place: AT,
            item: language(code),
        }],
        ..Policy::default()
    };
    let mut removes = nothing();
    let removed = language("de-de");
    removes.listings.insert(removed, ListingIntent::Removed);
    assert_eq!(
        found(&judged(plan_of(&removes), &required("DE-de"))),
        ["requiredLanguages listings.DE-de"]
    );
    let adds = with_listing("fr-fr", storectl_model::DesiredListing::default());
    let plan = judged(plan_of(&adds), &required("fr-fr"));
    assert_eq!(found(&plan), Vec::<String>::new());
}

fn free() -> DesiredProduct {
    let mut desired = nothing();
    desired.availability.pricing = Field::Set(Pricing::Free);
    desired
}

fn locks(plan: &ProductPlan) -> Vec<&Lock> {
    plan.guards().map(|it| &it.lock).collect()
}

#[test]
fn what_nobody_may_acknowledge_is_forbidden_with_and_without_its_token() {
    let policy = never(DestructiveClass::PricingChanged);
    let open = plan_of(&free());
    let token = open.guards().next().unwrap().token().unwrap().clone();

    let mut by_manifest = free();
    by_manifest.acknowledge.insert(token.clone());
    let tokens = [token.clone()];
    let options = PlanOptions {
        acknowledge: &tokens,
        ..OPTIONS
    };
    let by_run = plan(&free(), &live(), &options);
    assert_eq!(by_run.acknowledged_for_run, tokens);
    for plan in [open, plan_of(&by_manifest), by_run] {
        let plan = judged(plan, &policy);
        assert_eq!(plan.verdict(), Verdict::Blocked);
        assert_eq!(found(&plan), ["neverAcknowledge availability.pricing"]);
        assert_eq!(violations(&plan)[0].changes, [0]);
        assert_eq!(locks(&plan), [&Lock::Forbidden(token.clone())]);
        assert_eq!(plan.guards().next().unwrap().token(), None);
        assert_eq!(plan.acknowledged_for_run, []);
        assert_eq!(plan.unacknowledged().count(), 0);
        // It matches its change: nobody is told to remove it for that.
        assert_eq!(unused_tokens_of_run(&tokens, [&plan]), []);
    }
}

#[test]
fn a_violation_of_another_rule_withholds_open_tokens_and_keeps_those_that_were_given() {
    let policy = Policy {
        sellers: Some(allowed(&["1"])),
        ..never(DestructiveClass::LanguageRemoved)
    };
    let open = plan_of(&free());
    let token = open.guards().next().unwrap().token().unwrap().clone();
    let withheld = judged(open, &policy);
    assert_eq!(found(&withheld), ["sellers"]);
    assert_eq!(locks(&withheld), [&Lock::Withheld(Some(token.clone()))]);
    assert_eq!(withheld.guards().next().unwrap().token(), None);
    let unacknowledged = |it: &Blocker| matches!(it, Blocker::Unacknowledged { .. });
    assert!(!withheld.blockers.iter().any(unacknowledged));

    let mut acknowledged = free();
    acknowledged.acknowledge.insert(token.clone());
    let kept = judged(plan_of(&acknowledged), &policy);
    assert_eq!(locks(&kept), [&Lock::Acknowledged(token)]);
}

#[test]
fn an_unmanaged_value_that_moved_is_forbidden_where_it_would_be_published() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com/else".into());
    let receipt = receipt_of(&live(), &desired);
    let mut moved = live();
    moved.availability.pricing = Some("FREE".into());
    let policy = never(DestructiveClass::PricingChanged);
    let published = judged(plan_since(&desired, &moved, &receipt), &policy);
    assert_eq!(found(&published), ["neverAcknowledge availability.pricing"]);
    let violation = violations(&published)[0];
    assert!(violation.changes.is_empty());
    let at = violation.unmanaged[0];
    assert_eq!(
        published.unmanaged[at].path.to_string(),
        "availability.pricing"
    );
    assert!(violation.message.contains("changes the price"));

    // Nothing is submitted, and no token is offered all the same.
    let never_submits = PlanOptions {
        submit: storectl_model::SubmitMode::Never,
        memory: Memory {
            receipt: Some(&receipt),
            ..Memory::NONE
        },
        ..OPTIONS
    };
    let kept = judged(plan(&desired, &moved, &never_submits), &policy);
    assert_eq!(found(&kept), Vec::<String>::new());
    assert!(
        locks(&kept)
            .iter()
            .all(|it| matches!(it, Lock::Forbidden(_)))
    );
    assert_eq!(kept.guards().count(), 1);
}

#[test]
fn many_changes_of_one_class_are_one_violation_that_counts_them() {
    let mut desired = nothing();
    let mut draft = live();
    for code in ["fr-fr", "ja-jp", "it-it", "es-es", "pt-pt"] {
        draft.listings.insert(language(code), listing(code));
    }
    for code in draft.listings.keys() {
        desired
            .listings
            .insert(code.clone(), ListingIntent::Removed);
    }
    let policy = never(DestructiveClass::LanguageRemoved);
    let plan = judged(plan(&desired, &draft, &OPTIONS), &policy);
    let [violation] = violations(&plan)[..] else {
        panic!("{:?}", plan.blockers);
    };
    assert_eq!(violation.changes.len(), 7);
    assert!(
        violation.message.ends_with("and 3 more"),
        "{}",
        violation.message
    );
}

#[test]
fn a_policy_that_is_kept_changes_nothing_of_a_plan() {
    let policy = Policy {
        products: Some(allowed(&["3e31a9f9-84e8-4d2d-9eba-487878d02ebf"])),
        sellers: Some(allowed(&["123456892"])),
        ..never(DestructiveClass::LanguageRemoved)
    };
    for desired in [nothing(), free()] {
        let (plan, with_policy) = (plan_of(&desired), judged(plan_of(&desired), &policy));
        assert_eq!(plan_hash([&plan]), plan_hash([&with_policy]));
        assert_eq!(plan, with_policy);
    }
}

#[test]
fn an_invalid_product_stays_invalid_whatever_the_policy_says() {
    let mut desired = nothing();
    desired.properties.privacy_policy_url = Field::Clear;
    let policy = never(DestructiveClass::PrivacyPolicyCleared);
    let plan = judged(plan_of(&desired), &policy);
    assert_eq!(plan.verdict(), Verdict::Invalid);
    assert_eq!(
        found(&plan),
        ["neverAcknowledge properties.privacyPolicyUrl"]
    );
}

#[test]
fn every_rule_has_a_key_of_its_own() {
    let keys = PolicyRule::ALL.map(PolicyRule::key);
    let distinct: std::collections::BTreeSet<_> = keys.into_iter().collect();
    assert_eq!(distinct.len(), PolicyRule::ALL.len());
}
