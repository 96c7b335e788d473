//! Histories: those that were kept, and that one is played the same whenever it is played.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use storectl_world::{
    history::{Ended, Exchange, Past},
    play::{Played, Via, play_alone},
    scenario::{Receipts, Scenario, first_release, orders},
};

/// Every history that was kept, by the name of its file.
fn kept() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept");
    let mut kept: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let scenario = Scenario::read(&fs::read_to_string(&path).unwrap());
            (
                name.clone(),
                scenario.unwrap_or_else(|it| panic!("{name}: {it}")),
            )
        })
        .collect();
    kept.sort_by(|one, other| one.0.cmp(&other.0));
    kept
}

#[test]
fn kept_histories_break_no_law() {
    let kept = kept();
    assert!(!kept.is_empty());
    for (name, scenario) in kept {
        let played = play_alone(&scenario, Via::Calls);
        assert_eq!(played.breaches, [], "{name}");
    }
}

/// Kept as well, for its laws; here, that the plan of the second product is read again, and found to be another.
#[test]
fn a_plan_that_waited_for_its_turn_is_read_again_before_its_first_write() {
    let name = "somebody-edits-a-draft-while-another-product-is-applied";
    let (_, scenario) = kept().into_iter().find(|it| it.0 == name).unwrap();
    let played = play_alone(&scenario, Via::Calls);
    // Those that finish the work come after it.
    let (ended, exchanges) = &record(&played)[0];
    assert_eq!(*ended, Ended::Exit(12));
    let changed = exchanges.iter().filter(|it| it.method != "GET");
    let changed: BTreeSet<_> = changed.filter_map(|it| it.product.as_deref()).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
}

#[test]
fn every_order_of_two_events_breaks_no_law() {
    for scenario in orders(&first_release(), 2) {
        let played = play_alone(&scenario, Via::Calls);
        assert_eq!(played.breaches, [], "{:?}", scenario.events);
    }
}

/// What commands sent and were answered, to the byte, and how they ended.
fn record(played: &Played) -> Vec<(Ended, Vec<Exchange>)> {
    let commands = played.history.past.iter().filter_map(|past| match past {
        Past::Run(run) => Some((run.ended, run.exchanges.clone())),
        Past::Event { .. } => None,
    });
    commands.collect()
}

#[test]
fn a_seed_is_played_the_same_twice() {
    for seed in 1..=8 {
        let play = || record(&play_alone(&Scenario::draw(seed), Via::Calls));
        let (first, second) = (play(), play());
        for (one, other) in first.iter().zip(&second) {
            assert_eq!(one, other, "seed {seed}");
        }
        assert_eq!(first.len(), second.len(), "seed {seed}");
    }
}

/// Plays a seed in a process of its own that finds these variables, and returns what it tells but for its last line, the time it
/// took, and for the folder it was played in.
fn told(seed: u64, variables: &[(&str, &str)]) -> String {
    let from = seed.to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_storectl-world"));
    command.args(["world", "--seeds", "1", "--verbose", "--from", &from]);
    let played = command.envs(variables.iter().copied()).output().unwrap();
    let told = String::from_utf8(played.stdout).unwrap();
    assert!(played.status.success(), "{told}");
    let lines = told.lines().filter(|it| !it.contains(" histories, "));
    let words = lines.flat_map(|it| it.split(' ').chain(["\n"]));
    let words = words.filter(|it| !it.contains("/world-") && !it.contains("\\world-"));
    words.collect::<Vec<_>>().join(" ")
}

/// The settings of whoever plays it, and the variables of a hook or a CI system, are none of a history's.
#[test]
fn a_seed_is_played_the_same_whatever_git_is_set_to() {
    const HOSTILE: &str = "[protocol \"file\"]\n\tallow = never\n[core]\n\tautocrlf = true\n\tsafecrlf = true\n\
                           \tattributesFile = /nowhere\n[commit]\n\tgpgSign = true\n[init]\n\tdefaultObjectFormat = sha256\n";
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(".gitconfig"), HOSTILE).unwrap();
    let home = home.path().display().to_string();
    let elsewhere = format!("{home}/elsewhere");
    let variables = [
        ("HOME", &*home),
        ("GIT_AUTHOR_DATE", "garbage"),
        ("GIT_COMMITTER_NAME", ""),
        ("GIT_COMMON_DIR", &elsewhere),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "protocol.file.allow"),
        ("GIT_CONFIG_VALUE_0", "never"),
        ("GIT_DIR", &elsewhere),
        ("GIT_OBJECT_DIRECTORY", &elsewhere),
        ("GIT_ALLOW_PROTOCOL", "none"),
    ];
    let in_git = |seed: &u64| Scenario::draw(*seed).config.receipts == Receipts::Git;
    let seed = (1..1000).find(in_git).unwrap();
    assert_eq!(told(seed, &variables), told(seed, &[]), "seed {seed}");
    assert!(!Path::new(&elsewhere).exists());
}
