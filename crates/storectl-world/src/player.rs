//! Plays many histories, and explains those that break a law.

use std::{
    io::{self, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::{
    form::is_alike,
    laws::Breach,
    narration,
    play::{self, Lack, Place, Played, Via},
    scenario::{self, Scenario},
    stop::Stop,
    tally::Tally,
};

/// What plays a history again, before its own arguments: as CI builds it.
const PROGRAM: &str = "cargo run --profile world -p storectl-world --";

/// How histories are played.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    pub(crate) origin: Origin,
    pub(crate) via: Via,
    /// After how many histories that break a law it ends.
    pub(crate) failures: NonZeroUsize,
    pub(crate) shrinking: Shrinking,
    pub(crate) telling: Telling,
    pub(crate) place: Place,
    pub(crate) stop: Stop,
}

/// Where histories come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// They are drawn, each from its seed.
    Seeds,
    /// They are orders of a few events.
    Orders,
    /// One was kept.
    File(PathBuf),
}

/// What is told of histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// What they break.
    Breaches,
    /// Everything.
    Requests,
}

/// Whether a history that breaks a law is made smaller before it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shrinking {
    On,
    Off,
}

/// What came of histories.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many break a law.
    pub(crate) found: usize,
    pub(crate) tally: Tally,
    /// What the machine lacks for more.
    pub(crate) lack: Option<Lack>,
}

impl Player {
    /// Plays histories on every core, until so many of them have broken a law, somebody asks to stop, or the machine lacks
    /// something.
    pub(crate) fn play_all(&self, scenarios: impl Iterator<Item = Scenario> + Send) -> Outcome {
        let scenarios = Mutex::new(scenarios);
        let outcome = Mutex::new(Outcome::default());
        thread::scope(|scope| {
            for _ in 0..play::players() {
                scope.spawn(|| {
                    while self.goes_on(&lock(&outcome)) {
                        let Some(scenario) = lock(&scenarios).next() else {
                            return;
                        };
                        if let Err(lack) = self.play_one(&scenario, &outcome) {
                            lock(&outcome).lack = Some(lack);
                        }
                    }
                });
            }
        });
        outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn goes_on(&self, outcome: &Outcome) -> bool {
        let Outcome { found, lack, .. } = outcome;
        *found < self.failures.get() && lack.is_none() && self.stop.code().is_none()
    }

    fn play_one(&self, scenario: &Scenario, outcome: &Mutex<Outcome>) -> Result<(), Lack> {
        let played = self.play(scenario)?;
        let breach = played.breaches.first();
        if breach.is_some() {
            // What a machine lacks is no fault of the client's.
            self.place.check()?;
        }
        lock(outcome).tally.add(&played);
        if self.telling == Telling::Requests {
            say(&narration::narrate(&played));
        }
        if let Some(breach) = breach {
            lock(outcome).found += 1;
            self.explain(scenario, breach);
        }
        Ok(())
    }

    fn play(&self, scenario: &Scenario) -> Result<Played, Lack> {
        play::play_at(&self.place, scenario, self.via)
    }

    /// Prints a history that breaks a law, and the command that plays it again.
    fn explain(&self, scenario: &Scenario, breach: &Breach) {
        let Breach { law, message } = breach;
        let origin = &self.origin;
        let name = origin.name(scenario);
        let mut lines = vec![format!("{name} breaks the law `{law}`: {message}")];
        let again = origin.command(scenario);
        lines.extend(again.map(|it| format!("  {PROGRAM} {it}{}", self.flag())));
        if !matches!(origin, Origin::File(_)) {
            let (shown, found) = self.smallest(scenario, breach);
            lines.extend(found.map(|it| format!("the smallest history found: {}", it.message)));
            lines.push(format!(
                "to keep it, save this below crates/storectl-world/kept; `{PROGRAM} play FILE{}` plays it:",
                self.flag()
            ));
            lines.push(serde_json::to_string(&shown).unwrap_or_else(|error| error.to_string()));
        }
        say(&lines.join("\n"));
    }

    /// Returns the smallest history found with a breach like one, and its own breach where it is another history.
    fn smallest(&self, scenario: &Scenario, breach: &Breach) -> (Scenario, Option<Breach>) {
        let mut last = None;
        let shrunk = match self.shrinking {
            Shrinking::Off => scenario.clone(),
            Shrinking::On => scenario::shrink(scenario, |it| {
                if self.stop.code().is_some() {
                    return false;
                }
                let found = self
                    .play(it)
                    .ok()
                    .and_then(|it| it.breaches.into_iter().next());
                let found = found.filter(|it| is_alike(it, breach));
                let is_broken = found.is_some();
                if is_broken {
                    last = found;
                }
                is_broken
            }),
        };
        (shrunk, last)
    }

    /// Returns what a command needs to reach the Store as this does.
    fn flag(&self) -> &'static str {
        match self.via {
            Via::Calls => "",
            Via::Sockets => " --sockets",
        }
    }
}

impl Origin {
    fn name(&self, scenario: &Scenario) -> String {
        match self {
            Self::Seeds => format!("seed {}", scenario.seed),
            Self::Orders => "an order".to_owned(),
            Self::File(file) => file.display().to_string(),
        }
    }

    /// Returns the arguments that play a history again; none where it has to be saved first.
    fn command(&self, scenario: &Scenario) -> Option<String> {
        match self {
            Self::Seeds => Some(format!("world --seeds 1 --from {}", scenario.seed)),
            Self::Orders => None,
            Self::File(file) => Some(format!("play {}", quoted(file))),
        }
    }
}

/// A path as a word of a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |it: char| it.is_alphanumeric() || "/.-_\\:".contains(it);
    if path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line that cannot be printed is lost: the exit code says what came of it.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_origin_has_the_command_that_plays_its_history() {
        let scenario = Scenario::draw(4028);
        let command = |origin: Origin| origin.command(&scenario);
        let seed = "world --seeds 1 --from 4028".to_owned();
        assert_eq!(command(Origin::Seeds), Some(seed));
        assert_eq!(command(Origin::Orders), None);
        let file = |path: &str| command(Origin::File(path.into())).unwrap();
        assert_eq!(file("kept/a-plan.json"), "play kept/a-plan.json");
        assert_eq!(file("it's $1.json"), r"play 'it'\''s $1.json'");
    }
}
