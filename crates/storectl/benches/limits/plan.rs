//! Planning: requests, rounds, and images that are not known yet.

use std::{fs, time::Duration};

use bytes::Bytes;
use storectl_sandbox::Asset;

use crate::{
    Extent,
    images::{LOGO, Noise, SMALL},
    manifests::{languages, list_in, new_languages, new_listing, news, write_sample},
    place::Place,
    store::{Seen, Store, rounds},
    table::{Figure, Table, Times},
};

const PLAN: &[&str] = &["-q", "plan"];

/// What planning may take beside its requests.
const BESIDE: Duration = Duration::from_millis(30);

const LATENCIES: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(50),
    Duration::from_millis(200),
];

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    measure_latencies(table, extent);
    measure_requests(table);
    measure_290_languages(table);
    measure_cold_images(table, extent);
}

fn measure_latencies(table: &mut Table, extent: Extent) {
    let languages = languages(40);
    let store = Store::start();
    list_in(&store, &languages);
    let place = Place::at(&store);
    write_sample(&place, &news(&languages, 1));
    for latency in LATENCIES {
        store.set_latency(latency);
        let times = place.times(extent.number(2, 9), PLAN);
        table.limited(
            &format!("plan: 40 languages, latency {} ms", latency.as_millis()),
            &Figure::Times(times),
            &Figure::Time(2 * latency + BESIDE),
        );
    }
}

fn measure_requests(table: &mut Table) {
    let languages = languages(200);
    let store = Store::start();
    list_in(&store, &languages);
    let place = Place::at(&store);
    write_sample(&place, &news(&languages, 1));
    place.time(PLAN);
    let (tokens, reads): (Vec<_>, Vec<_>) =
        store.take_seen().into_iter().partition(Seen::is_sign_in);
    for (what, seen, most) in [("token requests", tokens, 1), ("reads", reads, 5)] {
        let what = format!("plan: 200 languages, {what}");
        table.limited(&what, &Figure::Count(seen.len()), &Figure::Count(most));
    }
}

/// More languages than one response has, each with the images of the sample product.
fn measure_290_languages(table: &mut Table) {
    let languages = languages(290);
    let store = Store::start();
    list_in(&store, &languages);
    let place = Place::at(&store);
    let english = store.product().listing("en-us").unwrap().clone();
    for (name, image) in [
        ("1.png", &english.screenshots[0]),
        ("2.png", &english.screenshots[1]),
        ("logo.png", &english.store_logos[0]),
    ] {
        place.write(name, content(&store, image));
    }
    let listing =
        |it: &&str| format!("  {it}: {{ screenshots: [1.png, 2.png], storeLogos: [logo.png] }}\n");
    let listings: String = languages.iter().map(listing).collect();
    write_sample(&place, &format!("listings:\n{listings}"));
    // From here on it is known what the Store's images are.
    place.time(PLAN);
    store.set_latency(Duration::from_millis(200));
    store.take_seen();
    let time = place.time(PLAN);
    table.limited(
        "plan: 290 languages with images, rounds of requests",
        &Figure::Count(rounds(&store.take_seen())),
        &Figure::Count(3),
    );
    let what = "plan: 290 languages with images, latency 200 ms";
    table.unlimited(what, &Figure::Time(time));
}

/// The bytes of one of the Store's images.
fn content(store: &Store, image: &Asset) -> Bytes {
    let request = http::Request::get(&image.blob).body(Bytes::new()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let response = runtime.unwrap().block_on(store.sandbox.respond(request));
    response.into_body()
}

/// 10 languages with 12 images each, all of which the Store has.
fn measure_cold_images(table: &mut Table, extent: Extent) {
    let languages = new_languages(extent.number(2, 10));
    let store = Store::start();
    let place = Place::at(&store);
    let mut noise = Noise::new();
    let mut body = "listings:\n".to_owned();
    for language in &languages {
        let mut images = |number: usize, kind: &str, size| -> Vec<String> {
            let names = (0..number).map(|it| format!("{language}-{kind}-{it}.png"));
            names
                .inspect(|it| noise.write_usual(&place.path().join(it), size))
                .collect()
        };
        let (screenshots, logos) = (images(10, "screenshot", SMALL), images(2, "logo", LOGO));
        body += &new_listing(language, &screenshots, &logos);
    }
    write_sample(&place, &body);
    place.time(&[
        "-q",
        "apply",
        "--yes",
        "--submit",
        "never",
        "--poll-interval",
        "1ms",
    ]);
    let number = 12 * languages.len();
    let runs = extent.number(1, 5);
    for latency in LATENCIES {
        store.set_latency(latency);
        place.time(PLAN);
        let warm = place.times(runs, PLAN);
        let cold = Times::of((0..runs).map(|_| {
            forget_images(&place);
            place.time(PLAN)
        }));
        let milliseconds = latency.as_millis();
        let what = |state: &str| {
            format!("plan: {number} unchanged images, {state}, latency {milliseconds} ms")
        };
        let most = Figure::Time(3 * warm.median());
        table.unlimited(&what("warm"), &Figure::Times(warm));
        table.limited(&what("cold"), &Figure::Times(cold), &most);
    }
}

/// Removes what is remembered of images.
fn forget_images(place: &Place) {
    let caches = [".cache/storectl/images", "storectl/cache/images"];
    let caches = caches.map(|it| place.path().join(it));
    // Where it is depends on the system.
    let cache = caches.iter().find(|it| it.exists()).unwrap();
    fs::remove_dir_all(cache).unwrap();
}
