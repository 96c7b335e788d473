//! `--trace`: every exchange as a line of JSON, secrets left out by the client.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use serde_json::json;
use storectl_api::{Exchange, TraceSink};

use crate::error::CliError;

/// Writes exchanges to a file.
pub(crate) struct FileTrace(Mutex<BufWriter<File>>);

impl FileTrace {
    /// Makes the file anew.
    ///
    /// # Errors
    /// It cannot be made (1).
    pub(crate) fn create(file: &Path) -> Result<Self, CliError> {
        let handle = File::create(file).map_err(|error| {
            CliError::local(
                format!("could not write the trace {}", file.display()),
                &error,
            )
        })?;
        Ok(Self(Mutex::new(BufWriter::new(handle))))
    }
}

impl TraceSink for FileTrace {
    /// A trace that cannot be written is no reason to stop an apply halfway.
    fn record(&self, exchange: &Exchange) {
        let line = line(exchange);
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(file, "{line}").and_then(|()| file.flush());
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
        error,
    } = exchange;
    json!({
        "time": time(*at),
        "tookMs": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request": { "method": method, "url": url, "headers": request_headers, "body": request_body },
        "response": { "status": status, "headers": response_headers, "body": response_body },
        "error": error,
    })
}

fn time(at: SystemTime) -> Option<String> {
    jiff::Timestamp::try_from(at).ok().map(|it| it.to_string())
}
