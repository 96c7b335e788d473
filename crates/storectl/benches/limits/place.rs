//! A folder to run the binary in, and what a run took.

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{store::Store, table::Times};

/// A folder that is a repository, and the environment of runs in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, String)>,
}

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) time: Duration,
    /// The peak resident memory in KiB, where the system tells it.
    pub(crate) memory: Option<u64>,
}

impl Place {
    /// Makes a folder without manifests, for runs that need no Store.
    pub(crate) fn offline() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        Self {
            folder,
            environment: Vec::new(),
        }
    }

    /// Makes a folder without manifests, whose runs talk to `store`.
    pub(crate) fn at(store: &Store) -> Self {
        Self {
            environment: store.environment(),
            ..Self::offline()
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs the binary until it ends with `exit`, and returns how long that took.
    pub(crate) fn time_until(&self, exit: i32, arguments: &[&str]) -> Duration {
        let started = Instant::now();
        let mut child = self.command(arguments).spawn().unwrap();
        let end = child.wait().unwrap();
        let time = started.elapsed();
        demand(exit, end.code(), &mut child, arguments);
        time
    }

    /// Runs the binary until it succeeds, and returns how long that took.
    pub(crate) fn time(&self, arguments: &[&str]) -> Duration {
        self.time_until(0, arguments)
    }

    /// Runs the binary so many times.
    pub(crate) fn times(&self, runs: usize, arguments: &[&str]) -> Times {
        Times::of((0..runs).map(|_| self.time(arguments)))
    }

    /// Runs the binary until it ends with `exit`, and watches its memory.
    pub(crate) fn watch_until(&self, exit: i32, arguments: &[&str]) -> Taken {
        let started = Instant::now();
        let mut child = self.command(arguments).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut memory = None;
        let end = loop {
            memory = memory.max(peak(&status));
            if let Some(end) = child.try_wait().unwrap() {
                break end;
            }
            thread::sleep(Duration::from_millis(2));
        };
        let time = started.elapsed();
        demand(exit, end.code(), &mut child, arguments);
        Taken { time, memory }
    }

    /// Runs the binary until it succeeds, and watches its memory.
    pub(crate) fn watch(&self, arguments: &[&str]) -> Taken {
        self.watch_until(0, arguments)
    }

    /// The command, in this folder, with little of the environment: no git, and no credentials but the Store's.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storectl"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("LOCALAPPDATA", self.path())
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // Messages are few where `-q` is given, so the pipe holds them.
            .stderr(Stdio::piped());
        // Windows opens no socket without it.
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }
}

/// Demands an exit code, and shows what a run said where it is another.
fn demand(expected: i32, exit: Option<i32>, child: &mut Child, arguments: &[&str]) {
    let mut said = String::new();
    if exit != Some(expected) {
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
    }
    assert_eq!(exit, Some(expected), "{arguments:?}: {said}");
}

/// Reads the peak resident memory in KiB.
fn peak(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
