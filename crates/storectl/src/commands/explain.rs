//! `storectl explain`: what a diagnostic's code means.

use std::fmt::Write as _;

use clap::Args;
use storectl_manifest::{Rule, catalogue};

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Explain a diagnostic's code: what it means, why, and how to fix it
#[derive(Args, Debug)]
pub(crate) struct ExplainCommand {
    /// The code, e.g. STC0102
    code: String,
}

/// How alike two codes must be to be taken for a slip, from 0 to 1.
const ALIKE: f64 = 0.8;

pub(crate) fn run(args: &ExplainCommand, printer: &Printer) -> Result<Exit, CliError> {
    let found = catalogue()
        .iter()
        .find(|it| it.code.0.eq_ignore_ascii_case(&args.code));
    match found {
        Some(rule) => {
            printer.result(&page(rule))?;
            Ok(Exit::Ok)
        }
        None => Err(unknown(&args.code)),
    }
}

fn page(rule: &Rule) -> String {
    let Rule {
        code,
        severity,
        title,
        why,
        fix,
        example_bad,
        example_good,
    } = rule;
    let mut page = format!(
        "{code} ({}): {title}\n\nWhy: {why}\n\nFix: {fix}\n",
        severity.as_str()
    );
    for (label, example) in [("Wrong", example_bad), ("Right", example_good)] {
        if let Some(example) = example {
            let _ = write!(page, "\n{label}:\n");
            for line in example.lines() {
                let _ = writeln!(page, "    {line}");
            }
        }
    }
    page
}

fn unknown(code: &str) -> CliError {
    let wanted = code.to_ascii_uppercase();
    let nearest = catalogue()
        .iter()
        .map(|it| (strsim::jaro_winkler(&wanted, it.code.0), it.code))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(alike, _)| *alike >= ALIKE);
    let error = CliError::usage(format!("there is no code `{code}`"));
    match nearest {
        Some((_, near)) => error.hint(format!("did you mean {near}?")),
        None => error.hint("a code looks like STC0102; every diagnostic shows its own"),
    }
}
