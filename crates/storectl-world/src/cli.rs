//! The command line of the world.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::{Args, Parser, Subcommand, value_parser};

use crate::{
    play::{Place, Via},
    player::{Origin, Outcome, Player, Shrinking, Telling, say},
    scenario::{self, MOST_EVENTS, Scenario},
    stop::Stop,
};

/// The exit code where a history or its seed is none.
const NO_HISTORY: u8 = 64;

/// The exit code where the machine lacks something.
const NO_MACHINE: u8 = 71;

/// How many bytes a history has at most that was kept.
const MOST_BYTES: u64 = 1 << 20;

/// Plays simulated histories of products, and judges them.
#[derive(Debug, Parser)]
#[command(name = "storectl-world")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play the histories of seeds
    World(WorldCommand),
    /// Play every order of a few events: two runners, a kill, a lost answer, a submission in Partner Center
    Orders(OrdersCommand),
    /// Play one history, as it was kept
    Play(PlayCommand),
}

#[derive(Args, Debug)]
struct WorldCommand {
    /// How many seeds
    #[arg(long, default_value_t = 1000, value_parser = value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Stop after so many seeds that break a law
    #[arg(long, default_value_t = NonZeroUsize::MIN)]
    failures: NonZeroUsize,
    /// Reach the Store over connections, as somebody else's server
    #[arg(long)]
    sockets: bool,
    /// Tell what happens, request by request
    #[arg(long, short)]
    verbose: bool,
    /// Print the histories of seeds that break a law as they are, without making them smaller
    #[arg(long)]
    whole: bool,
}

#[derive(Args, Debug)]
struct OrdersCommand {
    /// How many events at most
    #[arg(long, default_value_t = MOST_EVENTS, value_parser = value_parser!(u32).range(1..=i64::from(MOST_EVENTS)))]
    length: u32,
}

#[derive(Args, Debug)]
struct PlayCommand {
    /// The file of the history
    file: PathBuf,
    /// Reach the Store over connections, as somebody else's server
    #[arg(long)]
    sockets: bool,
    /// Tell what happens, request by request
    #[arg(long, short)]
    verbose: bool,
}

impl Cli {
    /// Plays, prints what came of it, and fails where a law was broken, where nothing could be played, and where it was stopped.
    pub fn run(&self) -> ExitCode {
        let begun = Instant::now();
        let place = match Place::find() {
            Ok(place) => place,
            Err(lack) => {
                return fails(
                    NO_MACHINE,
                    &format!("this machine plays no histories: {lack}"),
                );
            }
        };
        let stop = match Stop::listen() {
            Ok(stop) => stop,
            Err(error) => return fails(NO_MACHINE, &format!("cannot listen for signals: {error}")),
        };
        let player = self.player(place, stop.clone());
        let outcome = match &self.command {
            Command::World(args) => match args.last() {
                Ok(last) => player.play_all((args.from..=last).map(Scenario::draw)),
                Err(error) => return fails(NO_HISTORY, &error),
            },
            Command::Orders(args) => {
                let start = scenario::first_release();
                player.play_all(scenario::orders(&start, args.length))
            }
            Command::Play(args) => match kept(&args.file) {
                Ok(scenario) => player.play_all(std::iter::once(scenario)),
                Err(error) => {
                    return fails(NO_HISTORY, &format!("{}: {error}", args.file.display()));
                }
            },
        };
        let Outcome { found, tally, lack } = outcome;
        let seconds = begun.elapsed().as_secs_f64();
        say(&format!("{tally} in {seconds:.1} s"));
        if let Some(lack) = lack {
            return fails(
                NO_MACHINE,
                &format!("this machine plays no more histories: {lack}"),
            );
        }
        if found > 0 {
            say(&format!("histories that break a law: {found}"));
            return ExitCode::FAILURE;
        }
        if let Some(code) = stop.code() {
            return fails(code, "stopped by a signal, before everything was played");
        }
        if let Command::Orders(OrdersCommand { length }) = self.command {
            let orders = scenario::count_orders(length);
            say(&format!(
                "they stand for {orders} orders of at most {length} events"
            ));
        }
        ExitCode::SUCCESS
    }

    fn player(&self, place: Place, stop: Stop) -> Player {
        let one = Player {
            origin: Origin::Orders,
            via: Via::Calls,
            failures: NonZeroUsize::MIN,
            shrinking: Shrinking::Off,
            telling: Telling::Breaches,
            place,
            stop,
        };
        match &self.command {
            Command::World(args) => Player {
                origin: Origin::Seeds,
                via: via(args.sockets),
                failures: args.failures,
                shrinking: args.shrinking(),
                telling: telling(args.verbose),
                ..one
            },
            Command::Orders(_) => one,
            Command::Play(args) => Player {
                origin: Origin::File(args.file.clone()),
                via: via(args.sockets),
                telling: telling(args.verbose),
                ..one
            },
        }
    }
}

impl WorldCommand {
    /// Returns the last seed.
    fn last(&self) -> Result<u64, String> {
        let Self { from, seeds, .. } = self;
        let last = from.checked_add(seeds - 1);
        last.ok_or_else(|| {
            format!(
                "there are no {seeds} seeds from {from} on: the last one is {}",
                u64::MAX
            )
        })
    }

    fn shrinking(&self) -> Shrinking {
        if self.whole {
            Shrinking::Off
        } else {
            Shrinking::On
        }
    }
}

fn via(sockets: bool) -> Via {
    if sockets { Via::Sockets } else { Via::Calls }
}

fn telling(verbose: bool) -> Telling {
    if verbose {
        Telling::Requests
    } else {
        Telling::Breaches
    }
}

/// Reads a history that was kept.
fn kept(file: &Path) -> Result<Scenario, String> {
    let read = || -> io::Result<String> {
        let mut text = String::new();
        let file = File::open(file)?;
        file.take(MOST_BYTES + 1).read_to_string(&mut text)?;
        Ok(text)
    };
    let text = read().map_err(|error| error.to_string())?;
    if text.len() as u64 > MOST_BYTES {
        return Err(format!("longer than {MOST_BYTES} bytes"));
    }
    Scenario::read(&text).map_err(|error| error.to_string())
}

/// Says why nothing more is played.
fn fails(code: u8, why: &str) -> ExitCode {
    // The exit code says it as well.
    let _ = writeln!(io::stderr().lock(), "error: {why}");
    ExitCode::from(code)
}
