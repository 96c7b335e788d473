//! A product as the Store answers it, and ways to ask for another.

use serde_json::{Map, Value, json};
use storectl_model::{
    AssetContent, DesiredListing, DesiredPackage, DesiredProduct, Digest, DraftStatus,
    ErrorScenario, Field, HardwareFeature, ImageSize, LanguageTag, ListingIntent, ListingLanguage,
    Prune, RemoteAsset, RemoteAssets, RemoteAvailability, RemoteListing, RemotePackage,
    RemoteProduct, RemoteProperties, RequirementKind, SubmitMode, WaitFor,
};
use storectl_plan::{
    Memory, OnReceipt, PlanOptions, PriorWork, ProductPlan, Receipt, ReceiptStage, ReceiptValues,
    SubmissionKnowledge, plan, plan_hash,
};

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

pub(crate) fn language(text: &str) -> LanguageTag {
    text.parse().unwrap()
}

/// The sample product of the contract's document, in the live service's shapes.
pub(crate) fn live() -> RemoteProduct {
    let languages = ["en-us", "de-de"];
    RemoteProduct {
        status: DraftStatus {
            is_ready: true,
            ..DraftStatus::default()
        },
        availability: RemoteAvailability {
            markets: vec!["US".into(), "CA".into()],
            discoverability: Some("DISCOVERABLE".into()),
            enable_in_future_markets: Some(true),
            pricing: Some("PAID".into()),
            free_trial: Some("NO_FREE_TRIAL".into()),
            extra: Map::new(),
        },
        properties: properties(),
        listings: languages
            .iter()
            .map(|it| (language(it), listing(it)))
            .collect(),
        languages: languages
            .iter()
            .map(|it| ListingLanguage {
                language: language(it),
                is_complete: Some(true),
            })
            .collect(),
        packages: vec![package(
            "72541436",
            "X64",
            "https://www.contoso.com/downloads/1.1/setup-x64.exe",
        )],
        assets: languages
            .iter()
            .map(|it| (language(it), assets(it)))
            .collect(),
        messages: Vec::new(),
    }
}

fn properties() -> RemoteProperties {
    let feature = |kind: &HardwareFeature| {
        object(
            json!({ "isRequired": *kind == HardwareFeature::Keyboard, "isRecommended": false, "hardwareItemType": kind.as_str() }),
        )
    };
    let amount = |kind: &RequirementKind| {
        let minimum = if *kind == RequirementKind::Memory {
            "1GB"
        } else {
            ""
        };
        object(
            json!({ "minimumRequirement": minimum, "recommendedRequirement": minimum, "hardwareItemType": kind.as_str() }),
        )
    };
    RemoteProperties {
        is_privacy_policy_required: Some(true),
        privacy_policy_url: Some("https://contoso.com/privacy".into()),
        certification_notes: Some("Sign in with demo. ".into()),
        category: Some("DeveloperTools".into()),
        subcategory: Some("Database".into()),
        product_declarations: object(json!({
            "dependsOnDriversOrNT": false, "accessibilitySupport": false, "penAndInkSupport": false, "usesGenerativeAI": true
        })),
        is_system_feature_required: HardwareFeature::ALL.iter().map(feature).collect(),
        system_requirement_details: RequirementKind::ALL.iter().map(amount).collect(),
        extra: object(json!({ "genres": [] })),
        ..RemoteProperties::default()
    }
}

pub(crate) fn listing(tag: &str) -> RemoteListing {
    RemoteListing {
        description: Some(format!("Gears for every workshop, in {tag}.")),
        product_features: vec!["Feature 1".into()],
        search_terms: vec!["widgets".into(), "gears".into()],
        additional_license_terms: Some("Terms".into()),
        requirements: vec![Map::new()],
        extra: object(json!({ "heroArts": [], "trailers": [] })),
        ..RemoteListing::default()
    }
}

pub(crate) fn package(id: &str, architecture: &str, url: &str) -> RemotePackage {
    let scenario = |it: &ErrorScenario| {
        let details = if *it == ErrorScenario::RebootRequired {
            json!([{ "errorValue": "3010", "errorUrl": "https://contoso.com/3010" }])
        } else {
            json!([])
        };
        object(json!({ "errorScenario": it.as_str(), "errorScenarioDetails": details }))
    };
    RemotePackage {
        package_id: id.parse().unwrap(),
        package_url: Some(url.into()),
        languages: vec!["en-us".into()],
        architectures: vec![architecture.into()],
        is_silent_install: Some(false),
        installer_parameters: Some("/S".into()),
        generic_doc_url: Some("https://docs.contoso.com/codes".into()),
        error_details: ErrorScenario::ALL.iter().map(scenario).collect(),
        package_type: Some("exe".into()),
        extra: object(json!({ "somethingNew": 7 })),
    }
}

pub(crate) const SCREEN: ImageSize = ImageSize {
    width: 1920,
    height: 1080,
};

pub(crate) fn asset(id: &str, content: AssetContent) -> RemoteAsset {
    RemoteAsset {
        id: id.parse().unwrap(),
        url: format!("https://blob.example/{id}"),
        size: Some(SCREEN),
        content,
    }
}

fn assets(tag: &str) -> RemoteAssets {
    let named = |name: &str| {
        asset(
            &format!("{tag}-{name}"),
            AssetContent::Equals(Digest::of(name.as_bytes())),
        )
    };
    RemoteAssets {
        screenshots: vec![named("1"), named("2"), named("3")],
        store_logos: vec![named("logo")],
    }
}

/// A manifest that names nothing.
pub(crate) fn nothing() -> DesiredProduct {
    DesiredProduct {
        product_id: "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse().unwrap(),
        seller_id: None,
        name: Some("Contoso Widgets".into()),
        availability: storectl_model::DesiredAvailability::default(),
        properties: storectl_model::DesiredProperties::default(),
        listings: std::collections::BTreeMap::default(),
        packages: None,
        prune: Prune::Keep,
        acknowledge: std::collections::BTreeSet::default(),
        submit: None,
        wait: None,
        scope: storectl_model::Scope::EVERYTHING,
        secrets: std::collections::BTreeSet::new(),
        secret_values: storectl_model::SecretValues::default(),
        remembered_secrets: storectl_model::RememberedSecrets::default(),
    }
}

pub(crate) fn with_listing(tag: &str, listing: DesiredListing) -> DesiredProduct {
    let mut desired = nothing();
    desired
        .listings
        .insert(language(tag), ListingIntent::Present(Box::new(listing)));
    desired
}

pub(crate) fn with_packages(packages: Vec<DesiredPackage>) -> DesiredProduct {
    DesiredProduct {
        packages: Some(packages),
        ..nothing()
    }
}

/// A package of which the manifest names the URL alone.
pub(crate) fn at(url: &str) -> DesiredPackage {
    DesiredPackage {
        package_url: url.into(),
        package_type: Field::Absent,
        architecture: Field::Absent,
        languages: Field::Absent,
        is_silent_install: Field::Absent,
        installer_parameters: Field::Absent,
        generic_doc_url: Field::Absent,
        error_details: Field::Absent,
        expect: storectl_model::Expect::default(),
    }
}

pub(crate) const OPTIONS: PlanOptions<'static> = PlanOptions {
    submit: SubmitMode::Auto,
    wait: WaitFor::Submitted,
    prior: &NOTHING_PRIOR,
    acknowledge: &[],
    unmatched: &[],
    memory: Memory::NONE,
};

static NOTHING_PRIOR: PriorWork = PriorWork {
    facts: Vec::new(),
    knowledge: SubmissionKnowledge::Unknown,
    last_submission: None,
    last_write: None,
    on_receipt: OnReceipt::Nothing,
    announced: None,
    in_doubt: None,
    submitted: None,
    acknowledged: Vec::new(),
    refused: Vec::new(),
    ended: None,
};

pub(crate) fn plan_of(desired: &DesiredProduct) -> ProductPlan {
    plan(desired, &live(), &OPTIONS)
}

/// The steps as `METHOD path` and body, one a line, for snapshots.
pub(crate) fn steps(plan: &ProductPlan) -> String {
    let line = |step: &storectl_plan::Step| {
        let request = step.action.endpoint().map(|it| {
            let path = it.path(&plan.product_id);
            let tail = path
                .rsplit_once(plan.product_id.as_str())
                .map(|(_, tail)| tail.to_owned())
                .unwrap_or_default();
            format!(" {} {tail}", it.method().as_str())
        });
        let body = step.action.body().map(|it| format!(" {it}"));
        format!(
            "{} {}{}{}",
            step.id,
            step.action.kind(),
            request.unwrap_or_default(),
            body.unwrap_or_default()
        )
    };
    plan.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The changes as `action address`, one a line.
pub(crate) fn changes(plan: &ProductPlan) -> String {
    plan.changes
        .iter()
        .map(|it| format!("{} {}", it.action.as_str(), it.path))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Messages of the rules that manifest and draft break together.
pub(crate) fn conflicts(plan: &ProductPlan) -> Vec<String> {
    plan.blockers
        .iter()
        .filter_map(|it| match it {
            storectl_plan::Blocker::Conflict { message, .. } => Some(message.clone()),
            storectl_plan::Blocker::Busy { .. }
            | storectl_plan::Blocker::InDoubt { .. }
            | storectl_plan::Blocker::Installer { .. }
            | storectl_plan::Blocker::Policy(_)
            | storectl_plan::Blocker::Unacknowledged { .. } => None,
        })
        .collect()
}

/// The receipt of a submission that published `draft`, which `desired` described.
pub(crate) fn receipt_of(draft: &RemoteProduct, desired: &DesiredProduct) -> Receipt {
    Receipt {
        product: desired.product_id.clone(),
        endpoint: "https://api.store.microsoft.com".to_owned(),
        seller: "123456892".parse().unwrap(),
        source: storectl_plan::ReceiptSource::default(),
        stage: ReceiptStage::Accepted(SUBMISSION.parse().unwrap()),
        submitted_at: 1_790_000_000,
        plan_hash: plan_hash([&plan_of(desired)]),
        variables: Vec::new(),
        values: ReceiptValues::of(draft, desired),
        installers: Vec::new(),
        timeline: storectl_plan::Timeline::default(),
        outcome: storectl_plan::ReceiptOutcome {
            status: storectl_plan::SubmissionOutcome::Published,
            at: 1_790_000_600,
        },
    }
}

/// The submission of [`receipt_of`].
pub(crate) const SUBMISSION: &str = "1152921505697482234";
