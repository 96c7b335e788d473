//! Uploading many large images: memory, and time beside `curl`.

use std::{
    fmt::Write as _,
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Extent,
    images::{LARGE, LOGO, Noise, SMALL},
    manifests::{new_languages, new_listing, write_sample},
    place::Place,
    store::{Seen, Store},
    table::{Figure, Table},
};

/// What a run that uploads may hold, in MiB.
const MEMORY: u64 = 64;

/// How many images of a language there are.
const SCREENSHOTS: usize = 10;

/// How many images `storectl` uploads in parallel.
const PARALLEL: usize = 4;

/// How much longer uploads may take than those of `curl`.
const BESIDE: f64 = 1.3;

const APPLY: &[&str] = &[
    "-q",
    "apply",
    "--yes",
    "--submit",
    "never",
    "--poll-interval",
    "10ms",
];

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let store = Store::start();
    let place = Place::at(&store);
    write_sample(&place, "");
    let idle = place.watch(APPLY).memory;
    table.memory("uploads: nothing to do, memory", idle, MEMORY);
    let (languages, size) = match extent {
        Extent::Quick => (1, SMALL),
        Extent::Usual | Extent::Whole => {
            upload(table, 1, SMALL);
            upload(table, 1, LARGE);
            (20, LARGE)
        }
    };
    let (store, place) = upload(table, languages, size);
    compare_with_curl(table, &store, &place);
}

/// Uploads the images of so many new languages.
fn upload(table: &mut Table, languages: usize, size: (u32, u32)) -> (Store, Place) {
    let store = Store::start();
    let place = Place::at(&store);
    let mut noise = Noise::new();
    noise.write(&place.path().join("logo.png"), LOGO);
    let logos = ["logo.png".to_owned()];
    let mut body = "listings:\n".to_owned();
    for language in new_languages(languages) {
        let name = |it| format!("{language}-{it}.png");
        let names: Vec<_> = (0..SCREENSHOTS).map(name).collect();
        for name in &names {
            noise.write(&place.path().join(name), size);
        }
        body += &new_listing(language, &names, &logos);
    }
    write_sample(&place, &body);
    let taken = place.watch(APPLY);
    let images = languages * SCREENSHOTS;
    let megabytes = f64::from(size.0 * size.1 * 3) / 1e6;
    let what = format!("uploads: {images} images of {megabytes:.1} MB");
    table.memory(&format!("{what}, memory"), taken.memory, MEMORY);
    table.unlimited(
        &format!("{what}, all of the run"),
        &Figure::Time(taken.time),
    );
    (store, place)
}

/// Uploads the same files with `curl` to the same addresses, so many in parallel.
fn compare_with_curl(table: &mut Table, store: &Store, place: &Place) {
    let uploads: Vec<Seen> = store
        .take_seen()
        .into_iter()
        .filter(Seen::is_upload)
        .collect();
    let what = format!(
        "uploads: {} images, time with an upload in flight",
        uploads.len()
    );
    let ours = Figure::Time(in_flight(&uploads));
    if let Some(of_curl) = curl(store, place, &uploads) {
        table.limited(&what, &ours, &Figure::Time(of_curl.mul_f64(BESIDE)));
        let what = format!("uploads: the same with `curl --parallel-max {PARALLEL}`");
        table.unlimited(&what, &Figure::Time(of_curl));
    } else {
        table.unlimited(&what, &ours);
        table.not_measured("uploads: the same with `curl`", "no curl");
    }
}

/// Runs `curl`, if there is one, and returns how long its uploads were in flight.
fn curl(store: &Store, place: &Place, uploads: &[Seen]) -> Option<Duration> {
    let files = fs::read_dir(place.path()).unwrap();
    let paths = files.map(|it| it.unwrap().path());
    let images: Vec<_> = paths
        .filter(|it| it.extension().is_some_and(|it| it == "png"))
        .collect();
    let mut config = format!(
        "silent\nfail\nparallel\nparallel-max = {PARALLEL}\nheader = \"x-ms-blob-type: BlockBlob\"\nheader = \"Content-Type: image/png\"\n"
    );
    // The logo was uploaded for each language; in its place, some screenshots are sent twice.
    for (upload, image) in uploads.iter().zip(images.iter().cycle()) {
        let name = image.file_name().unwrap().display();
        let (address, path) = (store.address(), &upload.path_and_query);
        let _ = writeln!(
            config,
            "url = \"{address}{path}\"\nupload-file = \"{name}\""
        );
    }
    place.write("curl.config", config);
    let status = Command::new("curl")
        .args(["--config", "curl.config"])
        .current_dir(place.path())
        // In parallel mode it shows its progress even if it is silent.
        .stderr(Stdio::null())
        .status()
        .ok()?;
    assert!(status.success(), "curl: {status}");
    let uploads: Vec<Seen> = store.take_seen();
    Some(in_flight(&uploads))
}

/// How long at least one of these requests was in flight.
fn in_flight(requests: &[Seen]) -> Duration {
    let mut spans: Vec<(Instant, Instant)> =
        requests.iter().map(|it| (it.at, it.answered)).collect();
    spans.sort();
    let mut sum = Duration::ZERO;
    let mut until = None;
    for (at, answered) in spans {
        let from = until.map_or(at, |it: Instant| it.max(at));
        sum += answered.saturating_duration_since(from);
        until = until.max(Some(answered));
    }
    sum
}
