//! Measures what uploading 200 images of 5 MB takes in memory, above a run that has nothing to do.
//!
//! `cargo bench --bench upload_memory`: makes the images in a temporary folder (1 GB), serves the sandbox in a process of
//! its own (which keeps them in memory), applies, and prints the high-water marks. Needs `/proc`.
#![expect(clippy::unwrap_used, reason = "a measurement panics on failure")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use png::{BitDepth, ColorType, Compression, Encoder};
use storectl_sandbox::SAMPLE_PRODUCT;

const LANGUAGES: [&str; 20] = [
    "bg-bg", "cs-cz", "da-dk", "el-gr", "es-es", "et-ee", "fi-fi", "fr-fr", "hr-hr", "hu-hu",
    "it-it", "ja-jp", "ko-kr", "lt-lt", "lv-lv", "nl-nl", "pl-pl", "pt-br", "ro-ro", "sv-se",
];
const SCREENSHOTS: usize = 10;

/// Noise of this size has 5 MB and does not compress.
const SIZE: (u32, u32) = (1366, 1280);

/// What design.md §8 allows above idle, in KiB.
const ALLOWED: u64 = 64 * 1024;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let (mut sandbox, variables) = serve();
    let run = |name: &str| measure(folder.path(), name, &variables);

    let head = format!("apiVersion: storectl/v1\nproductId: {SAMPLE_PRODUCT}\n");
    fs::write(folder.path().join("idle.storectl.yaml"), &head).unwrap();
    let (idle, _) = run("idle.storectl.yaml");

    let bytes = make_images(folder.path());
    let mut manifest = head + "listings:\n";
    for language in LANGUAGES {
        let names: Vec<String> = (0..SCREENSHOTS)
            .map(|it| format!("{language}-{it}.png"))
            .collect();
        let names = names.join(", ");
        writeln!(
            manifest,
            "  {language}: {{ description: Gears, additionalLicenseTerms: None, storeLogos: [logo.png], screenshots: [{names}] }}"
        )
        .unwrap();
    }
    fs::write(folder.path().join("many.storectl.yaml"), manifest).unwrap();
    let (busy, took) = run("many.storectl.yaml");
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();

    let above = busy.saturating_sub(idle);
    let images = LANGUAGES.len() * SCREENSHOTS;
    println!("idle: {idle} KiB resident at most");
    println!(
        "{images} images of {} kB: {busy} KiB resident at most, in {took:.1?}",
        bytes / 1000
    );
    println!("above idle: {above} KiB; allowed: {ALLOWED} KiB");
    assert!(above < ALLOWED);
}

/// Starts the sandbox and returns the variables that point at it.
fn serve() -> (Child, Vec<(String, String)>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_storectl"))
        .arg("sandbox")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let variables = lines
        .map_while(|line| {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
            Some((name.to_owned(), value.trim_matches('\'').to_owned()))
        })
        // Then it serves until it is stopped, and says no more.
        .take(7)
        .collect();
    (child, variables)
}

/// Applies a manifest and returns the most memory it held, in KiB, and how long it took.
fn measure(folder: &Path, manifest: &str, variables: &[(String, String)]) -> (u64, Duration) {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_storectl"))
        .args([
            "apply",
            "--yes",
            "--submit",
            "never",
            "--poll-interval",
            "10ms",
            "-q",
            manifest,
        ])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .envs(variables.iter().cloned())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let end = loop {
        most = high_water(&status).unwrap_or_default().max(most);
        if let Some(end) = child.try_wait().unwrap() {
            break end;
        }
        thread::sleep(Duration::from_millis(2));
    };
    assert!(end.success(), "{manifest}: {end}");
    (most, started.elapsed())
}

/// Reads the peak resident size in KiB.
fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Writes every image of the manifest, no two alike, and returns the size of one in bytes.
fn make_images(folder: &Path) -> u64 {
    let mut noise = Noise(1);
    noise.write(&folder.join("logo.png"), (1080, 1080));
    for language in LANGUAGES {
        for at in 0..SCREENSHOTS {
            noise.write(&folder.join(format!("{language}-{at}.png")), SIZE);
        }
    }
    let last = format!("{}-0.png", LANGUAGES[0]);
    fs::metadata(folder.join(last)).unwrap().len()
}

/// A xorshift generator: fast, and nothing compresses it.
struct Noise(u64);

impl Noise {
    fn write(&mut self, path: &Path, (width, height): (u32, u32)) {
        let samples: Vec<u8> = (0..u64::from(width * height * 3).div_ceil(8))
            .flat_map(|_| {
                self.0 ^= self.0 << 13;
                self.0 ^= self.0 >> 7;
                self.0 ^= self.0 << 17;
                self.0.to_le_bytes()
            })
            .take(width as usize * height as usize * 3)
            .collect();
        let file = fs::File::create(path).unwrap();
        let mut encoder = Encoder::new(std::io::BufWriter::new(file), width, height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fastest);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&samples).unwrap();
        writer.finish().unwrap();
    }
}
