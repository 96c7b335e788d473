//! What a receipt keeps of installers, and what a later plan learns from it.

use storectl_model::{Digest, FieldPath, PreflightMode, SeenBytes};
use storectl_plan::{Receipt, ReceiptInstaller, SeenInstaller, SeenInstallers};

use crate::fixtures::*;

const URL: &str = "https://www.contoso.com/downloads/1.2/setup.exe";

fn bytes(text: &str) -> SeenBytes {
    SeenBytes {
        length: Some(text.len() as u64),
        parts: Some(Digest::of(text.as_bytes())),
        ..SeenBytes::default()
    }
}

/// What a plan saw of these packages, in order; `None` where it could not tell.
fn seen(packages: &[(usize, Option<&str>)]) -> SeenInstallers {
    let packages = packages.iter().map(|(at, text)| SeenInstaller {
        version: text.map(|_| "1.2".to_owned()),
        package: FieldPath::of_package(*at),
        bytes: text.map(bytes),
    });
    SeenInstallers {
        mode: PreflightMode::Auto,
        packages: packages.collect(),
    }
}

#[test]
fn of_packages_whose_bytes_were_seen_the_bytes_are_kept_by_address() {
    let desired = with_packages(vec![
        at("https://www.contoso.com/1/a.exe"),
        at("https://www.contoso.com/1/b.exe"),
        at(URL),
    ]);
    // The first was not looked at, and of the second nothing could be learned.
    let kept = ReceiptInstaller::of(&seen(&[(1, None), (2, Some("c"))]), &desired);
    let expected = ReceiptInstaller {
        package_url: URL.to_owned(),
        version: Some("1.2".to_owned()),
        bytes: bytes("c"),
    };
    assert_eq!(kept, [expected]);
}

#[test]
fn of_an_address_that_uses_a_secret_variable_nothing_is_kept() {
    let look = seen(&[(0, Some("a"))]);
    let mut by_field = with_packages(vec![at(URL)]);
    let address = FieldPath::of_package(0).key("packageUrl");
    by_field.secrets.insert(address);
    assert_eq!(ReceiptInstaller::of(&look, &by_field), []);

    let mut by_value = with_packages(vec![at(URL)]);
    by_value.secret_values.add_variable("downloads");
    assert_eq!(ReceiptInstaller::of(&look, &by_value), []);
}

#[test]
fn signatures_are_masked_and_still_tell_addresses_apart() {
    let signed = |it: &str| format!("{URL}?sig={it}");
    let desired = with_packages(vec![at(&signed("hunter2"))]);
    let kept = ReceiptInstaller::of(&seen(&[(0, Some("a"))]), &desired);
    assert!(!format!("{kept:?}").contains("hunter2"), "{kept:?}");
    let receipt = Receipt {
        installers: kept,
        ..receipt_of(&live(), &desired)
    };
    let found = receipt.installer(&signed("hunter2"));
    assert_eq!(found.map(|it| &it.bytes), Some(&bytes("a")));
    for other in [signed("hunter3"), URL.to_owned()] {
        assert_eq!(receipt.installer(&other), None, "{other}");
    }
}
