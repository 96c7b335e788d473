//! The only place that writes to stdout and stderr: results here, messages there.

use std::{collections::BTreeMap, io};

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use storectl_api::Redactor;
use storectl_manifest::Diagnostic;
use storectl_report::{
    Appearance, Command, Counts, DiagnosticsView, FileFormat, Foreign, Format, Names, Output,
    Styling, Verbosity,
    json::{self as documents, Saved, SavedError},
    render_saved_file, render_saved_page,
};

use crate::{
    args::{ColorWhen, LogFormat, OutputArgs},
    error::CliError,
    output::{
        failure,
        live_line::{TICK, live_line},
        pictures,
        redacted::{Held, redact},
    },
    runtime::machine::{Machine, Sink},
    settings::env::Env,
};

/// How grave a message is; also how much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Said even with `-q`.
    Error,
    /// Something to know.
    Warning,
    /// What is going on.
    Info,
    /// With `-v`.
    Detail,
    /// With `-vv`.
    Debug,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Detail => "detail",
            Self::Debug => "debug",
        }
    }
}

/// Who reads stdout and stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// Somebody at a terminal that shows both.
    OneTerminal,
    /// Nobody yet: both go to files or pipes.
    Logs,
    /// One goes to a terminal and the other does not.
    Apart,
}

impl Readers {
    fn of(stdout_is_terminal: bool, stderr_is_terminal: bool) -> Self {
        match (stdout_is_terminal, stderr_is_terminal) {
            (true, true) => Self::OneTerminal,
            (false, false) => Self::Logs,
            (true, false) | (false, true) => Self::Apart,
        }
    }
}

/// Writes results and messages.
#[derive(Clone, Debug)]
pub(crate) struct Printer {
    out: Styling,
    err: Styling,
    most: Level,
    log_format: LogFormat,
    live: ProgressBar,
    readers: Readers,
    redactor: Redactor,
    machine: Machine,
}

impl Printer {
    /// Makes one for these flags and streams.
    pub(crate) fn new(args: &OutputArgs, env: &Env) -> Self {
        let styling = |is_terminal: bool| match args.color {
            Some(ColorWhen::Always) => Styling::Colored,
            Some(ColorWhen::Auto) | None if is_terminal && !env.no_color() => Styling::Colored,
            Some(ColorWhen::Auto | ColorWhen::Never) | None => Styling::Plain,
        };
        // What was not kept, or not done, is nobody's to miss; what a result says in full is left to it.
        let most = match (args.quiet, args.verbose) {
            (true, _) => Level::Warning,
            (false, 0) => Level::Info,
            (false, 1) => Level::Detail,
            (false, 2..) => Level::Debug,
        };
        let is_live =
            env.terminal.stderr && most >= Level::Info && args.log_format == LogFormat::Text;
        Self {
            out: styling(env.terminal.stdout),
            err: styling(env.terminal.stderr),
            most,
            log_format: args.log_format,
            live: if is_live {
                live_line()
            } else {
                ProgressBar::hidden()
            },
            readers: Readers::of(env.terminal.stdout, env.terminal.stderr),
            redactor: env.redactor.clone(),
            machine: env.machine.clone(),
        }
    }

    /// Returns how results look on stdout.
    pub(crate) fn result_appearance(&self) -> Appearance {
        Appearance {
            styling: self.out,
            verbosity: self.verbosity(),
        }
    }

    /// Returns whether only errors and one line per product are wanted.
    pub(crate) fn is_brief(&self) -> bool {
        self.verbosity() == Verbosity::Brief
    }

    /// Returns how messages look on stderr.
    pub(crate) fn message_appearance(&self) -> Appearance {
        Appearance {
            styling: self.err,
            verbosity: self.verbosity(),
        }
    }

    /// Returns the machine that the command runs on.
    pub(crate) fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Returns what knows the secrets that nobody is shown.
    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Renders a saved result as a file of `--out`.
    ///
    /// # Errors
    /// It is not the document of a result.
    pub(crate) fn render_saved_file(
        &self,
        saved: &Saved,
        format: FileFormat,
        appearance: Appearance,
    ) -> Result<String, SavedError> {
        match format {
            FileFormat::Result(Format::Html) => self.page(saved, &Names::default()),
            FileFormat::Result(_) | FileFormat::Summary | FileFormat::GithubOutput => {
                render_saved_file(saved, format, appearance)
            }
        }
    }

    /// Renders a saved result as a page, with the pictures that are here.
    pub(super) fn page(&self, saved: &Saved, names: &Names) -> Result<String, SavedError> {
        render_saved_page(saved, names, |named| pictures::read(named, &self.redactor))
    }

    /// Returns a document without the secrets that are known.
    pub(crate) fn document(&self, mut document: Value) -> Value {
        match redact(&mut document, &self.redactor) {
            Held::Nothing => document,
            Held::Secret => documents::seal(document),
        }
    }

    /// Shows a message on the live line.
    pub(crate) fn show_live(&self, message: &str) {
        let message = self.redactor.text(message);
        self.live
            .set_message(Foreign::new(&message).line().into_owned());
    }

    /// Returns whether messages of this level are shown.
    pub(crate) fn shows(&self, level: Level) -> bool {
        level <= self.most
    }

    /// Returns the form of messages.
    pub(crate) fn log_format(&self) -> LogFormat {
        self.log_format
    }

    /// Shows on the terminal that something takes time, until what it gives is dropped.
    pub(crate) fn busy(&self, message: &str) -> Busy {
        if !self.live.is_hidden() {
            self.live.reset();
            self.live.enable_steady_tick(TICK);
            self.show_live(message);
        }
        Busy(self.live.clone())
    }

    /// Returns the line on the terminal that is written over; hidden where there is none.
    pub(crate) fn live(&self) -> &ProgressBar {
        &self.live
    }

    /// Writes a result to stdout. A reader that went away is not an error: it has what it wanted.
    pub(crate) fn result(&self, text: &str) -> Result<(), CliError> {
        let stdout = &self.machine.stdout;
        let written = self.live.suspend(|| stdout.write(text, choice(self.out)));
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(CliError::local("cannot write the result", error))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Says one sentence.
    pub(crate) fn say(&self, level: Level, message: &str) {
        self.event(level, message, json!({}));
    }

    /// Says what helps with a warning, on a line of its own; shown wherever the warning is.
    pub(crate) fn advice(&self, message: &str) {
        if self.shows(Level::Warning) {
            self.write(Level::Info, message, json!({}));
        }
    }

    /// Says one sentence; its facts go with it where messages are JSON.
    pub(crate) fn event(&self, level: Level, message: &str, facts: Value) {
        if self.shows(level) {
            self.write(level, message, facts);
        }
    }

    fn write(&self, level: Level, message: &str, facts: Value) {
        match self.log_format {
            LogFormat::Text => {
                let message = self.redactor.text(message);
                let message = Foreign::new(&message).line();
                match level {
                    Level::Error => self.line(&self.labelled("error", AnsiColor::Red, &message)),
                    Level::Warning => {
                        self.line(&self.labelled("warning", AnsiColor::Yellow, &message));
                    }
                    Level::Info | Level::Detail | Level::Debug => self.line(&message),
                }
            }
            LogFormat::Json => {
                let mut record = json!({
                    "time": jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
                    "level": level.as_str(),
                    "message": message,
                });
                if let (Value::Object(record), Value::Object(facts)) = (&mut record, facts) {
                    record.extend(facts);
                }
                self.line(&documents::line(&self.document(record)));
            }
        }
    }

    /// Tells why a command failed whose result says so too. A text result holds everything: who sees both streams on a
    /// terminal reads it there, and logs get the one sentence that names the failure.
    pub(crate) fn failure_beside(&self, error: &CliError, format: Format) {
        match (format, self.log_format, self.readers) {
            (Format::Text, LogFormat::Text, Readers::OneTerminal) => {}
            (Format::Text, LogFormat::Text, Readers::Logs) => {
                self.say(Level::Error, &error.view().message);
            }
            (Format::Text, LogFormat::Text, Readers::Apart)
            | (Format::Text, LogFormat::Json, _)
            | (
                Format::Json | Format::Markdown | Format::Html | Format::Github | Format::Sarif,
                _,
                _,
            ) => self.failure(error),
        }
    }

    /// Shows warnings about manifests; not where the least is asked for, since results count them.
    pub(crate) fn warnings(&self, manifests: usize, warnings: &[Diagnostic]) {
        if warnings.is_empty() || !self.shows(Level::Info) {
            return;
        }
        match self.log_format {
            LogFormat::Text => {
                let output = Output::Diagnostics(DiagnosticsView {
                    command: Command::Validate,
                    shard: None,
                    manifests,
                    products: Vec::new(),
                    diagnostics: warnings,
                    unlisted: Counts::default(),
                    localization: Vec::new(),
                    names: BTreeMap::new(),
                    error: None,
                });
                self.rendered(&self.render(&output, Format::Text, self.message_appearance()));
            }
            LogFormat::Json => {
                for it in warnings {
                    let facts =
                        json!({ "code": it.code.as_str(), "location": it.location.short() });
                    self.event(Level::Warning, &it.message, facts);
                }
            }
        }
    }

    /// Shows a result beside another one: as a person reads it, or as the facts of a message where messages are JSON.
    pub(crate) fn beside(&self, message: &str, output: &Output<'_>) {
        match self.log_format {
            LogFormat::Text => {
                self.rendered(&self.render(output, Format::Text, self.message_appearance()));
            }
            LogFormat::Json => self.event(Level::Info, message, documents::document(output)),
        }
    }

    /// Returns how much a text plan says.
    fn verbosity(&self) -> Verbosity {
        match self.most {
            Level::Error | Level::Warning => Verbosity::Brief,
            Level::Info => Verbosity::Normal,
            Level::Detail | Level::Debug => Verbosity::Full,
        }
    }

    /// Tells why a command failed, whatever the level.
    pub(crate) fn failure(&self, error: &CliError) {
        match self.log_format {
            LogFormat::Text => {
                let output = failure::output(error, Some(Command::Validate), None);
                self.rendered(&self.render(&output, Format::Text, self.message_appearance()));
            }
            LogFormat::Json => {
                let output = failure::output(error, Some(Command::Validate), None);
                let facts = documents::document(&output);
                self.event(Level::Error, &error.view().message, facts);
            }
        }
    }

    /// Says what does not decide the exit, with what to do about it.
    pub(crate) fn aside(&self, level: Level, error: &CliError) {
        let view = error.view();
        self.say(level, &view.message);
        for hint in &view.hints {
            self.advice(hint);
        }
    }

    /// Writes text that a renderer made, whatever the level.
    pub(crate) fn rendered(&self, text: &str) {
        self.line(text.trim_end_matches('\n'));
    }

    /// Asks, without a line end; the response is typed behind it.
    pub(crate) fn ask(&self, question: &str) {
        let question = self.redactor.text(question);
        self.message(&format!("{} ", Foreign::new(&question).line()));
    }

    fn labelled(&self, label: &str, color: AnsiColor, message: &str) -> String {
        match self.err {
            Styling::Plain => format!("{label}: {message}"),
            Styling::Colored => {
                let style = Style::new().bold().fg_color(Some(color.into()));
                format!("{style}{label}{style:#}: {message}")
            }
        }
    }

    fn line(&self, text: &str) {
        self.message(&format!("{text}\n"));
    }

    /// A message that cannot be written is lost: nothing depends on it.
    fn message(&self, text: &str) {
        let stderr = &self.machine.stderr;
        let _ = self.live.suspend(|| stderr.write(text, choice(self.err)));
    }
}

/// Clears the live line when it is dropped.
pub(crate) struct Busy(ProgressBar);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.disable_steady_tick();
        self.0.finish_and_clear();
    }
}

/// Writes what a program without a printer has to say: it panics.
pub(crate) fn last_words(text: &str) {
    let _ = Sink::Stderr.write(&format!("{text}\n"), ColorChoice::Auto);
}

fn choice(styling: Styling) -> ColorChoice {
    match styling {
        Styling::Plain => ColorChoice::Never,
        Styling::Colored => ColorChoice::Always,
    }
}
