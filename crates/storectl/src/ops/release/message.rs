//! What the commit of a release says.

use std::fmt::Write as _;

use storectl_report::Foreign;

/// The longest subject, in characters. Source: git-commit(1), "Discussion", asks for fewer than 50; hosts cut at 72.
const LONGEST_SUBJECT: usize = 72;

/// How many names are listed.
const NAMED: usize = 20;

/// A product of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReleasedProduct {
    /// Its name, or else its ID.
    pub(crate) name: String,
    /// The version there was, where it was another text.
    pub(crate) before: Option<String>,
    /// The languages with notes of this version.
    pub(crate) languages: Vec<String>,
}

/// Writes the message: a subject, a line for each product, and the files.
pub(crate) fn message(version: &str, products: &[ReleasedProduct], files: &[String]) -> String {
    let mut text = format!("{}\n\n", subject(version, products));
    for ReleasedProduct {
        name,
        before,
        languages,
    } in products
    {
        let _ = write!(text, "- {}: ", Foreign::new(name).line());
        if let Some(before) = before {
            let _ = write!(text, "{} -> ", Foreign::new(before).line());
        }
        text.push_str(version);
        if !languages.is_empty() {
            let _ = write!(text, ", notes in {}", some_of(languages));
        }
        text.push('\n');
    }
    if !files.is_empty() {
        text.push_str("\nFiles:\n");
        for file in files.iter().take(NAMED) {
            let _ = writeln!(text, "- {}", Foreign::new(file).line());
        }
        let more = files.len().saturating_sub(NAMED);
        if more > 0 {
            let _ = writeln!(text, "- {more} more");
        }
    }
    text
}

/// Names the product where there is one and its name is short enough.
fn subject(version: &str, products: &[ReleasedProduct]) -> String {
    let named = match products {
        [one] => Some(format!(
            "Release {} {version}",
            Foreign::new(&one.name).line()
        )),
        _ => None,
    };
    let named = named.filter(|it| it.chars().count() <= LONGEST_SUBJECT);
    named.unwrap_or_else(|| format!("Release {version}"))
}

fn some_of(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(name: &str, before: Option<&str>, languages: &[&str]) -> ReleasedProduct {
        ReleasedProduct {
            name: name.to_owned(),
            before: before.map(str::to_owned),
            languages: languages.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn one_product_is_named_in_the_subject() {
        let files = ["store/storectl.yaml".to_owned()];
        let products = [product(
            "Contoso Widgets",
            Some("1.4.2"),
            &["de-de", "en-us"],
        )];
        assert_eq!(
            message("1.5.0", &products, &files),
            "Release Contoso Widgets 1.5.0\n\n- Contoso Widgets: 1.4.2 -> 1.5.0, notes in de-de, en-us\n\nFiles:\n- store/storectl.yaml\n"
        );
    }

    #[test]
    fn several_products_have_a_line_each() {
        let products = [product("A", None, &[]), product("B", Some("1.4"), &[])];
        assert_eq!(
            message("1.5.0", &products, &[]),
            "Release 1.5.0\n\n- A: 1.5.0\n- B: 1.4 -> 1.5.0\n"
        );
    }

    #[test]
    fn a_long_name_stays_out_of_the_subject_and_no_name_begins_a_line() {
        let name = format!("{}\n::error::", "W".repeat(80));
        let text = message("1.5.0", &[product(&name, None, &[])], &[]);
        assert!(text.starts_with("Release 1.5.0\n\n- WWW"), "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    #[test]
    fn of_many_languages_and_files_a_few_are_named() {
        let languages: Vec<String> = (0..25).map(|it| format!("l{it}")).collect();
        let names: Vec<&str> = languages.iter().map(String::as_str).collect();
        let text = message("1.5.0", &[product("A", None, &names)], &languages);
        assert!(text.contains("l19 and 5 more\n"), "{text}");
        assert!(text.ends_with("- l19\n- 5 more\n"), "{text}");
    }
}
