//! The end of a trace that an earlier command wrote, and what this command added. It has no secrets; what this command knows as
//! one is hidden once more.

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
};

use serde_json::Value;

/// How much is read of the end of what was there, and of what was added, in bytes: the page has room for both.
const END: u64 = 128 * 1024;
const END_OF_OWN: u64 = 64 * 1024;

/// The end of a trace.
#[derive(Clone, Debug, Default)]
pub(crate) struct TraceTail {
    lines: Vec<String>,
    /// How long the file was, in bytes.
    length: u64,
}

/// Reads the end of a trace; nothing where there is none, or it is no regular file. What is no line of a trace is left out.
pub(crate) fn read(file: &Path) -> TraceTail {
    read_after(file, 0, END).unwrap_or_default()
}

/// Reads the end, at most `most` bytes, of what stands in a file after its byte `start`.
fn read_after(file: &Path, start: u64, most: u64) -> Option<TraceTail> {
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut file = File::open(file).ok()?;
    let length = file.metadata().ok()?.len();
    let start = start.max(length.saturating_sub(most));
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().filter(|it| exchange(it).is_some());
    Some(TraceTail {
        lines: lines.map(str::to_owned).collect(),
        length,
    })
}

impl TraceTail {
    /// Adds what this command wrote behind it.
    pub(super) fn with_own(mut self, file: &Path) -> Self {
        let own = read_after(file, self.length, END_OF_OWN);
        self.lines.extend(own.unwrap_or_default().lines);
        self
    }

    /// Returns its lines, the oldest first.
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns the exchanges that failed, a sentence each, with the id by which support finds them.
    pub(super) fn errors(&self) -> Vec<String> {
        let exchanges = self.lines.iter().filter_map(|it| exchange(it));
        exchanges.filter_map(|it| failure(&it)).collect()
    }
}

fn exchange(line: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(line).ok()?;
    value.pointer("/request/method")?.as_str()?;
    Some(value)
}

fn failure(exchange: &Value) -> Option<String> {
    let text = |pointer: &str| exchange.pointer(pointer).and_then(Value::as_str);
    let status = exchange.pointer("/response/status").and_then(Value::as_u64);
    let outcome = match (status, text("/error")) {
        (_, Some(error)) => error.to_owned(),
        (Some(status), None) if status >= 400 => format!("HTTP {status}"),
        (Some(_) | None, None) => return None,
    };
    let id = correlation_id(exchange.pointer("/response/headers"));
    Some(format!(
        "{} {} {}: {outcome}{}",
        text("/time").unwrap_or("unknown time"),
        text("/request/method").unwrap_or_default(),
        text("/request/url").unwrap_or_default(),
        id.map(|it| format!(", correlation ID {it}"))
            .unwrap_or_default()
    ))
}

/// Finds the id among headers, an object or pairs of names and values.
fn correlation_id(headers: Option<&Value>) -> Option<String> {
    let is_id = |name: &str| name.eq_ignore_ascii_case("x-correlation-id");
    match headers? {
        Value::Object(headers) => {
            let found = headers.iter().find(|(name, _)| is_id(name))?;
            found.1.as_str().map(str::to_owned)
        }
        Value::Array(headers) => headers.iter().find_map(|it| {
            let (name, value) = (it.get(0)?.as_str()?, it.get(1)?.as_str()?);
            is_id(name).then(|| value.to_owned())
        }),
        _ => None,
    }
}
