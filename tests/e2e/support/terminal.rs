//! A run on a terminal, which somebody reads and types at.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ExitStatus},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use pty_process::blocking::{Command, Pty, open};

use super::Workplace;

/// Longer than any run takes: a test that waits for what never comes fails and does not hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is typed for an interrupt.
pub(crate) const CTRL_C: &str = "\u{3}";
/// What is typed for the end of the input.
pub(crate) const CTRL_D: &str = "\u{4}";

/// The run and its terminal.
pub(crate) struct Terminal {
    keyboard: Arc<Pty>,
    screen: Receiver<Vec<u8>>,
    child: Child,
    seen: Vec<u8>,
}

impl Terminal {
    /// Runs these arguments with a terminal as stdin, stdout and stderr.
    pub(crate) fn run(workplace: &Workplace, arguments: &[&str]) -> Self {
        let (pty, terminal) = open().unwrap();
        let mut command = workplace.command(arguments);
        command.env("NO_COLOR", "1");
        let child = Command::from(command).spawn(terminal).unwrap();
        let keyboard = Arc::new(pty);
        let reader = Arc::clone(&keyboard);
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The read fails once the run has ended and closed its side.
            while let Ok(read @ 1..) = (&*reader).read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            keyboard,
            screen,
            child,
            seen: Vec::new(),
        }
    }

    /// Reads until this text is there.
    pub(crate) fn shows(&mut self, text: &str) {
        while !self.seen().contains(text) {
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.seen.extend(bytes),
                Err(error) => panic!("{error}: no `{text}` in\n{}", self.seen()),
            }
        }
    }

    pub(crate) fn type_in(&self, keys: &str) {
        (&*self.keyboard).write_all(keys.as_bytes()).unwrap();
    }

    /// Reads until the run has ended; gives how, and all that it showed.
    pub(crate) fn ends(mut self) -> (ExitStatus, String) {
        while let Ok(bytes) = self.screen.recv_timeout(PATIENCE) {
            self.seen.extend(bytes);
        }
        (self.child.wait().unwrap(), self.seen().into_owned())
    }

    fn seen(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.seen)
    }
}
