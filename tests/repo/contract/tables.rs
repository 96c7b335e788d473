//! Closed vocabularies and limits.

use storectl_model as client;
use storectl_model::limits as client_limits;
use storectl_sandbox::tables as sandbox;
use storectl_sandbox::tables::{
    limits as sandbox_limits,
    members::{self, Member, Shape},
    words,
};

use super::document::{self, Parameter, captioned, split};

const METADATA: &str = "Update Current Draft Submission Metadata API";
const PACKAGES: &str = "Update Current Draft Packages API";
const CREATE_ASSETS: &str = "Create Listing Assets API";

/// The languages of the document, by name; codes named twice are left out the second time.
fn languages() -> Vec<(String, Vec<String>)> {
    let mut seen = Vec::new();
    captioned("Languages")
        .into_iter()
        .map(|row| {
            let [name, codes] = row.cells.as_slice() else {
                panic!("line {}: {:?}", row.line, row.cells);
            };
            let mut codes = split(codes);
            codes.retain(|code| {
                let is_new = !seen.contains(code);
                seen.push(code.clone());
                is_new
            });
            (name.clone(), codes)
        })
        .collect()
}

#[test]
fn the_languages_are_the_documents() {
    let languages = languages();
    let codes: Vec<&String> = languages.iter().flat_map(|(_, codes)| codes).collect();
    assert_eq!(codes.len(), 320);
    assert_eq!(codes, sandbox::LANGUAGES);
    let of_the_client: Vec<(String, Vec<String>)> = client::LANGUAGES
        .iter()
        .map(|(name, codes)| {
            let codes = codes.iter().map(|it| (*it).to_owned());
            ((*name).to_owned(), codes.collect())
        })
        .collect();
    for ((name, codes), (document_name, document_codes)) in of_the_client.iter().zip(&languages) {
        assert_eq!(codes, document_codes, "{document_name}");
        // The rows that lost a cell lost the end of their name, too.
        assert!(
            name.starts_with(document_name.as_str()),
            "{name}, {document_name}"
        );
    }
    assert_eq!(of_the_client.len(), languages.len());
}

/// The table itself says `ru-ru`: broken at its hyphen, it was refused.
#[test]
fn no_code_holds_a_blank() {
    for code in sandbox::LANGUAGES.iter().chain(sandbox::MARKETS) {
        assert!(
            code.chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '-'),
            "{code:?}"
        );
    }
}

#[test]
fn the_markets_are_the_documents() {
    let mut markets: Vec<(String, String)> = captioned("Markets")
        .into_iter()
        .map(|row| (row.cells[1].clone(), row.cells[0].clone()))
        .collect();
    assert_eq!(markets.len(), 241);
    let codes: Vec<&String> = markets.iter().map(|(code, _)| code).collect();
    assert_eq!(codes, sandbox::MARKETS);
    markets.sort();
    for ((code, name), (client_code, client_name)) in markets.iter().zip(client::MARKETS) {
        assert_eq!(code, client_code);
        assert!(
            client_name.starts_with(name.as_str()),
            "{code}: {client_name}, {name}"
        );
    }
    assert_eq!(markets.len(), client::MARKETS.len());
}

#[test]
fn the_categories_are_the_documents() {
    let categories: Vec<(String, Vec<String>)> = captioned("Categories and Sub-categories")
        .into_iter()
        .map(|row| {
            let subcategories = match row.cells[1].as_str() {
                "(None)" => Vec::new(),
                list => split(list),
            };
            (row.cells[0].clone(), subcategories)
        })
        .collect();
    assert_eq!(categories.len(), 25);
    for table in [client::CATEGORIES, sandbox::CATEGORIES] {
        let table: Vec<(String, Vec<String>)> = table
            .iter()
            .map(|(name, list)| {
                let list = list.iter().map(|it| (*it).to_owned());
                ((*name).to_owned(), list.collect())
            })
            .collect();
        assert_eq!(table, categories);
    }
}

/// Both sides' words of a field.
fn same(document: &[String], client: &[&str], sandbox: &[&str]) {
    assert_eq!(document, client);
    assert_eq!(document, sandbox);
}

/// Both sides' words of a field whose order is the samples'.
fn same_set(mut document: Vec<String>, client: &[&str], sandbox: &[&str]) {
    document.sort_unstable();
    for side in [client, sandbox] {
        let mut side = side.to_vec();
        side.sort_unstable();
        assert_eq!(document, side);
    }
}

#[test]
fn the_words_of_metadata_are_the_documents() {
    let field = |name| Parameter::of(METADATA, name);
    same(
        &field("discoverability").words(),
        client::Discoverability::WORDS,
        words::DISCOVERABILITIES,
    );
    same(
        &field("pricing").words(),
        client::Pricing::WORDS,
        words::PRICINGS,
    );
    same(
        &field("freeTrial").words(),
        client::FreeTrial::WORDS,
        words::FREE_TRIALS,
    );
    same(
        &field("isSystemFeatureRequired").words(),
        client::HardwareFeature::WORDS,
        words::FEATURES,
    );
    same_set(
        field("systemRequirementDetails").words(),
        client::RequirementKind::WORDS,
        words::REQUIREMENTS,
    );
    let trial = field("freeTrial").text;
    for pricing in words::PRICINGS {
        assert_eq!(
            trial.contains(pricing) && !trial.contains(&format!("{pricing}_")),
            words::PRICINGS_WITH_TRIAL.contains(pricing),
            "{pricing}"
        );
    }
}

#[test]
fn the_words_of_packages_are_the_documents() {
    let field = |name| Parameter::of(PACKAGES, name);
    same(
        &field("architectures").list_after("a single architecture - "),
        client::Architecture::WORDS,
        words::ARCHITECTURES,
    );
    same(
        &field("packageType").words(),
        client::PackageType::WORDS,
        words::PACKAGE_TYPES,
    );
    same(
        &field("errorScenario").words(),
        client::ErrorScenario::WORDS,
        words::SCENARIOS,
    );
}

#[test]
fn the_values_of_system_requirements_are_the_documents() {
    use client::RequirementKind::{DirectX, Graphics, Memory, Processor, VideoMemory};
    for name in ["minimumRequirement", "recommendedRequirement"] {
        let field = Parameter::of(METADATA, name);
        for (kind, sandbox) in [
            (Memory, words::MEMORY),
            (DirectX, words::DIRECTX),
            (VideoMemory, words::VIDEO_MEMORY),
        ] {
            let document = field.words_after(&format!("hardwareItemType = {kind}: "));
            same(&document, kind.allowed_values().unwrap(), sandbox);
        }
    }
    for kind in [Processor, Graphics] {
        assert_eq!(kind.allowed_values(), None);
    }
}

/// The longest text that the manifest's schema takes for the field `name`.
fn longest_of_the_client(name: &str) -> Option<u64> {
    fn longest(field: &serde_json::Value) -> Option<u64> {
        let branches = field["anyOf"].as_array();
        let nested = branches.into_iter().flatten().find_map(longest);
        field["maxLength"].as_u64().or(nested)
    }
    let schema = storectl_manifest::schema();
    let mut objects = schema["definitions"].as_object().unwrap().values();
    objects.find_map(|it| longest(&it["properties"][name]))
}

/// The longest text that the sandbox takes for the member `name`.
fn longest_of_the_sandbox(members: &[Member], name: &str) -> Option<usize> {
    members.iter().find_map(|it| match it.shape {
        Shape::Text(limit) => (it.name == name).then_some(limit),
        Shape::Object(members) => longest_of_the_sandbox(members, name),
        Shape::Objects(members) if members.iter().any(|it| it.name == name) => {
            Some(sandbox_limits::REQUIREMENT_TEXT)
        }
        Shape::Value | Shape::Objects(_) => None,
    })
}

#[test]
fn the_lengths_of_texts_are_the_documents() {
    let mut count = 0;
    for parameter in document::parameters(METADATA) {
        let name = parameter.name.as_str();
        if !parameter.text.contains("Character limit = ") {
            continue;
        }
        count += 1;
        let document = parameter.number_after("Character limit = ");
        let sandbox = longest_of_the_sandbox(members::METADATA, name);
        let client = longest_of_the_client(name).map(|it| usize::try_from(it).unwrap());
        assert_eq!(
            (client, sandbox),
            (Some(document), Some(document)),
            "{name}"
        );
    }
    assert!(count >= 10, "{count}");
    for name in ["minimumRequirement", "recommendedRequirement"] {
        let document = Parameter::of(METADATA, name).number_after("MaxLength = ");
        assert_eq!(client_limits::SYSTEM_REQUIREMENT, document, "{name}");
        assert_eq!(sandbox_limits::SYSTEM_REQUIREMENT, document, "{name}");
    }
}

#[test]
fn the_sizes_of_lists_are_the_documents() {
    let features = Parameter::of(METADATA, "productFeatures");
    let terms = Parameter::of(METADATA, "searchTerms");
    let requirements = Parameter::of(METADATA, "requirements");
    let screenshots = Parameter::of(CREATE_ASSETS, "Screenshot");
    let logos = Parameter::of(CREATE_ASSETS, "Logo");
    for (name, document, client, sandbox) in [
        (
            "feature",
            features.first_number(),
            client_limits::FEATURE,
            sandbox_limits::FEATURE,
        ),
        (
            "features",
            features.number_after("Up to "),
            client_limits::FEATURES,
            sandbox_limits::FEATURES,
        ),
        (
            "term",
            terms.first_number(),
            client_limits::SEARCH_TERM,
            sandbox_limits::SEARCH_TERM,
        ),
        (
            "terms",
            terms.number_after("Up to "),
            client_limits::SEARCH_TERMS,
            sandbox_limits::SEARCH_TERMS,
        ),
        (
            "words",
            terms.number_after("<br><br>"),
            client_limits::SEARCH_WORDS,
            sandbox_limits::SEARCH_WORDS,
        ),
        (
            "requirement",
            requirements.first_number(),
            client_limits::REQUIREMENT_TEXT,
            sandbox_limits::REQUIREMENT_TEXT,
        ),
        (
            "requirements",
            requirements.number_after("Up to "),
            client_limits::REQUIREMENT_TEXTS,
            sandbox_limits::REQUIREMENT_TEXTS,
        ),
        (
            "screenshots",
            screenshots.number_after("[1 - "),
            client_limits::SCREENSHOTS,
            sandbox_limits::SCREENSHOTS,
        ),
        (
            "logos",
            logos.number_after("[1 or "),
            client_limits::STORE_LOGOS,
            sandbox_limits::STORE_LOGOS,
        ),
    ] {
        assert_eq!((client, sandbox), (document, document), "{name}");
    }
}

#[test]
fn a_read_answers_as_many_languages_as_the_document_says() {
    let mut said = 0;
    for table in document::tables() {
        for row in table.rows {
            let text = row.cells.concat();
            if row.cells[0] != "languages" || !text.contains("limit of up to ") {
                continue;
            }
            for number in text
                .split(|it: char| !it.is_ascii_digit())
                .filter(|it| it.len() == 3)
            {
                assert_eq!(number, client_limits::LANGUAGES_PER_READ.to_string());
                assert_eq!(number, sandbox_limits::LANGUAGES_PER_READ.to_string());
                said += 1;
            }
        }
    }
    assert_eq!(said, 4, "two operations say it twice");
}

/// Not in the document: both sides took the number from the same field notes (34 and 94).
#[test]
fn both_sides_agree_on_the_limit_nobody_documented() {
    assert_eq!(
        client_limits::INSTALLER_PARAMETERS,
        sandbox_limits::INSTALLER_PARAMETERS
    );
}
