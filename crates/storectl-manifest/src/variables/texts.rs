//! Texts from files, each file read and each text made once.

use std::{collections::HashMap, ops::Range, rc::Rc};

use super::{LANGUAGE, definitions::Visibility, template::Replaced};
use crate::{
    changelog::{self, PlainText, Section},
    diagnostic::Location,
    files::{self, FileFault, Files, NamedPath},
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
    content: Content,
    visibility: Visibility,
}

/// What of a file is the text.
#[derive(Debug)]
enum Content {
    /// All of it, as it is.
    Whole,
    /// All of it, its variables replaced.
    Replaced(Replaced),
    /// One section of a changelog.
    Section {
        /// The bytes of its heading.
        heading: Range<usize>,
        notes: PlainText,
    },
}

impl ExpandedText {
    /// Returns the text: line breaks normalized, one final line end left out.
    pub(crate) fn text(&self) -> &str {
        match &self.content {
            Content::Whole => format::without_final_line_end(self.source.text()),
            Content::Replaced(it) => it.text(),
            Content::Section { notes, .. } => notes.text(),
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
        match &self.content {
            Content::Whole => at,
            Content::Replaced(it) => it.origin(at),
            Content::Section { notes, .. } => notes.origin(at),
        }
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

    /// Returns the start of the file, or the heading of the section.
    pub(crate) fn start(&self) -> Location {
        match &self.content {
            Content::Whole | Content::Replaced(_) => self.source.location(&(0..0)),
            Content::Section { heading, .. } => self.source.location(heading),
        }
    }

    /// Returns the release notes, if the text is a section of a changelog.
    pub(crate) fn notes(&self) -> Option<&PlainText> {
        match &self.content {
            Content::Whole | Content::Replaced(_) => None,
            Content::Section { notes, .. } => Some(notes),
        }
    }
}

/// The text files of a manifest.
pub(super) struct FileTexts<'a> {
    document: &'a Document,
    files: &'a Files,
    sources: HashMap<&'a str, Template>,
    /// By path, and by language where the text names it.
    texts: HashMap<(&'a str, Option<String>), Rc<ExpandedText>>,
    /// By path: a manifest is of one version.
    sections: HashMap<&'a str, Option<Rc<ExpandedText>>>,
}

/// A text file as it is written.
struct Template {
    source: Rc<Source>,
    /// Whether it names `${language}`.
    differs_by_language: bool,
}

/// What a changelog says of a version.
pub(super) enum SectionRead {
    /// The file could not be read.
    Unread,
    /// There is no file.
    NoFile,
    /// It has no section of the version.
    NoSection,
    /// The section as plain text.
    Found(Rc<ExpandedText>),
}

impl<'a> FileTexts<'a> {
    pub(super) fn new(document: &'a Document, files: &'a Files) -> Self {
        Self {
            document,
            files,
            sources: HashMap::new(),
            texts: HashMap::new(),
            sections: HashMap::new(),
        }
    }

    /// Returns the text of the first of `paths` that exists, where it could be read; `expand` replaces its variables.
    pub(super) fn whole(
        &mut self,
        paths: &[NamedPath],
        language: Option<&str>,
        expand: impl FnOnce(&NamedPath, &Source, &str) -> (Replaced, Visibility),
    ) -> Option<Rc<ExpandedText>> {
        let named = files::first_there(paths, self.files)?;
        let (path, content) = self.files.texts.get_key_value(&named.path)?;
        let template = self.template(path, content.as_ref().ok()?);
        let source = Rc::clone(&template.source);
        let language = language.filter(|_| template.differs_by_language);
        let id = self.next_id();
        let key = (path.as_str(), language.map(str::to_owned));
        let text = self.texts.entry(key).or_insert_with(|| {
            let template = format::without_final_line_end(source.text());
            let (content, visibility) = if template.len() <= LONGEST && template.contains("${") {
                let (replaced, visibility) = expand(named, &source, template);
                (Content::Replaced(replaced), visibility)
            } else {
                (Content::Whole, Visibility::Public)
            };
            Rc::new(ExpandedText {
                id,
                source,
                content,
                visibility,
            })
        });
        Some(Rc::clone(text))
    }

    /// Returns the section of `version` of a changelog.
    pub(super) fn section(
        &mut self,
        path: &str,
        version: &str,
        visibility: Visibility,
    ) -> SectionRead {
        let Some((path, content)) = self.files.texts.get_key_value(path) else {
            return SectionRead::Unread;
        };
        let content = match content {
            Ok(it) => it,
            Err(FileFault::Missing) => return SectionRead::NoFile,
            Err(_) => return SectionRead::Unread,
        };
        let source = Rc::clone(&self.template(path, content).source);
        let id = self.next_id();
        let text = self.sections.entry(path).or_insert_with(|| {
            let Section { heading, notes } = changelog::section(source.text(), version)?;
            let notes = changelog::plain_text(source.text(), notes);
            Some(Rc::new(ExpandedText {
                id,
                source,
                content: Content::Section { heading, notes },
                visibility,
            }))
        });
        text.clone()
            .map_or(SectionRead::NoSection, SectionRead::Found)
    }

    fn template(&mut self, path: &'a str, content: &str) -> &Template {
        self.sources.entry(path).or_insert_with(|| {
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
        })
    }

    /// Returns a number that no text has yet.
    fn next_id(&self) -> usize {
        self.texts.len() + self.sections.len()
    }
}
