//! Checks what a run needs: whom it signs in as, what it may read, which hosts it reaches, and what is on this machine.
//! Writes nothing.

mod access;
pub(crate) mod bundle;
mod check;
mod clock;
mod connection;
mod hosts;
mod local;

use std::collections::BTreeMap;

use storectl_apply::Cancellation;
use storectl_model::{DraftStatus, ProductId};
use storectl_report::{Check, CheckId, CheckStatus, DoctorView};

use crate::{
    error::CliError, exit::Exit, manifests::load::Manifest, ops::plan::VERSION,
    output::printer::Printer, runtime::block_on, settings::doctor::DoctorSettings,
};

pub(crate) use self::bundle::Sources;
use self::connection::Connection;

/// What a signal ends.
const CHECKING: &str = "checking";

/// The manifests whose products are checked.
#[derive(Debug)]
pub(crate) enum Patients {
    /// These.
    Manifests(Vec<Manifest>),
    /// None: nobody named one, and there is none here.
    Nobody,
    /// Some that have errors; what they say of their products cannot be relied on.
    Invalid,
}

impl Patients {
    /// Returns those whose products can be asked for.
    pub(crate) fn manifests(&self) -> &[Manifest] {
        match self {
            Self::Manifests(manifests) => manifests,
            Self::Nobody | Self::Invalid => &[],
        }
    }
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    /// In the order of [`CheckId::ALL`].
    pub(crate) checks: Vec<Check>,
    /// What the Store says of the drafts that could be read.
    pub(crate) drafts: BTreeMap<ProductId, DraftStatus>,
}

impl Diagnosis {
    /// Returns the exit that the checks come to (forms.md, "In the pull request" 6).
    pub(crate) fn exit(&self) -> Exit {
        let failed = self
            .checks
            .iter()
            .filter(|it| it.status == CheckStatus::Failed);
        failed
            .map(|it| exit_of(it.id))
            .max_by_key(|it| rank(*it))
            .unwrap_or(Exit::Ok)
    }

    /// Returns it for renderers.
    pub(crate) fn view(&self) -> DoctorView<'_> {
        DoctorView {
            tool_version: VERSION,
            exit: self.exit().code(),
            checks: self.checks.clone(),
            error: None,
        }
    }
}

/// The exit of a check that failed.
fn exit_of(id: CheckId) -> Exit {
    match id {
        CheckId::Credentials | CheckId::Role | CheckId::Seller | CheckId::Product => Exit::Auth,
        CheckId::Network => Exit::Transient,
        CheckId::Clock | CheckId::Git | CheckId::Receipts => Exit::Error,
    }
}

/// A host that is out of reach explains more than what is wrong on this machine.
fn rank(exit: Exit) -> u8 {
    match exit {
        Exit::Auth => 2,
        Exit::Transient => 1,
        _ => 0,
    }
}

/// Checks everything, within the time of the command.
///
/// # Errors
/// A signal, or a trace that cannot be written (1).
pub(crate) fn examine(
    patients: &Patients,
    settings: &DoctorSettings,
    printer: &Printer,
) -> Result<Diagnosis, CliError> {
    let cancel = Cancellation::new();
    block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let _checking = printer.busy(CHECKING);
        let connection = Connection::open(settings, printer).await?;
        let asked = async {
            let access = access::check(&connection, patients).await;
            let hosts = hosts::check(&connection, &access.troubles).await;
            let local = local::check(patients, settings).await;
            let checks = access.checks.into_iter().chain(hosts.checks);
            let checks = checks.chain([clock::check(&hosts.reached)]).chain(local);
            Ok(Diagnosis {
                checks: checks.collect(),
                drafts: access.drafts,
            })
        };
        block_on::reading(&cancel, CHECKING, asked).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(failed: &[CheckId]) -> Exit {
        let check = |id| Check {
            id,
            status: CheckStatus::Failed,
            subject: None,
            message: String::new(),
            fix: None,
        };
        let warning = Check {
            status: CheckStatus::Warning,
            ..check(CheckId::Credentials)
        };
        let checks = failed.iter().map(|it| check(*it)).chain([warning]);
        Diagnosis {
            checks: checks.collect(),
            drafts: BTreeMap::new(),
        }
        .exit()
    }

    #[test]
    fn access_decides_the_exit_before_the_network_and_that_before_this_machine() {
        use CheckId::{Clock, Credentials, Git, Network, Product, Receipts, Role, Seller};
        for (failed, expected) in [
            (&[][..], Exit::Ok),
            (&[Clock], Exit::Error),
            (&[Git, Receipts], Exit::Error),
            (&[Git, Network], Exit::Transient),
            (&[Network, Credentials], Exit::Auth),
            (&[Role], Exit::Auth),
            (&[Seller, Git], Exit::Auth),
            (&[Product, Network], Exit::Auth),
        ] {
            assert_eq!(exit(failed), expected, "{failed:?}");
        }
    }
}
