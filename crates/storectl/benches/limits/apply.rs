//! Applying: requests, and what they take one after another.

use std::time::Duration;

use crate::{
    Extent,
    images::{LOGO, Noise, SMALL},
    manifests::{PACKAGES, languages, list_in, new_languages, new_listing, news, write_sample},
    place::Place,
    store::{Seen, Store},
    table::{Figure, Table},
};

const APPLY: &[&str] = &["-q", "apply", "--yes"];

/// What the wall time may be, of the requests that must follow each other.
const BESIDE: f64 = 1.1;

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    measure_latencies(table);
    measure_requests(table);
    measure_new_languages(table, extent);
}

/// The news of English, and a new package. The Store has the package as soon as it is asked a second time.
fn measure_latencies(table: &mut Table) {
    /// These must follow each other: sign in, read, write the package, commit it, look twice until it is ready, write the news, look
    /// twice, prove, submit.
    const CHAIN: u32 = 11;
    let body = news(&["en-us"], 1) + PACKAGES;
    let mut waits = Duration::ZERO;
    for milliseconds in [0, 50, 200] {
        let store = Store::start();
        let place = Place::at(&store);
        write_sample(&place, &body);
        let latency = Duration::from_millis(milliseconds);
        store.set_latency(latency);
        let time = place.time(APPLY);
        let what = format!("apply: a package and a text, latency {milliseconds} ms");
        if milliseconds == 0 {
            // Without latency, this is what it waits for the Store.
            waits = time;
            table.unlimited(&what, &Figure::Time(time));
        } else {
            let most = waits + (CHAIN * latency).mul_f64(BESIDE);
            table.limited(&what, &Figure::Time(time), &Figure::Time(most));
        }
    }
}

/// How many writes were sent, and how many of them were of listings.
fn writes(store: &Store) -> (usize, usize) {
    let seen = store.take_seen();
    let is_write = |it: &&Seen| it.method != "GET" && it.method != "HEAD" && !it.is_sign_in();
    let patches = seen.iter().filter(|it| it.is("PATCH", "/metadata"));
    (seen.iter().filter(is_write).count(), patches.count())
}

fn measure_requests(table: &mut Table) {
    let languages = languages(40);
    let store = Store::start();
    list_in(&store, &languages);
    let place = Place::at(&store);
    write_sample(&place, &news(&languages, 30));
    place.time(&[APPLY, &["--wait", "published", "--poll-interval", "10ms"]].concat());
    let (_, listings) = writes(&store);
    table.limited(
        "apply: 30 of 40 listings, writes of listings",
        &Figure::Count(listings),
        &Figure::Count(30),
    );
    place.time(APPLY);
    let (all, _) = writes(&store);
    table.limited(
        "apply: nothing changed, writes",
        &Figure::Count(all),
        &Figure::Count(0),
    );
}

/// New languages with texts, a screenshot and a logo each.
fn measure_new_languages(table: &mut Table, extent: Extent) {
    let number = extent.number(4, 40);
    let latency = Duration::from_millis(50);
    let store = Store::start();
    let place = Place::at(&store);
    let mut noise = Noise::new();
    noise.write_usual(&place.path().join("1.png"), SMALL);
    noise.write_usual(&place.path().join("logo.png"), LOGO);
    let (screenshots, logos) = (["1.png".to_owned()], ["logo.png".to_owned()]);
    let listing = |it: &&str| new_listing(it, &screenshots, &logos);
    let listings: String = new_languages(number).iter().map(listing).collect();
    write_sample(&place, &format!("listings:\n{listings}"));
    store.set_latency(latency);
    let time = place.time(APPLY);
    let seen = store.take_seen();
    let what = format!("apply: {number} new languages with 2 images each");
    let listings = seen.iter().filter(|it| it.is("PATCH", "/metadata")).count();
    table.limited(
        &format!("{what}, writes of listings"),
        &Figure::Count(listings),
        &Figure::Count(number),
    );
    // Of each language follow each other: its texts, the upload URLs, an upload, the commit of the images. Then packages are committed,
    // and ready at the second look; sign-in, reads, proof and submission come once.
    let chain = u32::try_from(4 * number + 7).unwrap();
    let most = (chain * latency).mul_f64(BESIDE) + Duration::from_secs(1);
    table.limited(
        &format!("{what}, latency 50 ms"),
        &Figure::Time(time),
        &Figure::Time(most),
    );
}
