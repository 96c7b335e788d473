//! Opens what looks at installers where they are hosted. No credential is needed, and none is read.

use std::sync::Arc;

use storectl_api::{HttpOptions, InstallerClient, InstallerConfig, TraceSink};

use crate::{
    error::CliError,
    output::printer::{Level, Printer},
    settings::hosts::HostSettings,
    store::{trace::Tracer, waits::Waits},
};

/// Makes a client that looks at installers; sends nothing yet. It knows no deadline: whoever looks ends a look that takes too
/// long.
///
/// # Errors
/// A trace that cannot be written (1), TLS that cannot be set up (64).
pub(crate) fn installer_client(
    settings: &HostSettings,
    printer: &Printer,
) -> Result<InstallerClient, CliError> {
    let trace = if settings.trace.is_some() || printer.shows(Level::Debug) {
        let tracer = Tracer::new(settings.trace.as_deref(), printer)?;
        Some(Arc::new(tracer) as Arc<dyn TraceSink>)
    } else {
        None
    };
    let config = InstallerConfig {
        redactor: printer.redactor().clone(),
        trace,
        waits: Some(Arc::new(Waits::new(printer))),
        ..InstallerConfig::new(settings.endpoint.clone())
    };
    let machine = printer.machine();
    let transport = machine.transport(HttpOptions::default())?;
    Ok(InstallerClient::new(config, transport, machine.clock()))
}
