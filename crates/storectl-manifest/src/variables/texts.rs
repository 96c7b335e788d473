//! Texts from files, each file read and each text made once.

use std::{collections::HashMap, rc::Rc};

use super::{LANGUAGE, definitions::Visibility, template::Replaced};
use crate::{
    diagnostic::Location,
    files::{Files, TextReference},
    format,
    parse::{Document, Source},
    paths, work,
};

/// The largest text, in bytes, whose variables are replaced. A longer one fits no field of the Store (10,000 characters of
/// up to 4 bytes) and is refused for its length.
const LONGEST: usize = 64 * 1024;

/// A text from a file, its variables replaced.
#[derive(Debug)]
pub(crate) struct ExpandedText {
    /// Which of the manifest's texts it is: a text that many fields name is checked once.
    id: usize,
    source: Rc<Source>,
    /// `None` if the text is the file's as it is.
    replaced: Option<Replaced>,
    visibility: Visibility,
}

impl ExpandedText {
    /// Returns the text: line breaks normalized, one final line end left out.
    pub(crate) fn text(&self) -> &str {
        match &self.replaced {
            Some(it) => it.text(),
            None => format::without_final_line_end(self.source.text()),
        }
    }

    /// Returns a number that no other text of the manifest has.
    pub(crate) fn id(&self) -> usize {
        self.id
    }

    pub(super) fn visibility(&self) -> Visibility {
        self.visibility
    }

    fn origin(&self, at: usize) -> usize {
        self.replaced.as_ref().map_or(at, |it| it.origin(at))
    }

    /// Returns where byte `at` of the text is written; the place ends with its line.
    pub(crate) fn location(&self, at: usize) -> Location {
        let start = self.origin(at);
        self.source.location(&(start..self.source.text().len()))
    }

    /// Returns where the character at byte `at` of the text is written.
    pub(crate) fn character(&self, at: usize) -> Location {
        let start = self.origin(at);
        let rest = self.source.text().get(start..).unwrap_or_default();
        let length = rest.chars().next().map_or(0, char::len_utf8);
        self.source.location(&(start..start + length))
    }

    /// Returns the start of the file.
    pub(crate) fn start(&self) -> Location {
        self.source.location(&(0..0))
    }
}

/// The text files of a manifest.
pub(super) struct FileTexts<'a> {
    document: &'a Document,
    files: &'a Files,
    sources: HashMap<&'a str, Template>,
    /// By path, and by language where the text names it.
    texts: HashMap<(&'a str, Option<String>), Rc<ExpandedText>>,
}

/// A text file as it is written.
struct Template {
    source: Rc<Source>,
    /// Whether it names `${language}`.
    differs_by_language: bool,
}

impl<'a> FileTexts<'a> {
    pub(super) fn new(document: &'a Document, files: &'a Files) -> Self {
        Self {
            document,
            files,
            sources: HashMap::new(),
            texts: HashMap::new(),
        }
    }

    /// Returns the text that `reference` names, where it could be read; `expand` replaces its variables.
    pub(super) fn get(
        &mut self,
        reference: &TextReference,
        expand: impl FnOnce(&Source, &str) -> (Replaced, Visibility),
    ) -> Option<Rc<ExpandedText>> {
        let (path, content) = self.files.texts.get_key_value(&reference.path)?;
        let content = content.as_ref().ok()?;
        let template = self.sources.entry(path).or_insert_with(|| {
            work::visit(content.len());
            let text = content.strip_prefix('\u{feff}').unwrap_or(content);
            let text = format::normalize_line_ends(text).into_owned();
            let shown = paths::beside(&self.document.start().file.path, path);
            Template {
                // A longer text keeps its variables.
                differs_by_language: text.len() <= LONGEST
                    && text.contains(&format!("${{{LANGUAGE}}}")),
                source: Rc::new(Source::new(&shown, text)),
            }
        });
        let source = Rc::clone(&template.source);
        let language = reference.language.clone();
        let language = language.filter(|_| template.differs_by_language);
        let id = self.texts.len();
        let text = self.texts.entry((path, language)).or_insert_with(|| {
            let template = format::without_final_line_end(source.text());
            let (replaced, visibility) = if template.len() <= LONGEST && template.contains("${") {
                let (replaced, visibility) = expand(&source, template);
                (Some(replaced), visibility)
            } else {
                (None, Visibility::Public)
            };
            Rc::new(ExpandedText {
                id,
                source,
                replaced,
                visibility,
            })
        });
        Some(Rc::clone(text))
    }
}
