//! Several products in one run, and a signal between them.

use std::{
    process::Stdio,
    sync::{Arc, Mutex},
};

use storectl_sandbox::{Log, Options, SAMPLE_PRODUCT};

use crate::support::{Run, Store, Workplace, apply, kill::signal};

const TEXT: &str = "listings:\n  en-us: { whatsNew: Gears now turn both ways. }\n";

/// Applies two products; the signal comes while the request that submits the first one is in flight.
#[track_caller]
fn stopped_while_the_first_is_submitted(name: &'static str, exit: i32, format: &str) -> Run {
    let process = Arc::new(Mutex::new(0));
    let at_work = Arc::clone(&process);
    // The Store waits for the signal to be sent before it answers.
    let on_line = move |line: &str| {
        let process = at_work.lock().unwrap();
        if line.starts_with("POST") && line.contains("/submit") {
            signal(name, *process);
        }
    };
    let store = Store::with(Options {
        log: Log::Lines(Arc::new(on_line)),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, TEXT);
    let mut second = store.product();
    second.id = SAMPLE_PRODUCT.replacen('3', "4", 1);
    let manifest = format!("apiVersion: storectl/v1\nproductId: {}\n{TEXT}", second.id);
    store.sandbox.put_product(second.clone());
    workplace.write("widgets.storectl.yaml", manifest);
    let mut command = workplace.command(&apply(&["--format", format]));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Its first request waits for the lock, and so finds its number known.
    let mut number = process.lock().unwrap();
    let child = command.spawn().unwrap();
    *number = child.id();
    drop(number);
    let run = Run::of(child.wait_with_output().unwrap()).exits(exit);
    let submitted = |id: &str| store.sandbox.product(id).unwrap().submissions.len();
    assert_eq!((submitted(SAMPLE_PRODUCT), submitted(&second.id)), (1, 0));
    assert!(
        run.stderr.contains(&format!("not started: {}", second.id)),
        "{}",
        run.stderr
    );
    run
}

#[test]
fn a_signal_that_keeps_a_run_from_its_second_product_decides_the_exit() {
    for (name, exit) in [("INT", 130), ("TERM", 143)] {
        let run = stopped_while_the_first_is_submitted(name, exit, "json");
        let report = run.json();
        assert_eq!(report["exit"], exit);
        assert_eq!(report["error"]["exit"], exit);
        assert_eq!(report["products"][0]["status"], "done");
        assert_eq!(report["products"][1]["status"], "not-started");
        let next = report["error"]["hints"][0].as_str().unwrap();
        assert!(
            next.starts_with("continue with `storectl apply --yes"),
            "{next}"
        );
    }
}

/// No product that was begun failed, so none says it.
#[test]
fn a_report_says_itself_that_a_signal_kept_the_run_from_a_product() {
    for format in ["text", "markdown", "html"] {
        let run = stopped_while_the_first_is_submitted("TERM", 143, format);
        let why = "before every product was started";
        assert!(run.stdout.contains(why), "{format}:\n{}", run.stdout);
    }
}
