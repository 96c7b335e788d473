//! A Store that refuses what comes too fast.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use axum::http::StatusCode;

use crate::{
    Extent,
    manifests::{make_fleet, product_id},
    place::Place,
    store::{Seen, Store, Verdict},
    table::{Figure, Table},
};

/// After how many requests one is refused, or how many are taken in a second.
const TAKEN: u32 = 20;

const REFUSED: Verdict = Verdict::Refuse(StatusCode::TOO_MANY_REQUESTS);

/// How long a fleet may learn.
const LEARNING: Duration = Duration::from_secs(60);

/// How many requests of a hundred may be refused afterwards.
const MOST: f64 = 5.0;

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let products = extent.number(12, 150);
    let stores = [
        ("429 after every 20", Store::ruled(after_every())),
        ("429 beyond 20 a second", Store::ruled(beyond())),
    ];
    // They wait side by side.
    let fleets = stores.map(|(what, store)| (what, thread::spawn(move || apply(&store, products))));
    for (what, fleet) in fleets {
        let fleet = fleet.join().unwrap();
        let what = format!("throttled: {products} products applied, {what}");
        table.unlimited(&what, &Figure::Time(fleet.time));
        let lost = Figure::Count(fleet.lost);
        table.limited(&format!("{what}, lost"), &lost, &Figure::Count(0));
        table.unlimited(
            &format!("{what}, refused in all"),
            &Figure::Percent(refused(&fleet.seen)),
        );
        let begun = fleet.seen.iter().map(|it| it.at).min().unwrap();
        let learned = fleet.seen.partition_point(|it| it.at < begun + LEARNING);
        let later = &fleet.seen[learned..];
        let what = format!("{what}, refused after the first minute");
        if later.is_empty() {
            table.not_measured(&what, "too short");
        } else {
            let part = Figure::Percent(refused(later));
            table.limited(&what, &part, &Figure::Percent(MOST));
        }
    }
}

/// A fleet that was applied.
struct Fleet {
    time: Duration,
    /// How many products do not have the text that was applied, or no submission or more than one.
    lost: usize,
    /// The requests, in the order in which they came.
    seen: Vec<Seen>,
}

fn apply(store: &Store, products: usize) -> Fleet {
    let place = Place::at(store);
    make_fleet(store, &place, products);
    store.set_latency(Duration::from_millis(50));
    let time = place.time(&["-q", "apply", "--yes"]);
    let is_done = |number: &usize| {
        let product = store.sandbox.product(&product_id(*number)).unwrap();
        let news = &product.listing("en-us").unwrap().fields["whatsNew"];
        product.submissions.len() == 1 && news == "Gears now turn both ways in en-us."
    };
    let done = (0..products).filter(is_done).count();
    let mut seen = store.take_seen();
    seen.sort_by_key(|it| it.at);
    Fleet {
        time,
        lost: products - done,
        seen,
    }
}

/// The part of these requests that was refused, in percent.
#[expect(
    clippy::cast_precision_loss,
    reason = "there are thousands of requests"
)]
fn refused(seen: &[Seen]) -> f64 {
    let refused = seen
        .iter()
        .filter(|it| it.status == StatusCode::TOO_MANY_REQUESTS);
    100.0 * refused.count() as f64 / seen.len() as f64
}

/// Refuses one request after each 20 that it takes, however fast they come.
fn after_every() -> impl Fn(&str, &str) -> Verdict {
    let number = AtomicUsize::new(0);
    move |_, _| {
        let number = number.fetch_add(1, Ordering::Relaxed) + 1;
        match number % (TAKEN as usize + 1) {
            0 => REFUSED,
            _ => Verdict::Pass,
        }
    }
}

/// Takes 20 requests a second, and as many at the same time.
fn beyond() -> impl Fn(&str, &str) -> Verdict {
    let rate = f64::from(TAKEN);
    let bucket = Mutex::new((rate, Instant::now()));
    move |_, _| {
        let mut bucket = bucket.lock().unwrap();
        let (held, at) = *bucket;
        let now = Instant::now();
        let held = (held + rate * now.duration_since(at).as_secs_f64()).min(rate);
        let takes = held >= 1.0;
        *bucket = (if takes { held - 1.0 } else { held }, now);
        if takes { Verdict::Pass } else { REFUSED }
    }
}
