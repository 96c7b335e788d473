//! No manifest costs more than its size: twice the size, at most 2.6 times the work (design.md §6; forms, Outputs 6), to
//! check it as well as to show what was found, in every format.
//!
//! Work is counted, not timed: bytes allocated, and bytes looked at where nothing is allocated (`storectl_manifest`'s feature
//! `metered`). CPU time of each shape in a release build is printed by
//!
//! ```sh
//! cargo test --release -p storectl-manifest --test complexity -- --ignored --nocapture
//! ```

mod files;
mod messages;
mod pairs;
mod secrets;
mod shapes;
mod values;

use std::{
    alloc::System,
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cpu_time::ThreadTime;
use pairs::{PAIRS, PRODUCTS};
use secrets::SECRETS;
use shapes::{LISTS, Shape};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use storectl_manifest::{Diagnostic, FileFault, FileKind, Files, Variables, check, read};
use storectl_report::{
    Appearance, Command, Counts, DiagnosticsView, Format, Output,
    json::{Saved, SavedError, document},
    render_saved,
};
use values::VALUES;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most that the work may grow where the size doubles.
const MOST_GROWTH: f64 = 2.6;
/// The size from which growth is measured, in bytes: large enough that what is done once does not count.
const SIZE: usize = 10_000;
/// The size of forms, Outputs 6, in bytes.
const FULL_SIZE: usize = 240_000;
/// How often a shape is timed; the least counts.
const ROUNDS: usize = 7;
/// The most CPU time of a manifest of the full size in a release build.
const MOST_TIME: Duration = Duration::from_millis(1_500);

/// Every shape whose work must grow with its size.
fn shapes() -> impl Iterator<Item = &'static Shape> {
    LISTS.iter().chain(VALUES).chain(SECRETS).chain(PAIRS)
}

/// Does everything `validate` does with a manifest but read files and redact: checks it, and shows what was found.
fn validate(manifest: &str) {
    let _ = show(&diagnose(manifest));
}

/// Shows what was found in every format.
fn show(diagnostics: &[Diagnostic]) -> Result<usize, SavedError> {
    let view = DiagnosticsView {
        command: Command::Validate,
        shard: None,
        manifests: 1,
        products: Vec::new(),
        diagnostics,
        unlisted: Counts::default(),
        localization: Vec::new(),
        names: BTreeMap::new(),
        error: None,
    };
    let output = Output::Diagnostics(view);
    // As the program does: one document, and every format of it.
    let (saved, names) = (Saved::of(document(&output)), output.names());
    let formats = Format::ALL.iter();
    formats
        .map(|format| render_saved(&saved, &names, *format, Appearance::PLAIN))
        .map(|shown| shown.map(|it| it.len()))
        .sum()
}

/// Checks a manifest. The secret variables `s` and `t` have a value, as CI would set it.
fn diagnose(manifest: &str) -> Vec<Diagnostic> {
    let document = match read("storectl.yaml", manifest.as_bytes()) {
        Ok(document) => document,
        Err(found) => return found,
    };
    let given = [("s", "hunter2-hunter2"), ("t", "ab")];
    let vars = Variables {
        environment: given
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..Variables::default()
    };
    let mut files = Files::default();
    for reference in document.file_references(&vars) {
        match reference.kind {
            FileKind::Text => {
                files.texts.insert(reference.path, Err(FileFault::Missing));
            }
            FileKind::Image => {
                files.images.insert(reference.path, Err(FileFault::Missing));
            }
        }
    }
    check(&document, &files, &vars).diagnostics
}

/// Held by a test as long as it counts: the allocator counts every thread's bytes, and tests of one program run in parallel.
static COUNTING: Mutex<()> = Mutex::new(());

fn counting() -> MutexGuard<'static, ()> {
    COUNTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the work of `job`: bytes allocated and bytes looked at. Whoever calls it is [`counting`].
fn work<T>(job: impl FnOnce() -> T) -> f64 {
    let before = storectl_manifest::visited();
    let region = Region::new(ALLOCATOR);
    let result = job();
    let change = region.change();
    drop(result);
    let allocated = change.bytes_allocated;
    let looked_at = storectl_manifest::visited() - before;
    #[expect(clippy::cast_precision_loss, reason = "a ratio is wanted")]
    let total = (allocated as u64 + looked_at) as f64;
    total
}

/// Reports each shape whose work grows too much from one of these sizes to the next. Work below `floor` is not growth: where
/// a limit is passed, a shape has its first diagnostics between two sizes.
fn assert_growth<const N: usize>(sizes: [usize; N], floor: f64, of: fn(&str) -> f64) {
    let mut grown = Vec::new();
    for shape in shapes() {
        let works = sizes.map(|it| of(&shape.manifest(it)));
        let growth = works.windows(2).map(|it| it[1] / it[0].max(floor));
        let growth: Vec<f64> = growth.collect();
        if growth.iter().any(|it| *it > MOST_GROWTH) {
            grown.push(format!("{}: {growth:.2?}", shape.name));
        }
    }
    assert!(shapes().count() >= 36);
    assert!(
        grown.is_empty(),
        "grows faster than its size:\n{}",
        grown.join("\n")
    );
}

/// Takes turns with other counting, after what is built once, such as the schema, is built.
fn warmed_up() -> MutexGuard<'static, ()> {
    let alone = counting();
    validate(&LISTS[0].manifest(1_000));
    alone
}

#[test]
fn twice_the_size_is_at_most_2_6_times_the_work_to_check() {
    let _alone = warmed_up();
    // Over the limit of every text: there other work is done than below it.
    assert_growth([2 * SIZE, 4 * SIZE, 8 * SIZE], 0.0, |manifest| {
        work(|| diagnose(manifest))
    });
}

#[test]
fn twice_the_size_is_at_most_2_6_times_the_work_to_show() {
    let _alone = warmed_up();
    let show_all = |manifest: &str| {
        let found = diagnose(manifest);
        work(|| show(&found).unwrap())
    };
    let floor = show_all(&LISTS[0].manifest(SIZE));
    assert_growth([2 * SIZE, 4 * SIZE], floor, show_all);
}

#[test]
fn work_that_grows_with_the_square_is_caught() {
    let _alone = counting();
    let growth = |job: fn(usize) -> f64| job(2_000) / job(1_000);
    // Rendering the whole line once for each of its words.
    let copies = |words: usize| {
        let line = "word ".repeat(words);
        work(|| (0..words).map(|_| line.to_uppercase().len()).sum::<usize>())
    };
    assert!(growth(copies) > MOST_GROWTH);
    // Taking the whole text again for each of its names.
    let looks = |names: usize| {
        let manifest = format!(
            "name: {}x\n",
            (0..names).fold(String::new(), |text, it| text + &format!("${{v{it}}}"))
        );
        let document = read("storectl.yaml", manifest.as_bytes()).unwrap();
        let whole = document.location("/name").unwrap();
        work(|| {
            (0..names)
                .filter(|it| whole.file.text.clone().contains(&format!("{{v{it}}}")))
                .count()
        })
    };
    assert!(growth(looks) > MOST_GROWTH);
}

/// Writes each shape at the full size into the folder that `COMPLEXITY_DIR` names, to time the program itself.
#[test]
#[ignore = "writes files for a person who times the program"]
fn write_each_shape() {
    let folder = std::path::PathBuf::from(std::env::var_os("COMPLEXITY_DIR").unwrap());
    for shape in shapes().chain(PRODUCTS) {
        let name = shape.name.replace([' ', ':', ','], "-");
        let file = folder.join(name).with_extension("storectl.yaml");
        std::fs::write(file, shape.manifest(FULL_SIZE)).unwrap();
    }
}

/// Prints the CPU time of each shape at the full size and its half; see the top of this file.
#[test]
#[ignore = "times a release build"]
fn cpu_time_of_each_shape() {
    validate(&LISTS[0].manifest(1_000));
    let mut slow = String::new();
    for shape in shapes().chain(PRODUCTS) {
        let manifests = [FULL_SIZE / 2, FULL_SIZE].map(|it| shape.manifest(it));
        // In turns, so that what else the machine does in the meantime meets both sizes.
        let mut least = [Duration::MAX; 2];
        for _ in 0..ROUNDS {
            for (manifest, least) in manifests.iter().zip(&mut least) {
                let start = ThreadTime::now();
                validate(manifest);
                *least = start.elapsed().min(*least);
            }
        }
        let [half, full] = least;
        let growth = full.as_secs_f64() / half.as_secs_f64().max(1e-6);
        println!(
            "{:7.1} ms  ×{growth:4.2}  {}",
            full.as_secs_f64() * 1e3,
            shape.name
        );
        if full > MOST_TIME {
            writeln!(slow, "{}: {full:?}", shape.name).unwrap();
        }
    }
    assert!(slow.is_empty(), "over {MOST_TIME:?}:\n{slow}");
}
