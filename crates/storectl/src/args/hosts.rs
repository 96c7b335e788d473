//! Flags of commands that look at installers where they are hosted, and ask no Store.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use super::{DEFAULT_TIMEOUT, SANDBOX_STATE, parse_duration};

/// Where hosts of installers may be, and how to reach them.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Host options")]
pub(crate) struct HostArgs {
    /// Look at URLs of this machine only, over http as well, as with the simulated Store
    ///
    /// The file of the simulated Store is neither read nor written.
    #[arg(
        long,
        value_name = "STATE_FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = SANDBOX_STATE,
        conflicts_with = "endpoint"
    )]
    pub(crate) sandbox: Option<PathBuf>,
    /// The submission API [env: STORECTL_ENDPOINT] [default: https://api.store.microsoft.com]
    ///
    /// It is not asked. If it is a loopback address, only URLs of this machine are looked at, over http as well.
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub(crate) endpoint: Option<String>,
    /// The time limit for the command, e.g. 90s, 60m, 2h
    #[arg(
        long,
        value_name = "DURATION",
        default_value = DEFAULT_TIMEOUT,
        value_parser = parse_duration,
        allow_hyphen_values = true
    )]
    pub(crate) timeout: Duration,
    /// Write every HTTP exchange to a file, without secrets, one JSON object per line
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) trace: Option<PathBuf>,
}
