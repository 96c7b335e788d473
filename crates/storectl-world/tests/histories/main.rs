//! Histories: those that were kept, and that one is played the same whenever it is played.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use std::{fs, path::Path};

use storectl_world::{
    history::{Ended, Exchange, Fate, Past},
    play::{Played, Via, play_alone},
    scenario::{Scenario, first_release, orders},
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

#[test]
fn every_order_of_two_events_breaks_no_law() {
    for scenario in orders(&first_release(), 2) {
        let played = play_alone(&scenario, Via::Calls);
        assert_eq!(played.breaches, [], "{:?}", scenario.events);
    }
}

/// A request, and the status of its answer. What the Store names itself (images, signatures) differs from play to play.
type Record = (String, String, Option<u16>);

/// What commands sent, and how they ended.
fn record(played: &Played) -> Vec<(Ended, Vec<Record>)> {
    let request = |it: &Exchange| {
        let path = match it.path.strip_prefix("/blobs/") {
            Some(_) => "/blobs".to_owned(),
            None => it.path.clone(),
        };
        let status = match it.fate {
            Fate::Answered(status, _) => Some(status),
            Fate::Lost => None,
        };
        (it.method.clone(), path, status)
    };
    let commands = played.history.past.iter().filter_map(|past| match past {
        Past::Run(run) => Some((run.ended, run.exchanges.iter().map(request).collect())),
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
