//! Each rule of a policy against a plan.

use storectl_model::{
    Allowed, DestructiveClass, FieldPath, HostName, LanguageTag, PlacedRule, Policy, PolicyRule,
    ProductId, SellerId,
};

use super::{InstallerSigner, PolicyFacts, PolicyViolation};
use crate::{ChangeValue, Guard, OutcomePackage, ProductPlan};

/// How many addresses a message names.
const NAMED: usize = 3;

/// Returns every violation, in the order of the rules.
pub(super) fn violations(
    plan: &ProductPlan,
    policy: &Policy,
    facts: PolicyFacts<'_>,
) -> Vec<PolicyViolation> {
    let Policy {
        products,
        sellers,
        installer_hosts,
        signers,
        never_acknowledge,
        required_languages,
    } = policy;
    let mut found = Vec::new();
    found.extend(products.as_ref().and_then(|it| product(plan, it)));
    found.extend(
        sellers
            .as_ref()
            .and_then(|it| self::seller(facts.seller, it)),
    );
    found.extend(installer_hosts.iter().flat_map(|it| hosts(plan, it)));
    let signers = signers.iter();
    found.extend(signers.flat_map(|it| self::signers(plan, it, facts)));
    let classes = never_acknowledge.iter();
    found.extend(classes.filter_map(|it| class(plan, it)));
    let languages = required_languages.iter();
    found.extend(languages.filter_map(|it| language(plan, it)));
    found
}

fn product(plan: &ProductPlan, allowed: &Allowed<ProductId>) -> Option<PolicyViolation> {
    let id = plan.product_id.as_str();
    let is_allowed = allowed.allows(|it| it.as_str().eq_ignore_ascii_case(id));
    (!is_allowed).then(|| {
        of_list(
            PolicyRule::Products,
            allowed,
            None,
            "the policy does not allow this product".to_owned(),
            "remove the manifest, or have the product added to the policy".to_owned(),
        )
    })
}

fn seller(seller: &SellerId, allowed: &Allowed<SellerId>) -> Option<PolicyViolation> {
    (!allowed.allows(|it| it == seller)).then(|| {
        of_list(
            PolicyRule::Sellers,
            allowed,
            None,
            format!("the policy does not allow seller {seller}"),
            "use a seller that the policy allows, or have this one added to it".to_owned(),
        )
    })
}

/// Judges the host of every package, also of one that the manifest does not name.
fn hosts(plan: &ProductPlan, allowed: &Allowed<HostName>) -> Vec<PolicyViolation> {
    let packages = plan.outcome.packages.iter().enumerate();
    let violation = |(at, package): (usize, &OutcomePackage)| {
        let path = FieldPath::of_package(at).key("packageUrl");
        let host = HostName::of_url(package.text("packageUrl"));
        if host
            .as_ref()
            .is_some_and(|it| allowed.allows(|one| one == it))
        {
            return None;
        }
        let message = match host {
            // The name of the host may be the secret.
            Some(_) if is_secret(plan, &path) => {
                "the policy does not allow the installer host, which is secret".to_owned()
            }
            Some(host) => format!("the policy does not allow the installer host `{host}`"),
            None => {
                "the policy allows some installer hosts only, and this URL has no host".to_owned()
            }
        };
        Some(of_list(
            PolicyRule::InstallerHosts,
            allowed,
            Some(path),
            message,
            "use a host that the policy allows, or have this one added to it".to_owned(),
        ))
    };
    packages.filter_map(violation).collect()
}

fn is_secret(plan: &ProductPlan, path: &FieldPath) -> bool {
    let shown = plan.outcome.values.get(path).map(|it| &it.shown);
    shown.is_none_or(|it| matches!(it, ChangeValue::Withheld(_)))
}

/// Judges the signer of every package. One that is not known is not allowed: otherwise, looking away would allow everybody.
fn signers(
    plan: &ProductPlan,
    allowed: &Allowed<String>,
    facts: PolicyFacts<'_>,
) -> Vec<PolicyViolation> {
    let packages = 0..plan.outcome.packages.len();
    let violation = |at: usize| {
        let path = FieldPath::of_package(at);
        let is_allowed = |name: &String| allowed.allows(|it| it == name);
        let (message, hint) = match facts.signers.get(&path) {
            Some(InstallerSigner::Signed(name)) if is_allowed(name) => return None,
            Some(InstallerSigner::Signed(name)) => (
                format!("the policy does not allow the signer `{name}`"),
                USE_ALLOWED,
            ),
            Some(InstallerSigner::SelfSigned(name)) => (
                format!(
                    "the policy allows some signers only, and the certificate `{name}` is self-signed"
                ),
                "sign it with a certificate that a certificate authority issued",
            ),
            Some(InstallerSigner::Altered(name)) => (
                format!(
                    "the policy allows some signers only, and the file is not the one that `{name}` signed"
                ),
                "upload the file as it was signed",
            ),
            Some(InstallerSigner::Unsigned) => (
                "the policy allows some signers only, and the installer is not signed".to_owned(),
                "sign it as a signer that the policy allows",
            ),
            Some(InstallerSigner::Unknown(reason)) => (
                format!(
                    "the policy allows some signers only, and the signer of the installer is unknown: {reason}"
                ),
                LOOK,
            ),
            None => (
                "the policy allows some signers only, and the installer was not looked at"
                    .to_owned(),
                LOOK,
            ),
        };
        Some(of_list(
            PolicyRule::Signers,
            allowed,
            Some(path.key("packageUrl")),
            message,
            hint.to_owned(),
        ))
    };
    packages.filter_map(violation).collect()
}

/// What to do about a signer that is not allowed.
const USE_ALLOWED: &str =
    "sign it as a signer that the policy allows, or have this one added to it";

/// How it is found out who signed.
const LOOK: &str = "plan against the Store with `--preflight auto` or `full`, where the host of the installer can be reached: both read every byte for a policy that names signers";

/// Finds the changes and moves of a class that nobody may acknowledge.
fn class(plan: &ProductPlan, rule: &PlacedRule<DestructiveClass>) -> Option<PolicyViolation> {
    let class = rule.item;
    let is_it =
        |guard: Option<&Guard>| guard.is_some_and(|guard| guard.classes().any(|it| it == class));
    let changes = plan.changes.iter().enumerate();
    let changes = changes.filter(|(_, it)| is_it(it.guard.as_ref()));
    let (changes, mut paths): (Vec<usize>, Vec<&FieldPath>) =
        changes.map(|(at, it)| (at, &it.path)).unzip();
    let moved = plan.unmanaged.iter().enumerate().filter(|(_, it)| {
        let guard = it.moved.as_ref().and_then(|it| it.guard.as_ref());
        it.will_publish && is_it(guard)
    });
    let (unmanaged, moved): (Vec<usize>, Vec<&FieldPath>) =
        moved.map(|(at, it)| (at, &it.path)).unzip();
    paths.extend(moved);
    let first = paths.first().map(|it| (*it).clone())?;
    let more = match paths.len() - 1 {
        0 => String::new(),
        more => {
            let named = paths.iter().skip(1).take(NAMED);
            let named: Vec<String> = named.map(|it| format!("`{it}`")).collect();
            match more.saturating_sub(NAMED) {
                0 => format!("; also {}", named.join(", ")),
                rest => format!("; also {} and {rest} more", named.join(", ")),
            }
        }
    };
    let (word, meaning) = (class.as_str(), class.meaning());
    Some(PolicyViolation {
        rule: PolicyRule::NeverAcknowledge,
        place: rule.place,
        path: Some(first),
        changes,
        unmanaged,
        message: format!("{meaning} (`{word}`), which the policy lets nobody acknowledge{more}"),
        hint: "undo the change, or have the policy changed".to_owned(),
    })
}

fn language(plan: &ProductPlan, rule: &PlacedRule<LanguageTag>) -> Option<PolicyViolation> {
    let language = &rule.item;
    let is_there = plan.outcome.listings.contains_key(language);
    (!is_there).then(|| PolicyViolation {
        rule: PolicyRule::RequiredLanguages,
        place: rule.place,
        path: Some(FieldPath::of_listing(language)),
        changes: Vec::new(),
        unmanaged: Vec::new(),
        message: format!("the policy requires a listing in `{language}`"),
        hint: "add the listing, or have the policy changed".to_owned(),
    })
}

fn of_list<T>(
    rule: PolicyRule,
    allowed: &Allowed<T>,
    path: Option<FieldPath>,
    message: String,
    hint: String,
) -> PolicyViolation {
    PolicyViolation {
        rule,
        place: allowed.place,
        path,
        changes: Vec::new(),
        unmanaged: Vec::new(),
        message,
        hint,
    }
}
