//! A look at every byte of an installer, as the Store reads it: one GET without a range, kept in a temporary file.

use std::io::{Seek as _, SeekFrom};

use futures_util::future::join;
use sha2::{Digest as _, Sha256};
use storectl_installer::{Content, Depth, Host, Outcome, ReadError};
use storectl_model::Digest;
use tokio::io::AsyncWriteExt as _;

use crate::{
    error::Error,
    error_kind::ErrorKind,
    installers::{
        ask::Ask,
        by_parts::Viewed,
        claims::Claims,
        reader::Reader,
        reply::{BodyEnd, Reply, ReplyHead},
        stop::Stop,
        survey,
        visit::{Visit, WITHOUT_RANGES},
    },
};

/// Largest installer that is read completely, in bytes.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

/// How many of the first bytes tell what a file is that is not read completely.
const START: usize = 4096;

/// A file as a host sent it.
struct Spooled {
    head: ReplyHead,
    file: std::fs::File,
    start: Vec<u8>,
    length: u64,
    digest: Digest,
    end: BodyEnd,
}

/// Looks at every byte of an installer. `head` is the answer to HEAD, where that was asked already.
pub(crate) async fn look(
    visit: &Visit<'_>,
    head: Option<Result<Reply, Stop>>,
    reader: &Reader,
    host: &mut Host,
) -> Result<Viewed, Stop> {
    let (head, spooled) = match head {
        Some(head) => (head, spool(visit).await),
        None => join(visit.ask(&Ask::Head), spool(visit)).await,
    };
    let mut claims = Claims::default();
    let head = survey::of_head(visit, head, &mut claims, host)?;
    let Spooled {
        head: got,
        mut file,
        start,
        length,
        digest,
        end,
    } = spooled?;
    survey::of_get(visit, &got, head.as_ref(), host)?;
    if head.is_none() {
        host.length = got.length();
    }
    claims.add(&got, got.length())?;
    if end == BodyEnd::Cut {
        return Err(match reader.of_start(&start) {
            Some(what) => Stop::Settled(Outcome::Read(Content::NoInstaller(what))),
            None => too_large(got.length()),
        });
    }
    claims.add(&got, Some(length))?;
    claims.note(host);
    file.seek(SeekFrom::Start(0))
        .map_err(|error| unwritable(&error))?;
    let time = (&*visit.exchanger.clock, visit.deadline);
    let (_, content) = reader.read(file, length, Depth::Whole, time).await?;
    let content = match content {
        Ok(Content::Installer(mut facts)) => {
            facts.sha256.get_or_insert_with(|| digest.clone());
            Content::Installer(facts)
        }
        Ok(Content::NoInstaller(what)) => Content::NoInstaller(what),
        Err(ReadError::Io(error)) => return Err(unwritable(&error)),
        // A file on disk misses nothing.
        Err(ReadError::Missing(_)) => return Err(Stop::cannot_tell("it contradicts itself")),
    };
    Ok(Viewed {
        content,
        digest: (length > 0).then_some(digest),
        parts: None,
    })
}

/// Reads the file into a temporary one, which is gone when it is closed, as far as it may be read.
async fn spool(visit: &Visit<'_>) -> Result<Spooled, Stop> {
    let mut incoming = visit.open(&Ask::Everything).await?;
    let head = ReplyHead::new(incoming.head.clone());
    let file = tempfile::tempfile().map_err(|error| unwritable(&error))?;
    let mut file = tokio::fs::File::from_std(file);
    let mut hasher = Sha256::new();
    let mut start = Vec::new();
    let mut length = 0_u64;
    let mut end = BodyEnd::Cut;
    let most = most(&head);
    while let Some(most) = most {
        let Some(chunk) = visit.chunk(&mut incoming).await? else {
            end = BodyEnd::Complete;
            break;
        };
        length = length.saturating_add(chunk.len() as u64);
        visit.tally.add(chunk.len() as u64);
        let room = START.saturating_sub(start.len()).min(chunk.len());
        start.extend_from_slice(chunk.get(..room).unwrap_or_default());
        if length > most {
            break;
        }
        hasher.update(&chunk);
        file.write_all(&chunk)
            .await
            .map_err(|error| unwritable(&error))?;
    }
    file.flush().await.map_err(|error| unwritable(&error))?;
    Ok(Spooled {
        head,
        file: file.into_std().await,
        start,
        length,
        digest: Digest::from_bytes(&hasher.finalize()),
        end,
    })
}

/// Returns how many bytes of a body are read; `None` where it is of no use.
fn most(head: &ReplyHead) -> Option<u64> {
    match (head.status().as_u16(), head.length()) {
        (200, Some(length)) => (length <= LARGEST).then_some(length),
        // Nobody knows how much there is: a page for people, or a stream without end.
        (200, None) => Some(WITHOUT_RANGES),
        _ => None,
    }
}

fn too_large(length: Option<u64>) -> Stop {
    const MIB: u64 = 1024 * 1024;
    Stop::cannot_tell(match length {
        Some(length) => format!(
            "it has {length} bytes; up to {} MiB are read",
            LARGEST / MIB
        ),
        None => format!(
            "the host does not say how long the file is, and it has more than {} MiB",
            WITHOUT_RANGES / MIB
        ),
    })
}

/// Makes the error of a temporary file.
fn unwritable(error: &std::io::Error) -> Stop {
    Stop::Fault(Error::new(ErrorKind::Config {
        what: format!("cannot use a temporary file: {error}"),
    }))
}
