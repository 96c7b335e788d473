//! The contract's own Node.js sample, unmodified but for its settings, against `storectl sandbox`.

use std::{path::PathBuf, process::Command};

use super::serve;
use crate::support::{Workplace, repository};

/// The contract's page, where it lies beside the repository.
fn contract() -> Option<String> {
    std::fs::read_to_string(repository().join("../shared/reference/store-api.md")).ok()
}

/// The page's Node.js listings: the program, its settings, its client.
fn listings(page: &str) -> Vec<&str> {
    page.split("```nodejs\n")
        .skip(1)
        .filter_map(|it| it.split("```").next())
        .collect()
}

/// node-fetch 2 from the npm registry, in a folder that later runs find again; `None` if there is no node or registry.
fn node_modules() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("node-sample");
    let modules = folder.join("node_modules");
    if !modules.join("node-fetch").exists() {
        std::fs::create_dir_all(&folder).ok()?;
        let install = Command::new("npm")
            .args(["install", "--silent", "--no-save", "--prefix", "."])
            .arg("node-fetch@2")
            .current_dir(&folder)
            .output();
        install.ok().filter(|it| it.status.success())?;
    }
    Some(modules)
}

#[test]
fn the_contracts_node_sample_runs_to_the_end() {
    let (Some(page), Some(modules)) = (contract(), node_modules()) else {
        eprintln!(
            "skipped: needs the contract's page beside the repository, node, and node-fetch@2 from the npm registry"
        );
        return;
    };
    let [program, settings, client] = listings(&page).try_into().unwrap();
    let workplace = Workplace::empty();
    let (_server, variables) = serve(&workplace, &[]);
    let get = |name: &str| {
        variables
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.clone())
            .unwrap()
    };

    let token = format!(
        "{}/{}/oauth2/v2.0/token",
        get("STORECTL_AUTHORITY"),
        get("STORECTL_TENANT_ID")
    );
    let settings = settings
        .replace(
            "\"https://api.store.microsoft.com\"",
            &format!("{:?}", get("STORECTL_ENDPOINT")),
        )
        .replace(
            "tokenEndpoint : \"...\"",
            &format!("tokenEndpoint : {token:?}"),
        )
        .replace(
            "applicationId : \"...\"",
            &format!("applicationId : {:?}", get("STORECTL_SANDBOX_PRODUCT")),
        )
        .replace(
            "clientId : \"...\"",
            &format!("clientId : {:?}", get("STORECTL_CLIENT_ID")),
        )
        .replace(
            "clientSecret : \"...\"",
            &format!("clientSecret : {:?}", get("STORECTL_CLIENT_SECRET")),
        )
        .replace(
            "sellerId : \"...\"",
            &format!("sellerId : {:?}", get("STORECTL_SELLER_ID")),
        );
    workplace.write("sample.js", program);
    workplace.write("Configuration.js", settings);
    workplace.write("SubmissionClient.js", client);
    workplace.write("Image.png", IMAGE);

    let run = Command::new("node")
        .arg("sample.js")
        .current_dir(workplace.path())
        .env("NODE_PATH", modules)
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{out}\n{err}");
    assert!(!out.contains("\"isSuccess\":false"), "{out}");
    assert!(
        out.trim_end()
            .ends_with(r#""hasFailed":false},"isSuccess":true}"#),
        "{out}"
    );
}

/// The smallest PNG there is: one pixel.
const IMAGE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x62, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];
