//! `storectl sandbox --installers`, and a release whose installer certification reads.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use storectl_sandbox::{Options, Progress};

use super::serve;
use crate::support::{Store, Workplace, apply, repository};

/// Asks a host for a path and returns the whole answer as text.
fn ask(address: &str, method: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_folder_is_served_and_faults_make_a_bad_host_of_it() {
    let workplace = Workplace::empty();
    workplace.write("dist/1.5.0/setup.exe", "MZ an installer");
    let arguments = [
        "--installers",
        "dist",
        "--fault",
        "501@HEAD:/installers/*/*#1-",
        "--interpretation",
        "certification=reads-installers",
    ];
    let (_server, variables) = serve(&workplace, &arguments);
    let (_, address) = &variables[0];
    let path = "/installers/1.5.0/setup.exe";
    let part = ask(address, "GET", path, "range: bytes=-9\r\n");
    assert!(part.starts_with("HTTP/1.1 206 "), "{part}");
    assert!(part.ends_with("\r\n\r\ninstaller"), "{part}");
    for _ in 0..2 {
        let head = ask(address, "HEAD", path, "");
        assert!(head.starts_with("HTTP/1.1 501 "), "{head}");
    }
    let missing = ask(address, "GET", "/installers/1.4.0/setup.exe", "");
    assert!(missing.starts_with("HTTP/1.1 404 "), "{missing}");
}

#[test]
fn a_folder_of_installers_that_is_not_there_is_named() {
    let workplace = Workplace::empty();
    workplace.write("setup.exe", "MZ");
    for folder in ["nowhere", "setup.exe"] {
        let run = workplace
            .run(&["sandbox", "--installers", folder])
            .exits(64);
        assert!(run.stderr.contains("--installers: "), "{}", run.stderr);
        assert!(run.stderr.contains(folder), "{}", run.stderr);
    }
}

/// Applies a package whose installer is this fixture, and follows it to its end.
fn published(fixture: &str, code: i32) -> Progress {
    let store = Store::with(Options {
        interpretations: "certification=reads-installers,submission-reads=1"
            .parse()
            .unwrap(),
        ..Options::default()
    });
    let bytes = std::fs::read(repository().join("tests/fixtures/installers").join(fixture));
    store
        .sandbox
        .put_installer("1.5.0/setup.exe", bytes.unwrap());
    let package = format!(
        "packages:\n  - packageUrl: {}/installers/1.5.0/setup.exe\n    packageType: exe\n    architectures: [X64]\n    languages: [en-us]\n    isSilentInstall: true\n    genericDocUrl: https://contoso.com/exit-codes\n",
        store.address
    );
    // What a look at the installer finds is not the matter here: certification has its own.
    let mut workplace = Workplace::at(&store, &package);
    workplace.set("STORECTL_PREFLIGHT", "off");
    let plan = workplace.run(&["plan", "--format", "json"]).json();
    let changes = plan["products"][0]["changes"].as_array().unwrap().iter();
    let tokens: Vec<&str> = changes.filter_map(|it| it["token"].as_str()).collect();
    workplace.manifest(&format!("{package}acknowledge: [{}]\n", tokens.join(", ")));
    workplace.run(&apply(&["--wait", "published"])).exits(code);
    store.product().submissions[0].progress
}

#[test]
fn certification_publishes_a_signed_installer_and_fails_an_unsigned_one() {
    assert_eq!(published("plain-signed.exe", 0), Progress::Published);
    assert_eq!(published("plain.exe", 22), Progress::Failed);
}
