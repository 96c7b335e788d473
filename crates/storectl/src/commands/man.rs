//! `storectl man`: the manual, every command in one page.

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use crate::{cli::Cli, error::CliError, exit::Exit, printer::Printer};

/// Print the manual as roff: storectl man > storectl.1
#[derive(Args, Debug)]
pub(crate) struct ManArgs {}

pub(crate) fn run(_: &ManArgs, printer: &Printer) -> Result<Exit, CliError> {
    let page = render().map_err(|error| CliError::local("could not write the manual", error))?;
    printer.result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Ok)
}

/// The page of the program, then synopsis, description and options of each command.
fn render() -> std::io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands() {
        let man = Man::new(subcommand.clone());
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    Ok(page)
}
