//! `storectl man`: the manual, a page for the program and one for each command.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Command};
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, roman},
};

use super::reference::{Entry, environment, examples, files};
use crate::{
    error::CliError,
    exit::Exit,
    output::printer::{Level, Printer},
};

/// Write the manual pages: storectl.1 and storectl-COMMAND.1
///
/// Without a folder, prints storectl.1.
#[derive(Args, Debug)]
pub(crate) struct ManCommand {
    /// The folder to write to, created if needed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(
    args: &ManCommand,
    program: Command,
    printer: &Printer,
) -> Result<Exit, CliError> {
    let failed = |error: io::Error| CliError::local("cannot write the manual", error);
    let pages = pages(program).map_err(failed)?;
    match &args.folder {
        None => {
            let first = pages.first().map(|it| it.roff.as_str());
            printer.result(first.unwrap_or_default())?;
        }
        Some(folder) => {
            write(folder, &pages).map_err(|error| {
                CliError::local(format!("cannot write to {}", folder.display()), error)
            })?;
            let text = format!("wrote {} pages to {}", pages.len(), folder.display());
            printer.say(Level::Info, &text);
        }
    }
    Ok(Exit::Ok)
}

struct Page {
    file: String,
    roff: String,
}

fn write(folder: &Path, pages: &[Page]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    pages
        .iter()
        .try_for_each(|it| fs::write(folder.join(&it.file), &it.roff))
}

/// The program's page first.
fn pages(mut program: Command) -> io::Result<Vec<Page>> {
    program.build();
    let mut pages = vec![page(&program, "storectl")?];
    for command in program.get_subcommands().filter(|it| !it.is_hide_set()) {
        let name = command.get_name();
        pages.push(page(command, name)?);
        for below in subcommands(command) {
            pages.push(page(below, &format!("{name} {}", below.get_name()))?);
        }
    }
    Ok(pages)
}

/// Returns the commands below a command, of which `help` has none of its own.
fn subcommands(command: &Command) -> impl Iterator<Item = &Command> {
    let is_help = |it: &Command| it.get_name() == "help";
    let below = command.get_subcommands();
    below.filter(move |it| !is_help(command) && !is_help(it))
}

/// Makes the page of the command with this name, which begins with those above it.
fn page(command: &Command, name: &str) -> io::Result<Page> {
    let title = match name {
        "storectl" => name.to_owned(),
        _ => format!("storectl-{}", name.replace(' ', "-")),
    };
    // What the short help leaves out belongs in the manual.
    let shown = command.clone().mut_args(|it| it.hide_short_help(false));
    let man = Man::new(shown.display_name(&title))
        .title(&title)
        .section("1")
        .source(concat!("storectl ", env!("CARGO_PKG_VERSION")))
        .manual("storectl");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    synopsis(command).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if name == "storectl" || subcommands(command).next().is_some() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut sections = Roff::new();
    let exits = Exit::ALL.map(|it| {
        let retry = it.retry().as_str();
        let meaning = format!("{}. Retry by a job engine: {retry}.", it.meaning());
        (it.code().to_string(), meaning)
    });
    section(
        &mut sections,
        "EXIT STATUS",
        exits
            .iter()
            .map(|(code, meaning)| (code.as_str(), meaning.as_str())),
    );
    let named = |it: &&'static Entry| (it.name, it.meaning);
    section(
        &mut sections,
        "ENVIRONMENT",
        environment(name).iter().map(named),
    );
    section(&mut sections, "FILES", files(name).iter().map(named));
    sections.control("SH", ["EXAMPLES"]);
    for example in examples(name) {
        sections.text([roman(format!("{}:", example.what))]);
        sections.control("PP", []);
        sections.control("RS", ["4"]);
        sections.control("nf", []);
        for line in example.line.lines() {
            sections.text([roman(line)]);
        }
        sections.control("fi", []);
        sections.control("RE", []);
        sections.control("PP", []);
    }
    sections.to_writer(&mut page)?;
    Ok(Page {
        file: format!("{title}.1"),
        roff: String::from_utf8_lossy(&page).into_owned(),
    })
}

/// The usage line of the help, which names what is needed and leaves the options to their section.
fn synopsis(command: &Command) -> Roff {
    let usage = command.clone().render_usage().to_string();
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    for line in usage.trim_start_matches("Usage:").lines().map(str::trim) {
        roff.text([roman(line)]);
        roff.control("br", []);
    }
    roff
}

/// A list of terms and what they mean.
fn section<'a>(roff: &mut Roff, title: &str, entries: impl Iterator<Item = (&'a str, &'a str)>) {
    roff.control("SH", [title]);
    for (name, meaning) in entries {
        roff.control("TP", []);
        let term: [Inline; 1] = [bold(name)];
        roff.text(term);
        roff.text([roman(meaning)]);
    }
}
