//! Replaces the variables of a manifest and of its text files.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    rc::Rc,
};

use serde_json::Value;
use storectl_model::SecretValues;

use super::{
    LANGUAGE, UsedVariable, VERSION, Variables,
    definitions::{Definitions, Lookup, Visibility},
    secrets,
    template::{Part, Replaced},
    texts::{ExpandedText, FileTexts, SectionRead},
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    diagnostic::Location,
    files::{self, Files, NamedPath, TextOrigin, TextReference},
    format,
    hint::Hint,
    parse::{Document, Source},
    pointer, work,
};

/// How much text variables may bring into one manifest and its files, in bytes: four times the largest manifest. A few
/// texts that name a long variable many times would fill any memory.
const BUDGET: usize = 4 * 1024 * 1024;
/// How many misspelled variables get a suggestion: each is compared with every variable there is.
const SUGGESTIONS: usize = 100;

/// A manifest whose variables were replaced.
pub(crate) struct Expanded {
    pub(crate) value: Value,
    /// What is wrong with variables and their uses.
    pub(crate) problems: Vec<Diagnostic>,
    /// Pointers of values that hold a secret.
    pub(crate) secrets: BTreeSet<String>,
    /// Those values, and those of the secret variables; none while the files are not known yet.
    pub(crate) secret_values: SecretValues,
    /// Fields of `listingDefaults` that differ by language and were copied into listings: to where, and from where.
    pub(crate) copied: HashMap<String, String>,
    /// Texts from files, by the pointer of the field.
    pub(crate) texts: BTreeMap<String, Rc<ExpandedText>>,
    /// The variables that are used.
    pub(crate) variables: Vec<UsedVariable>,
    /// Names that are used, defined or not.
    pub(crate) used: BTreeSet<String>,
}

/// Replaces the variables of `document` outside `vars`, and of the texts in `files`, which is `None` while the files
/// are not known yet.
pub(crate) fn expand(document: &Document, vars: &Variables, files: Option<&Files>) -> Expanded {
    expand_value(document, document.value.clone(), vars, files)
}

/// Replaces the variables of `value`, which is what the document holds or a part of it, as [`expand`] does.
pub(crate) fn expand_value(
    document: &Document,
    mut value: Value,
    vars: &Variables,
    files: Option<&Files>,
) -> Expanded {
    let mut expander = Expander {
        document,
        definitions: Definitions::new(document, vars),
        budget: Some(BUDGET),
        suggestions: SUGGESTIONS,
        secrets: BTreeSet::new(),
        copied: HashMap::new(),
        problems: Vec::new(),
    };
    if let Value::Object(members) = &mut value {
        expander.copy_defaults(members, files);
        for (key, member) in members.iter_mut().filter(|(key, _)| *key != "vars") {
            expander.top_level(key, member);
        }
    }
    let texts = files.map_or_else(BTreeMap::new, |it| expander.texts(&value, it));
    let secret_values = match files {
        Some(_) => secrets::values(&expander.definitions, &expander.secrets, &value, &texts),
        None => SecretValues::default(),
    };
    let mut problems = expander.problems;
    problems.extend(expander.definitions.check());
    Expanded {
        value,
        problems,
        secrets: expander.secrets,
        secret_values,
        copied: expander.copied,
        texts,
        variables: expander.definitions.report(),
        used: expander.definitions.used().clone(),
    }
}

/// Says that variables bring too much text.
pub(super) fn too_much() -> String {
    format!("variables expand to more than {BUDGET} bytes")
}

/// What is known while the variables of a manifest are replaced.
pub(super) struct Expander<'a> {
    pub(super) document: &'a Document,
    pub(super) definitions: Definitions<'a>,
    /// How many bytes of [`BUDGET`] are left; `None` once it was reported that there are too few.
    pub(super) budget: Option<usize>,
    suggestions: usize,
    secrets: BTreeSet<String>,
    pub(super) copied: HashMap<String, String>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Where a template is written.
enum Home<'s> {
    /// The value at a pointer; with the byte from which the next `${` of its scalar is to be found.
    Manifest { at: &'s str, cursor: usize },
    /// A text file, named by the value at a pointer.
    File { at: &'s str, source: &'s Source },
}

impl Home<'_> {
    fn pointer(&self) -> &str {
        match self {
            Self::Manifest { at, .. } | Self::File { at, .. } => at,
        }
    }
}

impl Expander<'_> {
    fn top_level(&mut self, key: &str, member: &mut Value) {
        let mut at = pointer::join("", key);
        match member {
            Value::Object(listings) if key == "listings" => {
                for (language, listing) in listings.iter_mut() {
                    self.walk(listing, &mut pointer::join(&at, language), Some(language));
                }
            }
            Value::Object(defaults) if key == "listingDefaults" => {
                self.defaults(defaults, &at);
            }
            _ => self.walk(member, &mut at, None),
        }
    }

    /// Replaces the variables of a value. The pointer `at` it is for grows and shrinks on the way: few values need theirs.
    pub(super) fn walk(&mut self, value: &mut Value, at: &mut String, language: Option<&str>) {
        let length = at.len();
        match value {
            Value::String(text) if text.contains('$') && text.contains("${") => {
                let mut home = Home::Manifest { at, cursor: 0 };
                let (replaced, visibility) = self.replace(text, &mut home, language);
                *text = replaced.into_text();
                if visibility == Visibility::Secret {
                    self.secret(at);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    pointer::push_item(at, index);
                    self.walk(item, at, language);
                    at.truncate(length);
                }
            }
            Value::Object(members) => {
                for (key, member) in members.iter_mut() {
                    pointer::push(at, key);
                    self.walk(member, at, language);
                    at.truncate(length);
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Remembers that the value at `at` holds a secret, where it may.
    fn secret(&mut self, at: &str) {
        self.secrets.insert(at.to_owned());
        if !secrets::may_be_secret(at) {
            let message = format!(
                "`{}` uses a secret variable, but its value is shown in plans and logs",
                pointer::address(at)
            );
            self.report(&catalogue::SECRET_PLACE, at, message);
        }
    }

    /// Reads the texts that the manifest takes from files.
    fn texts(&mut self, value: &Value, files: &Files) -> BTreeMap<String, Rc<ExpandedText>> {
        let mut read = FileTexts::new(self.document, files);
        let mut texts = BTreeMap::new();
        for reference in files::text_references(value) {
            let TextReference {
                field,
                language,
                origin,
            } = reference;
            let text = match &origin {
                TextOrigin::File(paths) => {
                    let expand = |named: &NamedPath, source: &Source, template: &str| {
                        let at = &named.pointer;
                        let mut home = Home::File { at, source };
                        self.replace(template, &mut home, language.as_deref())
                    };
                    read.whole(paths, language.as_deref(), expand)
                }
                TextOrigin::Changelog(path) => self.section(path, &mut read),
            };
            if let Some(text) = text {
                if text.visibility() == Visibility::Secret {
                    self.secrets.insert(field.clone());
                }
                texts.insert(field, text);
            }
        }
        texts
    }

    /// Reads the notes of `vars.version` from a changelog; reports that there is no version, no file or no section.
    fn section(
        &mut self,
        changelog: &NamedPath,
        read: &mut FileTexts<'_>,
    ) -> Option<Rc<ExpandedText>> {
        let NamedPath { pointer: at, path } = changelog;
        let shown = format::shorten(path);
        let (version, visibility) = match self.definitions.look_up(VERSION) {
            Lookup::Value(value, visibility) => (value.to_owned(), visibility),
            Lookup::Unset | Lookup::Unknown => {
                let message = format!("`{shown}` is a changelog, but `vars.version` is not set");
                self.report(&catalogue::CHANGELOG_VERSION, at, message);
                return None;
            }
        };
        let named = match visibility {
            Visibility::Public => format!("`{}`", format::shorten(&version)),
            Visibility::Secret => "(secret)".to_owned(),
        };
        match read.section(path, &version, visibility) {
            SectionRead::Found(text) if text.text().is_empty() => {
                let message = format!("the section of version {named} in `{shown}` is empty");
                self.report(&catalogue::CHANGELOG_SECTION, at, message)
                    .with(text.start(), "this section");
                None
            }
            SectionRead::Found(text) => Some(text),
            SectionRead::NoSection => {
                let message = format!("`{shown}` has no section of version {named}");
                self.report(&catalogue::CHANGELOG_SECTION, at, message);
                None
            }
            SectionRead::NoFile => {
                let message =
                    format!("`{shown}`, the changelog of version {named}, does not exist");
                self.report(&catalogue::FILE_MISSING, at, message);
                None
            }
            SectionRead::Unread => None,
        }
    }

    /// Reports at the value.
    fn report(&mut self, rule: &Rule, at: &str, message: String) -> &mut Diagnostic {
        let mut found = rule.at(self.place(at), message);
        at.clone_into(&mut found.pointer);
        let last = self.problems.len();
        self.problems.push(found);
        &mut self.problems[last]
    }

    fn replace(
        &mut self,
        template: &str,
        home: &mut Home<'_>,
        language: Option<&str>,
    ) -> (Replaced, Visibility) {
        let mut visibility = Visibility::Public;
        let replaced = Replaced::new(template, |part, span| {
            let name = match part {
                Part::Variable(name) => name,
                Part::Malformed => {
                    let message = "malformed variable: expected `${name}`".to_owned();
                    self.problem(&catalogue::MALFORMED_VARIABLE, home, "${", &span, message);
                    return None;
                }
                Part::Text(_) | Part::Literal => return None,
            };
            if let Some(language) = language.filter(|_| name == LANGUAGE) {
                return self.spend(language.to_owned(), name, home, &span);
            }
            let (value, seen) = match self.definitions.look_up(name) {
                Lookup::Value(value, seen) => (value.to_owned(), seen),
                Lookup::Unset => {
                    self.unset(name, home, &span);
                    return None;
                }
                Lookup::Unknown => {
                    self.unknown(name, home, &span);
                    return None;
                }
            };
            if seen == Visibility::Secret {
                visibility = Visibility::Secret;
            }
            self.spend(value, name, home, &span)
        });
        (replaced, visibility)
    }

    /// Takes a value's length from the budget; reports once that variables bring too much text.
    fn spend<'v>(
        &mut self,
        value: String,
        name: &str,
        home: &mut Home<'_>,
        span: &Range<usize>,
    ) -> Option<Cow<'v, str>> {
        let left = self.budget?.checked_sub(value.len());
        self.budget = left;
        if left.is_none() {
            let needle = format!("${{{name}}}");
            self.problem(&catalogue::TOO_LARGE, home, &needle, span, too_much())
                .hinted("use shorter values, or use them less often".to_owned());
        }
        left.map(|_| Cow::Owned(value))
    }

    fn unknown(&mut self, name: &str, home: &mut Home<'_>, span: &Range<usize>) {
        let hint = if name == LANGUAGE {
            Some(Hint::text(
                "`${language}` is only available in a listing and in `listingDefaults`",
            ))
        } else if self.suggestions > 0 {
            self.suggestions -= 1;
            let near = self.definitions.nearest(name);
            near.map(|it| {
                let hint = Hint::text(format!("did you mean `{it}`?"));
                hint.rewriting(&format!("${{{name}}}"), format!("${{{it}}}"))
            })
        } else {
            None
        };
        let message = format!("variable `{}` is not defined", format::shorten(name));
        let needle = format!("${{{name}}}");
        self.problem(&catalogue::UNKNOWN_VARIABLE, home, &needle, span, message)
            .hinted(hint);
    }

    fn unset(&mut self, name: &str, home: &mut Home<'_>, span: &Range<usize>) {
        let message = format!("secret variable `{}` has no value", format::shorten(name));
        let needle = format!("${{{name}}}");
        self.problem(&catalogue::UNSET_SECRET, home, &needle, span, message)
            .hinted(format!(
                "set STORECTL_VAR_{} in the environment",
                format::shorten(name).to_ascii_uppercase()
            ));
    }

    pub(super) fn place(&self, at: &str) -> Location {
        let at = pointer::original(&self.copied, at);
        let place = self.document.location(&at);
        place.unwrap_or_else(|| self.document.start())
    }

    /// Reports at the next `needle` in the source of the value, else at the value; in a text file, at `span`.
    fn problem(
        &mut self,
        rule: &Rule,
        home: &mut Home<'_>,
        needle: &str,
        span: &Range<usize>,
        message: String,
    ) -> &mut Diagnostic {
        let place = match home {
            Home::File { source, .. } => source.location(span),
            Home::Manifest { at, cursor } => self.find(at, cursor, needle),
        };
        let mut found = rule.at(place, message);
        home.pointer().clone_into(&mut found.pointer);
        if let Home::File { at, .. } = home {
            found.with(self.place(at), "referenced here");
        }
        let last = self.problems.len();
        self.problems.push(found);
        &mut self.problems[last]
    }

    /// Finds the next `needle` of a scalar, whose parts come in the order they are written in.
    fn find(&self, at: &str, cursor: &mut usize, needle: &str) -> Location {
        let written = pointer::original(&self.copied, at);
        let Some(node) = self.document.index.get(written.as_ref()) else {
            return self.place(at);
        };
        let from = node.value.start.max(*cursor);
        let source = &self.document.source;
        if let Some(within) = source.slice(&(from..node.value.end)).find(needle) {
            work::visit(within);
            let start = from + within;
            *cursor = start + needle.len();
            source.location(&(start..*cursor))
        } else {
            work::visit(node.value.end.saturating_sub(from));
            // Written with escapes: not to be found, and not to be looked for again.
            *cursor = node.value.end;
            self.place(at)
        }
    }
}
