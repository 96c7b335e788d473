//! `storectl version`: what this program was built from.

use clap::Args;

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print the version, commit, target and features
#[derive(Args, Debug)]
pub(crate) struct VersionCommand {}

pub(crate) fn run(_: &VersionCommand, printer: &Printer) -> Result<Exit, CliError> {
    let or = |text: &'static str, otherwise| if text.is_empty() { otherwise } else { text };
    printer.result(&format!(
        "storectl {}\ncommit: {}\ntarget: {}\nfeatures: {}\n",
        env!("CARGO_PKG_VERSION"),
        or(env!("STORECTL_COMMIT"), "unknown"),
        or(env!("STORECTL_TARGET"), "unknown"),
        or(env!("STORECTL_FEATURES"), "none"),
    ))?;
    Ok(Exit::Ok)
}
