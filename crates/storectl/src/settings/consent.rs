//! Leave to write: `--yes`, or an answer on the terminal.

use std::io;

use crate::{
    args::ConsentArgs,
    error::CliError,
    exit::Exit,
    hints::{
        invocation::Invocation,
        refusals::{self, Review},
    },
    output::printer::Printer,
    settings::env::Env,
};
use storectl_platform::spawn_helper;

/// How leave to write is got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// It was given with `--yes`.
    Given,
    /// Somebody at the terminal is asked.
    Ask,
}

impl Consent {
    /// Takes it from the flags.
    ///
    /// # Errors
    /// Without `--yes` where nobody can be asked (64): reported before the Store is read, so that a job fails every time
    /// and not only on the day there is something to do.
    pub(crate) fn resolve(
        args: &ConsentArgs,
        env: &Env,
        review: Review,
        invocation: &Invocation,
    ) -> Result<Self, CliError> {
        if args.yes {
            Ok(Self::Given)
        } else if env.terminal.stdin && env.terminal.stderr {
            Ok(Self::Ask)
        } else {
            let error = CliError::usage(
                "confirmation required: stdin or stderr is not a terminal, and --yes is not set",
            );
            Err(error.hints(refusals::confirm(review, invocation)))
        }
    }
}

/// Asks, and takes `yes` only.
///
/// # Errors
/// Another answer, or none (1).
pub(crate) async fn ask(question: &str, printer: &Printer) -> Result<(), CliError> {
    printer.ask(question);
    let read = spawn_helper(|| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    match read.await {
        // The end of the input: not even a line end was typed.
        Ok(Ok(answer)) if answer.is_empty() => {
            Err(CliError::new(Exit::Error, "canceled: there was no answer"))
        }
        Ok(Ok(answer)) if answer.trim() == "yes" => Ok(()),
        Ok(Ok(_)) => Err(CliError::new(
            Exit::Error,
            "canceled: the answer was not `yes`",
        )),
        Ok(Err(error)) => Err(CliError::local("cannot read the answer", error)),
        Err(error) => Err(CliError::local("cannot read the answer", error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::env::Terminal;

    fn resolve(yes: bool, terminal: Terminal) -> Result<Consent, CliError> {
        let args = ConsentArgs {
            yes,
            wait_for_ongoing: false,
        };
        let mut env = Env::default();
        env.terminal = terminal;
        let program = crate::commands::program();
        let matches = program
            .clone()
            .try_get_matches_from(["storectl", "apply"])
            .unwrap();
        let invocation = Invocation::of(program, &matches);
        Consent::resolve(&args, &env, Review::Outstanding, &invocation)
    }

    #[test]
    fn nobody_is_asked_without_a_terminal() {
        let piped = Terminal {
            stdin: false,
            stdout: true,
            stderr: true,
        };
        let error = resolve(false, piped).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        assert_eq!(resolve(true, piped).unwrap(), Consent::Given);
    }

    #[test]
    fn a_result_in_a_pipe_does_not_keep_the_question_from_being_asked() {
        let redirected = Terminal {
            stdin: true,
            stdout: false,
            stderr: true,
        };
        assert_eq!(resolve(false, redirected).unwrap(), Consent::Ask);
    }
}
