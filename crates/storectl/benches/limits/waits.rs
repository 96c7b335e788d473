//! The lag behind a Store that becomes ready after a while.

use std::{thread, time::Duration};

use crate::{
    Extent,
    manifests::{PACKAGES, write_sample},
    place::Place,
    store::Store,
    table::{Figure, Table},
};

/// The largest lag that there may be.
const MOST: Duration = Duration::from_secs(16);

/// The largest lag where the Store was ready when it was looked at first: a second look follows 1 s later.
const MOST_READY: Duration = Duration::from_secs(2);

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let seconds: &[u64] = match extent {
        Extent::Quick => &[0, 1],
        Extent::Usual => &[0, 3, 12],
        Extent::Whole => &[0, 3, 12, 40, 80],
    };
    // They wait side by side.
    let waits: Vec<_> = seconds
        .iter()
        .map(|it| thread::spawn(|| (*it, lag(Duration::from_secs(*it)))))
        .collect();
    for wait in waits {
        let (seconds, lag) = wait.join().unwrap();
        let most = match seconds {
            0 => MOST_READY,
            1.. => Duration::from_millis(1000 + 250 * seconds).min(MOST),
        };
        let what = format!("waits: lag behind a Store that is ready after {seconds} s");
        table.limited(&what, &Figure::Time(lag), &Figure::Time(most));
    }
}

/// How long after the Store was ready the submission came.
fn lag(ready_after: Duration) -> Duration {
    let store = Store::ready_after(ready_after);
    let place = Place::at(&store);
    write_sample(&place, PACKAGES);
    place.time(&["-q", "apply", "--yes"]);
    let seen = store.take_seen();
    let find = |path: &str| seen.iter().find(|it| it.is("POST", path)).unwrap();
    let (commit, submit) = (find("/packages/commit"), find("/submit"));
    submit.at.duration_since(commit.answered + ready_after)
}
