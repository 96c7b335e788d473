//! `storectl explain`: what a code, an exit code, a field or a token means.

mod field;
mod topic;

use std::fmt::Write as _;

use clap::Args;
use storectl_manifest::catalogue;

use self::topic::Topic;
use super::suggest::Suggest;
use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Explain a diagnostic code, an exit code, a field, or a token
///
/// Without a topic, lists all topics. Examples: STC0102, 11, packages.packageUrl, listings.en-us.description, D-7k2fq3,
/// pricing-changed.
#[derive(Args, Debug)]
pub(crate) struct ExplainCommand {
    /// The topic to explain
    #[arg(value_parser = Suggest::new(topic::offer), hide_possible_values = true)]
    topic: Option<String>,
}

pub(crate) fn run(args: &ExplainCommand, printer: &Printer) -> Result<Exit, CliError> {
    let fields = field::all(&storectl_manifest::schema());
    let page = match &args.topic {
        None => list(&fields),
        Some(text) => {
            let topic = Topic::find(text, &fields).ok_or_else(|| unknown(text, &fields))?;
            topic.page(&fields)
        }
    };
    printer.result(&page)?;
    Ok(Exit::Ok)
}

/// Every topic, by kind.
fn list(fields: &[field::Field]) -> String {
    let mut page = "Diagnostic codes\n".to_owned();
    for rule in catalogue() {
        let _ = writeln!(page, "  {}  {}", rule.code, rule.title);
    }
    page.push_str("\nExit codes\n");
    for exit in Exit::ALL {
        let _ = writeln!(page, "  {:>3}  {}", exit.code(), exit.meaning());
    }
    page.push_str("\nDestructive changes, by class\n");
    for class in storectl_plan::DestructiveClass::ALL {
        let _ = writeln!(page, "  {:<24}  {}", class.as_str(), class.meaning());
    }
    page.push_str("\nFields\n");
    for field in fields {
        let _ = writeln!(page, "  {}", field.address);
    }
    page
}

/// How alike two topics must be to be taken for a typo, from 0 to 1.
const ALIKE: f64 = 0.8;

fn unknown(text: &str, fields: &[field::Field]) -> CliError {
    let wanted = text.to_lowercase();
    let nearest = topic::names(fields)
        .into_iter()
        .map(|it| (strsim::jaro_winkler(&wanted, &it.to_lowercase()), it))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(alike, _)| *alike >= ALIKE);
    let error = CliError::usage(format!("unknown topic `{text}`"));
    match nearest {
        Some((_, near)) => error.hint(format!("did you mean {near}?")),
        None => error.hint("`storectl explain` lists every topic"),
    }
}
