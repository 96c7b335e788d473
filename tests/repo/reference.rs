//! The tables of `schema/README.md`, made from the schemas and from what the program says of its exit codes.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// How many words of a vocabulary a cell lists.
const WORDS: usize = 12;

/// Objects in the order a manifest names them, with the title of their table; the first is the manifest itself.
const TABLES: &[(&str, &str)] = &[
    ("", "The manifest"),
    ("Availability", "`availability`"),
    ("Properties", "`properties`"),
    ("Declarations", "`properties.productDeclarations`"),
    ("Feature", "Items of `properties.isSystemFeatureRequired`"),
    (
        "RequirementDetail",
        "Items of `properties.systemRequirementDetails`",
    ),
    ("Listing", "A listing, and `listingDefaults`"),
    ("Requirement", "Items of a listing's `requirements`"),
    ("Package", "Items of `packages`"),
    ("ErrorDetail", "Items of a package's `errorDetails`"),
    ("ErrorValue", "Items of `errorScenarioDetails`"),
    ("Submission", "`submission`"),
];

/// Renders the tables as Markdown.
pub(crate) fn markdown(schema: &Value) -> String {
    let definitions = schema["definitions"].as_object().unwrap();
    let mut text = String::new();
    for (name, title) in TABLES {
        let object = if name.is_empty() {
            schema
        } else {
            &definitions[*name]
        };
        let required: Vec<&str> = object["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        writeln!(
            text,
            "\n**{title}**\n\n| field | type | description |\n|---|---|---|"
        )
        .unwrap();
        for (field, property) in object["properties"].as_object().unwrap() {
            let mark = if required.contains(&field.as_str()) {
                " (required)"
            } else {
                ""
            };
            let meaning = property["description"]
                .as_str()
                .unwrap_or_default()
                .replace('|', "\\|")
                .replace('\n', " ");
            writeln!(
                text,
                "| `{field}`{mark} | {} | {meaning} |",
                takes(property, definitions)
            )
            .unwrap();
        }
    }
    text.push('\n');
    text
}

/// Renders the rules of a policy.
pub(crate) fn policy(schema: &Value) -> String {
    let title = schema["description"].as_str().unwrap();
    let mut text = format!(
        "\n## The policy\n\n{title} Schema: [`policy.v1.schema.json`](policy.v1.schema.json). The hash of a plan does not cover the policy.\n\n| key | type | description |\n|---|---|---|\n"
    );
    for (key, property) in schema["properties"].as_object().unwrap() {
        let meaning = property["description"].as_str().unwrap();
        let takes = takes(property, &Map::new());
        writeln!(text, "| `{key}` | {takes} | {meaning} |").unwrap();
    }
    text
}

/// Says in a few words what a value may be.
fn takes(property: &Value, definitions: &Map<String, Value>) -> String {
    for key in ["anyOf", "oneOf", "allOf"] {
        if let Some(branches) = property[key].as_array() {
            let mut words: Vec<String> = branches.iter().map(|it| takes(it, definitions)).collect();
            words.dedup();
            return words.join(" or ");
        }
    }
    if let Some(name) = property["$ref"]
        .as_str()
        .and_then(|it| it.strip_prefix("#/definitions/"))
    {
        return match name {
            "TextFile" => "`{ file: … }`".to_owned(),
            "TextChangelog" => "`{ changelog: … }`".to_owned(),
            "Market" => "market code".to_owned(),
            "Language" => "language code".to_owned(),
            "Except" => "`{ allExcept: [...] }`".to_owned(),
            name => TABLES.iter().find(|(it, _)| *it == name).map_or_else(
                || takes(&definitions[name], definitions),
                |_| "mapping".to_owned(),
            ),
        };
    }
    if let Some(words) = property["enum"].as_array() {
        let more = if words.len() > WORDS {
            format!(", … ({} in total)", words.len())
        } else {
            String::new()
        };
        let shown: Vec<String> = words
            .iter()
            .take(WORDS)
            .map(|it| {
                format!(
                    "`{}`",
                    it.as_str().map_or_else(|| it.to_string(), str::to_owned)
                )
            })
            .collect();
        return format!("{}{more}", shown.join(", "));
    }
    let types: Vec<&str> = match &property["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return "anything".to_owned(),
    };
    let word = |it: &&str| match *it {
        "string" => "string".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "null" => "`null`".to_owned(),
        "array" => list_of(&takes(&property["items"], definitions)),
        "object" => "mapping".to_owned(),
        other => other.to_owned(),
    };
    types.iter().map(word).collect::<Vec<_>>().join(" or ")
}

fn list_of(item: &str) -> String {
    let plural = if item.ends_with(['`', ')']) { "" } else { "s" };
    format!("list of {item}{plural}")
}

/// Renders the exit codes as the program explains them.
pub(crate) fn exit_codes() -> String {
    let mut text = String::from(
        "\n## Exit codes\n\n| code | name | meaning | retry in CI |\n|---|---|---|---|\n",
    );
    for code in 0..=u8::MAX {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_storectl"))
            .args(["explain", &code.to_string()])
            .env_clear()
            .output()
            .unwrap();
        if !run.status.success() {
            continue;
        }
        let said = String::from_utf8(run.stdout).unwrap();
        let (name, meaning) = said
            .lines()
            .next()
            .and_then(|it| it.split_once('(')?.1.split_once("): "))
            .unwrap();
        let retry = said
            .lines()
            .find_map(|it| it.strip_prefix("Retry in CI: "))
            .unwrap();
        writeln!(text, "| {code} | {name} | {meaning} | {retry} |").unwrap();
    }
    text.push_str("\nIf several products or several reasons lead to different codes, the most severe one is used; JSON lists them all.\n");
    text
}

/// Renders what each JSON document holds.
pub(crate) fn documents(schemas: &[(String, Value)]) -> String {
    let mut text = String::from(
        "\n## JSON documents\n\n`--format json` prints exactly one document on stdout, even on failure. Fields may be added but are never renamed: \
         ignore unknown fields, and reject other major values of `formatVersion`. Text output is for people, and may change.\n",
    );
    for (name, schema) in schemas {
        let title = schema["description"].as_str().unwrap_or_default();
        writeln!(
            text,
            "\n### `{name}`\n\n{title} Schema: [`{name}.v1.schema.json`]({name}.v1.schema.json).\n\n| field | description |\n|---|---|"
        )
        .unwrap();
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let meaning = property["description"]
                .as_str()
                .unwrap_or_default()
                .replace('|', "\\|")
                .replace('\n', " ");
            writeln!(text, "| `{field}` | {meaning} |").unwrap();
        }
    }
    text
}
