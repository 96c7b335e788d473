//! The loop: reads messages, answers them in order, and checks manifests whenever there is nothing to answer.

use std::{
    collections::VecDeque,
    io::{BufRead, Write},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    thread,
};

use lsp_server::{ErrorCode, RequestId};
use serde_json::{Value, json};
use storectl_manifest::Variables;

use super::{
    frames::{self, Frame, FrameError},
    message::{self, Ask, Client, Incoming, Notice, Refusal, Watching},
    requests,
    state::State,
};
use crate::{error::CliError, exit::Exit};

/// How many messages are read ahead, so that a canceled request is seen before it is answered.
const READ_AHEAD: usize = 64;

/// Serves a client until it ends the session, and returns how it did: [`Exit::Ok`] after a shutdown, else [`Exit::Error`].
/// Variables of manifests have the values of `vars`.
///
/// # Errors
/// A malformed header, an end of the input within a message, output that cannot be written.
pub(crate) fn serve(
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    vars: Variables,
) -> Result<Exit, CliError> {
    // One message is read while another is answered: a client that sends faster than that waits.
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || read_all(input, &sender));
    let mut server = Server {
        phase: Phase::New,
        state: State::new(vars),
        queue: VecDeque::new(),
        output,
    };
    server.run(&receiver)
}

/// What the reading thread sends.
enum Event {
    Message(Incoming),
    /// Nothing more comes.
    Ended(Result<(), FrameError>),
}

fn read_all(mut input: impl BufRead, events: &SyncSender<Event>) {
    loop {
        let event = match frames::read(&mut input) {
            Ok(Some(Frame::Body(body))) => Event::Message(message::read(&body)),
            Ok(Some(Frame::TooLong { bytes })) => {
                Event::Message(Incoming::Refused(None, Refusal::too_long(bytes)))
            }
            Ok(None) => Event::Ended(Ok(())),
            Err(error) => Event::Ended(Err(error)),
        };
        let is_last = matches!(event, Event::Ended(_));
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}

/// Where the session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    New,
    Running(Client),
    /// After `shutdown`.
    ShutDown,
}

struct Server<'o, O> {
    phase: Phase,
    state: State,
    /// What was read and is not answered yet.
    queue: VecDeque<Event>,
    output: &'o mut O,
}

impl<O: Write> Server<'_, O> {
    fn run(&mut self, events: &Receiver<Event>) -> Result<Exit, CliError> {
        loop {
            let stale = self.state.next_stale();
            self.read_ahead(events, stale.is_none());
            let ended = match (self.queue.pop_front(), stale) {
                (Some(Event::Message(message)), _) => self.take(message)?,
                (Some(Event::Ended(ended)), _) => Some(self.end(ended)?),
                (None, Some(path)) => {
                    self.check(&path)?;
                    None
                }
                (None, None) => Some(self.end(Ok(()))?),
            };
            if let Some(exit) = ended {
                return Ok(exit);
            }
        }
    }

    /// Takes what was sent meanwhile; waits for a message if there is nothing else to do.
    fn read_ahead(&mut self, events: &Receiver<Event>, is_idle: bool) {
        if is_idle && self.queue.is_empty() {
            self.queue.extend(events.recv());
        }
        while self.queue.len() < READ_AHEAD {
            match events.try_recv() {
                Ok(event) => self.queue.push_back(event),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    /// Returns the exit at the end of the input.
    fn end(&self, ended: Result<(), FrameError>) -> Result<Exit, CliError> {
        ended.map_err(|error| CliError::local("the session ended", error))?;
        Ok(self.exit())
    }

    fn exit(&self) -> Exit {
        match self.phase {
            Phase::ShutDown => Exit::Ok,
            Phase::New | Phase::Running(_) => Exit::Error,
        }
    }

    /// Does what a message asks; returns the exit if it ends the session.
    fn take(&mut self, message: Incoming) -> Result<Option<Exit>, CliError> {
        match message {
            Incoming::Request(id, ask) => {
                let answer = self.answer(&id, ask)?;
                self.respond(Some(&id), answer)?;
            }
            Incoming::Refused(id, refusal) => self.respond(id.as_ref(), Err(refusal))?,
            Incoming::Notice(Notice::Exit) => return Ok(Some(self.exit())),
            Incoming::Notice(notice) => self.note(notice)?,
        }
        Ok(None)
    }

    fn answer(&mut self, id: &RequestId, ask: Ask) -> Result<Result<Value, Refusal>, CliError> {
        let refuse = |code, message: &str| Ok(Err(Refusal::new(code, message)));
        if self.is_canceled(id) {
            return refuse(ErrorCode::RequestCanceled, "the request was canceled");
        }
        match (self.phase, ask) {
            (Phase::New, Ask::Initialize(client)) => {
                self.phase = Phase::Running(client);
                Ok(Ok(requests::initialized()))
            }
            (Phase::New, _) => {
                let message = "the first request is `initialize`";
                refuse(ErrorCode::ServerNotInitialized, message)
            }
            (Phase::ShutDown, _) => {
                let message = "the session was shut down";
                refuse(ErrorCode::InvalidRequest, message)
            }
            (Phase::Running(_), Ask::Initialize(_)) => {
                let message = "the session is initialized already";
                refuse(ErrorCode::InvalidRequest, message)
            }
            (Phase::Running(_), Ask::Shutdown) => {
                self.phase = Phase::ShutDown;
                Ok(Ok(Value::Null))
            }
            (Phase::Running(_), Ask::Refused(refusal)) => Ok(Err(refusal)),
            (Phase::Running(_), ask) => {
                // An answer is about the text as it is now.
                while let Some(path) = self.state.next_stale() {
                    self.check(&path)?;
                }
                Ok(Ok(requests::answer(&self.state, &ask)))
            }
        }
    }

    fn is_canceled(&self, request: &RequestId) -> bool {
        let mut events = self.queue.iter();
        events.any(|it| match it {
            Event::Message(Incoming::Notice(Notice::Canceled(id))) => id == request,
            Event::Message(_) | Event::Ended(_) => false,
        })
    }

    /// Takes note of what a client says. Before `initialize` and after `shutdown`, that is nothing.
    fn note(&mut self, notice: Notice) -> Result<(), CliError> {
        let Phase::Running(client) = self.phase else {
            return Ok(());
        };
        match notice {
            Notice::Initialized => match client.watching {
                Watching::Offered => self.send(&json!({
                    "jsonrpc": "2.0",
                    "id": "watch",
                    "method": "client/registerCapability",
                    "params": requests::watched_files(),
                })),
                Watching::NotOffered => Ok(()),
            },
            Notice::Opened {
                uri,
                version,
                content,
            } => {
                self.state.open(uri, version, content);
                Ok(())
            }
            Notice::Changed {
                uri,
                version,
                content,
            } => {
                self.state.change(uri, version, content);
                Ok(())
            }
            Notice::Closed(uri) => {
                let reports = self.state.close(&uri);
                self.publish(reports)
            }
            Notice::FilesChanged => {
                self.state.touch_all();
                Ok(())
            }
            // A request that was answered already.
            Notice::Canceled(_) | Notice::Exit | Notice::Other => Ok(()),
        }
    }

    fn check(&mut self, manifest: &Path) -> Result<(), CliError> {
        let reports = self.state.check(manifest);
        self.publish(reports)
    }

    fn publish(&mut self, all: Vec<lsp_types::PublishDiagnosticsParams>) -> Result<(), CliError> {
        all.into_iter().try_for_each(|params| {
            self.send(&json!({
                "jsonrpc": "2.0",
                "method": "textDocument/publishDiagnostics",
                "params": params,
            }))
        })
    }

    fn respond(
        &mut self,
        id: Option<&RequestId>,
        answer: Result<Value, Refusal>,
    ) -> Result<(), CliError> {
        let mut response = json!({ "jsonrpc": "2.0", "id": id });
        let (key, value) = match answer {
            Ok(result) => ("result", result),
            Err(Refusal { code, message }) => {
                ("error", json!({ "code": code as i32, "message": message }))
            }
        };
        response[key] = value;
        self.send(&response)
    }

    fn send(&mut self, message: &Value) -> Result<(), CliError> {
        frames::write(self.output, &message.to_string())
            .map_err(|error| CliError::local("cannot write to the client", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(id: i32, method: &str) -> Event {
        let body = json!({ "id": id, "method": method, "params": {} });
        Event::Message(message::read(body.to_string().as_bytes()))
    }

    fn notice(method: &str, params: &Value) -> Event {
        let body = json!({ "method": method, "params": params });
        Event::Message(message::read(body.to_string().as_bytes()))
    }

    /// The codes and IDs of the answers to messages that were all read before the first is answered.
    fn answers(events: Vec<Event>) -> Vec<(Value, Value)> {
        let mut output = Vec::new();
        let (_, nothing) = sync_channel(1);
        let mut server = Server {
            phase: Phase::New,
            state: State::new(Variables::default()),
            queue: events.into(),
            output: &mut output,
        };
        server.run(&nothing).unwrap();
        let mut input = output.as_slice();
        let mut found = Vec::new();
        while let Ok(Some(Frame::Body(body))) = frames::read(&mut input) {
            let answer: Value = serde_json::from_slice(&body).unwrap();
            found.push((answer["id"].clone(), answer["error"]["code"].clone()));
        }
        found
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(128))]
        #[test]
        fn every_request_is_answered_once_whatever_the_document(
            text in "([-a-z0-9:{}\\[\\],'\"|>&*!%#?é🎉 \r\n\u{feff}\0]|  |: |\n- |listings:\n  en-us:\n    |description: |\\$\\{language\\}|file: ){0,60}",
            line in 0_u32..9,
            character in 0_u32..40,
        ) {
            let uri = "file:///nowhere/storectl.yaml";
            let at = json!({ "line": line, "character": character });
            let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
            let asked = json!({
                "textDocument": { "uri": uri }, "position": at, "range": { "start": at, "end": at },
            });
            let mut events = vec![
                request(1, "initialize"),
                notice("textDocument/didOpen", &json!({ "textDocument": document })),
            ];
            let methods = ["hover", "definition", "codeAction"];
            for (id, method) in (2..).zip(methods) {
                let method = format!("textDocument/{method}");
                let body = json!({ "id": id, "method": method, "params": asked });
                events.push(Event::Message(message::read(body.to_string().as_bytes())));
            }
            let answered = answers(events);
            let answered: Vec<_> = answered.iter().filter(|(id, _)| !id.is_null()).collect();
            let expected = (1..=4).map(|id| (json!(id), Value::Null)).collect::<Vec<_>>();
            proptest::prop_assert_eq!(answered, expected.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_request_that_was_canceled_before_its_turn_is_answered_so() {
        let found = answers(vec![
            request(1, "initialize"),
            request(2, "shutdown"),
            request(3, "no/such"),
            notice("$/cancelRequest", &json!({ "id": 2 })),
            notice("$/cancelRequest", &json!({ "id": 7 })),
            notice("$/cancelRequest", &json!({ "id": "3" })),
            notice("exit", &Value::Null),
        ]);
        let expected = [(1, Value::Null), (2, json!(-32800)), (3, json!(-32601))];
        assert_eq!(found, expected.map(|(id, code)| (json!(id), code)));
    }
}
