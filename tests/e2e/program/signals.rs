//! Signals while the Store accepts a request and never answers it.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use storectl_sandbox::{Log, Options};

use crate::support::{QUICK, Store, Workplace, apply, kill::signal};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

/// What requests in flight get, as the contract says (design.md §5).
const GRACE: Duration = Duration::from_secs(5);

/// More than a busy machine needs for what is to happen immediately, and less than the grace.
const SOON: Duration = Duration::from_secs(3);

/// A run that waits for a response which never comes.
struct Stalled {
    _store: Store,
    _workplace: Workplace,
    child: Child,
    stderr: mpsc::Receiver<String>,
}

/// What it left.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// Since the last signal.
    took: Duration,
}

impl Stalled {
    /// Runs `arguments` until the request that `fault` strikes is there.
    fn at(fault: &str, arguments: &[&str]) -> Self {
        let (sender, struck) = mpsc::channel();
        let sender = Mutex::new(sender);
        let on_line = move |line: &str| {
            if line.contains("(fault ") {
                let _ = sender.lock().unwrap().send(());
            }
        };
        let store = Store::with(Options {
            log: Log::Lines(Arc::new(on_line)),
            faults: vec![fault.parse().unwrap()],
            ..Options::default()
        });
        let workplace = Workplace::at(&store, WHATS_NEW);
        let mut child = workplace
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (lines, stderr) = mpsc::channel();
        let pipe = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in pipe.lines() {
                let _ = lines.send(line.unwrap());
            }
        });
        struck.recv_timeout(Duration::from_secs(60)).unwrap();
        Self {
            _store: store,
            _workplace: workplace,
            child,
            stderr,
        }
    }

    fn signal(&self, name: &str) -> Instant {
        let sent = Instant::now();
        signal(name, self.child.id());
        sent
    }

    /// Waits for a line of stderr with this text.
    fn hears(&self, text: &str, sent: Instant) -> String {
        loop {
            let left = SOON.saturating_sub(sent.elapsed());
            let line = self.stderr.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("no `{text}` within {SOON:?}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    fn ends(mut self, sent: Instant) -> Ended {
        let mut stdout = String::new();
        let mut pipe = self.child.stdout.take().unwrap();
        pipe.read_to_string(&mut stdout).unwrap();
        let code = self.child.wait().unwrap().code();
        let took = sent.elapsed();
        let stderr = self.stderr.iter().collect::<Vec<_>>().join("\n");
        Ended {
            code,
            stdout,
            stderr,
            took,
        }
    }
}

#[track_caller]
fn assert_reported(ended: &Ended) {
    for part in ["unknown", "storectl apply --yes"] {
        assert!(
            ended.stdout.contains(part),
            "no {part} in\n{}\n{}",
            ended.stdout,
            ended.stderr
        );
    }
}

#[test]
fn the_first_signal_says_immediately_what_it_waits_for_and_ends_after_the_grace() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let run = Stalled::at("stall@PATCH:/metadata#1", &apply(&[]));
        let sent = run.signal(name);
        let line = run.hears("waiting up to 5 s for ", sent);
        assert!(line.contains(&format!("SIG{name}")), "{line}");
        let ended = run.ends(sent);
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        assert!(ended.took < GRACE + SOON, "{:?}", ended.took);
        assert_reported(&ended);
    }
}

#[test]
fn the_second_signal_ends_the_run_immediately_and_with_its_report() {
    let run = Stalled::at("stall@PATCH:/metadata#1", &apply(&[]));
    let sent = run.signal("INT");
    run.hears("waiting up to 5 s for ", sent);
    let sent = run.signal("INT");
    let ended = run.ends(sent);
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(ended.took < SOON, "{:?}", ended.took);
    assert_reported(&ended);
}

#[test]
fn a_stalled_submission_is_unknown_and_named_as_such() {
    let run = Stalled::at("stall@POST:/submit#1", &apply(&[]));
    let sent = run.signal("TERM");
    run.hears("waiting up to 5 s for ", sent);
    let sent = run.signal("TERM");
    let ended = run.ends(sent);
    assert_eq!(ended.code, Some(143), "{}", ended.stderr);
    assert!(ended.took < SOON, "{:?}", ended.took);
    assert_reported(&ended);
}

#[test]
fn a_stalled_read_or_sign_in_ends_with_the_first_signal() {
    let status = ["status", "--watch"];
    for (fault, arguments) in [
        ("stall@POST:/token#1", apply(&[])),
        ("stall@GET:/status#1", apply(&[])),
        ("stall@POST:/token#1", vec!["plan"]),
        ("stall@GET:/status#2", [&status[..], &QUICK].concat()),
    ] {
        let run = Stalled::at(fault, &arguments);
        let sent = run.signal("TERM");
        let ended = run.ends(sent);
        assert_eq!(ended.code, Some(143), "{fault}: {}", ended.stderr);
        assert!(ended.took < SOON, "{fault}: {:?}", ended.took);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(
            said.contains(&format!("storectl {}", arguments[0])),
            "{fault}: {said}"
        );
        assert_eq!(said.matches("stopped by").count(), 1, "{fault}: {said}");
        assert!(!said.contains("Read with"), "{fault}: {said}");
    }
}

#[test]
fn a_read_that_is_stopped_says_what_was_waited_for_and_for_how_long_and_what_was_sent() {
    for arguments in [
        &["plan", "--format", "json"][..],
        &["status", "--format", "json"],
        &["apply", "--yes", "--format", "json"],
    ] {
        let run = Stalled::at("stall@GET:/status#1", arguments);
        let sent = run.signal("INT");
        let ended = run.ends(sent);
        assert_eq!(ended.code, Some(130), "{arguments:?}: {}", ended.stderr);
        let document: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        let message = document["error"]["message"].as_str().unwrap();
        let expected = "stopped by SIGINT while reading drafts, after ";
        assert!(message.starts_with(expected), "{arguments:?}: {message}");
        let plan = match arguments[0] {
            "plan" => &document,
            "apply" => &document["plan"],
            _ => continue,
        };
        let sent = plan["summary"]["requests"]["get"].as_u64();
        assert!(sent > Some(0), "{document:#}");
    }
}
