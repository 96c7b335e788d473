//! A hermetic place to run the binary in, and a Store to run it against.

pub(crate) mod git;
pub(crate) mod host;
pub(crate) mod images;
#[cfg(unix)]
pub(crate) mod kill;
pub(crate) mod pictures;
#[cfg(unix)]
pub(crate) mod terminal;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use axum::Router;
use serde_json::Value;
use storectl_sandbox::{Credentials, Options, Product, Recorded, SAMPLE_PRODUCT, Sandbox};

/// The repository this is built from.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// What one run of the binary left.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Takes what a finished run left.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Demands this exit code, and shows everything where it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// stdout as the one JSON document it must be.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}:\n{}", self.stdout))
    }
}

/// A folder that is a repository, and the environment of a run in it.
pub(crate) struct Workplace {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Workplace {
    /// A folder with a `.git` and nothing else, and no credentials.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        Self {
            folder,
            environment: Vec::new(),
        }
    }

    /// A workplace pointed at `store`, with a manifest of the sample product: the head, and `body` below it.
    pub(crate) fn at(store: &Store, body: &str) -> Self {
        let mut workplace = Self::empty();
        workplace.environment = store.environment();
        workplace.manifest(body);
        workplace
    }

    /// Writes the manifest of the sample product.
    pub(crate) fn manifest(&self, body: &str) {
        self.write(
            "storectl.yaml",
            format!("apiVersion: storectl/v1\nproductId: {SAMPLE_PRODUCT}\n{body}"),
        );
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Copies an example of the repository into the folder, under its own path.
    pub(crate) fn with_examples(self) -> Self {
        for entry in walkdir::WalkDir::new(repository().join("examples")) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(repository()).unwrap();
                self.write(path.to_str().unwrap(), std::fs::read(entry.path()).unwrap());
            }
        }
        self
    }

    /// Sets a variable, or takes it away where `value` is empty.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The command, in this folder and with nothing of the tester's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storectl"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(
            self.command(arguments)
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap(),
        )
    }
}

/// The simulated Store on loopback, and a look behind its counter.
pub(crate) struct Store {
    pub(crate) sandbox: Sandbox,
    pub(crate) address: String,
    credentials: Credentials,
}

impl Store {
    pub(crate) fn start() -> Self {
        Self::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Self {
        Self::behind(options, |router| router)
    }

    /// A Store whose requests and responses pass through what `wrap` puts before it.
    pub(crate) fn behind(mut options: Options, wrap: impl FnOnce(Router) -> Router) -> Self {
        let (listener, address) = listen();
        // The addresses in its responses lead back through what is put before it.
        options
            .address
            .get_or_insert_with(|| address.parse().unwrap());
        let credentials = options.credentials.clone();
        let sandbox = Sandbox::in_memory(options);
        serve_on(listener, wrap(sandbox.router()));
        Self {
            sandbox,
            address,
            credentials,
        }
    }

    fn environment(&self) -> Vec<(String, String)> {
        let Credentials {
            tenant_id,
            client_id,
            client_secret,
            seller_id,
        } = self.credentials.clone();
        [
            ("STORECTL_ENDPOINT", self.address.clone()),
            ("STORECTL_AUTHORITY", self.address.clone()),
            ("STORECTL_TENANT_ID", tenant_id),
            ("STORECTL_CLIENT_ID", client_id),
            ("STORECTL_CLIENT_SECRET", client_secret),
            ("STORECTL_SELLER_ID", seller_id),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The seller account of its products.
    pub(crate) fn seller(&self) -> String {
        self.credentials.seller_id.clone()
    }

    /// The sample product as it stands.
    pub(crate) fn product(&self) -> Product {
        self.sandbox.product(SAMPLE_PRODUCT).unwrap()
    }

    /// Requests since `from`, as `METHOD tail`.
    pub(crate) fn requests(&self, from: usize) -> Vec<String> {
        self.sandbox
            .requests()
            .iter()
            .skip(from)
            .map(line)
            .collect()
    }

    /// Requests since `from` that are neither the token's nor reads.
    pub(crate) fn writes(&self, from: usize) -> Vec<Recorded> {
        let is_write = |it: &Recorded| {
            !["GET", "HEAD"].contains(&it.method.as_str())
                && !it.path_and_query.contains("/oauth2/")
        };
        self.sandbox
            .requests()
            .into_iter()
            .skip(from)
            .filter(is_write)
            .collect()
    }
}

/// Serves on loopback until the tests end; returns the address.
pub(crate) fn serve(router: Router) -> String {
    let (listener, address) = listen();
    serve_on(listener, router);
    address
}

fn listen() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    (listener, address)
}

fn serve_on(listener: std::net::TcpListener, router: Router) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime
            .block_on(async {
                axum::serve(tokio::net::TcpListener::from_std(listener).unwrap(), router).await
            })
            .unwrap();
    });
}

fn line(request: &Recorded) -> String {
    let path = request.path_and_query.split(SAMPLE_PRODUCT).last().unwrap();
    format!("{} {path}", request.method)
}

/// What `--out github-output` writes, in its order (forms.md, "In the pull request" 1).
pub(crate) const OUTPUTS: [&str; 7] = [
    "hash",
    "changes",
    "blocked",
    "destructive",
    "drift",
    "conflicts",
    "exit",
];

/// Quick polling, for runs that wait for a Store that answers at once.
pub(crate) const QUICK: [&str; 2] = ["--poll-interval", "1ms"];

/// `apply --yes`, quickly, and whatever else.
pub(crate) fn apply<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["apply", "--yes"]
        .iter()
        .chain(&QUICK)
        .chain(more)
        .copied()
        .collect()
}
