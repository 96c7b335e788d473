//! What is approved is the whole that is published, and what is left of it.

use std::{collections::BTreeSet, slice};

use serde_json::Value;
use storectl_model::{
    DesiredListing, DesiredProduct, Field, FieldPath, RemoteListing, RemoteNotes, RemoteProduct,
};
use storectl_plan::{
    DraftDigest, Memory, OutcomeMark, PlanFingerprint, PlanOptions, ProductPlan, StaleState,
    StepAction, compare, plan, plan_hash,
};

use crate::fixtures::{OPTIONS, language, live, nothing, with_listing};

/// A manifest that names one text, and nothing of what else is published.
fn one_text() -> DesiredProduct {
    let mut desired = nothing();
    desired.properties.website = Field::Set("https://contoso.com/widgets".into());
    desired
}

fn plan_of(live: &RemoteProduct) -> ProductPlan {
    plan(&one_text(), live, &OPTIONS)
}

/// A change of one value of a draft.
type Edit = fn(&mut RemoteProduct);

/// One change of each kind of value that the manifest above does not name, and where it shows.
const UNMANAGED: [(&str, Edit); 8] = [
    ("availability.pricing", |it| {
        it.availability.pricing = Some("FREE".into());
    }),
    ("availability.markets", |it| {
        it.availability.markets.pop();
    }),
    ("packages[0].packageUrl", |it| {
        it.packages[0].package_url = Some("https://evil.example/setup.exe".into());
    }),
    ("packages[0].installerParameters", |it| {
        it.packages[0].installer_parameters = Some("/S /D=C:\\evil".into());
    }),
    ("packages[0].somethingNew", |it| {
        it.packages[0]
            .extra
            .insert("somethingNew".into(), "another".into());
    }),
    ("properties.category", |it| {
        it.properties.category = Some("Games".into());
    }),
    ("listings.de-de.description", |it| {
        it.listings.get_mut(&language("de-de")).unwrap().description = Some("Anders.".into());
    }),
    ("listings.de-de.screenshots", |it| {
        let assets = it.assets.get_mut(&language("de-de")).unwrap();
        assets.screenshots[0].id = "another".parse().unwrap();
    }),
];

#[test]
fn a_hash_over_the_delta_misses_an_unmanaged_value_and_this_one_misses_none() {
    let approved = plan_of(&live());
    for (address, edit) in UNMANAGED {
        let mut moved = live();
        edit(&mut moved);
        let planned = plan_of(&moved);
        assert_ne!(plan_hash([&planned]), plan_hash([&approved]), "{address}");
        let comparison = compare(
            &[PlanFingerprint::of(&approved)],
            &[PlanFingerprint::of(&planned)],
        );
        assert!(!comparison.is_approved(), "{address}");
        let found: Vec<&str> = comparison
            .entries
            .iter()
            .filter(|it| it.state == StaleState::Moved)
            .map(|it| it.address.as_str())
            .collect();
        assert_eq!(found, [address]);
        assert_ne!(DraftDigest::of(&moved), DraftDigest::of(&live()));
    }
}

/// A template of them is in git, so a digest of the text is enough to guess a password in it.
#[test]
fn of_unmanaged_certification_notes_the_hash_covers_that_they_are_there_and_the_journal_what_they_say()
 {
    let with = |notes: Option<&str>| {
        let mut draft = live();
        draft.properties.certification_notes = notes.map(Into::into);
        draft
    };
    let (one, other) = (with(Some("demo / hunter2")), with(Some("demo / 12345")));
    let hash = |draft: &RemoteProduct| plan_hash([&plan_of(draft)]);
    assert_eq!(hash(&one), hash(&other));
    assert_ne!(hash(&one), hash(&with(None)));
    assert_ne!(DraftDigest::of(&one), DraftDigest::of(&other));
}

#[test]
fn of_a_password_in_an_address_the_hash_covers_that_it_is_there() {
    let with = |user_info: &str| {
        let mut draft = live();
        draft.packages[0].generic_doc_url = Some(format!("https://{user_info}@contoso.com/codes"));
        plan_hash([&plan_of(&draft)])
    };
    assert_eq!(with("me:hunter2"), with("me:12345"));
}

#[test]
fn a_hash_over_the_delta_or_the_whole_ignores_what_is_equal() {
    let approved = plan_hash([&plan_of(&live())]);
    let same: [Edit; 5] = [
        |it| it.availability.markets.reverse(),
        |it| {
            let listing = it.listings.get_mut(&language("de-de")).unwrap();
            let text = listing.description.clone().unwrap_or_default();
            listing.description = Some(format!("{}\r\n", text.replace('\n', "\r\n")));
        },
        |it| it.properties.system_requirement_details.reverse(),
        |it| {
            // Filled in by the service.
            it.properties
                .product_declarations
                .shift_remove("penAndInkSupport");
        },
        |it| it.packages[0].package_id = "9".parse().unwrap(),
    ];
    for (at, edit) in same.iter().enumerate() {
        let mut draft = live();
        edit(&mut draft);
        assert_eq!(plan_hash([&plan_of(&draft)]), approved, "{at}");
        assert_eq!(DraftDigest::of(&draft), DraftDigest::of(&live()), "{at}");
    }
}

#[test]
fn what_is_left_of_an_approved_plan_is_approved() {
    let approved = PlanFingerprint::of(&plan_of(&live()));
    let mut done = live();
    done.properties.website = Some("https://contoso.com/widgets".into());
    let left = PlanFingerprint::of(&plan_of(&done));
    let comparison = compare(&[approved], &[left]);
    assert!(comparison.is_approved(), "{comparison:#?}");
    let states: BTreeSet<&str> = comparison
        .entries
        .iter()
        .map(|it| it.state.as_str())
        .collect();
    assert_eq!(states, BTreeSet::from(["done"]));
}

#[test]
fn a_managed_value_that_was_written_over_in_the_store_is_not_left_but_moved() {
    let approved = PlanFingerprint::of(&plan_of(&live()));
    let mut moved = live();
    moved.properties.website = Some("https://contoso.com/colleague".into());
    let planned = PlanFingerprint::of(&plan_of(&moved));
    let comparison = compare(&[approved], &[planned]);
    let [entry] = comparison.entries.as_slice() else {
        panic!("{comparison:#?}");
    };
    assert_eq!(entry.state, StaleState::Moved);
    let [_, approved, now] = entry.values.to_json();
    assert_eq!(approved, "https://contoso.com/widgets");
    assert_eq!(now, "https://contoso.com/colleague");
}

#[test]
fn a_moved_value_is_named_with_what_it_was_whichever_form_it_is_compared_in() {
    let approved = PlanFingerprint::of(&plan_of(&live()));
    for (address, edit) in UNMANAGED {
        let mut changed = live();
        edit(&mut changed);
        let planned = PlanFingerprint::of(&plan_of(&changed));
        let comparison = compare(slice::from_ref(&approved), &[planned]);
        let moved = comparison.entries.iter().find(|it| it.address == address);
        let moved = moved.unwrap_or_else(|| panic!("{address}: {comparison:#?}"));
        assert_eq!(moved.state, StaleState::Moved);
        let [before, approved, now] = moved.values.to_json();
        assert!(!before.is_null(), "{moved:#?}");
        assert_eq!(before, approved);
        assert_ne!(before, now);
    }
}

fn live_with_contact(contact: &str) -> RemoteProduct {
    let mut draft = live();
    draft.properties.support_contact_info = Some(contact.to_owned());
    draft
}

/// What is known of an approved plan whose document shows these values, and of its outcome the digests.
fn approved_showing(plan: &ProductPlan, shown: &[(&str, &str)]) -> PlanFingerprint {
    let whole = PlanFingerprint::of(plan);
    let shown = shown
        .iter()
        .map(|(at, it)| ((*at).to_owned(), Value::from(*it)));
    PlanFingerprint::new(
        whole.product(),
        whole.changes().to_vec(),
        Vec::new(),
        OutcomeMark::of(&plan.outcome.values),
        whole.installers().clone(),
        shown.collect(),
    )
}

#[test]
fn what_a_document_shows_of_a_value_counts_where_the_digest_of_the_outcome_confirms_it() {
    const CONTACT: &str = "properties.supportContactInfo";
    // The lines of a text end as the Store ends them, and the digest is of what is compared.
    let approved = plan_of(&live_with_contact("one\r\ntwo\r\n"));
    let planned = PlanFingerprint::of(&plan_of(&live_with_contact("colleague")));
    for (shown, known) in [
        ("one\r\ntwo\r\n", Value::from("one\r\ntwo\r\n")),
        ("a lie", Value::Null),
    ] {
        let approved = approved_showing(&approved, &[(CONTACT, shown)]);
        let comparison = compare(&[approved], slice::from_ref(&planned));
        let mut moved = comparison.unapproved();
        let entry = moved.find(|it| it.address == CONTACT).unwrap();
        assert_eq!(entry.state, StaleState::Moved);
        let now = Value::from("colleague");
        assert_eq!(entry.values.to_json(), [known.clone(), known, now]);
    }
}

#[test]
fn of_a_change_nobody_approved_the_value_at_approval_is_told_where_the_digest_confirms_it() {
    let mut desired = one_text();
    desired.properties.support_contact_info = Field::Set("new".into());
    let approved = approved_showing(&plan_of(&live_with_contact("old")), &[]);
    for (before, known) in [("old", Value::from("old")), ("colleague", Value::Null)] {
        let planned = plan(&desired, &live_with_contact(before), &OPTIONS);
        let comparison = compare(slice::from_ref(&approved), &[PlanFingerprint::of(&planned)]);
        let mut new = comparison.unapproved();
        let entry = new.find(|it| it.address == "properties.supportContactInfo");
        let entry = entry.unwrap();
        assert_eq!(entry.state, StaleState::New);
        let now = Value::from("new");
        assert_eq!(entry.values.to_json(), [known.clone(), known, now]);
    }
}

/// Of withheld values nothing but what the document shows in their place is known.
#[test]
fn a_withheld_value_that_moved_is_named_as_it_was_shown() {
    const NOTES: &str = "properties.certificationNotes";
    let mut without = live();
    without.properties.certification_notes = None;
    let approved = approved_showing(&plan_of(&live()), &[(NOTES, "(not shown)")]);
    let comparison = compare(&[approved], &[PlanFingerprint::of(&plan_of(&without))]);
    let entry = comparison.unapproved().find(|it| it.address == NOTES);
    let [before, approved, _] = entry.unwrap().values.to_json();
    assert_eq!(
        (before, approved),
        ("(not shown)".into(), "(not shown)".into())
    );
}

/// Documents and digests tell of certification notes and of a secret that they are there: that something is there does not
/// make it what was approved.
#[test]
fn an_approved_value_that_is_withheld_is_done_where_it_is_there_and_not_where_something_is() {
    const NOTES: &str = "properties.certificationNotes";
    let naming = |notes: Field<String>, is_secret: bool| {
        let mut desired = one_text();
        desired.properties.certification_notes = notes;
        if is_secret {
            desired.secrets.insert(NOTES.parse().unwrap());
        }
        desired
    };
    let holding = |notes: &str, website: &str| {
        let mut draft = live();
        draft.properties.certification_notes = Some(RemoteNotes::Text(notes.to_owned()));
        draft.properties.website = Some(website.to_owned());
        draft
    };
    let before = holding("before", "https://contoso.com/before");
    let set = |notes: &str| Field::Set(notes.to_owned());
    let cases = [
        // The manifest sets what was approved.
        (false, "new", set("new"), false, StaleState::Done),
        (false, "new\r\n", set("new"), false, StaleState::Done),
        (true, "hunter2", set("hunter2"), true, StaleState::Done),
        // It leaves the notes alone by now: they are not what it set, or nobody can tell.
        (false, "new", Field::Absent, false, StaleState::Done),
        (false, "before", Field::Absent, false, StaleState::Moved),
        (true, "before", Field::Absent, false, StaleState::Moved),
        (true, "hunter2", Field::Absent, false, StaleState::Moved),
        // It sets something else by now, which is there.
        (false, "other", set("other"), false, StaleState::Moved),
        (true, "other", set("other"), false, StaleState::Moved),
        (false, "other", set("other"), true, StaleState::Moved),
    ];
    for (is_secret, held, now, uses_secret, expected) in cases {
        let approved = if is_secret { "hunter2" } else { "new" };
        let approved = plan(&naming(set(approved), is_secret), &before, &OPTIONS);
        let draft = holding(held, "https://contoso.com/widgets");
        let planned = plan(&naming(now, uses_secret), &draft, &OPTIONS);
        let fingerprints = [&approved, &planned].map(PlanFingerprint::of);
        let comparison = compare(&fingerprints[..1], &fingerprints[1..]);
        let notes = comparison.entries.iter().find(|it| it.address == NOTES);
        let notes = notes.unwrap_or_else(|| panic!("{held}: {comparison:#?}"));
        assert_eq!(notes.state, expected, "{is_secret} {held}");
        let is_approved = expected == StaleState::Done;
        assert_eq!(comparison.is_approved(), is_approved, "{comparison:#?}");
        assert!(!format!("{comparison:?}").contains("hunter2"));
    }
}

/// The addresses at which a plan is not what was approved.
fn unapproved(approved: &ProductPlan, planned: &ProductPlan) -> Vec<String> {
    let fingerprints = [approved, planned].map(PlanFingerprint::of);
    let comparison = compare(&fingerprints[..1], &fingerprints[1..]);
    let unapproved = comparison.unapproved().map(|it| it.address.clone());
    unapproved.collect()
}

/// What a runner remembers that filled these fields from secrets.
fn remembering(filled: &BTreeSet<FieldPath>) -> PlanOptions<'_> {
    let memory = Memory {
        secret_fields: filled,
        ..Memory::NONE
    };
    PlanOptions { memory, ..OPTIONS }
}

/// A language is one, however manifest and Store spell it.
#[test]
fn an_approved_secret_that_was_not_written_is_not_done_however_its_language_is_spelled() {
    for tag in ["de-de", "DE-de"] {
        let copyright: FieldPath = format!("listings.{tag}.copyright").parse().unwrap();
        let filled = BTreeSet::from([copyright.clone()]);
        let options = remembering(&filled);
        let naming = |text: Field<String>| {
            let listing = DesiredListing {
                copyright: text,
                ..DesiredListing::default()
            };
            let mut desired = with_listing(tag, listing);
            desired.properties = one_text().properties;
            desired
        };
        let mut secret = naming(Field::Set("new / hunter2".into()));
        secret.secrets.insert(copyright);
        let mut draft = live();
        let german = draft.listings.get_mut(&language("de-de")).unwrap();
        german.copyright = Some("old / hunter1".into());
        let approved = plan(&secret, &draft, &options);
        let planned = plan(&naming(Field::Absent), &draft, &options);
        let moved = unapproved(&approved, &planned);
        assert_eq!(moved, ["listings.de-de.copyright"], "{tag}");
    }
}

/// The addition of a language is approved as a whole.
#[test]
fn a_secret_of_a_language_that_was_added_is_done_while_the_manifest_fills_it() {
    let copyright: FieldPath = "listings.fr-fr.copyright".parse().unwrap();
    let filled = BTreeSet::from([copyright.clone()]);
    let options = remembering(&filled);
    let naming = |text: Field<String>| {
        let listing = DesiredListing {
            description: Field::Set("Des engrenages".into()),
            copyright: text,
            ..DesiredListing::default()
        };
        let mut desired = with_listing("fr-fr", listing);
        desired.secrets.insert(copyright.clone());
        desired
    };
    let secret = naming(Field::Set("© hunter2".into()));
    let mut draft = live();
    let french = RemoteListing {
        description: Some("Des engrenages".into()),
        copyright: Some("© hunter2".into()),
        ..RemoteListing::default()
    };
    draft.listings.insert(language("fr-fr"), french);
    let approved = plan(&secret, &live(), &options);
    for (now, expected) in [
        (secret, [].as_slice()),
        (naming(Field::Absent), &["listings.fr-fr.copyright"]),
    ] {
        let planned = plan(&now, &draft, &options);
        assert_eq!(unapproved(&approved, &planned), expected);
    }
}

#[test]
fn an_approved_secret_that_is_not_there_is_named() {
    let copyright = "listings.de-de.copyright";
    let listing = DesiredListing {
        copyright: Field::Set("© hunter2".into()),
        ..DesiredListing::default()
    };
    let mut secret = with_listing("de-de", listing);
    secret.secrets.insert(copyright.parse().unwrap());
    let mut elsewhere = live();
    elsewhere.properties.website = Some("https://theirs".into());
    let approved = plan(&secret, &live(), &OPTIONS);
    for (draft, others) in [(live(), 0), (elsewhere, 1)] {
        let planned = plan(&nothing(), &draft, &OPTIONS);
        let fingerprints = [&approved, &planned].map(PlanFingerprint::of);
        let comparison = compare(&fingerprints[..1], &fingerprints[1..]);
        assert_eq!(comparison.entries.len(), 1 + others, "{comparison:#?}");
        let entry = comparison.entries.iter().find(|it| it.address == copyright);
        let entry = entry.unwrap();
        assert_eq!(entry.state, StaleState::Moved);
        let values = entry.values.to_json();
        assert_eq!(values, [Value::Null, "(secret)".into(), Value::Null]);
    }
}

#[test]
fn a_secret_is_in_no_body_and_no_hash_and_is_still_sent() {
    let with = |secret: &str| {
        let mut desired = nothing();
        desired.properties.support_contact_info = Field::Set(secret.into());
        let path: FieldPath = "properties.supportContactInfo".parse().unwrap();
        desired.secrets.insert(path);
        plan(&desired, &live(), &OPTIONS)
    };
    let (one, other) = (with("hunter2"), with("correct horse"));
    assert_eq!(plan_hash([&one]), plan_hash([&other]));
    let written = one
        .steps
        .iter()
        .find(|it| matches!(it.action, StepAction::PatchMetadata { .. }))
        .unwrap();
    let shown = one
        .outcome
        .values
        .shown_body(written, &one.changes)
        .unwrap();
    assert_eq!(shown["properties"]["supportContactInfo"], "(secret)");
    let sent = written.action.body().unwrap();
    assert_eq!(sent["properties"]["supportContactInfo"], "hunter2");
    assert!(!format!("{:?}", PlanFingerprint::of(&one)).contains("hunter2"));
}
