//! Eight plans that reviewers meet, each with its run.

use serde_json::json;
use storectl_sandbox::{Options, Product, Seed};

use super::published::{FORMATS, More, PullRequest};
use crate::support::{QUICK, Store, Workplace, git::git, images::drawn, repository};

/// What a run left in each format of [`FORMATS`].
pub(super) type Outputs = Vec<(&'static str, String)>;

/// A plan, or an apply, by a name that says what a reviewer meets.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) run: fn() -> Outputs,
}

/// The eight plans of which every format is kept.
pub(super) const ALL: [Scenario; 8] = [
    Scenario {
        name: "one-text",
        run: one_text,
    },
    Scenario {
        name: "copyright-in-12-languages",
        run: copyright_in_twelve_languages,
    },
    Scenario {
        name: "removed-language",
        run: removed_language,
    },
    Scenario {
        name: "installer-and-price",
        run: installer_and_price,
    },
    Scenario {
        name: "images",
        run: images,
    },
    Scenario {
        name: "drift-and-conflict",
        run: drift_and_conflict,
    },
    Scenario {
        name: "fleet-of-61",
        run: fleet_of_61,
    },
    Scenario {
        name: "failed-apply",
        run: failed_apply,
    },
];

/// Runs a command and reads what it wrote in every format.
fn outputs(workplace: &Workplace, arguments: &[&str], exit: i32) -> Outputs {
    let out = FORMATS.map(|format| format!("{format}=out/{format}"));
    let out = out.iter().flat_map(|it| ["--out", it]);
    let arguments: Vec<&str> = arguments.iter().copied().chain(QUICK).chain(out).collect();
    let run = workplace.run(&arguments).exits(exit);
    let read = |format| {
        let path = workplace.path().join("out").join(format);
        let file = std::fs::read_to_string(&path);
        (
            format,
            file.unwrap_or_else(|_| panic!("no {format}:\n{}\n{}", run.stdout, run.stderr)),
        )
    };
    FORMATS.map(read).into()
}

/// Plans a pull request as its workflow does.
fn plan(mut pull_request: PullRequest, exit: i32) -> Outputs {
    pull_request.commit();
    outputs(&pull_request.workplace, &["plan", "store"], exit)
}

fn one_text() -> Outputs {
    let it = PullRequest::of_product(3, More::default());
    it.edit(
        "listings/de-de/description.md",
        "on all your devices",
        "on every device you own",
    );
    plan(it, 0)
}

fn copyright_in_twelve_languages() -> Outputs {
    let it = PullRequest::of_product(12, More::default());
    it.edit("storectl.yaml", "© 2025 Contoso Ltd", "© 2026 Contoso Ltd");
    plan(it, 0)
}

fn removed_language() -> Outputs {
    let it = PullRequest::of_product(4, More::default());
    let fields = "  es-es:\n    shortDescription: Notas siempre a mano\n";
    it.edit("storectl.yaml", fields, "  es-es: null\n");
    it.edit(
        "listings/de-de/whats-new.md",
        "doppelt so schnell",
        "dreimal so schnell",
    );
    plan(it, 11)
}

/// The installer of a version, as the sandbox serves it.
fn installer(it: &Store, version: &str, fixture: &str) -> String {
    let file = repository().join("tests/fixtures/installers").join(fixture);
    let name = format!("{version}/setup.exe");
    it.sandbox
        .put_installer(&name, std::fs::read(file).unwrap());
    format!("{}/installers/{name}", it.address)
}

fn installer_and_price() -> Outputs {
    let mut it = PullRequest::of_product(2, More::default());
    let old = installer(&it.store, "1.4.0", "plain-signed-sha384.exe");
    it.in_partner_center(|product| {
        for package in &mut product.packages {
            let fields = [
                ("packageUrl", json!(old)),
                ("isSilentInstall", json!(true)),
                ("installerParameters", json!("/S")),
            ];
            for (key, value) in fields {
                package.fields.insert(key.to_owned(), value);
            }
        }
        product.committed_packages.clone_from(&product.packages);
    });
    it.edit(
        "storectl.yaml",
        "listingDefaults:",
        &format!("availability:\n  pricing: PAID\n  freeTrial: NO_FREE_TRIAL\npackages:\n  - packageUrl: {old}\n    installerParameters: /S\nlistingDefaults:"),
    );
    it.commit();
    it.run(&[
        "apply",
        "store",
        "--yes",
        "--submit",
        "always",
        "--wait",
        "published",
    ])
    .exits(0);
    let new = installer(&it.store, "1.5.0", "plain-signed.exe");
    it.edit("storectl.yaml", &old, &new);
    it.edit("storectl.yaml", "pricing: PAID", "pricing: FREEMIUM");
    plan(it, 11)
}

fn images() -> Outputs {
    let picture = |seed| drawn(1366, 768, seed);
    let (inbox, editor, search) = (picture(1), picture(2), picture(3));
    let english = "    screenshots: [images/inbox.png, images/editor.png, images/search.png]\n";
    let more = More {
        english,
        files: &[
            ("images/inbox.png", &inbox),
            ("images/editor.png", &editor),
            ("images/search.png", &search),
        ],
        ..More::default()
    };
    let it = PullRequest::of_product(2, more);
    it.write("images/editor.png", picture(12));
    it.write("images/dark.png", picture(13));
    let english = "    screenshots: [images/inbox.png, images/search.png, images/editor.png, images/dark.png]\n";
    it.edit("storectl.yaml", more.english, english);
    plan(it, 0)
}

fn drift_and_conflict() -> Outputs {
    let more = More {
        modules: "properties:\n  supportContactInfo: help@contoso.com\n  website: https://www.contoso.com/notes\n",
        ..More::default()
    };
    let it = PullRequest::of_product(2, more);
    it.in_partner_center(|product| {
        product
            .properties
            .insert("supportContactInfo".into(), "support@contoso.com".into());
        product
            .properties
            .insert("website".into(), "https://contoso.com".into());
        product
            .availability
            .insert("enableInFutureMarkets".into(), false.into());
        let mut listings = product.listings.iter_mut();
        let english = listings.find(|it| it.language == "en-us").unwrap();
        let short = "Fast, private notes".into();
        english.fields.insert("shortDescription".into(), short);
    });
    it.edit(
        "storectl.yaml",
        "shortDescription: Notes that are there when you are",
        "shortDescription: Notes, fast",
    );
    it.edit(
        "storectl.yaml",
        "https://www.contoso.com/notes",
        "https://www.contoso.com/notes/store",
    );
    plan(it, 0)
}

/// The id of a product of the fleet.
fn member(number: usize) -> String {
    format!("{number:08x}-84e8-4d2d-9eba-487878d02ebf")
}

/// Sixty-one products: five change, one of them loses a language without a token, and one is not in the Store.
fn fleet_of_61() -> Outputs {
    let store = Store::with(Options {
        seed: Seed::Nothing,
        ..Options::default()
    });
    let sample = Store::start().product();
    let mut workplace = Workplace::at(&store, "");
    std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
    workplace.set("PATH", std::env::var_os("PATH").unwrap().to_str().unwrap());
    for number in 1..=61 {
        if number != 40 {
            store.sandbox.put_product(Product {
                id: member(number),
                ..sample.clone()
            });
        }
        let short = match number {
            3 | 17 | 23 | 58 => "Gears for every workshop",
            _ => "Gears for everyone",
        };
        let german = if number == 23 {
            "null"
        } else {
            "{ shortDescription: Zahnräder für alle }"
        };
        workplace.write(
            &format!("store/{number:02}/storectl.yaml"),
            format!(
                "apiVersion: storectl/v1\nproductId: {}\nname: Contoso Widgets {number}\nlistings:\n  en-us: {{ shortDescription: {short} }}\n  de-de: {german}\n",
                member(number)
            ),
        );
    }
    workplace.write(".gitignore", ".storectl/\n");
    git(workplace.path(), &["init", "--quiet"]);
    workplace.commit();
    outputs(&workplace, &["plan", "store"], 20)
}

/// The Store refuses the parameters of a package, which only the write shows (field note 34).
fn failed_apply() -> Outputs {
    let mut it = PullRequest::of_product(2, More::default());
    it.edit("listings/en-us/whats-new.md", "twice as fast", "in no time");
    let package = "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.1/setup.exe\n    installerParameters: /S /a-parameter-that-is-more-than-forty-characters\nlistingDefaults:";
    it.edit("storectl.yaml", "listingDefaults:", package);
    it.commit();
    outputs(&it.workplace, &["apply", "store", "--yes"], 22)
}
