//! Many products in one run, of which one is slow or fails.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::http::StatusCode;

use crate::{
    Extent,
    manifests::{PACKAGES, make_fleet, product_id},
    place::Place,
    store::{Seen, Store, Verdict},
    table::{Figure, Table},
};

/// How many products are planned in parallel.
const PARALLEL: u32 = 16;

const LATENCY: Duration = Duration::from_millis(200);

/// How much longer a fleet may take than its requests.
const BESIDE: f64 = 1.1;

/// What a fleet may hold, in MiB.
const MEMORY: u64 = 256;

/// How much later each response of the slow product comes.
const SLOW: Duration = Duration::from_secs(3);

/// How often the product that fails is refused.
const FAILURES: usize = 3;

/// How much longer 60 products may take than one, where both wait.
const TOGETHER: f64 = 1.3;

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let products = extent.number(48, 500);
    // It comes in the middle of the run.
    let odd = product_id(products / 2);
    plan(table, products, "", &Store::start());
    let slow = odd.clone();
    let store = Store::ruled(move |_, path| {
        if path.contains(&slow) {
            Verdict::PassAfter(SLOW)
        } else {
            Verdict::Pass
        }
    });
    plan(table, products, ", one 3 s slower", &store);
    let (failing, failures) = (odd.clone(), AtomicUsize::new(0));
    let store = Store::ruled(move |_, path| {
        let is_turn = path.contains(&failing) && path.ends_with("/packages");
        if is_turn && failures.fetch_add(1, Ordering::Relaxed) < FAILURES {
            Verdict::Refuse(StatusCode::SERVICE_UNAVAILABLE)
        } else {
            Verdict::Pass
        }
    });
    let seen = plan(table, products, ", one refused three times", &store);
    let refused = seen
        .iter()
        .filter(|it| it.status == StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.count(), FAILURES);
    table.limited(
        &format!("fleets: {products} products, longest pause between requests of the others"),
        &Figure::Time(longest_pause(&seen, &odd)),
        &Figure::Time(2 * LATENCY),
    );
    apply_where_all_wait(table, extent);
}

/// Plans so many products, and returns the requests.
fn plan(table: &mut Table, products: usize, what: &str, store: &Store) -> Vec<Seen> {
    let place = Place::at(store);
    make_fleet(store, &place, products);
    store.set_latency(LATENCY);
    let taken = place.watch(&["-q", "plan", "--parallelism", &PARALLEL.to_string()]);
    let number = u32::try_from(products).unwrap();
    let most = (LATENCY * number / PARALLEL).mul_f64(BESIDE);
    let what = format!("fleets: {products} products planned, {PARALLEL} in parallel{what}");
    table.limited(&what, &Figure::Time(taken.time), &Figure::Time(most));
    table.memory(&format!("{what}, memory"), taken.memory, MEMORY);
    store.take_seen()
}

/// The longest time in which no request came for another product than this one.
fn longest_pause(seen: &[Seen], product: &str) -> Duration {
    let others = seen
        .iter()
        .filter(|it| !it.path_and_query.contains(product));
    let mut times: Vec<_> = others.map(|it| it.at).collect();
    times.sort();
    let pauses = times.windows(2).map(|it| it[1].duration_since(it[0]));
    pauses.max().unwrap_or_default()
}

/// Applies products whose packages take a while to upload: one alone, and then many.
fn apply_where_all_wait(table: &mut Table, extent: Extent) {
    let (products, seconds) = match extent {
        Extent::Quick => (6, 2),
        Extent::Usual | Extent::Whole => (60, 12),
    };
    let [alone, together] = [1, products].map(|products| {
        let store = Store::ready_after(Duration::from_secs(seconds));
        let place = Place::at(&store);
        make_fleet(&store, &place, products);
        add_packages(&place, products);
        store.set_latency(Duration::from_millis(20));
        place.time(&["-q", "apply", "--yes"])
    });
    let what = |products| format!("fleets: {products} applied, packages ready after {seconds} s");
    table.unlimited(&what(1), &Figure::Time(alone));
    let most = Figure::Time(alone.mul_f64(TOGETHER));
    table.limited(&what(products), &Figure::Time(together), &most);
}

/// Lets each manifest change the package, too.
fn add_packages(place: &Place, products: usize) {
    for number in 0..products {
        let path = format!("products/{number}/storectl.yaml");
        let manifest = std::fs::read_to_string(place.path().join(&path)).unwrap();
        place.write(&path, manifest + PACKAGES);
    }
}
