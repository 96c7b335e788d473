//! `storectl inspect`: what installers are, and what certification would reject.

mod addresses;
#[cfg(unix)]
mod interrupted;
mod write;

use crate::support::{Workplace, host::fixture};

const PAGE: &str = "<!doctype html><title>404</title>";

fn workplace() -> Workplace {
    let workplace = Workplace::empty();
    workplace.write("page.exe", PAGE);
    workplace.write("archive.exe", b"PK\x03\x04\x14\x00");
    workplace.write("empty.msi", "");
    workplace
}

#[test]
fn what_is_not_an_installer_is_an_error_and_keeps_its_place() {
    let run = workplace()
        .run(&[
            "inspect",
            "--format",
            "json",
            "empty.msi",
            "page.exe",
            "archive.exe",
        ])
        .exits(10);
    let document = run.json();
    assert_eq!(document["format"], "storectl.inspect");
    assert_eq!(document["formatVersion"], "1.0");
    assert_eq!(document["error"]["exit"], 10);
    let installers = document["installers"].as_array().unwrap();
    let seen: Vec<(&str, &str)> = installers
        .iter()
        .map(|it| {
            let code = it["findings"][0]["code"].as_str().unwrap();
            assert!(it["findings"][0]["location"].is_null(), "{it}");
            (it["source"].as_str().unwrap(), code)
        })
        .collect();
    let not_installers = ["empty.msi", "page.exe", "archive.exe"].map(|it| (it, "STC0901"));
    assert_eq!(seen, not_installers);
}

#[test]
fn text_says_what_was_checked_and_what_is_wrong() {
    let run = workplace().run(&["inspect", "page.exe"]).exits(10);
    assert!(
        run.stdout
            .contains("  checked: an HTML page, not an installer\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("  error[STC0901]: "), "{}", run.stdout);
    assert!(
        run.stdout.ends_with("1 installer: 1 error\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_known_reads_well() {
    let workplace = Workplace::empty();
    for (name, rows) in [
        (
            "plain.exe",
            &["type           exe\n", "signature      none\n"][..],
        ),
        (
            "burn.exe",
            &["payload        1 program, 1 signature not read\n"],
        ),
        (
            "plain-signed.exe",
            &["digest         sha256, matches the bytes\n"],
        ),
        (
            "signed-x86.msi",
            &["digest         sha256, matches the bytes\n"],
        ),
    ] {
        workplace.write(name, fixture(name));
        let run = workplace.run(&["inspect", name]);
        for row in rows {
            assert!(run.stdout.contains(row), "{}", run.stdout);
        }
    }
}

#[test]
fn markdown_begins_with_the_marker() {
    let run = workplace()
        .run(&["inspect", "page.exe", "--format", "markdown"])
        .exits(10);
    let marker = "<!-- storectl:inspect v=1 product= hash= -->\n### ❌ storectl inspect failed";
    assert!(run.stdout.starts_with(marker), "{}", run.stdout);
}

#[test]
fn a_file_that_is_not_there_or_is_no_file_is_wrong_usage_before_anything_is_read() {
    let workplace = workplace();
    for (path, said) in [
        ("absent.exe", "absent.exe does not exist"),
        (".", ". is not a regular file"),
        ("page.exe/setup.exe", "page.exe/setup.exe does not exist"),
    ] {
        let run = workplace
            .run(&["inspect", "page.exe", path, "--format", "json"])
            .exits(64);
        assert_eq!(run.json()["format"], "storectl.error");
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    workplace.run(&["inspect"]).exits(64);
}

#[test]
fn stdin_and_misspelled_addresses_are_not_files() {
    let workplace = workplace();
    for (path, said) in [
        ("-", "installers are not read from stdin"),
        ("https:/c.example/a.exe", "a URL begins with https://"),
        ("ftp://c.example/a.exe", "a URL begins with https://"),
    ] {
        let run = workplace.run(&["inspect", path]).exits(64);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_device_are_not_opened() {
    let workplace = workplace();
    let pipe = workplace.path().join("pipe.exe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in ["/dev/zero", "pipe.exe"] {
        let run = workplace.run(&["inspect", path]).exits(64);
        assert!(
            run.stderr.contains("is not a regular file"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_result_never_replaces_an_installer() {
    let workplace = workplace();
    workplace
        .run(&["inspect", "page.exe", "--out", "json=page.exe"])
        .exits(64);
    assert_eq!(workplace.read("page.exe"), PAGE);
}

#[test]
fn a_diff_is_of_what_is_written_and_is_text() {
    let workplace = workplace();
    workplace.run(&["inspect", "page.exe", "--diff"]).exits(64);
    workplace
        .run(&[
            "inspect", "page.exe", "--write", "--diff", "--format", "json",
        ])
        .exits(64);
}
