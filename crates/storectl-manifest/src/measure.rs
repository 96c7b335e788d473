//! How much of its limit a field takes, for whoever looks at it in an editor.

use serde_json::Value;
use storectl_model::limits::Length;

use crate::{
    diagnostic::Location,
    files::Files,
    format,
    parse::Document,
    pointer,
    schema::Place,
    source_map::DEFAULTS,
    variables::{self, Expanded, Variables},
};

/// The limit of a field, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The most characters of a text, or items of a list; `None` where the Store names no limit.
    pub limit: Option<usize>,
    /// One value; of a default that differs by language, one for each language that takes it.
    pub values: Vec<Measured>,
}

/// What a field comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The language, where it is one of several.
    pub language: Option<String>,
    /// How long it is.
    pub size: Size,
    /// Where the text is, if it is in a file.
    pub file: Option<Location>,
}

/// How long a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A text, variables replaced and line breaks normalized, in characters (Unicode scalar values).
    Characters(usize),
    /// A list, in items.
    Items(usize),
    /// A text that uses a secret variable: its length is not shown either.
    Secret,
}

/// Measures the text or the list at `at`, a JSON pointer; of a part of a text's source, such as `{ file: PATH }`, the text.
/// `None` for everything else, and for a text that cannot be read.
pub fn measure(document: &Document, files: &Files, vars: &Variables, at: &str) -> Option<Measure> {
    let expanded = variables::expand(document, vars, Some(files));
    // A path may be an item of a list.
    let above = std::iter::successors(at.rsplit_once('/'), |it| it.0.rsplit_once('/'));
    let mut owners = above.take(2).map(|(owner, _)| owner);
    let field = owners.find(|it| is_source(at, it));
    let mut candidates = field.into_iter().chain([at]);
    let (owner, values) = candidates.find_map(|owner| {
        let values = values(&expanded, owner);
        (!values.is_empty()).then_some((owner, values))
    })?;
    let keyword = match values.first()?.size {
        Size::Items(_) => "maxItems",
        Size::Characters(_) | Size::Secret => "maxLength",
    };
    let limit = Place::at(owner).most(keyword);
    Some(Measure { limit, values })
}

/// Returns whether `at` is a part of what says where the text at `owner` comes from.
fn is_source(at: &str, owner: &str) -> bool {
    let below = at.strip_prefix(owner).unwrap_or_default();
    ["/file", "/changelog", "/overflow"]
        .iter()
        .any(|it| pointer::is_within(below, it))
}

fn values(expanded: &Expanded, at: &str) -> Vec<Measured> {
    if let Some(one) = value(expanded, at, None) {
        return vec![one];
    }
    if !pointer::is_within(at, DEFAULTS) {
        return Vec::new();
    }
    let listings = expanded.value.get("listings").and_then(Value::as_object);
    let languages = listings.into_iter().flatten().map(|(language, _)| language);
    let copies = languages.filter_map(|language| {
        let listing = pointer::join("/listings", language);
        let copy = at.replacen(DEFAULTS, &listing, 1);
        let is_copied = pointer::original(&expanded.copied, &copy) == at;
        is_copied.then(|| value(expanded, &copy, Some(language)))?
    });
    copies.collect()
}

fn value(expanded: &Expanded, at: &str, language: Option<&str>) -> Option<Measured> {
    let measured = |size, file| Measured {
        language: language.map(str::to_owned),
        size,
        file,
    };
    let characters = |text: &str| {
        if expanded.secrets.contains(at) {
            return Size::Secret;
        }
        let text = format::normalize_line_ends(text);
        Size::Characters(Length::of(format::without_final_line_end(&text)).code_points)
    };
    if let Some(text) = expanded.texts.get(at) {
        return Some(measured(characters(text.text()), Some(text.start())));
    }
    match expanded.value.pointer(at)? {
        Value::String(text) if Place::at(at).takes_text() => Some(measured(characters(text), None)),
        Value::Array(items) => Some(measured(Size::Items(items.len()), None)),
        Value::String(_) | Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::read;

    const MANIFEST: &str = "vars:
  password: { secret: true }
  name: Widgets
properties:
  certificationNotes: Use ${password}.
listingDefaults:
  description: { file: '${language}.md' }
  copyright: © ${name}
listings:
  en-us:
    shortDescription: Gears 🎉
    searchTerms: [a, b]
  de-de:
    description: Zahnräder
";

    fn measured(at: &str) -> Option<(Option<usize>, Vec<String>)> {
        let document = read("storectl.yaml", MANIFEST.as_bytes()).unwrap();
        let mut files = Files::default();
        files
            .texts
            .insert("en-us.md".to_owned(), Ok("One\r\ntwo\r\n".to_owned()));
        let environment = [("password".to_owned(), "hunter2".to_owned())];
        let vars = Variables {
            environment: environment.into(),
            ..Variables::default()
        };
        let Measure { limit, values } = measure(&document, &files, &vars, at)?;
        let shown = values.into_iter().map(|it| {
            let language = it.language.unwrap_or_default();
            let file = it.file.map_or(String::new(), |it| it.short());
            format!("{language} {:?} {file}", it.size).trim().to_owned()
        });
        Some((limit, shown.collect()))
    }

    #[test]
    fn a_text_is_counted_in_characters_and_a_list_in_items() {
        for (at, limit, size) in [
            ("/listings/en-us/shortDescription", 1_000, "Characters(7)"),
            ("/listings/de-de/description", 10_000, "Characters(9)"),
            ("/listingDefaults/copyright", 200, "Characters(9)"),
            ("/listings/en-us/searchTerms", 7, "Items(2)"),
            ("/listings/en-us/searchTerms/0", 30, "Characters(1)"),
        ] {
            assert_eq!(
                measured(at),
                Some((Some(limit), vec![size.to_owned()])),
                "{at}"
            );
        }
    }

    #[test]
    fn a_default_that_differs_by_language_is_counted_for_each_that_takes_it() {
        let texts = Some((
            Some(10_000),
            vec!["en-us Characters(7) en-us.md:1:1".to_owned()],
        ));
        assert_eq!(measured("/listingDefaults/description"), texts);
        assert_eq!(measured("/listingDefaults/description/file"), texts);
    }

    #[test]
    fn the_length_of_a_secret_text_is_not_told() {
        let (_, sizes) = measured("/properties/certificationNotes").unwrap();
        assert_eq!(sizes, ["Secret"]);
    }

    #[test]
    fn what_is_no_text_and_no_list_has_no_length() {
        for at in ["", "/listings", "/listings/en-us", "/unheard/of"] {
            assert_eq!(measured(at), None, "{at}");
        }
    }
}
