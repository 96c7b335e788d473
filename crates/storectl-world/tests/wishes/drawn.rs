//! Scenarios as they are drawn, and what each of their manifests makes of each draft.

use std::collections::BTreeSet;

use storectl_sandbox::{Options, Product, SAMPLE_PRODUCT, Sandbox};
use storectl_world::{
    content::{Content, of_product},
    scenario::{Disturbance, Event, Scenario},
    wish::{PortalEdit, Wish, destructive},
};

/// The scenarios of these seeds.
fn scenarios() -> impl Iterator<Item = Scenario> {
    (1..=300).map(Scenario::draw)
}

/// Every manifest that a scenario has.
pub(crate) fn wishes(scenario: &Scenario) -> Vec<Wish> {
    let mut newest: Vec<Wish> = scenario
        .config
        .products
        .iter()
        .map(|it| it.wish.clone())
        .collect();
    let mut wishes = newest.clone();
    for event in events(scenario) {
        if let Event::Merge { product, edits } = event {
            for edit in edits {
                newest[*product] = newest[*product].edited(edit);
            }
            wishes.push(newest[*product].clone());
        }
    }
    wishes
}

/// Every event of a scenario, those during commands included.
fn events(scenario: &Scenario) -> impl Iterator<Item = &Event> {
    scenario.events.iter().flat_map(|event| {
        let meanwhile = match event {
            Event::Run { meanwhile, .. } => meanwhile.as_slice(),
            _ => &[],
        };
        let during = meanwhile.iter().filter_map(|(_, it)| match it {
            Disturbance::Event(event) => Some(&**event),
            _ => None,
        });
        during.chain([event])
    })
}

/// The sample product, an empty one, and the sample after everything that is done in Partner Center in a scenario.
fn drafts(scenario: &Scenario) -> Vec<Product> {
    let sample = Sandbox::in_memory(Options::default())
        .product(SAMPLE_PRODUCT)
        .unwrap();
    let mut edited = sample.clone();
    let mut drafts = vec![Product::empty("empty"), sample];
    for event in events(scenario) {
        if let Event::Portal { edit, .. } = event {
            edit.apply(&mut edited);
            drafts.push(edited.clone());
        }
    }
    drafts
}

#[test]
fn a_seed_draws_one_scenario_and_json_keeps_it() {
    let mut different = BTreeSet::new();
    for scenario in scenarios() {
        assert_eq!(Scenario::draw(scenario.seed), scenario);
        let text = serde_json::to_string(&scenario).unwrap();
        let read: Scenario = serde_json::from_str(&text).unwrap();
        assert_eq!(read, scenario);
        assert!((4..=14).contains(&scenario.events.len()));
        assert!((1..=4).contains(&scenario.config.products.len()));
        different.insert(text);
    }
    assert_eq!(different.len(), 300);
}

#[test]
fn what_was_applied_is_what_is_asked_for() {
    let mut valid = 0;
    for scenario in scenarios().take(100) {
        let drafts: Vec<Content> = drafts(&scenario).iter().map(of_product).collect();
        for wish in wishes(&scenario) {
            assert!(wish.is_sound(), "{}: {wish:?}", scenario.seed);
            for draft in &drafts {
                let outcome = wish.outcome(draft);
                assert_eq!(wish.outcome(&outcome), outcome, "{}", scenario.seed);
                assert_eq!(destructive(&outcome, &outcome), []);
                valid += usize::from(wish.is_valid_over(draft));
                let addresses: BTreeSet<&String> = draft.keys().chain(outcome.keys()).collect();
                for address in addresses {
                    assert!(
                        outcome.get(address) == draft.get(address) || wish.manages(address),
                        "{}: {address}",
                        scenario.seed
                    );
                }
            }
        }
    }
    assert!(valid > 300, "{valid}");
}

#[test]
fn partner_center_leaves_a_complete_draft_complete() {
    for scenario in scenarios() {
        for draft in drafts(&scenario).iter().skip(1) {
            let nothing = Wish::default();
            assert!(
                nothing.is_valid_over(&of_product(draft)),
                "{}",
                scenario.seed
            );
        }
    }
}

#[test]
fn every_class_is_met() {
    let mut met = BTreeSet::new();
    for scenario in scenarios() {
        let mut drafts: Vec<Content> = drafts(&scenario).iter().map(of_product).collect();
        for wish in wishes(&scenario) {
            for draft in &mut drafts {
                let outcome = wish.outcome(draft);
                met.extend(
                    destructive(draft, &outcome)
                        .into_iter()
                        .map(|(class, _)| class),
                );
                *draft = outcome;
            }
        }
    }
    let classes = [
        "architecture-uncovered",
        "category-changed",
        "discoverability-changed",
        "installer-host-changed",
        "language-removed",
        "language-uncovered",
        "market-removed",
        "package-removed",
        "pricing-changed",
        "privacy-policy-cleared",
        "text-cleared",
        "text-shrunk",
        "trial-changed",
        "version-lowered",
    ];
    assert_eq!(met, BTreeSet::from(classes));
}

#[test]
fn nothing_is_edited_in_partner_center_while_a_submission_is_in_progress() {
    let sandbox = Sandbox::in_memory(Options::default());
    let mut product = sandbox.product(SAMPLE_PRODUCT).unwrap();
    product.submissions.push(storectl_sandbox::Submission {
        id: "1152921505700517065".to_owned(),
        progress: storectl_sandbox::Progress::Unknown,
        status_reads: 0,
        rejections: Vec::new(),
        packages: product.packages.clone(),
        availability: product.availability.clone(),
        properties: product.properties.clone(),
        listings: product.listings.clone(),
    });
    let before = product.clone();
    let edit = PortalEdit::Discoverability("DEEPLINK_ONLY".to_owned());
    edit.apply(&mut product);
    assert_eq!(product, before);
    product.submissions.clear();
    edit.apply(&mut product);
    assert_ne!(product.availability, before.availability);
    assert_eq!(product.committed_packages, before.committed_packages);
}
