//! The command line of the world.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
    time::Instant,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    laws::Breach,
    narration,
    play::{self, Played, Via},
    scenario::{self, Scenario},
    tally::Tally,
};

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
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Stop after so many seeds that break a law
    #[arg(long, default_value_t = 1)]
    failures: usize,
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
    #[arg(long, default_value_t = 6)]
    length: u32,
}

#[derive(Args, Debug)]
struct PlayCommand {
    /// The file of the history
    file: PathBuf,
    /// Tell what happens, request by request
    #[arg(long, short)]
    verbose: bool,
}

impl Cli {
    /// Plays, prints what came of it, and fails where a law was broken.
    pub fn run(&self) -> ExitCode {
        let begun = Instant::now();
        let player = self.player();
        let (found, tally) = match &self.command {
            Command::World(args) => {
                let seeds = args.from..args.from.saturating_add(args.seeds);
                player.play_all(seeds.map(Scenario::draw))
            }
            Command::Orders(args) => {
                let start = scenario::first_release();
                player.play_all(scenario::orders(&start, args.length))
            }
            Command::Play(args) => match kept(&args.file) {
                Ok(scenario) => player.play_all(std::iter::once(scenario)),
                Err(error) => {
                    say(&format!("error: {}: {error}", args.file.display()));
                    return ExitCode::from(64);
                }
            },
        };
        say(&format!(
            "{tally} in {:.1} s",
            begun.elapsed().as_secs_f64()
        ));
        if found == 0 {
            ExitCode::SUCCESS
        } else {
            say(&format!("histories that break a law: {found}"));
            ExitCode::FAILURE
        }
    }

    fn player(&self) -> Player {
        match &self.command {
            Command::World(args) => Player {
                via: args.via(),
                failures: args.failures,
                shrinking: args.shrinking(),
                telling: Telling::of(args.verbose),
            },
            Command::Orders(_) => Player {
                via: Via::Calls,
                failures: 1,
                shrinking: Shrinking::Off,
                telling: Telling::Breaches,
            },
            Command::Play(args) => Player {
                via: Via::Calls,
                failures: 1,
                shrinking: Shrinking::Off,
                telling: Telling::of(args.verbose),
            },
        }
    }
}

impl WorldCommand {
    fn via(&self) -> Via {
        if self.sockets {
            Via::Sockets
        } else {
            Via::Calls
        }
    }

    fn shrinking(&self) -> Shrinking {
        if self.whole {
            Shrinking::Off
        } else {
            Shrinking::On
        }
    }
}

/// Reads a history that was kept.
fn kept(file: &Path) -> io::Result<Scenario> {
    let text = std::fs::read_to_string(file)?;
    serde_json::from_str(&text).map_err(io::Error::from)
}

/// How histories are played.
#[derive(Clone, Copy, Debug)]
struct Player {
    via: Via,
    /// After how many histories that break a law it ends.
    failures: usize,
    shrinking: Shrinking,
    telling: Telling,
}

/// What is told of histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    /// What they break.
    Breaches,
    /// Everything.
    Requests,
}

impl Telling {
    fn of(verbose: bool) -> Self {
        if verbose {
            Self::Requests
        } else {
            Self::Breaches
        }
    }
}

/// Whether a history that breaks a law is made smaller before it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shrinking {
    On,
    Off,
}

impl Player {
    /// Plays histories on every core, until so many of them have broken a law. Returns how many did.
    fn play_all(self, scenarios: impl Iterator<Item = Scenario> + Send) -> (usize, Tally) {
        let scenarios = Mutex::new(scenarios);
        let results = Mutex::new((0, Tally::default()));
        // One more than there are cores: each waits for its helper now and then.
        let players = thread::available_parallelism().map_or(1, usize::from) + 1;
        thread::scope(|scope| {
            for _ in 0..players {
                scope.spawn(|| {
                    while lock(&results).0 < self.failures {
                        let Some(scenario) = lock(&scenarios).next() else {
                            return;
                        };
                        let played = self.play(&scenario);
                        lock(&results).1.add(&played);
                        if self.telling == Telling::Requests {
                            say(&narration::narrate(&played));
                        }
                        if let Some(breach) = played.breaches.first() {
                            lock(&results).0 += 1;
                            self.explain(&scenario, breach);
                        }
                    }
                });
            }
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn play(self, scenario: &Scenario) -> Played {
        play::play_alone(scenario, self.via)
    }

    /// Prints a history that breaks a law, and the command that plays it again.
    fn explain(self, scenario: &Scenario, breach: &Breach) {
        let Breach { law, message } = breach;
        let seed = scenario.seed;
        let mut lines = vec![format!("seed {seed} breaks the law `{law}`: {message}")];
        if seed > 0 {
            lines.push(format!(
                "  cargo run -p storectl-world -- world --seeds 1 --from {seed}"
            ));
        }
        let shown = match self.shrinking {
            Shrinking::Off => scenario.clone(),
            Shrinking::On => scenario::shrink(scenario, |it| {
                let breaches = self.play(it).breaches;
                breaches.first().is_some_and(|it| it.law == *law)
            }),
        };
        if shown != *scenario
            && let Some(last) = self.play(&shown).breaches.first()
        {
            lines.push(format!("the smallest history found: {}", last.message));
        }
        lines.push("to keep it, save this below crates/storectl-world/kept:".to_owned());
        lines.push(serde_json::to_string(&shown).unwrap_or_else(|error| error.to_string()));
        say(&lines.join("\n"));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line that cannot be printed is lost: the exit code says what came of it.
fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}
