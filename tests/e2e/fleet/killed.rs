//! A job of a fleet is killed and started again.

use std::{
    process::Stdio,
    sync::{Arc, Mutex},
};

use storectl_sandbox::{Log, Options};

use super::{fleet_at, id, listed_shards};
use crate::support::{Run, Store, apply, kill::signal};

/// Which process is struck, and at which line of the Store's log.
#[derive(Default)]
struct Strike {
    process: u32,
    lines: usize,
    at: usize,
}

/// Applies every shard of three; the first is killed at its request with this number, acted upon, and started again.
#[track_caller]
fn killed_at(request: usize) {
    let strike = Arc::new(Mutex::new(Strike::default()));
    let struck = Arc::clone(&strike);
    // The Store waits for the signal to be sent before it answers.
    let on_line = move |_: &str| {
        let mut strike = struck.lock().unwrap();
        strike.lines += 1;
        if strike.process > 0 && strike.lines == strike.at {
            signal("KILL", strike.process);
        }
    };
    let store = Store::with(Options {
        log: Log::Lines(Arc::new(on_line)),
        ..Options::default()
    });
    let workplace = fleet_at(&store, 6);
    let listed = listed_shards(&workplace, "3");
    let first = listed[&id(1)].clone();
    let mut command = workplace.command(&apply(&["--shard", &first]));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Its first request waits for the lock, and so finds its number known.
    let mut aim = strike.lock().unwrap();
    let child = command.spawn().unwrap();
    (aim.process, aim.at) = (child.id(), aim.lines + request);
    drop(aim);
    let cut = Run::of(child.wait_with_output().unwrap());
    assert_eq!(cut.code, -1, "{request}\n{}\n{}", cut.stdout, cut.stderr);
    strike.lock().unwrap().process = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        workplace.run(&apply(&["--shard", shard])).exits(0);
    }
    for number in 1..=6 {
        let product = store.sandbox.product(&id(number)).unwrap();
        assert_eq!(product.submissions.len(), 1, "{request}: product {number}");
    }
}

#[test]
fn a_shard_that_was_killed_and_started_again_submits_each_product_once() {
    for request in [2, 7, 9, 11] {
        killed_at(request);
    }
}
