//! `storectl validate`: every fault of every manifest at once, offline.

use clap::Args;
use serde_json::Value;
use storectl_manifest::Diagnostic;
use storectl_report::{Styling, escape, json, text};

use crate::{
    args::{ManifestArgs, ResultArgs},
    error::CliError,
    exit::Exit,
    manifests::load,
    output::printer::{Level, Printer},
    output::{
        show::{self, Show},
        write,
    },
    settings::env::Env,
};

/// Check manifests offline and report every error
#[derive(Args, Debug)]
pub(crate) struct ValidateCommand {
    #[command(flatten)]
    manifests: ManifestArgs,
    #[command(flatten)]
    pub(crate) result: ResultArgs,
}

struct Findings<'a> {
    diagnostics: &'a [Diagnostic],
    error: Option<CliError>,
}

impl Show for Findings<'_> {
    fn text(&self, styling: Styling) -> String {
        text::diagnostics(self.diagnostics, styling)
    }

    fn json(&self) -> Value {
        show::with_error(json::diagnostics(self.diagnostics), self.error.as_ref())
    }

    fn markdown(&self) -> String {
        let lines: Vec<String> = self
            .text(Styling::Plain)
            .lines()
            .map(str::to_owned)
            .collect();
        format!("### storectl validate\n\n{}", escape::fence("text", &lines))
    }
}

pub(crate) fn run(args: &ValidateCommand, env: &Env, printer: &Printer) -> Result<Exit, CliError> {
    write::check_outputs(&args.result)?;
    let judged = load::judge(&args.manifests, env)?;
    let findings = Findings {
        diagnostics: &judged.diagnostics,
        error: judged.worst(),
    };
    write::show(&findings, &args.result, printer)?;
    for failure in &judged.failures {
        printer.failure(failure);
    }
    let count = judged.manifests;
    let noun = if count == 1 { "manifest" } else { "manifests" };
    printer.say(Level::Detail, &format!("checked {count} {noun}."));
    Ok(findings.error.map_or(Exit::Ok, |it| it.exit()))
}
