//! What a receipt tells a plan: who made each difference, what moved in Partner Center, and what was not submitted.

use std::collections::BTreeMap;

use proptest::prelude::*;
use storectl_model::{
    Architecture, AssetContent, DesiredImage, DesiredListing, DesiredProduct, Digest, Field,
    ListingIntent, RemoteAssets, RemoteListing, RemoteProduct,
};
use storectl_plan::{
    Base, Blocker, Memory, Origin, PendingFact, PlanOptions, ProductPlan, Receipt, plan,
};

use crate::fixtures::*;

fn plan_since(desired: &DesiredProduct, draft: &RemoteProduct, receipt: &Receipt) -> ProductPlan {
    let base = Base::of_receipt(receipt);
    let memory = Memory {
        base: Some(&base),
        receipt: Some(receipt),
    };
    plan(desired, draft, &PlanOptions { memory, ..OPTIONS })
}

/// What moved, as `address: before -> after`, with `!` where it waits for a token.
fn moved(plan: &ProductPlan) -> String {
    let lines = plan.unmanaged.iter().filter_map(|it| {
        let moved = it.moved.as_ref()?;
        let before = moved
            .before
            .as_ref()
            .map_or("?".to_owned(), ToString::to_string);
        let lock = if moved.guard.is_some() { " !" } else { "" };
        Some(format!(
            "{}: {before} -> {}{lock}",
            it.path,
            it.value.to_json()
        ))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn blocks(plan: &ProductPlan) -> bool {
    let mut blockers = plan.blockers.iter();
    blockers.any(|it| matches!(it, Blocker::Unacknowledged { .. }))
}

#[test]
fn after_a_submission_with_nothing_moved_nothing_is_said_of_unmanaged_values() {
    let receipt = receipt_of(&live(), &nothing());
    let plan = plan_since(&nothing(), &live(), &receipt);
    assert_eq!(moved(&plan), "");
    assert_eq!(plan.compared_since.unwrap().as_str(), SUBMISSION);
    assert!(!plan.unmanaged.is_empty());
    assert_eq!(plan.steps, []);
}

#[test]
fn an_unmanaged_price_that_moved_is_listed_with_both_values_and_needs_a_token_before_it_is_published()
 {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://ours".into());
    let receipt = receipt_of(&live(), &nothing());
    let mut draft = live();
    draft.availability.pricing = Some("FREE".into());
    draft.properties.support_contact_info = Some("theirs@contoso.com".into());
    let plan = plan_since(&desired, &draft, &receipt);
    insta::assert_snapshot!(moved(&plan), @r#"
    availability.pricing: "PAID" -> "FREE" !
    properties.supportContactInfo: null -> "theirs@contoso.com"
    "#);
    assert!(blocks(&plan));
    let token = plan.guards().next().unwrap().token().unwrap().clone();
    desired.acknowledge.insert(token);
    let plan = plan_since(&desired, &draft, &receipt);
    assert!(!blocks(&plan));
    assert_eq!(plan.warnings, []);
}

#[test]
fn a_move_that_is_not_published_by_this_plan_blocks_nothing() {
    let mut draft = live();
    draft.availability.pricing = Some("FREE".into());
    let receipt = receipt_of(&live(), &nothing());
    let plan = plan_since(&nothing(), &draft, &receipt);
    assert_eq!(
        plan.steps,
        [],
        "unmanaged values are never submitted for their own sake"
    );
    assert!(!blocks(&plan));
    insta::assert_snapshot!(moved(&plan), @r#"availability.pricing: "PAID" -> "FREE" !"#);
}

#[test]
fn what_is_gone_is_listed_too() {
    let mut draft = live();
    draft.listings.remove(&language("de-de"));
    draft
        .languages
        .retain(|it| it.language != language("de-de"));
    draft.assets.remove(&language("de-de"));
    draft.properties.privacy_policy_url = None;
    draft.packages.clear();
    if let Some(listing) = draft.listings.get_mut(&language("en-us")) {
        listing.search_terms.clear();
        listing.additional_license_terms = None;
    }
    let receipt = receipt_of(&live(), &nothing());
    let plan = plan_since(&nothing(), &draft, &receipt);
    let gone = plan.unmanaged.iter().filter_map(|it| {
        let moved = it.moved.as_ref()?;
        assert!(it.value.is_unset());
        let class = moved.guard.as_ref().map_or("free", |it| it.class.as_str());
        Some(format!("{}: {class}", it.path))
    });
    insta::assert_snapshot!(gone.collect::<Vec<_>>().join("\n"), @r"
    listings.de-de: language-removed
    listings.en-us.additionalLicenseTerms: text-cleared
    listings.en-us.searchTerms: free
    properties.privacyPolicyUrl: privacy-policy-cleared
    packages[X64 exe en-us]: package-removed
    ");
}

#[test]
fn a_language_and_a_package_that_came_are_listed_field_by_field() {
    let mut draft = live();
    draft.listings.insert(
        language("fr-fr"),
        RemoteListing {
            description: Some("Des engrenages".into()),
            ..RemoteListing::default()
        },
    );
    draft.packages.insert(
        0,
        package("9", "Arm64", "https://cdn.example/2.0/setup-arm64.exe"),
    );
    let receipt = receipt_of(&live(), &nothing());
    let plan = plan_since(&nothing(), &draft, &receipt);
    let lines = moved(&plan);
    assert!(
        lines.contains(r#"listings.fr-fr.description: null -> "Des engrenages""#),
        "{lines}"
    );
    assert!(
        lines.contains(
            r#"packages[0].packageUrl: null -> "https://cdn.example/2.0/setup-arm64.exe""#
        ),
        "{lines}"
    );
    assert!(
        !lines.contains("packages[1]"),
        "the one that stayed is found by what it is: {lines}"
    );
}

#[test]
fn another_host_under_an_unmanaged_package_needs_a_token() {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://ours".into());
    let mut draft = live();
    draft.packages[0].package_url = Some("https://evil.example/1.1/setup-x64.exe".into());
    let receipt = receipt_of(&live(), &nothing());
    let plan = plan_since(&desired, &draft, &receipt);
    insta::assert_snapshot!(moved(&plan), @r#"packages[0].packageUrl: "https://www.contoso.com/downloads/1.1/setup-x64.exe" -> "https://evil.example/1.1/setup-x64.exe" !"#);
    assert!(blocks(&plan));
}

#[test]
fn managed_values_that_the_last_submission_did_not_have_are_submitted() {
    let mut desired = nothing();
    desired.properties.support_contact_info = Field::Set("new@contoso.com".into());
    let receipt = receipt_of(&live(), &nothing());
    let mut draft = live();
    draft.properties.support_contact_info = Some("new@contoso.com".into());
    let plan = plan_since(&desired, &draft, &receipt);
    assert_eq!(plan.changes, []);
    assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
    assert_eq!(
        plan.agreed,
        ["properties.supportContactInfo".parse().unwrap()]
    );
    let since = receipt_of(&draft, &desired);
    assert_eq!(plan_since(&desired, &draft, &since).steps, []);
}

#[test]
fn secrets_and_certification_notes_are_in_no_receipt() {
    let mut desired = nothing();
    desired.properties.certification_notes = Field::Set("Sign in with hunter2.".into());
    desired.properties.website = Field::Set("https://contoso.com/?key=hunter2".into());
    for address in ["properties.certificationNotes", "properties.website"] {
        desired.secrets.insert(address.parse().unwrap());
    }
    let mut draft = live();
    draft.properties.certification_notes = Some("Sign in with hunter2.".into());
    draft.properties.website = Some("https://contoso.com/?key=hunter2".into());
    let receipt = receipt_of(&draft, &desired);
    assert!(!format!("{receipt:?}").contains("hunter2"));
    assert!(
        receipt
            .values
            .values
            .keys()
            .all(|it| !desired.secrets.contains(it))
    );
    // Of what it does not hold nothing is claimed.
    draft.properties.website = Some("https://elsewhere".into());
    let plan = plan_since(&desired, &draft, &receipt);
    assert_eq!(plan.changes[0].origin, Some(Origin::Manifest));
    assert_eq!(plan.agreed, []);
}

/// One side of a comparison, small enough to be compared by hand.
#[derive(Clone, Debug)]
struct State {
    website: &'static str,
    markets: &'static [&'static str],
    future: bool,
    description: &'static str,
    shots: &'static [&'static str],
    french: Option<&'static str>,
    url: &'static str,
    arm: Option<&'static str>,
    is_reversed: bool,
}

const URLS: [&str; 2] = [
    "https://contoso.com/1.0/x64.exe",
    "https://contoso.com/1.1/x64.exe",
];
const ARM_URLS: [&str; 2] = [
    "https://contoso.com/1.0/arm.exe",
    "https://contoso.com/1.1/arm.exe",
];

fn state() -> impl Strategy<Value = State> {
    use proptest::sample::select;
    let shots: &[&'static [&'static str]] = &[&["1"], &["1", "2"], &["2", "1"], &["3"]];
    let markets: &[&'static [&'static str]] = &[&["US"], &["CA", "US"], &["NO"]];
    let scalars = (
        select(vec!["", "https://a", "https://b"]),
        select(markets.to_vec()),
        any::<bool>(),
        select(vec!["One", "Two", "Three"]),
        select(shots.to_vec()),
    );
    let objects = (
        proptest::option::of(select(vec!["Un", "Deux"])),
        select(URLS.to_vec()),
        proptest::option::of(select(ARM_URLS.to_vec())),
        any::<bool>(),
    );
    (scalars, objects).prop_map(|(scalars, objects)| {
        let (website, markets, future, description, shots) = scalars;
        let (french, url, arm, is_reversed) = objects;
        State {
            website,
            markets,
            future,
            description,
            shots,
            french,
            url,
            arm,
            is_reversed,
        }
    })
}

impl State {
    /// The draft that holds it; `wanted` are the contents that could be recognized.
    fn draft(&self, wanted: &[&str]) -> RemoteProduct {
        let mut draft = live();
        draft.properties.website = Some(self.website.to_owned());
        draft.availability.markets = self.markets.iter().map(|it| (*it).to_owned()).collect();
        draft.availability.enable_in_future_markets = Some(self.future);
        let image = |name: &&str| {
            let digest = Digest::of(name.as_bytes());
            let is_wanted = wanted.contains(name);
            let content = if is_wanted {
                AssetContent::Equals(digest)
            } else {
                AssetContent::Differs
            };
            asset(&format!("id-{name}"), content)
        };
        if let Some(listing) = draft.listings.get_mut(&language("en-us")) {
            listing.description = Some(self.description.to_owned());
        }
        if let Some(assets) = draft.assets.get_mut(&language("en-us")) {
            assets.screenshots = self.shots.iter().map(image).collect();
        }
        if let Some(text) = self.french {
            let listing = RemoteListing {
                description: Some(text.to_owned()),
                ..RemoteListing::default()
            };
            draft.listings.insert(language("fr-fr"), listing);
            draft
                .assets
                .insert(language("fr-fr"), RemoteAssets::default());
        }
        let arm = self.arm.map(|url| package("2", "Arm64", url));
        draft.packages = [package("1", "X64", self.url)]
            .into_iter()
            .chain(arm)
            .collect();
        if self.is_reversed {
            draft.packages.reverse();
        }
        draft
    }

    /// The manifest that names all of it.
    fn manifest(&self) -> DesiredProduct {
        let mut desired = nothing();
        desired.properties.website = match self.website {
            "" => Field::Clear,
            it => Field::Set(it.to_owned()),
        };
        desired.availability.markets =
            Field::Set(self.markets.iter().map(|it| (*it).to_owned()).collect());
        desired.availability.enable_in_future_markets = Field::Set(self.future);
        let image = |name: &&str| DesiredImage {
            path: format!("{name}.png"),
            digest: Digest::of(name.as_bytes()),
            bytes: 1,
            size: SCREEN,
        };
        let english = DesiredListing {
            description: Field::Set(self.description.to_owned()),
            screenshots: Field::Set(self.shots.iter().map(image).collect()),
            ..DesiredListing::default()
        };
        let french = match self.french {
            None => ListingIntent::Removed,
            Some(text) => ListingIntent::Present(Box::new(DesiredListing {
                description: Field::Set(text.to_owned()),
                ..DesiredListing::default()
            })),
        };
        desired
            .listings
            .insert(language("en-us"), ListingIntent::Present(Box::new(english)));
        desired.listings.insert(language("fr-fr"), french);
        let named = |url: &str, architecture| {
            let mut package = at(url);
            package.architecture = Field::Set(architecture);
            package
        };
        let arm = self.arm.map(|url| named(url, Architecture::Arm64));
        let packages = [named(self.url, Architecture::X64)].into_iter().chain(arm);
        desired.packages = Some(packages.collect());
        desired
    }

    /// Everything by address, as text; `None` for an object that is not there.
    fn values(&self) -> BTreeMap<&'static str, Option<String>> {
        BTreeMap::from([
            ("properties.website", Some(self.website.to_owned())),
            ("availability.markets", Some(self.markets.join(","))),
            (
                "availability.enableInFutureMarkets",
                Some(self.future.to_string()),
            ),
            (
                "listings.en-us.description",
                Some(self.description.to_owned()),
            ),
            ("listings.en-us.screenshots", Some(self.shots.join(","))),
            ("listings.fr-fr", self.french.map(str::to_owned)),
            ("packages[0].packageUrl", Some(self.url.to_owned())),
            ("packages[1]", self.arm.map(str::to_owned)),
        ])
    }
}

/// The definition of forms.md, "Receipts" 9, on texts.
fn by_definition(base: &State, desired: &State, live: &State) -> BTreeMap<&'static str, Origin> {
    let (base, live) = (base.values(), live.values());
    let labels = desired
        .values()
        .into_iter()
        .filter_map(|(address, desired)| {
            let (base, live) = (&base[address], &live[address]);
            let label = match () {
                () if desired == *live && desired == *base => return None,
                () if desired == *live => Origin::Agreed,
                () if live == base => Origin::Manifest,
                () if desired == *base => Origin::Drift,
                () => Origin::Conflict,
            };
            Some((address, label))
        });
    labels.collect()
}

/// The labels of a plan under the addresses of [`State::values`].
fn of_plan(plan: &ProductPlan) -> BTreeMap<&'static str, Origin> {
    let addresses = [
        "properties.website",
        "availability.markets",
        "availability.enableInFutureMarkets",
        "listings.en-us.description",
        "listings.en-us.screenshots",
        "listings.fr-fr",
        "packages[0].packageUrl",
        "packages[1]",
    ];
    let changes = plan
        .changes
        .iter()
        .map(|it| (it.path.to_string(), it.origin.unwrap()));
    let agreed = plan
        .agreed
        .iter()
        .map(|it| (it.to_string(), Origin::Agreed));
    // Where a package has both, its address has changed and the rest is alike.
    let labeled = agreed.chain(changes).map(|(address, origin)| {
        // A package that goes is named by what it is.
        let address = if address.starts_with("packages[Arm64") {
            "packages[1]"
        } else {
            &address
        };
        let known = addresses.iter().find(|it| address.starts_with(**it));
        (*known.unwrap_or_else(|| panic!("{address}")), origin)
    });
    labeled.collect()
}

proptest! {
    #[test]
    fn labels_agree_with_the_definition(base in state(), desired in state(), live in state()) {
        let submitted = base.manifest();
        let receipt = receipt_of(&base.draft(base.shots), &submitted);
        let plan = plan_since(&desired.manifest(), &live.draft(desired.shots), &receipt);
        prop_assert_eq!(of_plan(&plan), by_definition(&base, &desired, &live));
    }

    #[test]
    fn a_manifest_as_base_labels_as_its_receipt_does(base in state(), desired in state(), live in state()) {
        // What a manifest does not know are the ids of images, and what is below a language that it removes.
        let same = State { shots: desired.shots, ..live };
        let base = State { shots: desired.shots, french: base.french.or(Some("Un")), ..base };
        let revision = Base::of_manifest(&base.manifest());
        let memory = Memory { base: Some(&revision), receipt: None };
        let plan = plan(&desired.manifest(), &same.draft(desired.shots), &PlanOptions { memory, ..OPTIONS });
        let mut expected = by_definition(&base, &desired, &same);
        // A field that the base revision does not name is the manifest's.
        match expected.get("packages[1]") {
            Some(Origin::Agreed) if base.arm.is_none() => drop(expected.remove("packages[1]")),
            Some(_) if base.arm.is_none() => drop(expected.insert("packages[1]", Origin::Manifest)),
            Some(_) | None => {}
        }
        prop_assert_eq!(of_plan(&plan), expected);
    }
}

/// Receipts outlive the version that wrote them: a digest that is computed otherwise would say that everything moved.
/// Whoever changes how a value is compared sees it here, and gives the receipt a new major version.
#[test]
fn the_digests_of_a_receipt_are_those_of_every_later_version() {
    let receipt = receipt_of(&live(), &nothing());
    let kept = receipt.values.values.iter().map(|(path, it)| {
        let value = it
            .value
            .as_ref()
            .map_or(String::new(), |it| format!(" {it}"));
        format!("{path} {}{value}", &it.digest.as_str()[..12])
    });
    insta::assert_snapshot!(kept.collect::<Vec<_>>().join("\n"));
}
