//! `storectl init`: a first manifest, and the pipeline that plans and applies it.

mod cover;
mod engine;
mod pipeline;
mod place;
mod steps;

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use storectl_platform::FileKind;
use storectl_report::Foreign;

use crate::{
    error::CliError,
    exit::Exit,
    hints::command,
    manifests::discover,
    output::printer::{Level, Printer},
};
use engine::Engine;
use place::Place;

/// Write a first manifest, ready to apply to the simulated Store
///
/// With --ci, also writes the files of a pipeline to the root of the repository: they plan pull requests and apply what is
/// merged, and differ from the examples by the folder only. Then lists what to set up for them. Existing files are kept,
/// and a folder that has manifests gets no other.
#[derive(Args, Debug)]
pub(crate) struct InitCommand {
    /// The folder to write to, created if needed
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Also write the pipeline of a CI system
    #[arg(long, value_name = "SYSTEM")]
    ci: Option<Engine>,
}

/// The manifest of the README's tour.
const MANIFEST: &str = include_str!("init.yaml");

pub(crate) fn run(args: &InitCommand, printer: &Printer) -> Result<Exit, CliError> {
    let path = args.folder.join("storectl.yaml");
    let path = path.strip_prefix(".").unwrap_or(&path);
    let mut above = args.folder.ancestors();
    if let Some(file) = above.find(|it| it.exists()).filter(|it| !it.is_dir()) {
        let message = format!("{} is a file, not a folder", file.display());
        return Err(CliError::usage(message).hint("pass a folder, which is created if needed"));
    }
    let pipeline = match args.ci {
        Some(engine) => {
            let place = Place::of(&args.folder)?;
            pipeline::check(engine, &place)?;
            Some((engine, place))
        }
        None => None,
    };
    if let Some((engine, place)) = &pipeline
        && !path.is_symlink()
        && !path.exists()
        && has_manifests(&args.folder)?
    {
        pipeline::write(*engine, place, printer)?;
        return Ok(Exit::Ok);
    }
    let shown = path.to_string_lossy();
    let name = Foreign::new(&shown).line();
    match create(path, MANIFEST) {
        Ok(()) => printer.result(&format!("wrote {name}\n"))?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            check_manifest(path, &name)?;
            printer.result(&format!("kept existing {name}\n"))?;
        }
        Err(error) => return Err(CliError::local(format!("cannot write {name}"), error)),
    }
    let plan = command(&["plan", "--sandbox"], &args.folder);
    let message = format!("Plan it against the simulated Store: {plan}");
    printer.say(Level::Info, &message);
    if let Some((engine, place)) = pipeline {
        pipeline::write(engine, &place, printer)?;
    }
    Ok(Exit::Ok)
}

/// Whether a folder has manifests, its own or of folders below.
///
/// # Errors
/// As [`discover::discover`], for a folder that cannot be searched.
fn has_manifests(folder: &Path) -> Result<bool, CliError> {
    match discover::discover(&[folder.to_owned()]) {
        Ok(_) => Ok(true),
        Err(error) if error.exit() == Exit::Usage => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes a file that is not there yet; a link that leads nowhere is there.
fn create(path: &Path, content: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(content.as_bytes())
}

/// Checks that what stands in the manifest's place can be a manifest: a file, or a link to one.
///
/// # Errors
/// Anything else (1): no command would read it.
fn check_manifest(path: &Path, name: &str) -> Result<(), CliError> {
    let what = match fs::metadata(path) {
        Ok(facts) => match FileKind::of(&facts) {
            FileKind::File => return Ok(()),
            kind => format!("it is {kind}"),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => "it is a broken link".to_owned(),
        Err(error) => return Err(CliError::local(format!("cannot read {name}"), error)),
    };
    let message = format!("cannot use {name} as a manifest: {what}, not a regular file");
    Err(CliError::new(Exit::Error, message).hint("remove it, or pass another folder"))
}
