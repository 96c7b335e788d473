//! The journal on disk.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use storectl_model::ProductId;

use super::record::{Phase, Record, Submission};

const FORMAT: &str = "storectl.journal";
const VERSION: u32 = 1;

/// Longest file read, in bytes; a real one has a few hundred.
const MAX: u64 = 64 * 1024;

/// The folder of storectl's own that ignores itself in git.
const ROOT: &str = ".storectl";

/// A journal that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write the journal `{}`", path.display())]
pub struct JournalError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: io::Error,
}

/// A journal that was found and is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalWarning {
    /// It cannot be read.
    #[error(
        "the journal `{}` cannot be read ({reason}) and is taken as absent: if an earlier apply was cut off, its draft \
         may wait to be submitted; `storectl submit` submits it",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is about something else.
    #[error(
        "the journal `{}` is of product {product} at {endpoint} and is taken as absent: name another folder with --journal-dir",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// Its product.
        product: String,
        /// Its endpoint.
        endpoint: String,
    },
    /// A newer storectl wrote it.
    #[error(
        "the journal `{}` was written by a newer storectl (format version {version}) and is taken as absent",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
}

/// What tells whether the rest can be read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    format: String,
    format_version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    format: String,
    format_version: u32,
    endpoint: String,
    product_id: String,
    phase: Phase,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submission: Option<ContentSubmission>,
}

#[derive(Serialize, Deserialize)]
struct ContentSubmission {
    id: String,
    at: u64,
}

/// Reads a journal; `None` where there is no file.
pub(super) fn read(
    path: &Path,
    endpoint: &str,
    product: &ProductId,
) -> Result<Option<Record>, JournalWarning> {
    let unreadable = |error: io::Error| JournalWarning::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Ok(file) => file.take(MAX + 1).read_to_end(&mut bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => Err(error),
    }
    .map_err(unreadable)?;
    parse(&bytes, path, endpoint, product).map(Some)
}

/// Reads the bytes of the journal at `path`.
pub(super) fn parse(
    bytes: &[u8],
    path: &Path,
    endpoint: &str,
    product: &ProductId,
) -> Result<Record, JournalWarning> {
    let unreadable = |reason: String| JournalWarning::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if bytes.len() as u64 > MAX {
        return Err(unreadable(format!("longer than {MAX} bytes")));
    }
    let header: Header =
        serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
    if header.format != FORMAT {
        return Err(unreadable(format!("its format is not {FORMAT}")));
    }
    if header.format_version > VERSION {
        return Err(JournalWarning::Newer {
            path: path.to_owned(),
            version: header.format_version,
        });
    }
    let content: Content =
        serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
    if content.product_id != product.as_str() || content.endpoint != endpoint {
        return Err(JournalWarning::Other {
            path: path.to_owned(),
            product: content.product_id,
            endpoint: content.endpoint,
        });
    }
    let submission = content
        .submission
        .map(|it| {
            it.id
                .parse()
                .map(|id| Submission { id, at: it.at })
                .map_err(|error| unreadable(format!("{error}")))
        })
        .transpose()?;
    Ok(Record {
        endpoint: content.endpoint,
        product: product.clone(),
        phase: content.phase,
        submission,
    })
}

/// Writes a journal so that a reader sees the old one or the new one and nothing between.
pub(super) fn write(path: &Path, record: &Record) -> Result<(), JournalError> {
    render(record)
        .and_then(|bytes| replace(path, &bytes))
        .map_err(|source| JournalError {
            path: path.to_owned(),
            source,
        })
}

/// Gives the bytes that [`parse`] reads back.
pub(super) fn render(record: &Record) -> io::Result<Vec<u8>> {
    let Record {
        endpoint,
        product,
        phase,
        submission,
    } = record;
    let content = Content {
        format: FORMAT.to_owned(),
        format_version: VERSION,
        endpoint: endpoint.clone(),
        product_id: product.to_string(),
        phase: phase.clone(),
        submission: submission.as_ref().map(|it| ContentSubmission {
            id: it.id.to_string(),
            at: it.at,
        }),
    };
    let mut bytes = serde_json::to_vec_pretty(&content)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepare(path)?;
    // One name for all: a run that is killed leaves at most one such file, and the next run takes it away. Made anew, it
    // is never somebody else's link.
    let new = beside(path, "new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = fs::File::create_new(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)
}

/// Names a file beside a journal: its own name with something more.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(more);
    name.into()
}

/// Makes the folder of a journal.
pub(super) fn prepare(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    ignore_in_git(folder)
}

/// Lets `.storectl` ignore itself, where the journal is below one.
fn ignore_in_git(folder: &Path) -> io::Result<()> {
    let Some(root) = folder
        .ancestors()
        .find(|it| it.file_name().is_some_and(|name| name == ROOT))
    else {
        return Ok(());
    };
    match fs::File::create_new(root.join(".gitignore")) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
