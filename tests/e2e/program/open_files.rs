//! Few open files: a command says so and ends, and does not wait for a network that is fine.

use std::process::{Command, Stdio};

use crate::support::{Run, Store, Workplace};

/// Runs it where the process may have `limit` files open.
fn run_with(limit: u32, workplace: &Workplace, arguments: &[&str]) -> Run {
    let inner = workplace.command(arguments);
    let mut command = Command::new("sh");
    let script = format!("ulimit -n {limit}; exec \"$0\" \"$@\"");
    command.args(["-c", &script]).arg(inner.get_program());
    command.args(inner.get_args()).env_clear();
    command.envs(
        inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command.current_dir(inner.get_current_dir().unwrap());
    Run::of(command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn with_few_open_files_a_command_works_or_names_the_limit_and_what_to_do() {
    let store = Store::start();
    let at_a_service = Workplace::at(&store, "listings: { en-us: { whatsNew: Gears turn. } }\n");
    let in_the_sandbox = Workplace::empty();
    in_the_sandbox.manifest("listings: { en-us: { whatsNew: Gears turn. } }\n");
    let runs: [(&Workplace, &[&str]); 6] = [
        (&at_a_service, &["plan"]),
        (&at_a_service, &["status"]),
        (&at_a_service, &["apply", "--yes", "--poll-interval", "1ms"]),
        (&in_the_sandbox, &["plan", "--sandbox"]),
        (&in_the_sandbox, &["status", "--sandbox"]),
        (&in_the_sandbox, &["apply", "--sandbox", "--yes"]),
    ];
    for limit in [6, 8, 10, 12, 16, 20, 24, 28, 32, 40] {
        for (workplace, arguments) in runs {
            let run = run_with(limit, workplace, arguments);
            let named = format!("too many open files; the limit of this process is {limit}");
            let is_named = run.code == 1
                && run.stderr.contains(&named)
                && run.stderr.contains("`ulimit -n 1024`");
            // The submission of an apply before is in progress.
            let works = matches!(run.code, 0 | 31);
            assert!(
                is_named || works,
                "{limit} {arguments:?}: {}\n{}",
                run.code,
                run.stderr
            );
            assert!(
                is_named || limit > 12,
                "{limit} {arguments:?} was not limited"
            );
            assert!(works || limit < 40, "{limit} {arguments:?}: {}", run.stderr);
        }
    }
}

#[test]
fn the_sandbox_with_few_open_files_does_not_start() {
    let run = run_with(12, &Workplace::empty(), &["sandbox"]).exits(1);
    assert!(run.stderr.contains("too many open files"), "{}", run.stderr);
}

#[test]
fn more_products_at_a_time_need_a_higher_limit() {
    let workplace = Workplace::empty();
    for product in 0..8 {
        let id = format!("{product}e31a9f9-84e8-4d2d-9eba-487878d02ebf");
        let manifest = format!("apiVersion: storectl/v1\nproductId: {id}\n");
        workplace.write(&format!("p{product}.storectl.yaml"), manifest);
    }
    let plan = ["plan", "--sandbox", "--parallelism", "8"];
    let run = run_with(64, &workplace, &plan).exits(1);
    assert!(run.stderr.contains("too many open files"), "{}", run.stderr);
}
