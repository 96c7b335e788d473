//! `storectl sandbox`: serves the simulated Store until it is stopped.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;
use storectl_apply::Cancellation;
use storectl_platform::Shell;
use storectl_sandbox::{
    ClientKeys, Credentials, Fault, Interpretations, Log, Options, SAMPLE_PRODUCT, Switch,
};
use tokio::net::TcpListener;

use super::suggest::Suggest;
use crate::{
    args::{number, parse_duration},
    error::CliError,
    exit::Exit,
    output::{
        printer::{Level, Printer},
        targets::refuse_manifest_name,
    },
    runtime::block_on,
    store::state_dir,
};

/// Run a simulated Store on this machine and print the environment variables to use it
///
/// Prints `export NAME=VALUE` lines, then runs until stopped with Ctrl-C or SIGTERM. Logs each request on stderr.
#[derive(Args, Debug)]
#[command(after_long_help = interpretations())]
pub(crate) struct SandboxCommand {
    /// The port on 127.0.0.1; 0 for a free port
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        value_parser = number(0..=u16::MAX),
        allow_hyphen_values = true
    )]
    port: u16,
    /// Keep the state in a file, created if needed [default: memory]
    ///
    /// FILE is JSON. Images are kept beside it in the folder FILE.images, each named by its SHA-256; move or copy both
    /// together. FILE.lock keeps other sandboxes away while this one runs; it may stay. To start again, delete FILE and
    /// FILE.images.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Serve the files of a folder below /installers/
    ///
    /// Use them as package URLs: http://127.0.0.1:PORT/installers/1.5.0/setup.exe is 1.5.0/setup.exe in DIR. HEAD, ranges and
    /// validators work as on a good host; --fault makes it a bad one. A file that is replaced is served as it is then. Files
    /// of more than 1 GiB, links, and names that begin with a dot are not served. With --reading
    /// certification=reads-installers, certification rejects an installer that it cannot read, that redirects, is an HTML page,
    /// is of another type than packageType, or is not signed.
    #[arg(long, value_name = "DIR")]
    installers: Option<PathBuf>,
    /// Verify client assertions with the keys in a file; repeatable
    ///
    /// FILE holds PEM certificates of the application, or a JSON Web Key Set of those who issue federated tokens, which may
    /// name an `issuer` and a `subject` beside its `keys`. Signature, issuer, subject, audience and times must then be as
    /// Entra expects them, and an assertion signed with a certificate is accepted once. Without keys, the sandbox accepts
    /// every assertion of the right form.
    #[arg(long, value_name = "FILE")]
    client_keys: Vec<PathBuf>,
    /// Inject a fault into requests, KIND[-after]@[METHOD:]PATH[#N[-[M]]]; repeatable
    ///
    /// The fault occurs before the request is processed or, with -after, afterwards. KIND is a status (503), a status
    /// with Retry-After in seconds (429(2)) or as a date that many seconds ahead (429(date:2)), html (a page, also
    /// html-500), redirect (to another host), huge (a body of 1 GiB), trickle (a body that never ends), expired (every
    /// token issued so far is invalid), drop (the connection closes), stall (no response), slow (a delay: slow(2s),
    /// slow(200ms)); or, always after processing, truncated (half the JSON), stall-body (half the JSON, then nothing),
    /// empty (no body), type (JSON as text/plain), no-ranges (Range is ignored), no-length (no Content-Length),
    /// wrong-length (a Content-Length one byte too large), swapped (an installer with other bytes and validators). PATH is
    /// the end of a path; `*` matches a segment, or every request if used alone. N is the number of the matching request,
    /// starting at 1, which is the default; N-M are several requests, N- all from there on. Examples:
    /// 503@PATCH:/metadata#2, drop-after@*#9, 404@/setup.exe#1-6 (an installer that is there later),
    /// 501@HEAD:/installers/*#1- (a host without HEAD), swapped@/setup.exe#4-
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// The delay before each request is processed, e.g. 200ms
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "0s",
        value_parser = parse_duration,
        allow_hyphen_values = true
    )]
    latency: Duration,
    /// Choose how to interpret an undocumented detail of the API; repeatable
    ///
    /// The interpretations are listed below, each with its default first. Example: submission-outcome=failed
    #[arg(
        long,
        visible_alias = "interpretation",
        value_name = "NAME=VALUE",
        value_parser = Suggest::new(offer),
        hide_possible_values = true
    )]
    reading: Vec<String>,
}

/// Every interpretation, for completion.
fn offer() -> Vec<String> {
    let switches = Interpretations::SWITCHES.iter();
    switches
        .flat_map(|switch| {
            switch
                .values
                .iter()
                .map(|it| format!("{}={}", switch.name, it.0))
        })
        .collect()
}

/// Lists every switch with its values.
fn interpretations() -> String {
    let mut text = "Interpretations:\n".to_owned();
    for Switch {
        name,
        about,
        values,
    } in Interpretations::SWITCHES
    {
        let _ = writeln!(text, "  {name}: {about}");
        for (value, meaning) in *values {
            let _ = writeln!(text, "    {value:<16} {meaning}");
        }
    }
    text.push('\n');
    text
}

pub(crate) fn run(args: &SandboxCommand, printer: &Printer) -> Result<Exit, CliError> {
    if let Some(state) = &args.state {
        refuse_manifest_name("--state", state)?;
    }
    let installers = args.installers.as_deref().map(folder).transpose()?;
    let client_keys = client_keys(&args.client_keys)?;
    let mut interpretations = Interpretations::default();
    for switch in &args.reading {
        interpretations
            .set(switch)
            .map_err(|error| CliError::usage(format!("--reading: {error}")))?;
    }
    let log = printer.clone();
    let options = Options {
        log: Log::Lines(Arc::new(move |line: &str| log.say(Level::Info, line))),
        credentials: Credentials {
            client_secret: SECRET.to_owned(),
            ..Credentials::default()
        },
        client_keys,
        interpretations,
        faults: args.fault.clone(),
        latency: args.latency,
        installers,
        ..Options::default()
    };
    let credentials = options.credentials.clone();
    let sandbox = state_dir::sandbox(args.state.clone(), options)?;
    let cancel = Cancellation::new();
    block_on::until_stopped(printer.machine(), cancel.clone(), async {
        let listener = listen(args.port).await?;
        let address = listener
            .local_addr()
            .map_err(|error| CliError::local("cannot listen", error))?;
        printer.result(&exports(&format!("http://{address}"), &credentials))?;
        tokio::select! {
            served = sandbox.serve(listener) => served
                .map(|()| Exit::Ok)
                .map_err(|error| CliError::local("the sandbox stopped", error)),
            _ = cancel.stopped() => Ok(Exit::Ok),
        }
    })
}

/// Resolves the links on the way to the folder of installers; below it none is followed.
fn folder(path: &Path) -> Result<PathBuf, CliError> {
    let shown = path.display();
    let resolved = path
        .canonicalize()
        .map_err(|error| CliError::usage(format!("--installers: cannot read {shown}: {error}")))?;
    if resolved.is_dir() {
        Ok(resolved)
    } else {
        Err(CliError::usage(format!(
            "--installers: {shown} is not a folder"
        )))
    }
}

/// Reads the keys of every file; none where there is no file.
fn client_keys(files: &[PathBuf]) -> Result<Option<ClientKeys>, CliError> {
    let mut all: Option<ClientKeys> = None;
    for file in files {
        let shown = file.display();
        let bytes = read_bounded(file).map_err(|error| {
            CliError::usage(format!("--client-keys: cannot read {shown}: {error}"))
        })?;
        let keys = ClientKeys::read(&bytes)
            .map_err(|error| CliError::usage(format!("--client-keys: {shown} {error}")))?;
        all = Some(all.unwrap_or_default().and(keys));
    }
    Ok(all)
}

/// The longest file of keys, in bytes.
const LONGEST_KEYS: u64 = 1024 * 1024;

fn read_bounded(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?
        .take(LONGEST_KEYS + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_KEYS {
        return Err(io::Error::other(format!(
            "larger than {LONGEST_KEYS} bytes"
        )));
    }
    Ok(bytes)
}

/// What it accepts as the secret: awkward in a form, plain in a shell and for whoever reads the lines without one.
const SECRET: &str = "sandbox+secret/with=awkward+characters";

async fn listen(port: u16) -> Result<TcpListener, CliError> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| CliError::local(format!("cannot listen on 127.0.0.1:{port}"), error))
}

/// Lines a POSIX shell evaluates; a value is quoted where a shell would read it otherwise.
fn exports(address: &str, credentials: &Credentials) -> String {
    let Credentials {
        tenant_id,
        client_id,
        client_secret,
        seller_id,
    } = credentials;
    [
        ("STORECTL_ENDPOINT", address),
        ("STORECTL_AUTHORITY", address),
        ("STORECTL_TENANT_ID", tenant_id),
        ("STORECTL_CLIENT_ID", client_id),
        ("STORECTL_CLIENT_SECRET", client_secret),
        ("STORECTL_SELLER_ID", seller_id),
        ("STORECTL_SANDBOX_PRODUCT", SAMPLE_PRODUCT),
    ]
    .into_iter()
    .fold(String::new(), |mut lines, (name, value)| {
        let _ = writeln!(lines, "export {name}={}", Shell::Posix.quote(value));
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted_and_the_defaults_need_no_quotes() {
        let awkward = Credentials {
            tenant_id: "a&b's".to_owned(),
            client_secret: SECRET.to_owned(),
            ..Credentials::default()
        };
        let lines = exports("http://127.0.0.1:80", &awkward);
        assert!(lines.contains("STORECTL_ENDPOINT=http://127.0.0.1:80\n"));
        assert!(
            lines.contains("STORECTL_TENANT_ID='a&b'\\''s'\n"),
            "{lines}"
        );
        assert_eq!(lines.matches('\'').count(), 5, "{lines}");
    }
}
