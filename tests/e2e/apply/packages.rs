//! Packages added and removed.

use crate::support::{Store, Workplace, apply};

const TWO: &str = "
packages:
  - packageUrl: https://www.contoso.com/downloads/1.1/setup.exe
    architectures: [X64]
  - packageUrl: https://www.contoso.com/downloads/1.1/setup-arm64.exe
    packageType: exe
    architectures: [Arm64]
    languages: [en-us, de-de]
    isSilentInstall: false
    installerParameters: /S
    genericDocUrl: https://docs.contoso.com/exit-codes
";

#[test]
fn a_package_added_is_a_put_with_every_field_then_ids_commit_wait_and_submit() {
    let store = Store::start();
    let before = store.product().packages[0].clone();
    let workplace = Workplace::at(&store, TWO);
    workplace.run(&apply(&[])).exits(0);

    let after = store.product();
    assert_eq!(after.packages.len(), 2);
    assert_eq!(
        after.packages[0].fields, before.fields,
        "every field of the package that stays"
    );
    assert_ne!(after.packages[0].id, before.id, "the ids are new");
    assert_eq!(after.submissions[0].packages, after.packages);
    let requests = store.requests(0);
    let put = requests
        .iter()
        .position(|it| it == "PUT /packages")
        .unwrap();
    let after_put: Vec<&str> = requests[put..].iter().map(String::as_str).take(4).collect();
    assert_eq!(
        after_put,
        [
            "PUT /packages",
            "GET /packages",
            "POST /packages/commit",
            "GET /status"
        ]
    );
    assert_eq!(
        requests.iter().filter(|it| *it == "POST /submit").count(),
        1
    );
}

#[test]
fn a_package_removed_waits_for_its_acknowledgement() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TWO);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let so_far = store.requests(0).len();

    workplace.manifest("packages:\n  - packageUrl: https://www.contoso.com/downloads/1.1/setup.exe\n    architectures: [X64]\n");
    let blocked = workplace.run(&apply(&["--format", "json"])).exits(11);
    assert!(store.writes(so_far).is_empty());
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let token = plan["products"][0]["changes"][0]["token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        blocked.stdout.contains(&token) || blocked.stderr.contains(&token),
        "the refusal names the token"
    );

    workplace.run(&apply(&["--acknowledge", &token])).exits(0);
    assert_eq!(store.product().packages.len(), 1);
}
