//! Release notes from the command line: `--notes FILE`, `--notes LANG=FILE`, `-` for stdin.

use std::{
    convert::Infallible,
    fs::File,
    io::{self, Read},
    path::PathBuf,
    str::FromStr,
};

use storectl_manifest::{EncodingFault, FileFault, ReleaseNotes, decode_text};
use storectl_model::LanguageTag;

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{file_tree::TEXT_CAP, texts::unusable},
};

/// One `--notes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotesArgument {
    /// The language they are for; `None` for all.
    pub(crate) language: Option<LanguageTag>,
    /// Where they are.
    pub(crate) source: NotesSource,
}

/// Where notes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotesSource {
    /// Standard input.
    Stdin,
    /// A file, anywhere: what CI makes of a tag often stands beside the checkout.
    File(PathBuf),
}

impl FromStr for NotesArgument {
    type Err = Infallible;

    /// Reads `FILE` or `LANG=FILE`. What does not begin as a language code does is a file whose name has a `=`.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let of_language = text.split_once('=').and_then(|(language, file)| {
            let language: LanguageTag = language.parse().ok()?;
            language.is_well_formed().then_some((language, file))
        });
        let (language, file) = match of_language {
            Some((language, file)) => (Some(language), file),
            None => (None, text),
        };
        let source = match file {
            "-" => NotesSource::Stdin,
            file => NotesSource::File(file.into()),
        };
        Ok(Self { language, source })
    }
}

/// Reads the notes that were given.
///
/// # Errors
/// Notes that are given twice, or without a file (64), a file that cannot be read (1), one that is too long or not a text (10).
pub(crate) fn read(arguments: &[NotesArgument]) -> Result<ReleaseNotes, CliError> {
    let from_stdin = arguments
        .iter()
        .filter(|it| it.source == NotesSource::Stdin);
    if from_stdin.count() > 1 {
        return Err(CliError::usage("`--notes` reads stdin twice"));
    }
    let is_empty = |it: &NotesArgument| it.source == NotesSource::File(PathBuf::new());
    if arguments.iter().any(is_empty) {
        return Err(CliError::usage("`--notes` names no file")
            .hint("pass [LANG=]FILE; an empty shell variable leaves nothing of it"));
    }
    let mut notes = ReleaseNotes::default();
    for NotesArgument { language, source } in arguments {
        let text = text(source)?;
        let (former, whose) = match language {
            None => (notes.shared.replace(text), "all languages".to_owned()),
            Some(language) => (
                notes.by_language.insert(language.clone(), text),
                language.to_string(),
            ),
        };
        if former.is_some() {
            return Err(CliError::usage(format!(
                "`--notes` gives the notes of {whose} twice"
            )));
        }
    }
    Ok(notes)
}

/// Reads one text: line ends are `\n`, and one at its end is not part of it, as of every text that a file holds.
fn text(source: &NotesSource) -> Result<String, CliError> {
    let (name, bytes) = match source {
        NotesSource::Stdin => ("stdin".to_owned(), bounded(io::stdin().lock())),
        NotesSource::File(path) => {
            let bytes = File::open(path).and_then(bounded);
            (path.display().to_string(), bytes)
        }
    };
    let bytes = bytes.map_err(|error| CliError::local(format!("cannot read {name}"), error))?;
    if u64::try_from(bytes.len()).is_ok_and(|it| it > TEXT_CAP) {
        // How long is not known: no more is read.
        let message = format!("cannot read {name}: it is longer than {TEXT_CAP} bytes");
        return Err(CliError::new(Exit::Invalid, message));
    }
    let text = decode_text(&bytes).map_err(|fault| match fault {
        EncodingFault::Utf16 => FileFault::Utf16,
        EncodingFault::NotUtf8 { offset } => FileFault::NotUtf8 { offset },
    });
    let text = text.map_err(|fault| unusable("read", &name, &fault))?;
    let text = text.replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}

/// Reads as much as a text may have, and one byte that it may not.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(TEXT_CAP + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument(text: &str) -> (Option<String>, NotesSource) {
        let Ok(it) = text.parse::<NotesArgument>();
        (it.language.map(|it| it.as_str().to_owned()), it.source)
    }

    #[test]
    fn notes_are_of_a_language_where_its_code_stands_before_the_file() {
        let file = |name: &str| NotesSource::File(name.into());
        for (text, language, source) in [
            ("notes.md", None, file("notes.md")),
            ("-", None, NotesSource::Stdin),
            ("de-de=notes.md", Some("de-de"), file("notes.md")),
            ("zh-hans-cn=-", Some("zh-hans-cn"), NotesSource::Stdin),
            ("notes=1.md", None, file("notes=1.md")),
            ("./de=1.md", None, file("./de=1.md")),
        ] {
            assert_eq!(
                argument(text),
                (language.map(str::to_owned), source),
                "{text}"
            );
        }
    }
}
