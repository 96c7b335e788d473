//! When to stop asking: a private container refuses every image, one by one.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use storectl_api::{Error, ErrorKind};

/// Refusals of a host, with no image ever given, after which the others are not asked for. More than a language's logos
/// and few enough for 200 languages.
const PATIENCE: u32 = 8;

/// What is known of each host.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<BTreeMap<String, Gate>>);

#[derive(Debug, Default)]
enum Gate {
    /// It gave an image.
    Open,
    /// It refused so many and gave none.
    Refusing(u32),
    #[default]
    Unknown,
    /// It did not answer at all, to the end of the retries.
    Silent,
}

impl Gates {
    /// Gives why a host need not be asked.
    pub(super) fn closed(&self, url: &str) -> Option<&'static str> {
        let gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match gates.get(host(url))? {
            Gate::Refusing(count) if *count >= PATIENCE => {
                Some("their server refused the images it was asked for before, so it was not asked")
            }
            Gate::Silent => Some("their server did not answer before, so it was not asked"),
            Gate::Open | Gate::Refusing(_) | Gate::Unknown => None,
        }
    }

    /// Notes how a host answered.
    pub(super) fn note<T>(&self, url: &str, answer: &Result<T, Error>) {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates.entry(host(url).to_owned()).or_default();
        *gate = match (answer, &*gate) {
            (Ok(_), _) | (Err(_), Gate::Open) => Gate::Open,
            (Err(error), _) if is_silence(error) => Gate::Silent,
            (Err(_), Gate::Silent) => Gate::Silent,
            (Err(_), Gate::Refusing(count)) => Gate::Refusing(count.saturating_add(1)),
            (Err(_), Gate::Unknown) => Gate::Refusing(1),
        };
    }
}

fn is_silence(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotReachable { .. }
            | ErrorKind::AnswerLost { .. }
            | ErrorKind::Unavailable
            | ErrorKind::Throttled
            | ErrorKind::NoRoots { .. }
    )
}

/// The part of an address between `//` and the next slash.
fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap_or_default()
}
