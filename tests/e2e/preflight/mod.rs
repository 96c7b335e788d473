//! Preflight: installers that plan, apply and submit look at.

mod approval;
mod findings;
#[cfg(unix)]
mod killed;
mod looks;
#[cfg(unix)]
mod question;
mod remembered;
mod shown;
mod swapped;
mod waiting;

use serde_json::{Value, json};
use storectl_sandbox::Options;

use crate::support::{
    Run, Store, Workplace, apply,
    host::{Host, Serves},
};

/// The installer of the live package, and the one that the manifest names.
const LIVE: &str = "1.4.0/setup.exe";
const NEW: &str = "1.5.0/setup.exe";

/// Those of the packages, in order.
const ARCHITECTURES: [&str; 2] = ["X64", "X86"];

/// A Store whose product has a package on a host, and a manifest with a package of the next version.
struct Case {
    store: Store,
    host: Host,
    workplace: Workplace,
}

impl Case {
    /// The new installer is signed, and nothing is wrong with it.
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let (store, host) = (Store::with(options), Host::start());
        host.put(LIVE, Serves::fixture("plain-signed-sha384.exe"));
        host.put(NEW, Serves::fixture("plain-signed.exe"));
        let case = Self {
            workplace: Workplace::at(&store, ""),
            store,
            host,
        };
        case.live(&[LIVE]);
        case.manifest("");
        case
    }

    /// Makes packages at these places of the host those of the draft.
    fn live(&self, names: &[&str]) {
        let mut product = self.store.product();
        let [sample] = product.packages.as_slice() else {
            panic!("the sample product has one package");
        };
        let packages = names.iter().enumerate().map(|(index, name)| {
            let mut package = sample.clone();
            package.id = format!("{}", 7000 + index);
            let fields = [
                ("packageUrl", json!(self.at(name))),
                ("languages", json!(["de-de"])),
                ("architectures", json!([ARCHITECTURES[index]])),
                ("isSilentInstall", json!(true)),
                ("installerParameters", Value::Null),
            ];
            for (key, value) in fields {
                package.fields.insert(key.to_owned(), value);
            }
            package
        });
        product.packages = packages.collect();
        product.committed_packages.clone_from(&product.packages);
        self.store.sandbox.put_product(product);
    }

    /// Sets a field of the live packages.
    fn live_field(&self, key: &str, value: &Value) {
        let mut product = self.store.product();
        for it in &mut product.packages {
            it.fields.insert(key.to_owned(), value.clone());
        }
        product.committed_packages.clone_from(&product.packages);
        self.store.sandbox.put_product(product);
    }

    /// Writes the manifest: the package of the new version, with `more` keys.
    fn manifest(&self, more: &str) {
        let url = self.at(NEW);
        self.workplace
            .manifest(&format!("packages:\n  - packageUrl: {url}\n{more}"));
    }

    /// The address of a file that was put on the host.
    fn at(&self, name: &str) -> String {
        self.host.at(&format!("put/{name}"))
    }

    fn plan(&self, flags: &[&str]) -> Run {
        self.workplace.run(&[&["plan"], flags].concat())
    }

    /// The plan as JSON.
    #[track_caller]
    fn planned(&self, flags: &[&str], exit: i32) -> Value {
        let flags = [&["--format", "json"], flags].concat();
        self.plan(&flags).exits(exit).json()
    }

    fn apply(&self, flags: &[&str]) -> Run {
        self.workplace.run(&apply(flags))
    }
}

/// What was seen of the first package.
fn seen(document: &Value) -> &Value {
    &document["products"][0]["preflight"][0]
}

/// The codes of the findings of the first package.
fn codes(document: &Value) -> Vec<&str> {
    let findings = seen(document)["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect()
}
