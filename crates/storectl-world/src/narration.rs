//! A history as text, for whoever looks for what went wrong.

use std::fmt::{self, Write as _};

use crate::{
    history::{Exchange, Fate, Meanwhile, Past, Run},
    play::Played,
    scenario::Event,
};

/// Tells what happened, in order, and what was wrong with it.
pub fn narrate(played: &Played) -> String {
    let mut text = String::new();
    let mut tell = || -> fmt::Result {
        for past in &played.history.past {
            match past {
                Past::Event { event, .. } => writeln!(text, "{}", line(event))?,
                Past::Run(run) => tell_run(run, &mut text)?,
            }
        }
        for breach in &played.breaches {
            writeln!(text, "breaks `{}`: {}", breach.law, breach.message)?;
        }
        Ok(())
    };
    // Text can be written.
    let _ = tell();
    text
}

fn tell_run(run: &Run, text: &mut String) -> fmt::Result {
    writeln!(text, "{:?}: {}", run.runner, run.args.join(" "))?;
    for (number, exchange) in run.exchanges.iter().enumerate() {
        for (_, meanwhile) in run.meanwhile.iter().filter(|it| it.0 == number) {
            match meanwhile {
                Meanwhile::Signal(signal) => writeln!(text, "      {}", signal.as_str())?,
                Meanwhile::Event { event, .. } => writeln!(text, "      {}", line(event))?,
            }
        }
        tell_exchange(number, exchange, text)?;
    }
    let error = run
        .result
        .as_ref()
        .and_then(|it| it["error"]["message"].as_str());
    writeln!(text, "  {:?} {}", run.ended, error.unwrap_or_default())
}

fn tell_exchange(number: usize, exchange: &Exchange, text: &mut String) -> fmt::Result {
    let Exchange {
        method,
        path,
        fault,
        fate,
        body,
        ..
    } = exchange;
    write!(text, "  {number:3} {method} {path}")?;
    match fate {
        Fate::Answered(status, answer) => {
            write!(text, " {status}")?;
            let is_read = matches!(method.as_str(), "GET" | "HEAD");
            let (Some(answer), false) = (answer, is_read && !path.ends_with("/status")) else {
                return writeln!(text);
            };
            let sent = body.as_ref().map(ToString::to_string).unwrap_or_default();
            writeln!(text, " {} → {}", cut(&sent), cut(&answer.to_string()))
        }
        Fate::Lost => writeln!(text, " lost: {fault:?}"),
    }
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    const MOST: usize = 300;
    text.chars().take(MOST).collect()
}

fn line(event: &Event) -> String {
    cut(&format!("{event:?}"))
}
