//! The command line takes every manifest of the world.

use std::sync::{Arc, Mutex};

use storectl::{Machine, Sink};
use storectl_world::wish::SECRET_VARIABLE;

use crate::drawn::{scenarios, wishes};

#[test]
fn every_manifest_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for scenario in scenarios() {
        let mut written = Vec::new();
        for wish in wishes(&scenario) {
            if written.contains(&wish) {
                continue;
            }
            count += 1;
            let product = format!("3e31a9f9-84e8-4d2d-9eba-{count:012x}");
            wish.write(&product, &folder.path().join(&product)).unwrap();
            written.push(wish);
        }
    }
    assert!(count > 1000, "{count}");
    let stdout = Arc::new(Mutex::new(Vec::new()));
    let machine = Machine {
        stdout: Sink::Buffer(Arc::clone(&stdout)),
        stderr: Sink::Buffer(Arc::clone(&stdout)),
        ..Machine::this()
    };
    let exit = storectl::run(
        [
            "storectl".as_ref(),
            "validate".as_ref(),
            folder.path().as_os_str(),
        ],
        [("STORECTL_VAR_REVIEWERPASSWORD", SECRET_VARIABLE)],
        machine,
    );
    let printed = String::from_utf8(stdout.lock().unwrap().clone()).unwrap();
    assert_eq!(exit, 0, "{printed}");
    assert!(!printed.contains(SECRET_VARIABLE));
}
