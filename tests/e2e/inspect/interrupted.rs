//! A look that is stopped by a signal.

use std::process::Stdio;

use crate::support::host::Host;
use crate::support::{Run, Workplace, kill::signal};

#[test]
fn a_signal_ends_a_look_and_says_what_it_was_waiting_for() {
    let host = Host::start();
    for (name, exit) in [("INT", 130), ("TERM", 143)] {
        let before = host.requests().len();
        let workplace = Workplace::empty();
        let child = workplace
            .command(&["inspect", "--sandbox", &host.at("silent")])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        host.await_request(before);
        signal(name, child.id());
        let run = Run::of(child.wait_with_output().unwrap()).exits(exit);
        assert!(
            run.stderr.contains("while looking at installers"),
            "{}",
            run.stderr
        );
    }
}
