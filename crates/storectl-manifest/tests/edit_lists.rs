//! Items of lists that come, go and change, each with its comments.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

use serde_json::{Value, json};
use storectl_manifest::{Change, Edit, EditError, edit};

fn made(manifest: &str, address: &str, change: Change) -> Result<String, EditError> {
    let edits = [Edit {
        address: address.parse().unwrap(),
        change,
    }];
    let bytes = edit("storectl.yaml", manifest.as_bytes(), &edits)?;
    Ok(String::from_utf8(bytes).unwrap())
}

fn set(manifest: &str, address: &str, value: Value) -> String {
    made(manifest, address, Change::Set(value)).unwrap()
}

fn unset(manifest: &str, address: &str) -> String {
    made(manifest, address, Change::Unset).unwrap()
}

const TERMS: &str = "listings.en-us.searchTerms";

/// A manifest whose list of words has these lines.
fn terms(lines: &str) -> String {
    format!("listings:\n  en-us:\n    searchTerms:\n{lines}")
}

const REQUIREMENTS: &str = "properties:
  systemRequirementDetails:
    # DirectX: because of the shaders
    - hardwareItemType: DirectX
      minimumRequirement: DX9
    # Memory: measured
    - hardwareItemType: Memory # of the machine
      minimumRequirement: 1GB # asked every year
";

#[test]
fn an_item_of_a_keyed_list_is_known_by_its_key() {
    let without = "properties:
  systemRequirementDetails:
    # Memory: measured
    - hardwareItemType: Memory # of the machine
      minimumRequirement: 2GB # asked every year
";
    let details = "properties.systemRequirementDetails";
    let memory = |amount| json!({ "hardwareItemType": "Memory", "minimumRequirement": amount });
    let graphics =
        |version| json!({ "hardwareItemType": "DirectX", "minimumRequirement": version });
    assert_eq!(set(REQUIREMENTS, details, json!([memory("2GB")])), without);
    assert_eq!(
        set(
            REQUIREMENTS,
            details,
            json!([memory("2GB"), graphics("DX12")])
        ),
        "properties:
  systemRequirementDetails:
    # Memory: measured
    - hardwareItemType: Memory # of the machine
      minimumRequirement: 2GB # asked every year
    # DirectX: because of the shaders
    - hardwareItemType: DirectX
      minimumRequirement: DX12
"
    );
    let camera = json!({ "hardwareItemType": "Camera", "minimumRequirement": "x" });
    assert_eq!(
        set(without, details, json!([camera])),
        "properties:
  systemRequirementDetails:
    - { hardwareItemType: Camera, minimumRequirement: x }
"
    );
}

#[test]
fn a_package_is_known_by_its_address_else_by_what_the_store_tells_it_apart_by() {
    let before = "packages:
  # The one for most.
  - packageUrl: https://a.b/1/x64.exe # mirrored
    architectures: [X64]
  # For the new laptops.
  - packageUrl: https://a.b/1/arm.exe
    architectures: [Arm64] # since 1
";
    let package = |url: &str, architecture: &str| json!({ "packageUrl": url, "architectures": [architecture] });
    assert_eq!(
        set(
            before,
            "packages",
            json!([package("https://a.b/2/arm.exe", "Arm64")])
        ),
        "packages:
  # For the new laptops.
  - packageUrl: https://a.b/2/arm.exe
    architectures: [Arm64] # since 1
"
    );
    assert_eq!(
        set(
            before,
            "packages",
            json!([
                package("https://a.b/2/arm.exe", "Arm64"),
                package("https://a.b/2/x64.exe", "X64")
            ])
        ),
        "packages:
  # For the new laptops.
  - packageUrl: https://a.b/2/arm.exe
    architectures: [Arm64] # since 1
  # The one for most.
  - packageUrl: https://a.b/2/x64.exe # mirrored
    architectures: [X64]
"
    );
}

#[test]
fn one_final_line_end_of_a_text_makes_it_no_other_item() {
    let before = terms("      # about b\n      - b\n      # about a\n      - |\n        a\n");
    assert_eq!(
        set(&before, TERMS, json!(["a"])),
        terms("      # about a\n      - |\n        a\n")
    );
    assert_eq!(set(&before, TERMS, json!(["b", "a"])), before);
}

#[test]
fn a_block_scalar_that_keeps_its_line_ends_moves_with_its_comments() {
    let before = terms(
        "      # about a\n      - |+ # kept\n        a\n      # about b\n      - b\n\n    sortTitle: x\n",
    );
    // With the empty line below it, the block would hold another text.
    assert_eq!(
        set(&before, TERMS, json!(["b", "a\n"])),
        terms(
            "      # about b\n      - b\n      # about a\n      - \"a\\n\" # kept\n\n    sortTitle: x\n"
        )
    );
    let before = terms("      - b\n\n      - |+\n        a\n\n    sortTitle: x\n");
    for items in [json!(["a\n\n", "b"]), json!(["b", "a\n\n", "c"])] {
        let edited = set(&before, TERMS, items.clone());
        assert_eq!(set(&edited, TERMS, items), edited);
    }
}

#[test]
fn the_last_item_goes_with_its_own_line_end_and_the_empty_line_above_it() {
    for (before, after) in [
        ("      - a\r\n      - b", "      - a"),
        ("      - a\r\n\r\n      - b", "      - a"),
        ("      - a\n\n      - b", "      - a"),
        (
            "      - a\n\n      - b\n    sortTitle: x\n",
            "      - a\n    sortTitle: x\n",
        ),
        (
            "      - a\n\n      - b\n\n    sortTitle: x\n",
            "      - a\n\n    sortTitle: x\n",
        ),
    ] {
        let [before, after] = [before, after].map(|it| {
            let lines = it.replace("\r\n", "\n");
            let manifest = terms(&lines);
            if it.contains('\r') || before.contains('\r') {
                manifest.replace('\n', "\r\n")
            } else {
                manifest
            }
        });
        assert_eq!(unset(&before, &format!("{TERMS}[1]")), after, "{before:?}");
        assert_eq!(set(&before, TERMS, json!(["a"])), after, "{before:?}");
    }
}

#[test]
fn what_is_not_in_a_list_cannot_be_removed_from_it() {
    let before = terms("      - a\n");
    let refused = made(&before, &format!("{TERMS}[1]"), Change::Unset).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`listings.en-us.searchTerms[1]` does not exist: the list has 1 item; an edit adds one at the end"
    );
    assert_eq!(
        set(&before, &format!("{TERMS}[1]"), json!("b")),
        terms("      - a\n      - b\n")
    );
}

#[test]
fn of_a_long_list_what_both_have_at_its_ends_stays() {
    let items = |swapped: bool| -> Vec<String> {
        let mut items: Vec<String> = (0..1_200).map(|it| format!("t{it}")).collect();
        if swapped {
            items.swap(0, 1);
        }
        items
    };
    let lines = |items: Vec<String>| -> String {
        let lines = items.iter().map(|it| format!("      - {it} # of {it}\n"));
        lines.collect()
    };
    assert_eq!(
        set(&terms(&lines(items(false))), TERMS, json!(items(true))),
        terms(&lines(items(true)))
    );
}
