//! Imports that are ended early.

use std::{
    process::{Child, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use storectl_sandbox::{Log, Options};

use super::{IMPORT, changes_nothing, names, workplace};
use crate::support::{Store, Workplace, kill::signal};

/// A request that no import gets past: the first read, the first byte of an image, and one in the middle.
const STRUCK: [&str; 3] = [
    "stall@GET:/status#1",
    "stall@GET:/blobs/*/*#1",
    "trickle@GET:/blobs/*/*#3",
];

/// An import that waits for what never comes.
struct Waiting {
    store: Store,
    workplace: Workplace,
    child: Child,
}

impl Waiting {
    /// Imports the sample product until the request that `fault` strikes is there.
    fn at(fault: &str) -> Self {
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
        let workplace = workplace(&store);
        let child = workplace
            .command(&IMPORT)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        struck.recv_timeout(Duration::from_secs(60)).unwrap();
        Self {
            store,
            workplace,
            child,
        }
    }

    /// Sends a signal and waits for the end.
    fn end(self, name: &str) -> (Store, Workplace, Output) {
        signal(name, self.child.id());
        let output = self.child.wait_with_output().unwrap();
        (self.store, self.workplace, output)
    }
}

#[test]
fn an_interrupted_import_leaves_nothing_wherever_it_is() {
    for fault in STRUCK {
        for (name, code) in [("INT", 130), ("TERM", 143)] {
            let (_store, workplace, output) = Waiting::at(fault).end(name);
            assert_eq!(output.status.code(), Some(code), "{fault}: {output:?}");
            assert_eq!(names(workplace.path()), [""; 0], "{fault}, {name}");
        }
    }
}

#[test]
fn a_killed_import_leaves_at_most_a_hidden_folder_and_the_next_one_works() {
    for fault in STRUCK {
        let (_store, workplace, output) = Waiting::at(fault).end("KILL");
        assert_eq!(output.status.code(), None, "{fault}: {output:?}");
        let left = names(workplace.path());
        let is_hidden = |it: &String| it.starts_with(".storectl-import-");
        assert!(left.len() <= 1 && left.iter().all(is_hidden), "{left:?}");
        workplace.run(&IMPORT).exits(0);
        changes_nothing(&workplace, &[]);
        let mut visible = names(workplace.path());
        visible.retain(|it| !left.contains(it));
        assert_eq!(visible, ["images", "listings", "storectl.yaml"]);
    }
}
