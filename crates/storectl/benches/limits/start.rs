//! How soon it starts.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use crate::{
    Extent,
    manifests::{Faults, Texts, languages, write_texts},
    place::Place,
    table::{Figure, Table, Times},
};

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let runs = extent.number(5, 100);
    // What any program costs here.
    if let Some(times) = other_program(runs) {
        table.unlimited("start: another program, `true`", &Figure::Times(times));
    }
    let place = Place::offline();
    let version = place.times(runs, &["--version"]);
    table.limited(
        "start: `storectl --version`",
        &Figure::Times(version),
        &Figure::Time(Duration::from_millis(3)),
    );
    write_texts(&place, ".", 1, &languages(2), Texts::Inline, Faults::None);
    let validate = place.times(runs, &["-q", "validate"]);
    table.limited(
        "start: `storectl validate`, one manifest of 2 languages",
        &Figure::Times(validate),
        &Figure::Time(Duration::from_millis(5)),
    );
}

fn other_program(runs: usize) -> Option<Times> {
    let run = |_| {
        let started = Instant::now();
        Command::new("true").status().ok()?;
        Some(started.elapsed())
    };
    (0..runs)
        .map(run)
        .collect::<Option<Vec<_>>>()
        .map(Times::of)
}
