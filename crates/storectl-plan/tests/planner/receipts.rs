//! What a receipt tells a plan: who made each difference, what moved in Partner Center, and what was not submitted.

use storectl_model::{
    Architecture, DesiredListing, DesiredPackage, DesiredProduct, Field, LanguageTag,
    ListingIntent, PackageType, Prune, RemoteListing, RemoteProduct, Scope,
};
use storectl_plan::{
    Base, Blocker, Memory, Origin, PendingFact, PlanOptions, ProductPlan, Receipt, plan,
};

use crate::fixtures::*;

pub(crate) fn plan_since(
    desired: &DesiredProduct,
    draft: &RemoteProduct,
    receipt: &Receipt,
) -> ProductPlan {
    let base = Base::of_receipt(receipt);
    let memory = Memory {
        base: Some(&base),
        receipt: Some(receipt),
        ..Memory::NONE
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

/// The sample, from which somebody removed a language.
fn without(language: &LanguageTag) -> RemoteProduct {
    let mut draft = live();
    draft.listings.remove(language);
    draft.assets.remove(language);
    draft.languages.retain(|it| it.language != *language);
    draft
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
    let mut draft = without(&language("de-de"));
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
fn a_value_that_the_plan_itself_clears_has_not_moved() {
    let mut before = nothing();
    before.properties.category = Field::Set("DeveloperTools".into());
    before.properties.subcategory = Field::Set("Database".into());
    let receipt = receipt_of(&live(), &before);
    let mut desired = nothing();
    desired.properties.category = Field::Set("Productivity".into());
    let plan = plan_since(&desired, &live(), &receipt);
    let changed: Vec<String> = plan.changes.iter().map(|it| it.path.to_string()).collect();
    assert_eq!(changed, ["properties.category", "properties.subcategory"]);
    assert_eq!(moved(&plan), "");
}

/// Whether a receipt knows how long its texts were.
#[derive(Clone, Copy, PartialEq)]
enum Recorded {
    Yes,
    No,
}

/// The plan where an unmanaged description of `before` characters becomes `after` since the receipt.
fn shrunk(before: usize, after: &str, length: Recorded) -> ProductPlan {
    let of_length = |text: String| {
        let mut draft = live();
        let listing = draft.listings.get_mut(&language("en-us")).unwrap();
        listing.description = Some(text);
        draft
    };
    let mut receipt = receipt_of(&of_length("é".repeat(before)), &nothing());
    if length == Recorded::No {
        for value in receipt.values.values.values_mut() {
            value.characters = None;
        }
    }
    plan_since(&nothing(), &of_length(after.to_owned()), &receipt)
}

#[test]
fn an_unmanaged_text_that_shrank_by_more_than_half_needs_a_token() {
    let class = |plan: &ProductPlan| {
        let mut guards = plan.unmanaged.iter();
        let moved = guards.find_map(|it| it.moved.as_ref()).unwrap();
        assert_eq!(moved.before, None, "the receipt keeps no text");
        moved.guard.as_ref().map(|it| it.class.as_str())
    };
    let half = "e".repeat(100);
    assert_eq!(
        class(&shrunk(200, &half[1..], Recorded::Yes)),
        Some("text-shrunk")
    );
    assert_eq!(class(&shrunk(200, &half, Recorded::Yes)), None);
    assert_eq!(class(&shrunk(199, "short", Recorded::Yes)), None);
    // Receipts of earlier versions do not know.
    assert_eq!(class(&shrunk(1_120, "short", Recorded::No)), None);
}

#[test]
fn the_token_of_a_text_that_shrank_covers_the_text_and_not_its_length_alone() {
    let token = |text: &str| {
        let mut receipt_draft = live();
        let listing = receipt_draft.listings.get_mut(&language("en-us")).unwrap();
        listing.description = Some(text.repeat(400));
        let receipt = receipt_of(&receipt_draft, &nothing());
        let mut draft = live();
        let listing = draft.listings.get_mut(&language("en-us")).unwrap();
        listing.description = Some("short".into());
        let plan = plan_since(&nothing(), &draft, &receipt);
        let mut moved = plan.unmanaged.iter().filter_map(|it| it.moved.as_ref());
        let guard = moved.find_map(|it| it.guard.clone()).unwrap();
        guard.token().unwrap().clone()
    };
    assert_ne!(token("a"), token("b"));
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
fn a_package_that_came_from_another_host_needs_a_token() {
    const OTHER: &str = "https://cdn.example/1.1/setup-arm64.exe";
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://ours".into());
    let came = |url: &str, submitted: &RemoteProduct| {
        let mut draft = live();
        draft.packages.push(package("2", "Arm64", url));
        let plan = plan_since(&desired, &draft, &receipt_of(submitted, &nothing()));
        let lines = moved(&plan);
        let guarded: Vec<&str> = lines.lines().filter(|it| it.ends_with('!')).collect();
        guarded.join("\n")
    };
    insta::assert_snapshot!(came(OTHER, &live()), @r#"packages[1].packageUrl: null -> "https://cdn.example/1.1/setup-arm64.exe" !"#);
    let same = "https://www.contoso.com/1.1/setup-arm64.exe";
    assert_eq!(came(same, &live()), "");
    let mut submitted = live();
    let gone = package("3", "X86", "https://cdn.example/1.1/setup-x86.exe");
    submitted.packages.push(gone);
    let guarded = came(OTHER, &submitted);
    assert!(
        !guarded.contains("packageUrl"),
        "its host was known: {guarded}"
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
fn a_language_that_is_to_go_and_is_gone_since_the_last_submission_is_submitted_as_gone() {
    let german = language("de-de");
    let draft = without(&german);
    let receipt = receipt_of(&live(), &nothing());
    let mut named = nothing();
    named.listings.insert(german, ListingIntent::Removed);
    let mut pruned = with_listing("en-us", DesiredListing::default());
    pruned.prune = Prune::Listings;
    for desired in [named, pruned] {
        let plan = plan_since(&desired, &draft, &receipt);
        assert_eq!(plan.changes, []);
        assert_eq!(plan.pending, [PendingFact::Unsubmitted]);
        assert_eq!(plan.agreed, ["listings.de-de".parse().unwrap()]);
        assert_eq!(moved(&plan), "");
        let since = receipt_of(&draft, &desired);
        assert_eq!(plan_since(&desired, &draft, &since).steps, []);
    }
    // Where the manifest leaves it alone, that is somebody else's doing.
    let plan = plan_since(&nothing(), &draft, &receipt);
    assert_eq!((plan.steps.len(), plan.agreed.len()), (0, 0));
    assert!(moved(&plan).starts_with("listings.de-de: "));
}

/// Somebody removed a language, and the manifest brings it back: what it does not name of it would be published as gone.
#[test]
fn what_a_language_lacks_that_was_removed_and_is_added_again_has_moved() {
    let draft = without(&language("de-de"));
    let texts = DesiredListing {
        description: Field::Set("Anders.".into()),
        ..DesiredListing::default()
    };
    let plan = plan_since(
        &with_listing("de-de", texts),
        &draft,
        &receipt_of(&live(), &nothing()),
    );
    insta::assert_snapshot!(moved(&plan), @r"
    listings.de-de.additionalLicenseTerms: ? -> null !
    listings.de-de.productFeatures: ? -> null
    listings.de-de.screenshots: ? -> null
    listings.de-de.searchTerms: ? -> null
    listings.de-de.storeLogos: ? -> null
    ");
    // A run that looks at something else would publish the whole language as gone.
    let mut elsewhere = with_listing("de-de", DesiredListing::default());
    elsewhere.properties.website = Field::Set("https://ours".into());
    elsewhere.scope = Scope::only(vec!["properties".parse().unwrap()]);
    let plan = plan_since(&elsewhere, &draft, &receipt_of(&live(), &nothing()));
    assert!(blocks(&plan));
    insta::assert_snapshot!(moved(&plan), @r#"listings.de-de: "de-de" -> null !"#);
}

/// As above: somebody removed a package, and the manifest brings it back.
#[test]
fn what_a_package_lacks_that_was_removed_and_is_added_again_has_moved() {
    const ARM64: &str = "https://www.contoso.com/downloads/1.1/setup-arm64.exe";
    let mut submitted = live();
    let mut arm64 = package("2", "Arm64", ARM64);
    arm64.extra.clear();
    submitted.packages.push(arm64);
    let again = DesiredPackage {
        package_type: Field::Set(PackageType::Exe),
        architecture: Field::Set(Architecture::Arm64),
        languages: Field::Set([language("en-us")].into()),
        is_silent_install: Field::Set(true),
        generic_doc_url: Field::Set("https://docs.contoso.com/codes".into()),
        ..at(ARM64)
    };
    let x64 = DesiredPackage {
        architecture: Field::Set(Architecture::X64),
        ..at("https://www.contoso.com/downloads/1.1/setup-x64.exe")
    };
    let plan = plan_since(
        &with_packages(vec![x64, again]),
        &live(),
        &receipt_of(&submitted, &nothing()),
    );
    assert!(blocks(&plan));
    insta::assert_snapshot!(moved(&plan), @r"
    packages[1].errorDetails[rebootRequired]: ? -> null
    packages[1].installerParameters: ? -> null !
    ");
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
