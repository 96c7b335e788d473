//! Reads what an installer says, beside the requests and not for longer than they may take.

use std::{
    fmt,
    io::{Read, Seek},
    sync::Arc,
};

use storectl_installer::{Content, Depth, NoInstaller, Parts, ReadError};
use storectl_platform::spawn_helper;

use crate::{
    clock::{Clock, Deadline},
    installers::stop::Stop,
};

/// Bytes of an installer, wherever they are.
pub trait InstallerSource: Read + Seek + Send {}

impl<T: Read + Seek + Send> InstallerSource for T {}

/// [`storectl_installer::read`], but for tests.
type ReadFn =
    dyn Fn(&mut dyn InstallerSource, u64, Depth) -> Result<Content, ReadError> + Send + Sync;

/// Tells what the bytes of an installer are.
#[derive(Clone)]
pub(crate) struct Reader(Arc<ReadFn>);

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new(|mut source, length, depth| storectl_installer::read(&mut source, length, depth))
    }
}

impl Reader {
    pub(crate) fn new(
        read: impl Fn(&mut dyn InstallerSource, u64, Depth) -> Result<Content, ReadError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self(Arc::new(read))
    }

    /// Reads `source`, of `length` bytes, and gives it back, on a thread of its own.
    pub(crate) async fn read<S: InstallerSource + 'static>(
        &self,
        mut source: S,
        length: u64,
        depth: Depth,
        time: (&dyn Clock, Deadline),
    ) -> Result<(S, Result<Content, ReadError>), Stop> {
        let read = Arc::clone(&self.0);
        let task = spawn_helper(move || {
            let content = read(&mut source, length, depth);
            (source, content)
        });
        let (clock, deadline) = time;
        tokio::select! {
            biased;
            done = task => done.map_err(|_| Stop::cannot_tell("reading it failed")),
            () = deadline.reached(clock) => Err(Stop::cannot_tell("reading it takes too long")),
        }
    }

    /// Tells by the first bytes of a file what it certainly is: no installer.
    pub(crate) fn of_start(&self, start: &[u8]) -> Option<NoInstaller> {
        let mut parts = Parts::new(start.len() as u64 + 1);
        parts.add(0, start);
        let Self(read) = self;
        match read(&mut parts, start.len() as u64 + 1, Depth::Known) {
            Ok(Content::NoInstaller(what @ (NoInstaller::Html | NoInstaller::Zip))) => Some(what),
            // The true length is not known, so nothing else can be told.
            Ok(Content::NoInstaller(_) | Content::Installer(_)) | Err(_) => None,
        }
    }
}
