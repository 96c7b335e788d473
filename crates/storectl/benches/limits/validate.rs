//! Checking many manifests, and many images of one.

use std::{num::NonZeroUsize, thread, time::Duration};

use crate::{
    Extent,
    images::{LARGE, LOGO, Noise},
    manifests::{Faults, Texts, head, languages, product_id, write_texts},
    place::Place,
    table::{Figure, Table, Times},
};

const VALIDATE: &[&str] = &["-q", "validate"];

/// The exit code where manifests are invalid.
const INVALID: i32 = 10;

pub(crate) fn measure(table: &mut Table, extent: Extent) {
    let many = Many {
        manifests: extent.number(20, 1000),
        languages: languages(40),
        runs: extent.number(1, 5),
    };
    many.measure(table, Texts::Inline, Duration::from_secs(1));
    many.measure(table, Texts::Files, Duration::from_millis(1300));
    many.measure_faults(table);
    measure_images(table, extent);
}

/// Many manifests in as many languages.
struct Many {
    manifests: usize,
    languages: Vec<&'static str>,
    runs: usize,
}

impl Many {
    fn named(&self, what: &str) -> String {
        let languages = self.languages.len();
        format!(
            "validate: {} × {languages} languages, {what}",
            self.manifests
        )
    }

    fn place(&self, manifests: usize, texts: Texts, faults: Faults) -> Place {
        let place = Place::offline();
        for number in 0..manifests {
            let folder = format!("products/{number}");
            write_texts(&place, &folder, number, &self.languages, texts, faults);
        }
        place
    }

    fn measure(&self, table: &mut Table, texts: Texts, limit: Duration) {
        let word = match texts {
            Texts::Inline => "inline",
            Texts::Files => "in files",
        };
        let place = self.place(self.manifests, texts, Faults::None);
        let times = place.times(self.runs, VALIDATE);
        let (times, limit) = (Figure::Times(times), Figure::Time(limit));
        table.limited(&self.named(word), &times, &limit);
        let memory = place.watch(VALIDATE).memory;
        let few = self.place(self.manifests / 10, texts, Faults::None);
        let of_few = few.watch(VALIDATE).memory;
        self.compare_memory(table, word, memory, of_few);
    }

    fn measure_faults(&self, table: &mut Table) {
        let word = "a fault in each listing";
        let place = self.place(self.manifests, Texts::Inline, Faults::OneAListing);
        let runs = (0..self.runs).map(|_| place.time_until(INVALID, VALIDATE));
        let times = Figure::Times(Times::of(runs));
        table.unlimited(&self.named(word), &times);
        let memory = place.watch_until(INVALID, VALIDATE).memory;
        let few = self.place(self.manifests / 10, Texts::Inline, Faults::OneAListing);
        let of_few = few.watch_until(INVALID, VALIDATE).memory;
        self.compare_memory(table, word, memory, of_few);
    }

    fn compare_memory(&self, table: &mut Table, word: &str, many: Option<u64>, few: Option<u64>) {
        // Flat, but for what the allocator keeps.
        let most = few.unwrap_or_default() * 3 / 2 / 1024;
        let what = format!("{word}: memory, at most 1.5 × that of a tenth");
        table.memory(&self.named(&what), many, most);
    }
}

/// Images of one manifest, on every core.
fn measure_images(table: &mut Table, extent: Extent) {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (runs, of_each_core) = (extent.number(1, 5), extent.number(1, 5));
    let number = cores * of_each_core;
    let place = Place::offline();
    let mut noise = Noise::new();
    noise.write(&place.path().join("logo.png"), LOGO);
    let names: Vec<String> = (0..number).map(|it| format!("{it}.png")).collect();
    for name in &names {
        noise.write(&place.path().join(name), LARGE);
    }
    let write = |names: &[String]| {
        let listing = |(language, name): (&&str, &String)| {
            format!("  {language}: {{ screenshots: [{name}] }}\n")
        };
        let languages = languages(names.len());
        let listings: String = languages.iter().zip(names).map(listing).collect();
        let manifest = head(&product_id(1)) + "listings:\n" + &listings;
        place.write("storectl.yaml", manifest);
    };
    write(&names[..1]);
    let one = place.times(runs, VALIDATE).median();
    write(&names);
    let all = Figure::Times(place.times(runs, VALIDATE));
    // Each core takes its part; a fifth more for what is not divided.
    let most = one * u32::try_from(of_each_core).unwrap() * 6 / 5;
    let what = format!("validate: {number} images of 5 MB on {cores} cores");
    table.limited(&what, &all, &Figure::Time(most));
}
