//! `storectl man`: the manual, every command in one page.

use clap::{Args, Command};
use clap_mangen::Man;

use crate::{error::CliError, exit::Exit, output::printer::Printer};

/// Print the manual as roff: storectl man > storectl.1
#[derive(Args, Debug)]
pub(crate) struct ManCommand {}

pub(crate) fn run(_: &ManCommand, program: Command, printer: &Printer) -> Result<Exit, CliError> {
    let page =
        render(program).map_err(|error| CliError::local("could not write the manual", error))?;
    printer.result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Ok)
}

/// The page of the program, then synopsis, description and options of each command.
fn render(mut command: Command) -> std::io::Result<Vec<u8>> {
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
