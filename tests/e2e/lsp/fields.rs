//! Hover, definition and quick fixes.

use serde_json::Value;

use super::{
    client::{Client, uri},
    manifest,
};
use crate::support::{Workplace, images::png};

#[test]
fn a_field_tells_its_limit_its_count_and_its_source() {
    let workplace = Workplace::empty();
    workplace.write("texts/de-de.md", "Zahnräder 🎉\n");
    workplace.write("texts/fr-fr.md", "Des engrenages\n");
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, &manifest(
        "listingDefaults:\n  description: { file: 'texts/${language}.md' }\nlistings:\n  de-de: { shortDescription: Räder 🎉 }\n  fr-fr: {}\n",
    ));
    let hover = client.at("textDocument/hover", &path, 3, 5);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.starts_with("**`listingDefaults.description`**"),
        "{text}"
    );
    assert!(
        text.contains("`de-de`: **11** of 10,000 characters, from `texts/de-de.md`"),
        "{text}"
    );
    assert!(
        text.contains("`fr-fr`: **14** of 10,000 characters, from `texts/fr-fr.md`"),
        "{text}"
    );
    let hover = client.at("textDocument/hover", &path, 5, 36);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("**7** of 1,000 characters"), "{text}");
    assert_eq!(hover["range"]["start"]["character"], 29);
    assert_eq!(hover["range"]["end"]["character"], 37);
    assert_eq!(client.at("textDocument/hover", &path, 4, 9), Value::Null);
    client.leave().exits(0);
}

#[test]
fn a_text_and_an_image_lead_to_their_files() {
    let workplace = Workplace::empty();
    workplace.write("texts/de-de.md", "Zahnräder\n");
    workplace.write("texts/fr-fr.md", "Des engrenages\n");
    workplace.write("CHANGELOG.md", "# Changelog\n\n## 1.0.0\n\n- Gears\n");
    workplace.write("a b/1.png", png(40, 30, 1));
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, &manifest(
        "vars: { version: 1.0.0 }\nlistingDefaults:\n  description: { file: 'texts/${language}.md' }\n  whatsNew: { changelog: CHANGELOG.md }\nlistings:\n  de-de:\n    screenshots: [a b/1.png, absent.png]\n  fr-fr: {}\n",
    ));
    let mut to = |line, character| {
        let found = client.at("textDocument/definition", &path, line, character);
        let found = found.as_array().cloned().unwrap_or_default();
        let place = |it: &Value| {
            let file = it["uri"]
                .as_str()
                .unwrap()
                .strip_prefix(&uri(workplace.path()))
                .unwrap();
            format!("{file}:{}", it["range"]["start"]["line"])
        };
        found.iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(to(4, 30), ["/texts/de-de.md:0", "/texts/fr-fr.md:0"]);
    assert_eq!(to(5, 30), ["/CHANGELOG.md:2"]);
    assert_eq!(to(8, 20), ["/a%20b/1.png:0"]);
    assert_eq!(to(8, 6), ["/a%20b/1.png:0"]);
    assert_eq!(to(8, 32), [] as [String; 0]);
    assert_eq!(to(0, 3), [] as [String; 0]);
    client.leave().exits(0);
}

/// Applies every fix to a text, the last one first.
fn fixed(text: &str, actions: &Value) -> String {
    let mut lines: Vec<Vec<u16>> = text
        .split('\n')
        .map(|it| it.encode_utf16().collect())
        .collect();
    let actions = actions.as_array().unwrap();
    for action in actions.iter().rev() {
        assert_eq!(action["kind"], "quickfix");
        let (_, edits) = action["edit"]["changes"]
            .as_object()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        let (range, new) = (&edits[0]["range"], edits[0]["newText"].as_str().unwrap());
        let number = |it: &Value| usize::try_from(it.as_u64().unwrap()).unwrap();
        let (start, end) = (&range["start"], &range["end"]);
        assert_eq!(start["line"], end["line"]);
        let span = number(&start["character"])..number(&end["character"]);
        lines[number(&start["line"])].splice(span, new.encode_utf16());
    }
    let lines = lines.iter().map(|it| String::from_utf16(it).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_quick_fix_writes_what_was_meant() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let text = manifest(
        "vars: { version: 1.0 }
availability: { markets: [UK, no], enableInFutureMarkets: yes }
properties: { websit: contoso.com, supportContactInfo: mailto:a@b.example }
listings:
  en_US: { shortDescription: \"🎉 ${verison}\", descripton: Gears }
packages:
  - { packageUrl: 'https://a.example/1/my setup.exe', packageType: \"exee\" }
",
    );
    let mut client = Client::ready(&workplace);
    client.open(&path, &text);
    let actions = client.fixes(&path);
    let text = fixed(&text, &actions);
    // What was fixed may show what was hidden behind it.
    client.change(&path, 2, &text);
    let actions = client.fixes(&path);
    let text = fixed(&text, &actions);
    assert_eq!(
        text,
        manifest(
            "vars: { version: \"1.0\" }
availability: { markets: [GB, \"NO\"], enableInFutureMarkets: true }
properties: { website: https://contoso.com, supportContactInfo: a@b.example }
listings:
  en-us: { shortDescription: \"🎉 ${version}\", description: Gears }
packages:
  - { packageUrl: https://a.example/1/my%20setup.exe, packageType: exe }
"
        )
    );
    client.leave().exits(0);
}

#[test]
fn a_fix_is_offered_where_its_diagnostic_is() {
    let workplace = Workplace::empty();
    let path = workplace.path().join("storectl.yaml");
    let mut client = Client::ready(&workplace);
    client.open(&path, &manifest("propertis: {}\nlistigs: {}\n"));
    let mut at = |line: u32| {
        let place = serde_json::json!({ "line": line, "character": 3 });
        let found = client.ask(
            "textDocument/codeAction",
            &serde_json::json!({
                "textDocument": { "uri": uri(&path) },
                "range": { "start": place, "end": place },
                "context": { "diagnostics": [] },
            }),
        );
        let titles = found
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["title"].to_string());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(at(2), ["\"Replace `propertis` with `properties`\""]);
    assert_eq!(at(3), ["\"Replace `listigs` with `listings`\""]);
    assert_eq!(at(1), [] as [String; 0]);
    client.leave().exits(0);
}
