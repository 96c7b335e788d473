//! Runs git in one repository: one environment, bounded time and output.

use std::{
    ffi::OsString,
    io::{self, Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use super::{error::GitError, settings::GitSettings};
use crate::os;

/// What names another repository than the one asked about, e.g. in a hook. Source: `git rev-parse --local-env-vars`.
const HOOK_VARIABLES: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// What changes how git talks, where it is set.
const TALK_VARIABLES: [&str; 3] = ["GIT_TRACE", "GIT_CURL_VERBOSE", "SSH_ASKPASS"];

/// What is set: messages in English, nobody asked, and an identity, without which git refuses to write a commit or a
/// reflog. `GIT_ASKPASS` stays: CI systems use it to hand over a token.
const VARIABLES: [(&str, &str); 9] = [
    ("LC_ALL", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GCM_INTERACTIVE", "never"),
    ("SSH_ASKPASS_REQUIRE", "never"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_AUTHOR_NAME", "storectl"),
    ("GIT_AUTHOR_EMAIL", "storectl@localhost"),
    ("GIT_COMMITTER_NAME", "storectl"),
    ("GIT_COMMITTER_EMAIL", "storectl@localhost"),
];

/// Configuration that holds for every call: a checkout often belongs to another user than the container's, and nothing of
/// its configuration runs beside what is asked.
const CONFIGURATION: [&str; 8] = [
    "safe.directory=*",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "core.quotePath=false",
    "core.warnAmbiguousRefs=true",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// What git says when it succeeds.
pub(super) struct Talk {
    /// What it prints.
    pub(super) printed: Vec<u8>,
    messages: Receiver<io::Result<Vec<u8>>>,
}

impl Talk {
    /// Returns what it says on stderr, as far as it is kept. What it started may hold that open, so little time is given to it.
    pub(super) fn messages(&self) -> Vec<u8> {
        last(&self.messages)
    }
}

fn last(messages: &Receiver<io::Result<Vec<u8>>>) -> Vec<u8> {
    let messages = messages.recv_timeout(LAST_MESSAGES);
    messages.map(Result::unwrap_or_default).unwrap_or_default()
}

/// How long a call may take that does not leave this machine.
const LOCAL: Duration = Duration::from_secs(20);

/// How much git may print where little is expected, in bytes.
const SHORT: usize = 4096;

/// How much of its messages is kept, in bytes.
const MESSAGES: usize = 16 * 1024;

/// How long the last messages may take once git has ended. A helper of git's may outlive it and hold the pipe.
const LAST_MESSAGES: Duration = Duration::from_millis(200);

/// When the run ends that all calls are part of.
static END_OF_RUN: Mutex<Option<Instant>> = Mutex::new(None);

/// Lets no call of git in this process outlive `end`, whoever makes it: a run ends in time whatever a repository, a helper or
/// a remote does (forms.md, "Outputs" 7). Of several runs in one process the last one's end counts.
pub fn end_git_at(end: Instant) {
    *end_of_run() = Some(end);
}

fn end_of_run() -> MutexGuard<'static, Option<Instant>> {
    END_OF_RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// git in one repository.
#[derive(Clone, Debug)]
pub struct Git {
    root: PathBuf,
    until: Option<Instant>,
    absent: AbsentObjects,
}

/// What becomes of a call that needs an object that a partial clone left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AbsentObjects {
    /// git asks the remote for it.
    Fetched,
    /// The call fails.
    Missing,
}

impl Git {
    /// Finds the repository of `folder`; an empty path is the current folder.
    ///
    /// # Errors
    /// [`GitError::NoRepository`], [`GitError::Bare`].
    pub fn open(folder: &Path) -> Result<Self, GitError> {
        let here = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let none = |folder: &Path| GitError::NoRepository {
            folder: folder.to_owned(),
        };
        let here = here.canonicalize().map_err(|_| none(here))?;
        let mut above = here.ancestors();
        match above.find(|it| it.join(".git").exists() || is_bare(it)) {
            Some(root) if root.join(".git").exists() => Ok(Self {
                root: root.to_owned(),
                until: None,
                absent: AbsentObjects::Fetched,
            }),
            Some(_) => Err(GitError::Bare { folder: here }),
            None => Err(none(&here)),
        }
    }

    /// Lets no call outlive this moment.
    #[must_use]
    pub fn until(self, until: Instant) -> Self {
        Self {
            until: Some(until),
            ..self
        }
    }

    /// Lets no call ask a remote for objects that a partial clone left out: what is not here is missing.
    #[must_use]
    pub fn offline(self) -> Self {
        Self {
            absent: AbsentObjects::Missing,
            ..self
        }
    }

    /// Returns the top folder of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns how long a call may still take; `None` if nothing bounds it.
    pub(super) fn time_left(&self) -> Option<Duration> {
        let ends = [self.until, *end_of_run()];
        let end = ends.into_iter().flatten().min()?;
        Some(end.saturating_duration_since(Instant::now()))
    }

    /// Prepares a call of a subcommand.
    pub(super) fn call(&self, command: &'static str) -> Call<'_> {
        Call {
            git: self,
            command,
            arguments: Vec::new(),
            variables: Vec::new(),
            input: Vec::new(),
            limit: SHORT,
            patience: LOCAL,
        }
    }
}

/// Source: gitrepository-layout(5).
fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// One call of git.
pub(super) struct Call<'a> {
    git: &'a Git,
    command: &'static str,
    arguments: Vec<OsString>,
    variables: Vec<(&'static str, String)>,
    input: Vec<u8>,
    limit: usize,
    patience: Duration,
}

impl Call<'_> {
    /// Adds arguments.
    pub(super) fn arguments(mut self, more: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(more.into_iter().map(Into::into));
        self
    }

    /// Sets a variable of its environment.
    pub(super) fn variable(mut self, name: &'static str, value: String) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Gives it something to read.
    pub(super) fn input(self, input: Vec<u8>) -> Self {
        Self { input, ..self }
    }

    /// Sets how much it may print, in bytes.
    pub(super) fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Sets how long it may take.
    pub(super) fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Runs it and returns what it prints.
    ///
    /// # Errors
    /// Returns an error if there is no time left for it, or it cannot be run, fails, takes too long or prints too much.
    pub(super) fn run(self) -> Result<Vec<u8>, GitError> {
        Ok(self.talk()?.printed)
    }

    /// Runs it and returns what it prints and what it says.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub(super) fn talk(self) -> Result<Talk, GitError> {
        let command = self.command;
        let patience = match self.git.time_left() {
            Some(Duration::ZERO) => return Err(GitError::NoTimeLeft { command }),
            Some(left) => left.min(self.patience),
            None => self.patience,
        };
        let pipe = |source| GitError::Pipe { command, source };
        let mut child = self.spawn()?;
        let missing = || pipe(io::ErrorKind::BrokenPipe.into());
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        let (input, limit) = (self.input, self.limit);
        if let Some(mut stdin) = child.stdin.take() {
            // What git does not read, it does not need.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let printed = read(stdout, limit.saturating_add(1), Excess::Refuse);
        let messages = read(stderr, MESSAGES, Excess::Discard);
        let printed = match printed.recv_timeout(patience) {
            Ok(printed) => printed,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                os::kill_group(&mut child);
                drop(child.wait());
                return Err(GitError::TimedOut { command, patience });
            }
        };
        // Its pipe is closed, so it ends soon.
        let status = child.wait().map_err(pipe)?;
        let printed = printed.map_err(pipe)?;
        if printed.len() > limit {
            return Err(GitError::TooLarge { command, limit });
        }
        if status.success() {
            return Ok(Talk { printed, messages });
        }
        Err(GitError::Failed {
            command,
            code: status.code(),
            message: reason(&last(&messages), &printed),
        })
    }

    fn spawn(&self) -> Result<Child, GitError> {
        let mut process = Command::new("git");
        GitSettings::taken().prepare(&mut process);
        for variable in HOOK_VARIABLES.iter().chain(&TALK_VARIABLES) {
            process.env_remove(variable);
        }
        process.envs(VARIABLES);
        process.envs(self.variables.iter().map(|(name, value)| (name, value)));
        match self.git.absent {
            AbsentObjects::Fetched => {}
            AbsentObjects::Missing => {
                process.env("GIT_NO_LAZY_FETCH", "1");
                // What git before 2.45 would fetch comes by no protocol.
                process.env("GIT_ALLOW_PROTOCOL", "none");
            }
        }
        // A repository above the one that was found does not count.
        if let Some(above) = self.git.root.parent() {
            process.env("GIT_CEILING_DIRECTORIES", above);
        }
        for setting in CONFIGURATION {
            process.args(["-c", setting]);
        }
        let input = if self.input.is_empty() {
            Stdio::null()
        } else {
            Stdio::piped()
        };
        // Not in the terminal's foreground, git and what it starts cannot ask there, and end together.
        os::own_group(&mut process);
        process
            .args(["--no-pager", "--literal-pathspecs", self.command])
            .args(&self.arguments)
            .current_dir(&self.git.root)
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(GitError::NotInstalled)
    }
}

/// What happens to what is printed beyond a bound.
#[derive(Clone, Copy)]
enum Excess {
    /// The pipe is closed, which ends the program.
    Refuse,
    /// It is read and forgotten.
    Discard,
}

/// Reads up to `limit` bytes on a thread of its own.
fn read(
    pipe: impl Read + Send + 'static,
    limit: usize,
    excess: Excess,
) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut pipe = pipe;
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut read = (&mut pipe).take(most).read_to_end(&mut bytes);
        if let (Ok(_), Excess::Discard) = (&read, excess) {
            read = io::copy(&mut pipe, &mut io::sink()).map(|_| bytes.len());
        }
        drop(pipe);
        // Nobody listens any more where git took too long.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

/// Returns the line that says why git failed.
fn reason(messages: &[u8], printed: &[u8]) -> String {
    let messages = String::from_utf8_lossy(messages);
    let printed = String::from_utf8_lossy(printed);
    let lines = || messages.lines().map(str::trim).filter(|it| !it.is_empty());
    // A push prints its refusals, `--porcelain`. Source: git-push(1), "Output".
    let rejected = printed.lines().find_map(|it| it.strip_prefix("!\t"));
    let rejected = rejected.and_then(|it| it.split_once('\t')).map(|it| it.1);
    let said = ["fatal: ", "error: "];
    let said = said.map(|mark| lines().find_map(|it| it.strip_prefix(mark)));
    let [fatal, error] = said;
    let reason = rejected.or(fatal).or(error).or_else(|| lines().next());
    reason.unwrap_or("it says nothing").to_owned()
}
