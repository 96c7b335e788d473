//! The JSON schema of a policy, made of the rules there are.

use serde_json::{Map, Value, json};
use storectl_model::{DestructiveClass, PolicyRule};

use super::{API_VERSION, POLICY_API_VERSION};
use crate::{raw::language_schema, schema::schema_id};

/// Returns the JSON schema (draft-07) of a policy, for editors.
pub fn policy_schema() -> Value {
    let version = json!({
        "description": "The version of the format of policies.",
        "type": "string",
        "enum": [POLICY_API_VERSION],
    });
    let rules = PolicyRule::ALL.map(|rule| (rule.key().to_owned(), list(rule)));
    let properties: Map<String, Value> = [(API_VERSION.to_owned(), version)]
        .into_iter()
        .chain(rules)
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": schema_id("policy"),
        "title": "storectl policy",
        "description": "What plan, apply and submit refuse with exit code 11 (--policy FILE), whatever a manifest says. A list that is left out allows everything, and an empty one allows nothing.",
        "type": "object",
        "properties": properties,
        "required": [API_VERSION],
        "additionalProperties": false,
        "definitions": { "Language": language() },
    })
}

fn list(rule: PolicyRule) -> Value {
    json!({
        "description": description(rule),
        "type": "array",
        "items": item(rule),
        "uniqueItems": true,
        "examples": [[example(rule)]],
    })
}

fn description(rule: PolicyRule) -> &'static str {
    match rule {
        PolicyRule::Products => {
            "Product IDs that may be planned, in any case. An empty list allows none."
        }
        PolicyRule::Sellers => {
            "Seller account IDs that may be used, quoted. The account that is really used counts, whether the manifest, a flag or a variable names it. An empty list allows none."
        }
        PolicyRule::InstallerHosts => {
            "Whole host names that packages may come from, those that the manifest does not name included. Case and a final dot are ignored, international names equal their Punycode, ports do not count, and a subdomain is another host. An empty list allows none."
        }
        PolicyRule::Signers => {
            "Common names (CN) of the certificates that may have signed the installers, exactly as `storectl inspect` shows them. Every byte of every package that would be published is read, changed or not, with `--preflight auto` as with `full`: a signature counts only for the bytes that were signed. A signer that is unknown (`--preflight off`, `--live`) or self-signed is not allowed. The name is compared, and whether Windows trusts the certificate is not. An empty list allows none."
        }
        PolicyRule::NeverAcknowledge => {
            "Classes of destructive changes that nobody may acknowledge, in the manifest or on the command line, as `destructiveClass` of a plan in JSON names them."
        }
        PolicyRule::RequiredLanguages => {
            "Languages that the product must have listings in after the plan, as the Store's codes in any case."
        }
    }
}

fn item(rule: PolicyRule) -> Value {
    match rule {
        PolicyRule::Products | PolicyRule::Sellers => {
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{1,128}$" })
        }
        PolicyRule::InstallerHosts => {
            json!({ "type": "string", "pattern": r"^(\[[0-9A-Fa-f:.]+\]|[^\s:/\\@?#*%]+)$" })
        }
        PolicyRule::Signers => json!({ "type": "string", "pattern": r"\S" }),
        PolicyRule::NeverAcknowledge => {
            let classes: Vec<&str> = DestructiveClass::ALL.iter().map(|it| it.as_str()).collect();
            json!({ "type": "string", "enum": classes })
        }
        PolicyRule::RequiredLanguages => json!({ "$ref": "#/definitions/Language" }),
    }
}

/// A language that the Store has, for completion; in another case, any well-formed one.
fn language() -> Value {
    let mut language = json!({ "type": "string" });
    if let (Some(object), Value::Object(rest)) = (language.as_object_mut(), language_schema()) {
        object.extend(rest);
    }
    language
}

fn example(rule: PolicyRule) -> &'static str {
    match rule {
        PolicyRule::Products => "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
        PolicyRule::Sellers => "123456892",
        PolicyRule::InstallerHosts => "dl.contoso.com",
        PolicyRule::Signers => "Contoso Ltd",
        PolicyRule::NeverAcknowledge => "pricing-changed",
        PolicyRule::RequiredLanguages => "en-us",
    }
}
