//! `--trace` and `-vv`: every exchange, secrets left out by the client.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use serde_json::json;
use storectl_api::{Exchange, TraceSink};
use storectl_platform::{OwnFileError, continue_result, create_result};
use storectl_report::json as documents;

use crate::{
    error::CliError,
    output::printer::{Level, Printer},
};

/// Takes exchanges to a file, where one is wanted, and tells of each with `-vv`.
pub(crate) struct Tracer {
    file: Option<TraceFile>,
    printer: Printer,
}

/// The file of a trace.
struct TraceFile {
    path: PathBuf,
    end: Mutex<TraceEnd>,
}

/// Where the next exchange goes.
enum TraceEnd {
    /// Behind the others.
    Open(BufWriter<File>),
    /// Nowhere: the file could not be written.
    Broken(io::Error),
}

impl Tracer {
    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// It cannot be made (1).
    pub(crate) fn new(file: Option<&Path>, printer: &Printer) -> Result<Self, CliError> {
        Self::with(file, printer, create_result)
    }

    /// Makes the file, or adds to what it holds.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(crate) fn continuing(file: Option<&Path>, printer: &Printer) -> Result<Self, CliError> {
        Self::with(file, printer, continue_result)
    }

    fn with(
        file: Option<&Path>,
        printer: &Printer,
        opened: fn(&Path) -> Result<File, OwnFileError>,
    ) -> Result<Self, CliError> {
        let open = |path: &Path| -> Result<TraceFile, CliError> {
            let file = opened(path).map_err(CliError::own_file)?;
            Ok(TraceFile {
                path: path.to_owned(),
                end: Mutex::new(TraceEnd::Open(BufWriter::new(file))),
            })
        };
        Ok(Self {
            file: file.map(open).transpose()?,
            printer: printer.clone(),
        })
    }
}

impl TraceSink for Tracer {
    /// A trace that cannot be written is not a reason to stop an apply halfway.
    fn record(&self, exchange: &Exchange) {
        if let Some(file) = &self.file {
            let mut end = file.end.lock().unwrap_or_else(PoisonError::into_inner);
            if let TraceEnd::Open(file) = &mut *end {
                let line = documents::line(&line(exchange));
                if let Err(error) = writeln!(file, "{line}").and_then(|()| file.flush()) {
                    *end = TraceEnd::Broken(error);
                }
            }
        }
        let outcome = match (exchange.status, &exchange.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(error)) => error.clone(),
            (None, None) => "no response".to_owned(),
        };
        let text = format!(
            "{} {} {outcome} ({} ms)",
            exchange.method,
            exchange.url,
            exchange.took.as_millis()
        );
        self.printer.say(Level::Debug, &text);
    }
}

/// At the end, when every request was sent, a trace that is not complete is said to be so.
impl Drop for Tracer {
    fn drop(&mut self) {
        let Some(file) = &self.file else { return };
        let end = file.end.lock().unwrap_or_else(PoisonError::into_inner);
        if let TraceEnd::Broken(error) = &*end {
            let text = format!("the trace `{}` is incomplete: {error}", file.path.display());
            self.printer.say(Level::Warning, &text);
        }
    }
}

fn line(exchange: &Exchange) -> serde_json::Value {
    let Exchange {
        at,
        took,
        method,
        url,
        request_headers,
        request_body,
        status,
        response_headers,
        response_body,
        note,
        error,
    } = exchange;
    json!({
        "time": time(*at),
        "tookMs": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request": { "method": method, "url": url, "headers": request_headers, "body": request_body },
        "response": { "status": status, "headers": response_headers, "body": response_body },
        "note": note,
        "error": error,
    })
}

fn time(at: SystemTime) -> Option<String> {
    jiff::Timestamp::try_from(at).ok().map(|it| it.to_string())
}
