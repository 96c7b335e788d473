//! `storectl explain`: what a code, an exit code, a field, a word of a plan or a token means.

mod plan_word;
mod policy;
mod topic;

use std::fmt::Write as _;

use clap::Args;
use storectl_manifest::{Field, catalogue, fields};

use self::{
    plan_word::PlanWord,
    policy::{HOSTING, HOSTING_MEANING, Policy},
    topic::Topic,
};
use super::suggest::Suggest;
use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Explain a diagnostic code, an exit code, a field, a Store policy, a word of a plan, or a token
///
/// Without a topic, lists all topics. Examples: STC0102, 11, packages.packageUrl, listings.en-us.description, 10.2.9,
/// hosting, drift, D-7k2fq3, pricing-changed.
#[derive(Args, Debug)]
pub(crate) struct ExplainCommand {
    /// The topic to explain
    #[arg(value_parser = Suggest::new(topic::offer), hide_possible_values = true)]
    topic: Option<String>,
}

pub(crate) fn run(args: &ExplainCommand, printer: &Printer) -> Result<Exit, CliError> {
    let fields = fields();
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
fn list(fields: &[Field]) -> String {
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
    page.push_str("\nStore policies\n");
    for policy in Policy::ALL {
        let _ = writeln!(page, "  {:<24}  {}", policy.id, policy.meaning);
    }
    let _ = writeln!(page, "  {HOSTING:<24}  {HOSTING_MEANING}");
    page.push_str("\nWords of a plan\n");
    for word in PlanWord::ALL {
        let _ = writeln!(page, "  {:<24}  {}", word.as_str(), word.meaning());
    }
    page.push_str("\nFields\n");
    for field in fields {
        let _ = writeln!(page, "  {}", field.address);
    }
    page
}

/// How alike two topics must be to be taken for a typo, from 0 to 1.
const ALIKE: f64 = 0.8;

/// How many diagnostic codes are named that are near one that does not exist.
const NEAR_CODES: usize = 3;

fn unknown(text: &str, fields: &[Field]) -> CliError {
    let error = CliError::usage(format!("unknown topic `{text}`"));
    if let Some(policy) = Policy::near(text) {
        return error
            .hint(format!(
                "the nearest policy that storectl explains is {}",
                policy.id
            ))
            .hint(format!(
                "Microsoft's page has every policy: {}",
                policy::PAGE
            ));
    }
    let error = match near(text, fields).as_slice() {
        [] => error.hint(format!("topics are {KINDS}")),
        [near] => error.hint(format!("did you mean {near}?")),
        near => error.hint(format!("the nearest codes are {}", near.join(", "))),
    };
    error.hint("`storectl explain` lists every topic")
}

/// The kinds of topics, with an example each.
const KINDS: &str = "diagnostic codes (STC0102), exit codes (11), fields (packages.packageUrl), classes of destructive changes (pricing-changed), Store policies (10.2.9), hosting, words of a plan (drift) and tokens (D-7k2fq3)";

/// Gives the topics that may have been meant. Numbers are not likened to each other: 12 is not a slip for 11.
fn near(text: &str, fields: &[Field]) -> Vec<String> {
    let wanted = text.to_lowercase();
    if let Some(number) = wanted.strip_prefix("stc") {
        return near_codes(number);
    }
    if !wanted.contains(char::is_alphabetic) {
        return Vec::new();
    }
    let alike = |it: String| (strsim::jaro_winkler(&wanted, &it.to_lowercase()), it);
    let nearest = topic::names(fields)
        .into_iter()
        .map(alike)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(alike, _)| *alike >= ALIKE);
    nearest.map(|(_, it)| it).into_iter().collect()
}

/// Gives the codes next to a number, in their order; the first ones where it is not a number.
fn near_codes(number: &str) -> Vec<String> {
    let number: u32 = number.parse().unwrap_or_default();
    let distance = |code: &str| {
        let code: u32 = code.trim_start_matches("STC").parse().unwrap_or_default();
        code.abs_diff(number)
    };
    let mut codes: Vec<&str> = catalogue().iter().map(|it| it.code.as_str()).collect();
    codes.sort_by_key(|it| distance(it));
    codes.truncate(NEAR_CODES);
    codes.sort_unstable();
    codes.into_iter().map(str::to_owned).collect()
}
