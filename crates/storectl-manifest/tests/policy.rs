//! Policies: what is read of one, and each fault with its place, code and hint.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value;
use storectl_manifest::{Diagnostic, MAX_POLICY, catalogue, policy_schema, read, read_policy};
use storectl_model::{DestructiveClass, HostName, LANGUAGES, PolicyPlace, PolicyRule};

/// What each fault says, as `LINE:COLUMN CODE message / hint`.
fn faults(text: &str) -> Vec<String> {
    let Err(found) = read_policy("policy.yaml", text.as_bytes()) else {
        return Vec::new();
    };
    let line = |it: &Diagnostic| {
        let (line, column) = (it.location.line, it.location.column);
        let hint = it.hint.as_deref().unwrap_or_default();
        format!("{line}:{column} {} {} / {hint}", it.code, it.message)
    };
    found.iter().map(line).collect()
}

const HEAD: &str = "apiVersion: storectl.policy/v1\n";

/// A policy with every rule.
const EVERY_RULE: &str = "\
apiVersion: storectl.policy/v1
products: [3E31A9F9-84e8-4d2d-9eba-487878d02ebf]
sellers: [\"0123\"]
installerHosts:
  - DL.Contoso.com.
  - bücher.example
signers: [Contoso Ltd]
neverAcknowledge: [pricing-changed, language-removed]
requiredLanguages:
  - en-us
  - DE-de
";

#[test]
fn each_rule_is_read_with_its_place() {
    let policy = read_policy("policy.yaml", EVERY_RULE.as_bytes()).unwrap();
    let at = |line, column| PolicyPlace { line, column };
    let products = policy.products.unwrap();
    assert_eq!(products.place, at(2, 1));
    let sellers = policy.sellers.unwrap();
    assert_eq!(
        (sellers.place, sellers.items[0].as_str()),
        (at(3, 1), "0123")
    );
    let hosts = policy.installer_hosts.unwrap();
    let names: Vec<&str> = hosts.items.iter().map(HostName::as_str).collect();
    assert_eq!(hosts.place, at(4, 1));
    assert_eq!(names, ["dl.contoso.com", "xn--bcher-kva.example"]);
    assert_eq!(policy.signers.unwrap().items, ["Contoso Ltd"]);
    let classes = policy.never_acknowledge.iter();
    let classes: Vec<_> = classes.map(|it| (it.place, it.item)).collect();
    assert_eq!(
        classes,
        [
            (at(8, 20), DestructiveClass::PricingChanged),
            (at(8, 37), DestructiveClass::LanguageRemoved)
        ]
    );
    let languages = policy.required_languages.iter();
    let languages: Vec<_> = languages.map(|it| (it.place, it.item.key())).collect();
    assert_eq!(languages, [(at(10, 5), "en-us"), (at(11, 5), "de-de")]);
}

#[test]
fn an_absent_list_allows_everything_and_an_empty_one_nothing() {
    let absent = read_policy("policy.yaml", HEAD.as_bytes()).unwrap();
    assert_eq!(absent, storectl_model::Policy::default());
    let empty = format!("{HEAD}products: []\nneverAcknowledge: []\n");
    let empty = read_policy("policy.yaml", empty.as_bytes()).unwrap();
    assert_eq!(empty.products.unwrap().items, []);
    assert_eq!(empty.never_acknowledge, []);
}

/// Each fault below the version, and what is said of it.
const FAULTS: &[(&str, &str)] = &[
    (
        "product: []",
        "2:1 STC1002 unknown key `product` / did you mean `products`?",
    ),
    (
        "colour: red",
        "2:1 STC1002 unknown key `colour` / `storectl schema policy` prints every key",
    ),
    (
        "products:",
        "2:1 STC1003 `products` is empty, expected a list of strings / write a list, e.g. `installerHosts: [dl.contoso.com]`, or delete the key",
    ),
    (
        "products: null",
        "2:11 STC1003 `products` is empty, expected a list of strings / write a list, e.g. `installerHosts: [dl.contoso.com]`, or delete the key",
    ),
    (
        "sellers: [123]",
        "2:11 STC1003 an item of `sellers` is a number, expected a string / write it in quotes",
    ),
    (
        "signers: [{ name: x }]",
        "2:11 STC1003 an item of `signers` is a mapping, expected a string / write a list, e.g. `installerHosts: [dl.contoso.com]`, or delete the key",
    ),
    (
        "products: [a b]",
        "2:12 STC1004 `a b` is not valid: a product ID must be 1 to 128 characters of A-Z, a-z, 0-9, `-` or `_` / correct it, or delete it",
    ),
    (
        "products: [9NBLGGH4NNS1]",
        "2:12 STC1004 `9NBLGGH4NNS1` is a Store ID, not a product ID / copy the GUID from the product's URL in Partner Center",
    ),
    (
        "installerHosts: ['https://dl.contoso.com/a']",
        "2:18 STC1004 `https://dl.contoso.com/a` is not a host name: it is a URL or a part of one, not only a host name / did you mean `dl.contoso.com`?",
    ),
    (
        "installerHosts: ['*.contoso.com']",
        "2:18 STC1004 `*.contoso.com` is not a host name: it has a `*`, and only whole host names are compared / correct it, or delete it",
    ),
    (
        "installerHosts: ['contoso.com:443']",
        "2:18 STC1004 `contoso.com:443` is not a host name: it has a port, and a host name has none / did you mean `contoso.com`?",
    ),
    (
        "signers: ['']",
        "2:11 STC1004 a signer has no empty name / correct it, or delete it",
    ),
    (
        "signers: [' Contoso Ltd']",
        "2:11 STC1004 ` Contoso Ltd` begins or ends with a space / did you mean `Contoso Ltd`?",
    ),
    (
        "neverAcknowledge: [price-changed]",
        "2:20 STC1005 `price-changed` is not a class of destructive changes / did you mean `pricing-changed`?",
    ),
    (
        "neverAcknowledge: [Pricing-Changed]",
        "2:20 STC1005 `Pricing-Changed` is not a class of destructive changes / did you mean `pricing-changed`?",
    ),
    (
        "requiredLanguages: [en_us]",
        "2:21 STC1006 `en_us` is not a language of the Store / did you mean `en-us`?",
    ),
    (
        "requiredLanguages: [xx-yy]",
        "2:21 STC1006 `xx-yy` is not a language of the Store / use a language code of the Store, e.g. de-de; case is ignored",
    ),
    (
        "requiredLanguages: [en-us, EN-US]",
        "2:28 STC1007 `requiredLanguages` has `EN-US` twice, first on line 2 / correct or delete one of them",
    ),
    (
        "installerHosts: [bücher.example, xn--bcher-kva.example]",
        "2:34 STC1007 `installerHosts` has `xn--bcher-kva.example` twice, first on line 2 / correct or delete one of them",
    ),
    (
        "sellers: []\nsellers: []",
        "3:1 STC0005 `sellers` appears twice; first on line 2 / keep one of them",
    ),
    (
        "sellers: &a []",
        "2:10 STC0006 anchors are not allowed / write out the value",
    ),
    (
        "<<: { sellers: [] }",
        "2:1 STC0008 merge keys are not allowed / write out the keys",
    ),
    (
        "---\nsellers: []",
        "2:1 STC0009 a second document begins here / keep one of them: a policy is one document",
    ),
];

#[test]
fn each_fault_has_its_place_its_code_and_what_to_do() {
    for (body, expected) in FAULTS {
        let text = format!("{HEAD}{body}\n");
        assert_eq!(faults(&text), [*expected], "{body}");
    }
}

#[test]
fn what_is_no_policy_says_so() {
    let hint =
        "begin the file with `apiVersion: storectl.policy/v1`, or pass another file to --policy";
    for (text, says) in [
        ("", "1:1 STC1001 the policy is empty"),
        ("# nothing\n", "1:1 STC1001 the policy is empty"),
        ("- a\n", "1:1 STC1001 the policy is not a mapping"),
        ("products: []\n", "1:1 STC1001 `apiVersion` is missing"),
        (
            "apiVersion: storectl/v1\n",
            "1:13 STC1001 the version is `storectl/v1`, expected `storectl.policy/v1`",
        ),
        (
            "apiVersion: 1\n",
            "1:13 STC1001 the version is not a string, expected `storectl.policy/v1`",
        ),
    ] {
        assert_eq!(faults(text), [format!("{says} / {hint}")], "{text:?}");
    }
}

#[test]
fn every_fault_comes_at_once_in_the_order_of_the_file() {
    let bodies: Vec<&str> = vec![
        "product: []",
        "products: a",
        "sellers: [1]",
        "installerHosts: ['a/b']",
        "neverAcknowledge: [price-changed]",
        "requiredLanguages: [xx-yy]",
    ];
    let found = faults(&format!("apiVersion: v2\n{}\n", bodies.join("\n")));
    let lines: Vec<&str> = found.iter().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(lines, ["1", "2", "3", "4", "5", "6", "7"]);
}

#[test]
fn each_code_of_policies_has_a_sample() {
    let samples = FAULTS
        .iter()
        .flat_map(|(body, _)| faults(&format!("{HEAD}{body}\n")));
    let samples = samples.chain(faults(""));
    let seen: BTreeSet<String> = samples
        .filter_map(|it| it.split(' ').nth(1).map(str::to_owned))
        .collect();
    for rule in catalogue() {
        let code = rule.code.as_str();
        assert!(!code.starts_with("STC10") || seen.contains(code), "{code}");
    }
}

#[test]
fn an_editor_and_the_command_line_take_the_same_policies() {
    let validator = jsonschema::validator_for(&policy_schema()).unwrap();
    let value = |text: &str| {
        read("policy.yaml", text.as_bytes())
            .ok()
            .map(|it| it.value().clone())
    };
    assert!(validator.is_valid(&value(EVERY_RULE).unwrap()));
    assert!(validator.is_valid(&value(HEAD).unwrap()));
    // Beyond a schema: entries that are equal in two spellings, and what a code or a name means.
    let beyond = ["EN-US]", "xn--", "9NBLGGH4NNS1", "xx-yy", "' Contoso"];
    for (body, _) in FAULTS {
        let Some(value) = value(&format!("{HEAD}{body}\n")) else {
            continue;
        };
        let is_beyond = beyond.iter().any(|it| body.contains(it));
        assert_eq!(validator.is_valid(&value), is_beyond, "{body}");
    }
    for class in DestructiveClass::ALL {
        let text = format!("{HEAD}neverAcknowledge: [{}]\n", class.as_str());
        assert!(validator.is_valid(&value(&text).unwrap()));
        assert_eq!(faults(&text), Vec::<String>::new());
    }
    for code in LANGUAGES.iter().flat_map(|(_, codes)| codes.iter()) {
        let text = format!("{HEAD}requiredLanguages: [\"{code}\"]\n");
        assert_eq!(faults(&text), Vec::<String>::new());
    }
}

#[test]
fn the_schema_describes_every_rule_and_its_examples_are_valid() {
    let schema = policy_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties.len(), PolicyRule::ALL.len() + 1);
    for (key, property) in properties {
        assert!(property["description"].is_string(), "{key}");
        let mut alone = property.clone();
        alone["definitions"] = schema["definitions"].clone();
        let validator = jsonschema::validator_for(&alone).unwrap();
        for example in property["examples"].as_array().into_iter().flatten() {
            assert!(validator.is_valid(example), "{example}");
            let text = format!("{HEAD}{key}: {example}\n");
            assert_eq!(faults(&text), Vec::<String>::new());
        }
    }
}

#[test]
fn a_hostile_policy_is_answered_soon_and_with_few_faults() {
    let most = usize::try_from(MAX_POLICY).unwrap();
    let bodies = [
        "requiredLanguages: [",
        "neverAcknowledge: [",
        "installerHosts: [",
        "products: [",
    ];
    for body in bodies {
        let mut text = format!("{HEAD}{body}");
        let mut number = 0;
        while text.len() < most - 20 {
            write!(text, "x{number}.*,").unwrap();
            number += 1;
        }
        text.push(']');
        let found = read_policy("policy.yaml", text.as_bytes()).unwrap_err();
        assert_eq!(found.len(), 100, "{body}");
    }
    let keys: Vec<String> = (0..20_000).map(|it| format!("key{it}: 1\n")).collect();
    let keys = keys.concat();
    let found = read_policy("policy.yaml", format!("{HEAD}{keys}").as_bytes()).unwrap_err();
    assert_eq!(found.len(), 100);
    for bytes in [
        &b"\xff\xfea\0"[..],
        b"a\0b",
        b"\xff",
        b"{[",
        b"? a\n: b",
        b"---\n---\n",
    ] {
        let found = read_policy("policy.yaml", bytes);
        assert!(found.is_err(), "{bytes:?}");
    }
    let messages: Vec<Value> = faults("\u{feff}\0").into_iter().map(Value::from).collect();
    assert!(!messages.is_empty());
}
