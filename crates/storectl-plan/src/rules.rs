//! Rules of the Store that the draft after the steps must keep, whichever request carries the change (design.md §3,
//! "Rules judge the merged draft").
//!
//! An object is judged where a step writes it, its untouched fields included; what no step writes is the Store's to
//! judge. A required field that the stored object lacks already is a warning where the request leaves it and its pair
//! alone (field note 15, trap 57), and an error where the object is written whole.

use serde_json::Value;
use storectl_model::{FreeTrial, PackageType, limits, subcategories};

use crate::{
    Outcome, OutcomePackage,
    compare::{AddedListing, ComparedListing, ComparedPackage, Comparison, Fields, PackageWrite},
    findings::Findings,
};

/// Judges the outcome of a comparison.
pub(crate) fn judge(comparison: &Comparison<'_>, outcome: &Outcome, findings: &mut Findings) {
    if !comparison.availability.changes.is_empty() {
        trial(&comparison.availability, outcome, findings);
    }
    if !comparison.properties.changes.is_empty() {
        privacy_policy(&comparison.properties, outcome, findings);
        category(&comparison.properties, outcome, findings);
    }
    for (one, after) in comparison.packages.packages.iter().zip(&outcome.packages) {
        package(one, after, comparison.packages.write, findings);
        type_and_ending(one, after, findings);
    }
    for one in &comparison.listings {
        images_stay(one, findings);
    }
    for one in &comparison.added {
        added_language(one, findings);
    }
    let goes = &comparison.removed_languages;
    if !goes.is_empty() && outcome.listings.is_empty() {
        let path = comparison.removed.path();
        findings.conflict(
            path.clone(),
            path.clone(),
            "every language would be removed, but a product needs at least one",
            "keep one language, or add the new one first",
        );
    }
}

/// What a rule found in an object that a PATCH writes.
struct Fault<'a> {
    /// The fields the service judges as one; the fault is in the first.
    pair: [&'static str; 2],
    /// Whether a required field is missing, and not two fields at odds.
    is_missing: bool,
    object: &'a Fields<'a>,
    message: String,
    hint: String,
}

impl Fault<'_> {
    /// Reports the fault as the error it is, or as a warning where the request leaves a field missing that it does not
    /// touch.
    fn report(self, findings: &mut Findings) {
        let object = self.object;
        let path = object.at(self.pair[0]);
        let is_touched = self.pair.iter().any(|it| object.body.contains_key(*it));
        if self.is_missing && !is_touched {
            findings.warn(path, self.message);
            return;
        }
        // The key that breaks the pair is one that changes it; where none does, the object is to be completed.
        let mut pair = self.pair.into_iter().map(|it| object.at(it));
        let changed = pair.find(|path| object.changes.iter().any(|it| it.path == *path));
        let place = changed.unwrap_or_else(|| object.path().clone());
        findings.conflict(path, place, self.message, self.hint);
    }
}

fn trial(fields: &Fields<'_>, outcome: &Outcome, findings: &mut Findings) {
    let needs_one = matches!(
        outcome.availability.pricing.as_deref(),
        Some("PAID" | "SUBSCRIPTION")
    );
    if needs_one && outcome.availability.free_trial.is_none() {
        let fault = Fault {
            pair: ["freeTrial", "pricing"],
            is_missing: true,
            object: fields,
            message: "a PAID or SUBSCRIPTION product needs freeTrial, but neither the manifest nor the draft has a value"
                .to_owned(),
            hint: format!("add freeTrial: {}", FreeTrial::WORDS.join(" or ")),
        };
        fault.report(findings);
    }
}

fn privacy_policy(fields: &Fields<'_>, outcome: &Outcome, findings: &mut Findings) {
    let properties = &outcome.properties;
    if properties.is_privacy_policy_required == Some(true)
        && properties.privacy_policy_url.is_none()
    {
        let fault = Fault {
            pair: ["privacyPolicyUrl", "isPrivacyPolicyRequired"],
            is_missing: true,
            object: fields,
            message: "a product that requires a privacy policy needs privacyPolicyUrl, but it would be empty".to_owned(),
            hint: "set privacyPolicyUrl, or isPrivacyPolicyRequired: false".to_owned(),
        };
        fault.report(findings);
    }
}

/// A category that the table does not know is the Store's to judge.
fn category(fields: &Fields<'_>, outcome: &Outcome, findings: &mut Findings) {
    let category = outcome.properties.category.as_deref().unwrap_or_default();
    let subcategory = outcome
        .properties
        .subcategory
        .as_deref()
        .unwrap_or_default();
    let Some(allowed) = subcategories(category) else {
        return;
    };
    let (message, hint) = match (subcategory, allowed) {
        (subcategory, allowed) if allowed.contains(&subcategory) => return,
        ("", []) => return,
        ("", _) => (
            format!("category {category} needs a subcategory, but it would be empty"),
            format!("add subcategory: one of {}", allowed.join(", ")),
        ),
        (other, []) => (
            format!("`{other}` is not a subcategory of {category}, which has none"),
            "set subcategory to null".to_owned(),
        ),
        (other, _) => (
            format!("`{other}` is not a subcategory of {category}"),
            format!("add subcategory: one of {}", allowed.join(", ")),
        ),
    };
    let fault = Fault {
        pair: ["subcategory", "category"],
        is_missing: subcategory.is_empty(),
        object: fields,
        message,
        hint,
    };
    fault.report(findings);
}

fn package(
    one: &ComparedPackage<'_>,
    after: &OutcomePackage,
    write: PackageWrite,
    findings: &mut Findings,
) {
    match write {
        PackageWrite::Replace => replaced_package(one, after, findings),
        PackageWrite::Patch if one.fields.changes.is_empty() => {}
        PackageWrite::Patch => {
            for pair in missing(after) {
                let [name, _] = pair;
                let fault = Fault {
                    pair,
                    is_missing: true,
                    object: &one.fields,
                    message: format!("the package needs {name}, but it would be empty"),
                    hint: format!("set {name}"),
                };
                fault.report(findings);
            }
            long_stored_parameters(one, after, findings);
        }
    }
}

/// Parameters that the draft holds and the manifest does not name, longer than the Store may accept in a request for the
/// package. `validate` warns about those that the manifest names.
///
/// A warning, for the limit is only known from the field (design.md §3), and whether a PATCH of other fields is refused for
/// it is not known (field note 94).
fn long_stored_parameters(
    one: &ComparedPackage<'_>,
    after: &OutcomePackage,
    findings: &mut Findings,
) {
    let path = one.fields.at("installerParameters");
    let length = after.text("installerParameters").chars().count();
    let is_stored = one.fields.unmanaged.iter().any(|it| it.path == path);
    if is_stored && length > limits::INSTALLER_PARAMETERS {
        findings.warn(
            path,
            format!(
                "the value in the draft has {length} characters; the Store may reject a change to a package whose installerParameters are longer than {} characters",
                limits::INSTALLER_PARAMETERS
            ),
        );
    }
}

/// A full replacement resets every field it leaves out, of all packages, so each must be complete (traps 52, 55, 57).
fn replaced_package(one: &ComparedPackage<'_>, after: &OutcomePackage, findings: &mut Findings) {
    let path = one.fields.path();
    let missing: Vec<&str> = missing(after).into_iter().map(|[name, _]| name).collect();
    if !missing.is_empty() {
        let (why, hint) = if one.stored.is_some() {
            (
                "the set of packages changes, so every package is written in full, but the draft does not have these fields for this package",
                "add them to this package in the manifest",
            )
        } else {
            (
                "the package is new or cannot be distinguished from another, so the manifest must have every required field",
                "add them; for a package that the draft already has, add what distinguishes it: architectures, languages or packageType",
            )
        };
        findings.conflict(
            path.clone(),
            path.clone(),
            format!("the package lacks {}: {why}", missing.join(", ")),
            hint,
        );
    }
    let length = after.text("installerParameters").chars().count();
    if length > limits::INSTALLER_PARAMETERS {
        findings.conflict(
            one.fields.at("installerParameters"),
            path.clone(),
            format!(
                "the set of packages changes, so every package is written in full, but the Store rejects installerParameters longer than {} characters; this package has {length}",
                limits::INSTALLER_PARAMETERS
            ),
            "shorten installerParameters of this package",
        );
    }
}

/// Returns the required fields a package lacks, each with the field it is judged with. Source: store-api.md, Update
/// Packages.
fn missing(package: &OutcomePackage) -> Vec<[&'static str; 2]> {
    let mut missing = Vec::new();
    for name in ["languages", "architectures"] {
        if package.words(name).is_empty() {
            missing.push([name, name]);
        }
    }
    match package.fields.get("isSilentInstall") {
        Some(Value::Bool(false)) if package.text("installerParameters").is_empty() => {
            missing.push(["installerParameters", "isSilentInstall"]);
        }
        Some(_) => {}
        None => missing.push(["isSilentInstall", "installerParameters"]),
    }
    match package.text("packageType") {
        "" => missing.push(["packageType", "genericDocUrl"]),
        "exe" if package.text("genericDocUrl").is_empty() => {
            missing.push(["genericDocUrl", "packageType"]);
        }
        _ => {}
    }
    missing
}

/// An address that ends with the other type's ending, where the manifest changes the type or the address: what the Store has
/// taken already stays.
fn type_and_ending(one: &ComparedPackage<'_>, after: &OutcomePackage, findings: &mut Findings) {
    let kind = after.text("packageType");
    let Some(ending) = PackageType::of_url(after.text("packageUrl")) else {
        return;
    };
    let fields = ["packageUrl", "packageType"].map(|it| one.fields.at(it));
    let is_changed = one
        .fields
        .changes
        .iter()
        .any(|it| fields.contains(&it.path));
    if is_changed && !kind.is_empty() && !kind.eq_ignore_ascii_case(ending.as_str()) {
        findings.conflict(
            one.fields.at("packageType"),
            one.fields.at("packageUrl"),
            format!("packageType is {kind}, but the URL ends with .{ending}"),
            format!("set packageType: {ending}, or use the URL of the {kind} installer"),
        );
    }
}

/// The Store needs at least one image of each kind.
fn images_stay(one: &ComparedListing<'_>, findings: &mut Findings) {
    for (name, set) in [
        ("screenshots", &one.images.screenshots),
        ("storeLogos", &one.images.store_logos),
    ] {
        if set.is_changed && set.placements.is_empty() {
            let path = one.image_fields.at(name);
            findings.conflict(
                path.clone(),
                path,
                format!("all {name} would be removed, but the Store requires at least one"),
                "keep one, or delete the key to keep the current ones",
            );
        }
    }
}

/// A new language must be complete: an incomplete one locks the whole draft (trap 44).
fn added_language(one: &AddedListing<'_>, findings: &mut Findings) {
    let path = one.texts.path();
    let lacks: Vec<&str> = [
        ("description", one.desired.description.set().is_some()),
        (
            "additionalLicenseTerms",
            one.desired.additional_license_terms.set().is_some(),
        ),
        ("screenshots", !one.images.screenshots.placements.is_empty()),
        ("storeLogos", !one.images.store_logos.placements.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, is_there)| (!is_there).then_some(name))
    .collect();
    if !lacks.is_empty() {
        findings.conflict(
            path.clone(),
            path.clone(),
            format!("a new language needs {}", lacks.join(", ")),
            "add them, or remove the language: an incomplete language blocks the whole draft",
        );
    }
    let logos = &one.images.store_logos.uploads;
    // Source: Partner Center's help, screenshots and images. Posters are 720 x 1080 or 1440 x 2160; an image of no allowed size is neither.
    let is_poster = |it: &storectl_model::DesiredImage| it.size.width * 3 == it.size.height * 2;
    if !logos.is_empty() && logos.iter().all(is_poster) {
        findings.warn(
            one.texts.at("storeLogos"),
            "the new language has only a poster as its logo; the Store requires a square one",
        );
    }
}
