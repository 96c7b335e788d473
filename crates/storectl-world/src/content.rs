//! What a draft or a submission holds, flat: an address and a value each.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use storectl_sandbox::{Asset, Fields, Listing, Package, Product, Submission};

/// What a draft or a submission holds.
///
/// An address is `availability.FIELD`, `properties.FIELD`, `listings.LANGUAGE.FIELD` (the language in lower case) or
/// `packages`. A member of `productDeclarations`, `isSystemFeatureRequired` and `systemRequirementDetails` has an address of its
/// own: `properties.productDeclarations.penAndInkSupport`, `properties.isSystemFeatureRequired.Touch.isRequired`. A language is
/// also `listings.LANGUAGE`, `true`. Images are `listings.LANGUAGE.screenshots` and `.storeLogos`, lists of sizes (`1400x768`),
/// since each picture of the world has a size of its own. Packages are their fields without ids, as a sorted list.
///
/// Equal means equal: what is unset, empty or null is absent, and so is a hardware feature that is off; markets are sorted; a
/// text has `\n` and no final line end.
pub type Content = BTreeMap<String, Value>;

/// The member that names the type of a hardware item.
pub(crate) const HARDWARE_KEY: &str = "hardwareItemType";

/// Returns what a draft holds.
pub fn of_product(product: &Product) -> Content {
    let Product {
        availability,
        properties,
        listings,
        packages,
        ..
    } = product;
    of(availability, properties, listings, packages)
}

/// Returns what a submission publishes.
pub fn of_submission(submission: &Submission) -> Content {
    let Submission {
        availability,
        properties,
        listings,
        packages,
        ..
    } = submission;
    of(availability, properties, listings, packages)
}

/// Returns what packages are worth in a draft that holds nothing else.
pub(crate) fn of_packages(packages: &[Package]) -> Content {
    let mut content = Content::new();
    let packages: Vec<Fields> = packages.iter().map(|it| package(&it.fields)).collect();
    set_packages(&mut content, packages);
    content
}

fn of(
    availability: &Fields,
    properties: &Fields,
    listings: &[Listing],
    packages: &[Package],
) -> Content {
    let mut content = Content::new();
    for (name, value) in availability {
        set(&mut content, format!("availability.{name}"), value);
    }
    for (name, value) in properties {
        set_property(&mut content, name, value);
    }
    for listing in listings {
        let address = listing_address(&listing.language);
        for (name, value) in &listing.fields {
            set(&mut content, format!("{address}.{name}"), value);
        }
        let images = [
            ("screenshots", &listing.screenshots),
            ("storeLogos", &listing.store_logos),
        ];
        for (name, assets) in images {
            set(&mut content, format!("{address}.{name}"), &sizes(assets));
        }
        content.insert(address, Value::Bool(true));
    }
    content.extend(of_packages(packages));
    content
}

/// A property, whose members may have addresses of their own.
fn set_property(content: &mut Content, name: &str, value: &Value) {
    let address = format!("properties.{name}");
    match (name, value) {
        ("productDeclarations", Value::Object(declarations)) => {
            for (declaration, value) in declarations {
                set(content, format!("{address}.{declaration}"), value);
            }
        }
        ("isSystemFeatureRequired" | "systemRequirementDetails", Value::Array(_)) => {
            for (kind, item) in keyed(value, HARDWARE_KEY) {
                for (member, value) in item.as_object().into_iter().flatten() {
                    set(content, format!("{address}.{kind}.{member}"), value);
                }
            }
        }
        _ => set(content, address, value),
    }
}

/// Returns the address of a language.
pub(crate) fn listing_address(language: &str) -> String {
    format!("listings.{}", language.to_ascii_lowercase())
}

/// Gives an address a value in its one form, or leaves it without one.
pub(crate) fn set(content: &mut Content, address: String, value: &Value) {
    let is_off =
        address.starts_with("properties.isSystemFeatureRequired.") && *value == Value::Bool(false);
    let field = address.rsplit('.').next().unwrap_or_default();
    match normal(field, value).filter(|_| !is_off) {
        Some(value) => drop(content.insert(address, value)),
        None => drop(content.remove(&address)),
    }
}

/// Puts packages in their order, as the value of `packages`.
pub(crate) fn set_packages(content: &mut Content, mut packages: Vec<Fields>) {
    packages.sort_by_key(|package| {
        let text = |name: &str| package.get(name).map(Value::to_string);
        (
            text("packageType"),
            text("architectures"),
            text("packageUrl"),
        )
    });
    let packages: Vec<Value> = packages.into_iter().map(Value::Object).collect();
    set(content, "packages".to_owned(), &Value::Array(packages));
}

/// Returns the packages of a content.
pub(crate) fn packages(content: &Content) -> Vec<&Fields> {
    let packages = content.get("packages").and_then(Value::as_array);
    packages
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .collect()
}

/// The fields of a package, each in its one form.
fn package(fields: &Fields) -> Fields {
    fields
        .iter()
        .filter_map(|(name, value)| {
            let value = match name.as_str() {
                "errorDetails" => Value::Object(exit_codes(value)),
                _ => value.clone(),
            };
            Some((name.clone(), normal(name, &value)?))
        })
        .collect()
}

/// The exit codes of each scenario that has any.
fn exit_codes(details: &Value) -> Fields {
    keyed(details, "errorScenario")
        .filter_map(|(scenario, item)| {
            let codes = normal("errorScenarioDetails", item.get("errorScenarioDetails")?)?;
            Some((scenario, codes))
        })
        .collect()
}

/// The items of a list, each with the type that names it, and without it.
fn keyed(items: &Value, key: &str) -> impl Iterator<Item = (String, Value)> {
    let items = items.as_array().into_iter().flatten();
    items.filter_map(move |item| {
        let mut item = item.as_object()?.clone();
        let Value::String(kind) = item.shift_remove(key)? else {
            return None;
        };
        Some((kind, Value::Object(item)))
    })
}

/// Returns a value in the one form that equal values have; `None` where it holds nothing.
pub(crate) fn normal(field: &str, value: &Value) -> Option<Value> {
    let value = match value {
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::String(text) => {
            let text = text.replace("\r\n", "\n");
            let text = text.strip_suffix('\n').unwrap_or(&text);
            (!text.is_empty()).then(|| Value::from(text))?
        }
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| normal("", item));
            let mut items: Vec<Value> = items.collect();
            if field == "languages" {
                let lower = items.iter().filter_map(Value::as_str);
                items = lower
                    .map(|it| Value::from(it.to_ascii_lowercase()))
                    .collect();
            }
            if matches!(field, "languages" | "markets") {
                items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
                items.dedup();
            }
            (!items.is_empty()).then_some(Value::Array(items))?
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), normal(name, value)?)));
            let members: Map<String, Value> = members.collect();
            (!members.is_empty()).then_some(Value::Object(members))?
        }
    };
    Some(value)
}

fn sizes(assets: &[Asset]) -> Value {
    let sizes = assets
        .iter()
        .map(|Asset { width, height, .. }| format!("{width}x{height}"));
    sizes.collect()
}
