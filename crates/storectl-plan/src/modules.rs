//! Availability and properties.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use storectl_model::{
    DesiredAvailability, DesiredDeclarations, DesiredProperties, Field, FieldPath, FreeTrial,
    Module, Pricing, RemoteAvailability, RemoteProperties, limits, subcategories,
};

use crate::{
    Blocker, ChangeValue, DestructiveClass, Warning,
    diff::{Diff, Prose},
    keyed::{features, requirement_details},
};

/// What comparing a module found beside its differences.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) blockers: Vec<Blocker>,
}

impl Findings {
    pub(crate) fn warn(&mut self, path: FieldPath, message: impl Into<String>) {
        self.warnings.push(Warning {
            path: Some(path),
            message: message.into(),
        });
    }

    pub(crate) fn conflict(
        &mut self,
        path: FieldPath,
        place: FieldPath,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.blockers.push(Blocker::Conflict {
            path,
            place,
            message: message.into(),
            hint: hint.into(),
        });
    }
}

pub(crate) fn availability(
    desired: &DesiredAvailability,
    live: &RemoteAvailability,
    findings: &mut Findings,
) -> Diff {
    let DesiredAvailability {
        markets,
        discoverability,
        enable_in_future_markets,
        pricing,
        free_trial,
    } = desired;
    let mut diff = Diff::new(FieldPath::of_module(Module::Availability));

    if let Some(wanted) = markets.set() {
        let theirs: BTreeSet<String> = live
            .markets
            .iter()
            .map(|it| it.to_ascii_uppercase())
            .collect();
        if *wanted != theirs {
            let class = theirs
                .difference(wanted)
                .next()
                .map(|_| DestructiveClass::MarketRemoved);
            let sorted = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
            diff.record(
                diff.at("markets"),
                ChangeValue::items(sorted(&theirs)),
                ChangeValue::items(sorted(wanted)),
                class,
            );
            diff.body
                .insert("markets".to_owned(), sorted(wanted).into());
        }
    }
    let found = discoverability.set().map(|it| it.as_str());
    diff.word(
        "discoverability",
        found,
        live.discoverability.as_deref(),
        Some(DestructiveClass::DiscoverabilityChanged),
    );
    diff.switch(
        "enableInFutureMarkets",
        enable_in_future_markets,
        live.enable_in_future_markets,
    );
    let price = pricing.set().map(|it| it.as_str());
    diff.word(
        "pricing",
        price,
        live.pricing.as_deref(),
        Some(DestructiveClass::PricingChanged),
    );
    let trial = free_trial.set().map(|it| it.as_str());
    diff.word(
        "freeTrial",
        trial,
        live.free_trial.as_deref(),
        Some(DestructiveClass::TrialChanged),
    );

    diff.together(&[
        ("pricing", live.pricing.as_deref().into()),
        ("freeTrial", live.free_trial.as_deref().into()),
    ]);
    let needs_trial = matches!(pricing, Field::Set(Pricing::Paid | Pricing::Subscription));
    if needs_trial && diff.body.contains_key("pricing") && !diff.body.contains_key("freeTrial") {
        findings.conflict(
            diff.at("freeTrial"),
            diff.at("pricing"),
            "a PAID or SUBSCRIPTION product needs freeTrial, and neither the manifest nor the Store has it",
            format!("name freeTrial beside pricing: {}", FreeTrial::WORDS.join(" or ")),
        );
    }
    diff
}

pub(crate) fn properties(
    desired: &DesiredProperties,
    live: &RemoteProperties,
    findings: &mut Findings,
) -> Diff {
    let DesiredProperties {
        is_privacy_policy_required,
        privacy_policy_url,
        website,
        support_contact_info,
        certification_notes,
        category,
        subcategory,
        product_declarations,
        is_system_feature_required,
        system_requirement_details,
    } = desired;
    let mut diff = Diff::new(FieldPath::of_module(Module::Properties));

    diff.switch(
        "isPrivacyPolicyRequired",
        is_privacy_policy_required,
        live.is_privacy_policy_required,
    );
    privacy_policy(&mut diff, privacy_policy_url, live, findings);
    diff.text(
        "website",
        website,
        live.website.as_deref(),
        None,
        Prose::Label,
    );
    diff.text(
        "supportContactInfo",
        support_contact_info,
        live.support_contact_info.as_deref(),
        None,
        Prose::Label,
    );
    let limit = Some(limits::CERTIFICATION_NOTES);
    diff.text(
        "certificationNotes",
        certification_notes,
        live.certification_notes.as_deref(),
        limit,
        Prose::Guarded,
    );
    let group = category.set().map(String::as_str);
    diff.word(
        "category",
        group,
        live.category.as_deref(),
        Some(DestructiveClass::CategoryChanged),
    );
    diff.text(
        "subcategory",
        subcategory,
        live.subcategory.as_deref(),
        None,
        Prose::Label,
    );
    category_pair(&mut diff, live, findings);
    declarations(&mut diff, product_declarations, &live.product_declarations);
    features(
        &mut diff,
        is_system_feature_required,
        &live.is_system_feature_required,
    );
    requirement_details(
        &mut diff,
        system_requirement_details,
        &live.system_requirement_details,
    );
    diff
}

/// Tells whether an address is one the Store made for a policy whose text was pasted into Partner Center (field note 18).
fn is_store_hosted(url: &str) -> bool {
    url.contains(".storeedgefd.dsx.mp.microsoft.com/")
        || url.contains("/draftsubmission/privacy_policy_")
}

/// The policy's address, and the switch that demands one.
fn privacy_policy(
    diff: &mut Diff,
    desired: &Field<String>,
    live: &RemoteProperties,
    findings: &mut Findings,
) {
    let theirs = live.privacy_policy_url.as_deref().unwrap_or_default();
    match desired {
        // A hosted address is nobody's choice of words and cannot be compared; changing it on every run would submit a new
        // version for ever (trap 31).
        Field::Set(ours) if is_store_hosted(theirs) && ours != theirs => findings.warn(
            diff.at("privacyPolicyUrl"),
            format!(
                "the Store hosts this policy itself at {theirs}, so it cannot be compared with the manifest's {ours}; to use \
                 yours, remove the policy's text in Partner Center first"
            ),
        ),
        Field::Clear if !theirs.is_empty() => {
            diff.record(
                diff.at("privacyPolicyUrl"),
                ChangeValue::word(theirs),
                ChangeValue::Unset,
                Some(DestructiveClass::PrivacyPolicyCleared),
            );
            diff.body.insert("privacyPolicyUrl".to_owned(), "".into());
        }
        Field::Absent | Field::Clear | Field::Set(_) => {
            diff.text("privacyPolicyUrl", desired, live.privacy_policy_url.as_deref(), None, Prose::Label);
        }
    }
    diff.together(&[
        (
            "isPrivacyPolicyRequired",
            live.is_privacy_policy_required.into(),
        ),
        ("privacyPolicyUrl", ChangeValue::word(theirs).to_json()),
    ]);
    let required = diff
        .body
        .get("isPrivacyPolicyRequired")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let address = diff
        .body
        .get("privacyPolicyUrl")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if required && address.is_empty() {
        findings.conflict(
            diff.at("privacyPolicyUrl"),
            diff.at("isPrivacyPolicyRequired"),
            "a product whose privacy policy is required needs privacyPolicyUrl, and there would be none",
            "name privacyPolicyUrl beside isPrivacyPolicyRequired",
        );
    }
}

/// A category and its subcategory are one to the service; a category without subcategories needs an empty one (trap 40).
fn category_pair(diff: &mut Diff, live: &RemoteProperties, findings: &mut Findings) {
    if !diff.body.contains_key("category") && !diff.body.contains_key("subcategory") {
        return;
    }
    let theirs = live.subcategory.as_deref().unwrap_or_default().to_owned();
    diff.together(&[
        ("category", live.category.as_deref().into()),
        ("subcategory", live.subcategory.as_deref().into()),
    ]);
    let category = diff
        .body
        .get("category")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let subcategory = diff
        .body
        .get("subcategory")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    // A category the table does not know is the Store's to judge.
    let Some(allowed) = subcategories(&category) else {
        return;
    };
    if allowed.contains(&subcategory.as_str()) {
        return;
    }
    if allowed.is_empty() {
        diff.body.insert("subcategory".to_owned(), "".into());
        if !subcategory.is_empty() && subcategory == theirs {
            findings.warn(
                diff.at("subcategory"),
                format!("{category} has no subcategories, so `{theirs}` is cleared with it"),
            );
        }
        return;
    }
    findings.conflict(
        diff.at("subcategory"),
        diff.at("category"),
        match subcategory.as_str() {
            "" => format!("the category {category} needs a subcategory, and there would be none"),
            other => format!("`{other}` is no subcategory of {category}"),
        },
        format!(
            "name subcategory beside category: one of {}",
            allowed.join(", ")
        ),
    );
}

/// The object goes out whole, unknown keys included: naming one declaration must not reset the AI declaration (trap 38).
fn declarations(diff: &mut Diff, desired: &DesiredDeclarations, live: &Map<String, Value>) {
    let DesiredDeclarations {
        depends_on_drivers_or_nt,
        accessibility_support,
        pen_and_ink_support,
    } = desired;
    let mut whole = live.clone();
    let mut changed = false;
    for (name, field) in [
        ("dependsOnDriversOrNT", depends_on_drivers_or_nt),
        ("accessibilitySupport", accessibility_support),
        ("penAndInkSupport", pen_and_ink_support),
    ] {
        let theirs = live.get(name).and_then(Value::as_bool);
        if let Some(wanted) = field
            .set()
            .copied()
            .filter(|wanted| theirs != Some(*wanted))
        {
            diff.record(
                diff.at("productDeclarations").key(name),
                theirs.map_or(ChangeValue::Unset, ChangeValue::Flag),
                ChangeValue::Flag(wanted),
                None,
            );
            whole.insert(name.to_owned(), wanted.into());
            changed = true;
        }
        // The three are required in the object, and the service's default for each is false.
        whole.entry(name.to_owned()).or_insert(Value::Bool(false));
    }
    if changed {
        diff.body
            .insert("productDeclarations".to_owned(), Value::Object(whole));
    }
}
