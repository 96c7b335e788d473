//! A scripted editor: sends frames to the real server and reads its answers, each within a deadline.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{Run, Workplace};

/// How long an answer may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running server and what it has said.
pub(crate) struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What was read while something else was waited for.
    waiting: VecDeque<Value>,
    last_id: i64,
}

impl Client {
    /// Starts a server in a workplace; nothing was sent yet.
    pub(crate) fn start(workplace: &Workplace) -> Self {
        let mut server = workplace
            .command(&["lsp", "--stdio"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        thread::spawn(move || {
            while let Some(message) = frame(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            input: server.stdin.take(),
            server,
            messages,
            waiting: VecDeque::new(),
            last_id: 0,
        }
    }

    /// Starts a server and initializes it.
    pub(crate) fn ready(workplace: &Workplace) -> Self {
        let mut client = Self::start(workplace);
        client.ask("initialize", &json!({ "capabilities": {} }));
        client.tell("initialized", &json!({}));
        client
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    /// Sends a body with the header that it needs.
    pub(crate) fn send(&mut self, body: &str) {
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub(crate) fn tell(&mut self, method: &str, params: &Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send(&message.to_string());
    }

    /// Sends a request and returns its answer, result or error.
    pub(crate) fn answer(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&message.to_string());
        self.wait_for(|it| it["id"] == id && it["method"].is_null())
    }

    /// Sends a request and returns its result.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    /// Returns the next message that is wanted; the others wait.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&is_wanted) {
            return self.waiting.remove(at).unwrap();
        }
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(error) => panic!("{error}; waiting: {:?}", self.waiting),
            };
            if is_wanted(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    pub(crate) fn open(&mut self, file: &Path, text: &str) {
        let document =
            json!({ "uri": uri(file), "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, file: &Path, version: i32, text: &str) {
        let params = json!({
            "textDocument": { "uri": uri(file), "version": version },
            "contentChanges": [{ "text": text }],
        });
        self.tell("textDocument/didChange", &params);
    }

    pub(crate) fn close(&mut self, file: &Path) {
        let params = json!({ "textDocument": { "uri": uri(file) } });
        self.tell("textDocument/didClose", &params);
    }

    /// Asks about a position of a document.
    #[track_caller]
    pub(crate) fn at(&mut self, method: &str, file: &Path, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": uri(file) }, "position": position });
        self.ask(method, &params)
    }

    /// Returns the quick fixes of a whole document.
    #[track_caller]
    pub(crate) fn fixes(&mut self, file: &Path) -> Value {
        let all = json!({
            "start": { "line": 0, "character": 0 },
            "end": { "line": 100_000, "character": 0 },
        });
        let params = json!({
            "textDocument": { "uri": uri(file) },
            "range": all,
            "context": { "diagnostics": [] },
        });
        self.ask("textDocument/codeAction", &params)
    }

    /// Returns the diagnostics of a document, from the next message about it.
    #[track_caller]
    pub(crate) fn diagnostics(&mut self, file: &Path) -> Vec<Value> {
        let uri = uri(file);
        let message = self.wait_for(|it| {
            it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri.as_str()
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Returns everything that the server has said and nobody waited for, once it knows all that was sent.
    pub(crate) fn rest(&mut self) -> Vec<Value> {
        // Before it answers about a document, it checks those that have changed.
        self.fixes(Path::new("/nowhere"));
        self.waiting.drain(..).collect()
    }

    /// Ends the input without a word, and returns how the server ended.
    pub(crate) fn hang_up(mut self) -> Run {
        drop(self.input.take());
        Run::of(self.server.wait_with_output().unwrap())
    }

    /// Ends the session as the protocol asks.
    pub(crate) fn leave(mut self) -> Run {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.hang_up()
    }
}

/// Reads one message of the server; `None` at the end.
fn frame(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = Some(value.parse().unwrap()),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length.unwrap()];
    output.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).unwrap())
}

/// Returns the address of a file.
pub(crate) fn uri(file: &Path) -> String {
    let file = file.to_str().unwrap().replace('\\', "/");
    let root = if file.starts_with('/') { "" } else { "/" };
    format!("file://{root}{file}")
}
