//! Looks at all installers of a command, each once, until its time is over or it is stopped.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::PathBuf,
};

use futures_util::{StreamExt as _, future, stream};
use storectl_api::InstallerClient;
use storectl_apply::Cancellation;
use storectl_installer::Inspection;
use storectl_platform::{check_open_limit, spawn_helper};
use tokio::time::Instant;

use super::{address, file};
use crate::{
    args::Installer, error::CliError, exit::Exit, manifests::parallel::Cores,
    output::printer::Printer, runtime::block_on, settings::hosts::HostSettings,
    store::hosts::installer_client,
};

/// How many addresses are looked at together.
const ADDRESSES: usize = 8;

/// How many connections the requests of one look may have open together.
const CONNECTIONS: usize = 4;

/// What a signal ends.
const LOOKING: &str = "looking at installers";

/// An installer, and what was seen of it or what kept it from being looked at.
#[derive(Debug)]
pub(crate) struct Looked<'a> {
    /// As it was named.
    pub(crate) installer: &'a Installer,
    /// As it may be shown.
    pub(crate) shown: String,
    /// What was seen. An address that may not be reached is an error (10), and so is a file that cannot be read (1) and
    /// what takes longer than the command may (21).
    pub(crate) look: Result<Inspection, CliError>,
}

/// Looks at installers: files on every core, addresses beside them, each once however often it is named. Returns what was
/// seen in their order.
///
/// # Errors
/// A file that is not there or is no regular file (64), before any is read or asked for; a signal (130, 143); what this machine
/// cannot do (1).
pub(crate) fn look_at_all<'a>(
    installers: &'a [Installer],
    settings: &HostSettings,
    printer: &Printer,
) -> Result<Vec<Looked<'a>>, CliError> {
    let each: BTreeSet<&Installer> = installers.iter().collect();
    let mut files = Vec::new();
    let mut addresses = Vec::new();
    for it in each {
        match it {
            Installer::File(path) => files.push((it, path.clone())),
            Installer::Address(address) => addresses.push((it, address)),
        }
    }
    installers.iter().try_for_each(|it| match it {
        Installer::File(path) => file::check(path),
        Installer::Address(_) => Ok(()),
    })?;
    let cores = Cores::all();
    let connections = ADDRESSES.min(addresses.len()) * CONNECTIONS;
    check_open_limit(cores.number() + connections)
        .map_err(|error| CliError::local("cannot look at installers", error))?;
    let client = installer_client(settings, printer)?;
    let limit = Limit {
        end: Instant::now() + settings.timeout,
    };
    let cancel = Cancellation::new();
    let seen = block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let _looking = printer.busy(LOOKING);
        let files = stream::iter(files)
            .map(|(it, path)| of_file(it, path, limit))
            .buffer_unordered(cores.number());
        let addresses = stream::iter(addresses)
            .map(|(it, address)| of_address(it, address.text(), &client, limit))
            .buffer_unordered(ADDRESSES);
        let all = future::join(files.collect::<Vec<_>>(), addresses.collect::<Vec<_>>());
        block_on::reading(&cancel, LOOKING, async { Ok(all.await) }).await
    })?;
    let (files, addresses) = seen;
    let seen: BTreeMap<&Installer, Result<Inspection, CliError>> =
        files.into_iter().chain(addresses).collect();
    let looked = installers.iter().filter_map(|installer| {
        let look = seen.get(installer)?.clone();
        let shown = installer.shown();
        let look = look.map(|it| Inspection {
            source: shown.clone(),
            ..it
        });
        Some(Looked {
            installer,
            shown,
            look,
        })
    });
    Ok(looked.collect())
}

type Seen<'a> = (&'a Installer, Result<Inspection, CliError>);

async fn of_file(installer: &Installer, path: PathBuf, limit: Limit) -> Seen<'_> {
    let reading = async move {
        let read = spawn_helper(move || file::look(&path));
        read.await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    };
    (installer, limit.of(reading).await)
}

async fn of_address<'a>(
    installer: &'a Installer,
    address: &str,
    client: &InstallerClient,
    limit: Limit,
) -> Seen<'a> {
    (installer, limit.of(address::look(address, client)).await)
}

/// When the command must end.
#[derive(Clone, Copy)]
struct Limit {
    end: Instant,
}

impl Limit {
    /// Ends a look with the command.
    async fn of(
        self,
        look: impl Future<Output = Result<Inspection, CliError>>,
    ) -> Result<Inspection, CliError> {
        tokio::time::timeout_at(self.end, look)
            .await
            .unwrap_or_else(|_| {
                let message = "the time limit of the command (--timeout) has passed";
                Err(CliError::new(Exit::Transient, message))
            })
    }
}
