//! `--from store-submission`.

use storectl_sandbox::SAMPLE_PRODUCT;

use super::{files, import, is_clean};
use crate::support::{Store, Workplace, apply};

/// What the README of the archived action updates: one package of an MSI, without its type.
const README: &str = r#"{"packages":[{"packageUrl":"https://cdn.contoso.us/prod/5.10.1.4420/ContosoIgniteInstallerFull.msi","languages":["en"],"architectures":["X64"],"isSilentInstall":true}]}"#;

#[test]
fn the_example_of_the_archived_action_becomes_a_manifest_whose_warnings_name_its_omissions() {
    let workplace = Workplace::empty();
    workplace.write("product-update.json", README);
    let run = import(&workplace, "store-submission", "product-update.json");
    assert_eq!(
        run.stdout,
        "wrote widgets/storectl.yaml, 0 text files and 0 images\n"
    );
    insta::assert_snapshot!(run.stderr, @r"
    warning: `packages[0].packageType` is missing; inferred `msi` from the ending of the URL
    Check it: storectl validate widgets. Then compare it with the draft: storectl plan widgets
    ");
    insta::assert_snapshot!(workplace.read("widgets/storectl.yaml"));
    is_clean(&workplace);
}

#[test]
fn without_a_product_id_validate_asks_for_it() {
    let workplace = Workplace::empty();
    workplace.write("product-update.json", README);
    let run = workplace
        .run(&[
            "import",
            "--from",
            "store-submission",
            "product-update.json",
        ])
        .exits(0);
    assert!(
        run.stderr.contains("`productId` is missing"),
        "{}",
        run.stderr
    );
    let yaml = workplace.read("storectl.yaml");
    assert!(yaml.contains("\n# productId: "), "{yaml}");
    let run = workplace.run(&["validate"]).exits(10);
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(shown.contains("missing key `productId`"), "{shown}");
    assert!(shown.contains("Partner Center"), "{shown}");
    workplace.write(
        "storectl.yaml",
        yaml.replace(
            "# productId: the GUID in the product's URL in Partner Center",
            &format!("productId: {SAMPLE_PRODUCT}"),
        ),
    );
    workplace.run(&["validate"]).exits(0);
    workplace.run(&["fmt", "--check"]).exits(0);
}

#[test]
fn an_import_is_applied_to_the_product() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    let update =
        r#"{"listings": {"language": "en-us", "shortDescription": "Gears of another tool"}}"#;
    workplace.write("metadata.json", update);
    let arguments = [
        "import",
        SAMPLE_PRODUCT,
        "--from",
        "store-submission",
        "metadata.json",
        "--overwrite",
    ];
    workplace.run(&arguments).exits(0);
    workplace.run(&apply(&[])).exits(0);
    workplace.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn the_answers_of_the_document_become_manifests() {
    let workplace = Workplace::empty();
    let packages = r#"{"isSuccess": true, "responseData": {"packages": [{"packageId": "1", "packageUrl": "https://www.contoso.com/downloads/1.1/setup.exe", "languages": ["en-us"], "architectures": ["Neutral"], "isSilentInstall": false, "installerParameters": "/s", "genericDocUrl": "https://docs.contoso.com/doclink", "errorDetails": [{"errorScenario": "rebootRequired", "errorScenarioDetails": [{"errorValue": "ERR001001", "errorUrl": "https://errors.contoso.com/errors/ERR001001"}]}, {"errorScenario": "miscellaneous", "errorScenarioDetails": []}], "packageType": "exe"}]}}"#;
    workplace.write("packages.json", packages);
    let run = import(&workplace, "store-submission", "packages.json");
    assert!(
        run.stderr.contains("packages[0].packageId"),
        "{}",
        run.stderr
    );
    is_clean(&workplace);
    insta::assert_snapshot!(workplace.read("widgets/storectl.yaml"));
}

#[test]
fn a_byte_order_mark_and_utf_16_are_read() {
    let workplace = Workplace::empty();
    let utf16 = README.encode_utf16().flat_map(u16::to_le_bytes);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16).collect();
    for bytes in [format!("\u{feff}{README}").into_bytes(), utf16] {
        workplace.write("update.json", bytes);
        let arguments = [
            "import",
            SAMPLE_PRODUCT,
            "--from",
            "store-submission",
            "update.json",
            "--overwrite",
        ];
        workplace.run(&arguments).exits(0);
        workplace.run(&["validate"]).exits(0);
    }
}

#[test]
fn a_file_that_is_no_update_names_its_fault_and_leaves_nothing() {
    let workplace = Workplace::empty();
    for (content, said) in [
        (
            "{\n  \"packages\": [,]\n}",
            "update.json:2:16: not valid JSON",
        ),
        (
            r#"{"packages": [], "Packages": []}"#,
            "duplicate key `Packages`",
        ),
        (r#"{"name": "x"}"#, "expected `packages`"),
        (r#"{"packages": []}"#, "names no value"),
        (r#"{"isSuccess": false, "errors": [{}]}"#, "failed"),
        (r#"{"applicationPackages": []}"#, "MSIX"),
        (&"[".repeat(1_000_000), "recursion limit"),
        (&" ".repeat(8 * 1024 * 1024 + 1), "8388609 bytes"),
    ] {
        workplace.write("update.json", content);
        let run = workplace
            .run(&[
                "import",
                "--from",
                "store-submission",
                "update.json",
                "--output",
                "widgets",
            ])
            .exits(1);
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
        assert!(!workplace.path().join("widgets").exists());
    }
}

#[test]
fn wrong_arguments_are_refused() {
    let workplace = Workplace::empty();
    workplace.write("update.json", README);
    workplace.write("folder/x", "");
    for arguments in [
        &["--from", "store-submission", "absent.json"][..],
        &["--from", "store-submission", "folder"],
        &["--from", "store-submission"],
        &["--from", "storebroker", "update.json"],
        &["not an id", "--from", "store-submission", "update.json"],
        &[
            SAMPLE_PRODUCT,
            SAMPLE_PRODUCT,
            "--from",
            "store-submission",
            "update.json",
        ],
        &["--from", "store-submission", "update.json", "--sandbox"],
        &[
            "--from",
            "store-submission",
            "update.json",
            "--endpoint",
            "https://contoso.com",
        ],
        &[
            "--from",
            "store-submission",
            "update.json",
            "--timeout",
            "5m",
        ],
        &[
            "--from",
            "store-submission",
            "update.json",
            "--scope",
            "packges",
        ],
        &[
            "--from",
            "store-submission",
            "update.json",
            "--scope",
            "listings.xx-yy",
        ],
        &[
            "--from",
            "store-submission",
            "update.json",
            "--output",
            "update.json",
        ],
    ] {
        workplace.run(&[&["import"], arguments].concat()).exits(64);
    }
    assert_eq!(files(&workplace, "."), ["folder/x", "update.json"]);
}

#[test]
fn scope_layout_seller_and_existing_files_work_as_for_a_product() {
    let workplace = Workplace::empty();
    let update = r#"{
        "packages": [
            {"packageUrl": "https://contoso.com/1.0/x64.exe", "packageType": "exe", "architectures": ["X64"]},
            {"packageUrl": "https://contoso.com/1.0/arm64.exe", "architectures": ["Arm64"]}
        ],
        "listings": [{"language": "en-us", "description": "One.\n\nTwo.", "shortDescription": "s"}]
    }"#;
    workplace.write("update.json", update);
    let from = [
        "import",
        SAMPLE_PRODUCT,
        "--from",
        "store-submission",
        "update.json",
        "--output",
        "widgets",
    ];
    let scope = [
        "--scope",
        "packages[0],listings.*.description",
        "--seller-id",
        "123",
    ];
    let run = workplace.run(&[&from[..], &scope].concat()).exits(0);
    assert!(!run.stderr.contains("packageType"), "{}", run.stderr);
    is_clean(&workplace);
    insta::assert_snapshot!(workplace.read("widgets/storectl.yaml"));
    assert_eq!(
        files(&workplace, "widgets"),
        ["listings/en-us/description.md", "storectl.yaml"]
    );

    let run = workplace.run(&from).exits(1);
    assert!(run.stderr.contains("--overwrite"), "{}", run.stderr);
    let second = [
        "--scope",
        "packages[1]",
        "--layout",
        "single",
        "--overwrite",
    ];
    workplace.run(&[&from[..], &second].concat()).exits(0);
    is_clean(&workplace);
    let yaml = workplace.read("widgets/storectl.yaml");
    assert!(yaml.contains("packages:\n  - packageUrl: https://contoso.com/${version}/arm64.exe\n    packageType: exe\n"), "{yaml}");
}
