//! A product that is published, in a repository, and a pull request that changes it.

use std::fmt::Write as _;

use storectl_sandbox::{Product, SAMPLE_PRODUCT};

use crate::support::{QUICK, Run, Store, Workplace, git::git};

/// Every format, in the order in which `--out` names them.
pub(super) const FORMATS: [&str; 8] = [
    "text",
    "json",
    "markdown",
    "html",
    "github",
    "sarif",
    "summary",
    "github-output",
];

/// The languages of the product, each with its short description and what is new.
pub(super) const LANGUAGES: [(&str, &str, &str); 12] = [
    (
        "en-us",
        "Notes that are there when you are",
        "Notes open twice as fast.",
    ),
    (
        "de-de",
        "Notizen, die da sind, wenn Sie es sind",
        "Notizen öffnen sich doppelt so schnell.",
    ),
    (
        "fr-fr",
        "Des notes toujours à portée de main",
        "Les notes s’ouvrent deux fois plus vite.",
    ),
    (
        "es-es",
        "Notas siempre a mano",
        "Las notas se abren el doble de rápido.",
    ),
    (
        "it-it",
        "Note sempre a portata di mano",
        "Le note si aprono in metà tempo.",
    ),
    (
        "nl-nl",
        "Notities wanneer u ze nodig hebt",
        "Notities openen twee keer zo snel.",
    ),
    (
        "pt-br",
        "Notas sempre à mão",
        "As notas abrem duas vezes mais rápido.",
    ),
    (
        "sv-se",
        "Anteckningar när du behöver dem",
        "Anteckningar öppnas dubbelt så snabbt.",
    ),
    (
        "da-dk",
        "Noter, når du har brug for dem",
        "Noter åbner dobbelt så hurtigt.",
    ),
    (
        "fi-fi",
        "Muistiinpanot aina käsillä",
        "Muistiinpanot avautuvat kaksi kertaa nopeammin.",
    ),
    (
        "ja-jp",
        "いつでも手元にあるノート",
        "ノートが2倍の速さで開きます。",
    ),
    (
        "ko-kr",
        "언제나 곁에 있는 노트",
        "노트가 두 배 빠르게 열립니다.",
    ),
];

/// A repository with a published product, on the branch of a pull request.
pub(super) struct PullRequest {
    pub(super) store: Store,
    pub(super) workplace: Workplace,
}

/// What the product's manifest says beside its name and its texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More<'a> {
    /// Fields of `en-us`.
    pub(super) english: &'a str,
    /// Modules.
    pub(super) modules: &'a str,
    /// Files beside the manifest, by their path.
    pub(super) files: &'a [(&'a str, &'a [u8])],
}

impl PullRequest {
    /// Publishes the product in the first languages of [`LANGUAGES`], by a commit of the main branch.
    pub(super) fn of_product(languages: usize, more: More<'_>) -> Self {
        let store = Store::start();
        list(&store, languages);
        let mut workplace = Workplace::at(&store, "");
        std::fs::remove_file(workplace.path().join("storectl.yaml")).unwrap();
        workplace.set("PATH", std::env::var_os("PATH").unwrap().to_str().unwrap());
        workplace.set("GITHUB_SERVER_URL", "https://github.com");
        workplace.set("GITHUB_REPOSITORY", "contoso/notes");
        workplace.write(".gitignore", ".storectl/\n");
        let mut it = Self { store, workplace };
        it.write("storectl.yaml", manifest(languages, more));
        for (language, short, news) in LANGUAGES.iter().take(languages) {
            it.write(
                &format!("listings/{language}/description.md"),
                description(short),
            );
            it.write(
                &format!("listings/{language}/whats-new.md"),
                format!("{news}\n"),
            );
        }
        for (path, content) in more.files {
            it.write(path, content);
        }
        git(it.workplace.path(), &["init", "--quiet"]);
        it.commit();
        it.run(&["apply", "store", "--yes", "--wait", "published"])
            .exits(0);
        it
    }

    pub(super) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        self.workplace.write(&format!("store/{path}"), content);
    }

    /// Replaces a text that a file holds.
    #[track_caller]
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) {
        let path = format!("store/{path}");
        let text = self.workplace.read(&path);
        assert!(text.contains(old), "no {old:?} in\n{text}");
        self.workplace.write(&path, text.replace(old, new));
    }

    /// Commits what the pull request changes, and makes it the head of a run.
    pub(super) fn commit(&mut self) {
        let head = self.workplace.commit();
        self.workplace.set("GITHUB_SHA", &head);
    }

    /// Somebody edits the draft in Partner Center.
    pub(super) fn in_partner_center(&self, edit: impl FnOnce(&mut Product)) {
        let mut product = self.store.product();
        edit(&mut product);
        self.store.sandbox.put_product(product);
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Run {
        self.workplace.run(&[arguments, &QUICK].concat())
    }
}

/// Lists the product in the Store, in languages whose texts are the English ones.
fn list(store: &Store, languages: usize) {
    let mut product = store.product();
    let english = product.listing("en-us").unwrap().clone();
    let listing = |(language, _, _): &(&str, &str, &str)| {
        let known = product.listing(language).cloned();
        let mut listing = known.unwrap_or_else(|| english.clone());
        (*language).clone_into(&mut listing.language);
        for (at, asset) in listing
            .screenshots
            .iter_mut()
            .chain(&mut listing.store_logos)
            .enumerate()
        {
            asset.id = format!("{language}-{at}");
        }
        listing
    };
    let listings = LANGUAGES.iter().take(languages).map(listing).collect();
    product.listings = listings;
    // The language of the fixtures' installers.
    for package in product
        .packages
        .iter_mut()
        .chain(&mut product.committed_packages)
    {
        package
            .fields
            .insert("languages".into(), ["de-de"].as_slice().into());
    }
    store.sandbox.put_product(product);
}

fn description(short: &str) -> String {
    format!(
        "{short}.\n\nContoso Notes keeps your notes in sync on all your devices, even without a network. \
         It finds every word that you ever wrote, in typed text and in pictures.\n"
    )
}

fn manifest(languages: usize, more: More<'_>) -> String {
    let More {
        english,
        modules,
        files: _,
    } = more;
    let mut text = format!(
        "apiVersion: storectl/v1
productId: {SAMPLE_PRODUCT}
name: Contoso Notes
{modules}listingDefaults:
  copyright: © 2025 Contoso Ltd
  description: {{ file: 'listings/${{language}}/description.md' }}
  whatsNew: {{ file: 'listings/${{language}}/whats-new.md' }}
listings:
"
    );
    for (language, short, _) in LANGUAGES.iter().take(languages) {
        let _ = writeln!(text, "  {language}:\n    shortDescription: {short}");
        if *language == "en-us" {
            text.push_str(english);
        }
    }
    text
}
