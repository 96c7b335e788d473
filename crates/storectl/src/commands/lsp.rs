//! `storectl lsp`: the language server.

use std::io::{self, BufReader};

use clap::Args;

use crate::{
    args::{ManifestArgs, ShardArgs},
    error::CliError,
    exit::Exit,
    manifests::inspect::variables,
    ops::lsp::serve,
    output::{
        printer::{Level, Printer},
        protocol::stream,
    },
    settings::env::Env,
};

/// Serve an editor over stdin and stdout: diagnostics, hover and quick fixes
///
/// A language server (Language Server Protocol 3.17). Editors start it for documents named storectl.yaml or
/// NAME.storectl.yaml, and it reports what `storectl validate` would if all documents were saved. It writes no files and
/// sends no requests. Values of variables come from STORECTL_VAR_NAME.
#[derive(Args, Debug)]
pub(crate) struct LspCommand {
    /// Use stdin and stdout; the default, and accepted because editors pass it
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(args: &LspCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    let LspCommand { stdio: _ } = args;
    let manifests = ManifestArgs {
        paths: Vec::new(),
        vars: Vec::new(),
        part: ShardArgs::default(),
        recorded: Vec::new(),
    };
    let vars = variables(&manifests, env, 1)?;
    if env.terminal.stdin {
        let message = "waiting for an editor on stdin; press Ctrl-C to stop";
        printer.say(Level::Info, message);
    }
    serve(BufReader::new(io::stdin()), &mut stream(), vars)
}
