//! What a field is for, what it takes, how much of its limit is used, and where its text comes from.

use std::{fmt::Write as _, path::Path, sync::OnceLock};

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use storectl_manifest::{
    Field, Measure, Measured, Size, Variables, field_path, find_field, measure,
};
use storectl_report::{Foreign, count};

use super::{analysis::Analysis, positions::Lines};

/// How many languages of one default are shown.
const MOST_LANGUAGES: usize = 12;

/// Returns what is known of the field at byte `at` of the manifest.
pub(super) fn of(
    analysis: &Analysis,
    lines: &Lines<'_>,
    at: usize,
    vars: &Variables,
) -> Option<Hover> {
    let examined = analysis.examined.as_ref()?;
    let document = &examined.document;
    let pointer = document.pointer_at(at)?;
    let field = nearest_field(&pointer)?;
    let measure = measure(document, &examined.files, vars, &pointer);
    let text = page(&pointer, field, measure.as_ref(), analysis.folder());
    let places = [document.key_location(&pointer), document.location(&pointer)];
    let mut places = places.into_iter().flatten();
    let place = places.find(|it| it.span.start <= at && at <= it.span.end);
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: analysis.redactor.text(&text),
        }),
        range: place.map(|it| lines.range(&it.span)),
    })
}

/// Finds the field at a pointer, or the nearest above that has a name of its own: variables and languages have none.
fn nearest_field(pointer: &str) -> Option<&'static Field> {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    let fields = FIELDS.get_or_init(storectl_manifest::fields);
    let above = std::iter::successors(Some(pointer), |it| Some(it.rsplit_once('/')?.0));
    let mut above = above.filter(|it| !it.is_empty());
    above.find_map(|it| find_field(fields, &field_path(it).to_string()))
}

/// Renders a field in Markdown.
fn page(pointer: &str, field: &Field, measure: Option<&Measure>, folder: &Path) -> String {
    let address = field_path(pointer).to_string();
    let mut page = format!("**{}**\n", Foreign::new(&address).code());
    if let Some(text) = field.description() {
        let _ = write!(page, "\n{text}\n");
    }
    if let Some(Measure { limit, values }) = measure {
        page.push('\n');
        for one in values.iter().take(MOST_LANGUAGES) {
            let _ = writeln!(page, "- {}", measured(one, *limit, folder));
        }
        if let more @ 1.. = values.len().saturating_sub(MOST_LANGUAGES) {
            let _ = writeln!(page, "- and {more} more");
        }
    }
    page.push('\n');
    for (label, fact) in field.facts() {
        let _ = writeln!(page, "- {label}: {fact}");
    }
    page
}

/// Returns how much of its limit a value takes: `312 of 10,000 characters, from listings/en-us/description.md`.
fn measured(one: &Measured, limit: Option<usize>, folder: &Path) -> String {
    let (used, unit) = match one.size {
        Size::Characters(used) => (Some(used), "character"),
        Size::Items(used) => (Some(used), "item"),
        Size::Secret => (None, "character"),
    };
    let used = match (used, limit) {
        (Some(used), Some(limit)) => {
            let used = count(used, "");
            format!(
                "**{}** of {}",
                used.trim_end_matches([' ', 's']),
                count(limit, unit)
            )
        }
        (Some(used), None) => format!("**{}**", count(used, unit)),
        (None, Some(limit)) => format!("secret, at most {}", count(limit, unit)),
        (None, None) => "secret".to_owned(),
    };
    let language = one.language.as_ref();
    let language = language.map(|it| format!("{}: ", Foreign::new(it).code()));
    let file = one.file.as_ref().map(|it| {
        let path = Path::new(&it.file.path);
        let path = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
        let line = match it.line {
            1 => String::new(),
            line => format!(", line {line}"),
        };
        format!(", from {}{line}", Foreign::new(&path).code())
    });
    format!(
        "{}{used}{}",
        language.unwrap_or_default(),
        file.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use storectl_manifest::{Files, read};

    use super::*;

    fn shown(manifest: &str, pointer: &str) -> Option<String> {
        let document = read("/repo/storectl.yaml", manifest.as_bytes()).unwrap();
        let mut files = Files::default();
        for language in ["en-us", "de-de"] {
            files
                .texts
                .insert(format!("{language}.md"), Ok("Gears".to_owned()));
        }
        let measure = measure(&document, &files, &Variables::default(), pointer);
        let field = nearest_field(pointer)?;
        Some(page(pointer, field, measure.as_ref(), Path::new("/repo")))
    }

    #[test]
    fn a_text_shows_its_count_its_limit_and_its_file() {
        let manifest = "listings:\n  en-us:\n    description: { file: en-us.md }\n";
        let page = shown(manifest, "/listings/en-us/description").unwrap();
        assert!(
            page.starts_with("**`listings.en-us.description`**\n"),
            "{page}"
        );
        assert!(
            page.contains("- **5** of 10,000 characters, from `en-us.md`\n"),
            "{page}"
        );
        assert!(page.contains("- Characters: at most 10000\n"), "{page}");
    }

    #[test]
    fn a_default_shows_the_count_of_each_language() {
        let manifest = "listingDefaults:\n  description: { file: '${language}.md' }\nlistings:\n  en-us: {}\n  de-de: {}\n";
        let page = shown(manifest, "/listingDefaults/description").unwrap();
        for line in [
            "- `en-us`: **5** of 10,000 characters, from `en-us.md`\n",
            "- `de-de`: **5** of 10,000 characters, from `de-de.md`\n",
        ] {
            assert!(page.contains(line), "{page}");
        }
    }

    #[test]
    fn a_list_shows_how_many_items_it_has() {
        let manifest = "listings:\n  en-us:\n    searchTerms: [a]\n";
        let page = shown(manifest, "/listings/en-us/searchTerms").unwrap();
        assert!(page.contains("- **1** of 7 items\n"), "{page}");
    }

    #[test]
    fn a_variable_shows_what_variables_are_and_the_top_shows_nothing() {
        let manifest = "vars:\n  version: 1.0.0\n";
        let page = shown(manifest, "/vars/version").unwrap();
        assert!(page.starts_with("**`vars.version`**\n"), "{page}");
        assert_eq!(shown(manifest, ""), None);
    }
}
