//! Receipts: what is written is read back, and what is not a receipt is said to be none.

use proptest::prelude::*;
use serde_json::{Value, json};
use storectl_model::{Digest, ProductId, SeenBytes};
use storectl_plan::{
    PlanHash, Receipt, ReceiptImage, ReceiptInstaller, ReceiptOutcome, ReceiptSource, ReceiptStage,
    ReceiptValue, ReceiptValues, ReceiptVariable, SubmissionOutcome, Timeline, TimelineState,
};
use storectl_report::json::{Document, ReceiptError, read_receipt, receipt, write};

use crate::{fixtures::PRODUCT, json::assert_valid};

const VERSION: &str = "0.1.0";

fn product() -> ProductId {
    PRODUCT.parse().unwrap()
}

fn sample() -> Receipt {
    let submission: storectl_model::SubmissionId = "1152921505697482234".parse().unwrap();
    let mut timeline = Timeline::default();
    timeline.see(TimelineState::Draft, 1_790_000_000, None);
    timeline.see(
        TimelineState::Submitted,
        1_790_000_060,
        Some(submission.clone()),
    );
    let value = |text: &str, value: Option<Value>| ReceiptValue {
        digest: Digest::of(text.as_bytes()),
        value,
        characters: None,
        images: None,
    };
    let text = |text: &str| ReceiptValue {
        characters: Some(1_120),
        ..value(text, None)
    };
    let images = ReceiptValue {
        images: Some(vec![
            ReceiptImage {
                id: "a1".parse().unwrap(),
                digest: Some(Digest::of(b"png")),
            },
            ReceiptImage {
                id: "a2".parse().unwrap(),
                digest: None,
            },
        ]),
        ..value("images", None)
    };
    let values = [
        (
            "availability.markets",
            value("m", Some(json!(["CA", "US"]))),
        ),
        ("listings.en-us.description", text("d")),
        ("listings.en-us.screenshots", images),
        (
            "properties.isSystemFeatureRequired[Touch].isRequired",
            value("t", Some(json!(true))),
        ),
    ];
    Receipt {
        product: product(),
        endpoint: "https://api.store.microsoft.com".to_owned(),
        seller: "123456892".parse().unwrap(),
        source: ReceiptSource {
            manifest: "store/contoso-notes.yaml".to_owned(),
            commit: Some("3f9c1e2".repeat(5) + "3f9c1"),
            dirty: true,
            by: Some("ada".to_owned()),
        },
        stage: ReceiptStage::Accepted(submission),
        submitted_at: 1_790_000_060,
        plan_hash: PlanHash::of(&Digest::of(b"a plan")),
        variables: vec![ReceiptVariable {
            name: "version".to_owned(),
            value: Some("1.4.2".to_owned()),
            from: "flag".to_owned(),
            manifest: Some("1.4.1".to_owned()),
        }],
        values: ReceiptValues {
            values: values
                .into_iter()
                .map(|(at, it)| (at.parse().unwrap(), it))
                .collect(),
            withheld: ["properties.certificationNotes".parse().unwrap()].into(),
            packages: vec![
            json!({"packageUrl": "https://contoso.com/1.4.2/setup.exe", "architectures": ["X64"]})
                .as_object()
                .unwrap()
                .clone(),
        ],
        },
        installers: vec![ReceiptInstaller {
            package_url: "https://contoso.com/1.4.2/setup.exe".to_owned(),
            version: Some("1.4.2".to_owned()),
            bytes: SeenBytes {
                length: Some(88_201_344),
                etag: Some("\"5d8c72a5\"".to_owned()),
                last_modified: None,
                parts: Some(Digest::of(b"parts")),
                sha256: None,
            },
        }],
        timeline,
        outcome: ReceiptOutcome {
            status: SubmissionOutcome::InProgress,
            at: 1_790_000_060,
        },
    }
}

fn bytes(document: &Value) -> Vec<u8> {
    write(document).into_bytes()
}

#[test]
fn a_receipt_has_the_names_scripts_rely_on() {
    let document = receipt(&sample(), VERSION);
    assert_valid(Document::Receipt, &document);
    insta::assert_json_snapshot!(document);
}

#[test]
fn what_is_written_is_read_back() {
    let announced = Receipt {
        stage: ReceiptStage::Announced,
        ..sample()
    };
    let refused = Receipt {
        stage: ReceiptStage::Refused,
        ..sample()
    };
    let unseen = Receipt {
        installers: Vec::new(),
        ..sample()
    };
    for it in [sample(), announced, refused, unseen] {
        let document = bytes(&receipt(&it, VERSION));
        assert_eq!(read_receipt(&document, &product()).unwrap(), it);
    }
}

#[test]
fn a_receipt_without_installers_is_one_in_which_none_was_seen() {
    let unseen = Receipt {
        installers: Vec::new(),
        ..sample()
    };
    let document = receipt(&unseen, VERSION);
    // As versions that looked at none wrote it.
    assert_eq!(document.get("installers"), None);
    assert_valid(Document::Receipt, &document);
    let read = read_receipt(&bytes(&document), &product()).unwrap();
    assert_eq!(read.installers, []);
}

#[test]
fn what_a_later_minor_version_says_of_an_installer_is_ignored_and_a_wrong_digest_is_not() {
    let mut document = receipt(&sample(), VERSION);
    let installer = &mut document["installers"][0];
    installer["blake3"] = json!("af1349b9");
    installer.as_object_mut().unwrap().remove("sha256");
    let read = read_receipt(&bytes(&document), &product()).unwrap();
    assert_eq!(read.installers, sample().installers);

    document["installers"][0]["partsDigest"] = json!("af1349b9");
    let error = read_receipt(&bytes(&document), &product()).unwrap_err();
    assert_eq!(error.to_string(), "`af1349b9` is not a digest");
}

#[test]
fn a_later_minor_version_is_read_and_another_major_version_is_not() {
    let mut document = receipt(&sample(), VERSION);
    document["formatVersion"] = json!("1.7");
    document["later"] = json!({"field": 1});
    assert!(read_receipt(&bytes(&document), &product()).is_ok());
    for version in ["2.0", "", "11.0"] {
        document["formatVersion"] = json!(version);
        let error = read_receipt(&bytes(&document), &product()).unwrap_err();
        assert!(matches!(error, ReceiptError::OtherVersion(_)), "{error}");
    }
}

#[test]
fn a_receipt_of_another_product_is_not_this_ones() {
    let other: ProductId = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    let error = read_receipt(&bytes(&receipt(&sample(), VERSION)), &other).unwrap_err();
    assert_eq!(error.to_string(), format!("it is for product {PRODUCT}"));
    let upper: ProductId = PRODUCT.to_ascii_uppercase().parse().unwrap();
    assert!(read_receipt(&bytes(&receipt(&sample(), VERSION)), &upper).is_ok());
}

#[test]
fn what_is_not_a_receipt_says_what_it_is_not() {
    let with = |pointer: &str, value: Value| {
        let mut document = receipt(&sample(), VERSION);
        *document.pointer_mut(pointer).unwrap() = value;
        let error = read_receipt(&bytes(&document), &product()).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        with("/format", json!("storectl.plan")),
        "its format is not storectl.receipt"
    );
    assert_eq!(
        with("/submittedAt", json!("yesterday")),
        "`yesterday` is not a time in UTC"
    );
    assert_eq!(
        with("/outcome/status", json!("DONE")),
        "`DONE` is not a state of a submission"
    );
    assert_eq!(
        with("/submissionId", json!("../../x")),
        "`../../x` is not an ID"
    );
    assert_eq!(
        with("/values/listings.en-us.description/digest", json!("abc")),
        "`abc` is not a digest"
    );
    assert_eq!(
        with("/planHash", json!("sp1-short")),
        "`sp1-short` is not the hash of a plan"
    );
    let cut = bytes(&receipt(&sample(), VERSION));
    let error = read_receipt(&cut[..cut.len() / 2], &product()).unwrap_err();
    assert!(
        error.to_string().starts_with("it ends unexpectedly"),
        "{error}"
    );
    assert!(matches!(
        read_receipt(&vec![b' '; 5 * 1024 * 1024], &product()),
        Err(ReceiptError::TooLarge)
    ));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(found in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_receipt(&found, &product());
    }
}
