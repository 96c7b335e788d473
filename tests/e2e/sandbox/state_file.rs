//! One state file has one sandbox at a time, served or embedded.

use super::serve;
use crate::support::Workplace;

/// A workplace with a manifest that differs from the sample product.
fn workplace() -> Workplace {
    let workplace = Workplace::empty();
    workplace.manifest("listings:\n  en-us:\n    whatsNew: New gears\n");
    workplace
}

/// Every command that opens the file, each with another spelling of its path.
fn users() -> [Vec<&'static str>; 5] {
    [
        vec!["plan", "--sandbox=state.json"],
        vec!["apply", "--yes", "--sandbox=./state.json"],
        vec!["submit", "--yes", "--sandbox=sub/../state.json"],
        vec!["status", "--sandbox=state.json"],
        vec!["sandbox", "--state", "sub/../state.json"],
    ]
}

#[test]
fn a_state_file_in_use_is_refused_with_its_name_and_its_user() {
    let workplace = workplace();
    workplace.write("sub/file", "");
    let (server, variables) = serve(&workplace, &["--state", "state.json"]);
    let before = workplace.read("state.json");
    for command in users() {
        let run = workplace.run(&command).exits(1);
        let user = format!("(process {}, since 20", server.process.id());
        assert!(
            run.stderr.contains("state.json` is in use"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(&user), "{}", run.stderr);
        assert!(
            run.stderr.contains("storectl sandbox --state "),
            "{}",
            run.stderr
        );
    }
    assert_eq!(workplace.read("state.json"), before);

    // As the hint says: through the server that runs, they share it.
    let mut client = workplace;
    for (name, value) in &variables {
        client.set(name, value);
    }
    client.run(&["apply", "--yes"]).exits(0);
    client.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_state_file_is_free_when_its_user_was_killed() {
    let workplace = workplace();
    let (server, _) = serve(&workplace, &["--state", "state.json"]);
    drop(server);
    assert!(workplace.read("state.json.lock").contains("process "));
    workplace.run(&["plan", "--sandbox=state.json"]).exits(0);
}

#[test]
fn the_default_state_file_is_one_file_from_every_folder() {
    let workplace = workplace();
    let (_server, _) = serve(&workplace, &["--state", ".storectl/sandbox.json"]);
    let run = workplace.run(&["plan", "--sandbox"]).exits(1);
    assert!(
        run.stderr.contains("sandbox.json` is in use"),
        "{}",
        run.stderr
    );
    workplace.run(&["plan", "--sandbox=other.json"]).exits(0);
}

#[test]
fn a_refused_run_says_so_in_json() {
    let workplace = workplace();
    let (_server, _) = serve(&workplace, &["--state", "state.json"]);
    let run = workplace
        .run(&["plan", "--sandbox=state.json", "--format", "json"])
        .exits(1);
    let error = &run.json()["error"];
    assert_eq!(error["exit"], 1);
    assert!(
        error["message"].as_str().unwrap().contains("state.json"),
        "{error}"
    );
}
