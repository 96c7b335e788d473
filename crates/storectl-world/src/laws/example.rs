//! A record made by hand: a command that sets the website of the sandbox's sample, proves the draft and submits it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::{Value, json};
use storectl_sandbox::{Options, Product, Progress, SAMPLE_PRODUCT, Sandbox, Submission};

use crate::{
    history::{Effect, Ended, Exchange, Fate, History, Meanwhile, Past, Products, Role, Run},
    scenario::{Command, Event, Runner},
    wish::Wish,
};

pub(super) const WEBSITE: &str = "https://example.com/new";

/// A record under way.
pub(super) struct Example {
    pub(super) run: Run,
    pub(super) store: Product,
}

/// The sandbox's sample, with its draft submitted and published.
pub(super) fn published() -> Product {
    let sandbox = Sandbox::in_memory(Options::default());
    let mut product = sandbox.product(SAMPLE_PRODUCT).unwrap();
    submit(&mut product, "1");
    product.submissions[0].progress = Progress::Published;
    product
}

/// Submits a draft, as the Store does.
pub(super) fn submit(product: &mut Product, id: &str) {
    product.submissions.push(Submission {
        id: id.to_owned(),
        progress: Progress::InProgress { reads: 3, until: 0 },
        status_reads: 0,
        rejections: Vec::new(),
        packages: product.committed_packages.clone(),
        availability: product.availability.clone(),
        properties: product.properties.clone(),
        listings: product.listings.clone(),
    });
}

/// A manifest that names the website.
pub(super) fn wish() -> Wish {
    let mut wish = Wish::default();
    wish.properties.insert("website".to_owned(), json!(WEBSITE));
    wish
}

/// The request that sets what [`wish`] asks for.
pub(super) fn body() -> Value {
    json!({ "properties": { "website": WEBSITE } })
}

pub(super) fn set_website(product: &mut Product) {
    let website = "website".to_owned();
    product.properties.insert(website, json!(WEBSITE));
}

/// A command that did all of its work, and did it well.
pub(super) fn applied() -> Example {
    let mut example = Example::new(published());
    example.read();
    example.write("PATCH", "metadata", Some(body()), set_website);
    example.write("POST", "packages/commit", None, |_| {});
    example.read();
    example.submit("2");
    let steps = [
        "patch-metadata",
        "commit-packages",
        "await-ready",
        "verify",
        "submit",
    ];
    let steps = steps.map(|kind| json!({ "kind": kind, "outcome": "done" }));
    example.report(0, "done", json!("2"), json!(steps))
}

/// A command that found nothing to do.
pub(super) fn unchanged(store: Product) -> Example {
    let mut example = Example::new(store);
    example.read();
    example.report(0, "unchanged", Value::Null, json!([]))
}

/// What came before a command, where that is another one.
pub(super) fn history<const N: usize>(runs: [&Run; N]) -> History {
    let past = runs.map(|it| Past::Run(Arc::new(it.clone())));
    History {
        past: past.into(),
        ..History::default()
    }
}

impl Example {
    pub(super) fn new(store: Product) -> Self {
        let products = Products::from([(store.id.clone(), store.clone().into())]);
        let args = ["apply", "--submit", "auto", "--wait", "submitted"];
        let run = Run {
            runner: Runner::A,
            command: Command::Apply,
            lost: None,
            args: args.map(str::to_owned).into(),
            wishes: BTreeMap::from([(store.id.clone(), wish())]),
            approved: None,
            before: products.clone(),
            after: products,
            exchanges: Vec::new(),
            ended: Ended::Killed,
            took: Duration::ZERO,
            result: None,
            printed: String::new(),
            written: String::new(),
            tokens: vec!["bearer-canary".to_owned()],
            meanwhile: Vec::new(),
        };
        Self { run, store }
    }

    /// Reads the draft in full.
    pub(super) fn read(&mut self) {
        for path in ["status", "packages", "metadata", "listings/assets"] {
            let data = match path {
                "status" => json!({ "isReady": true }),
                _ => json!({}),
            };
            self.send("GET", path, None, data);
        }
    }

    /// Sends a request that the Store accepts and that changes nothing.
    pub(super) fn send(&mut self, method: &str, path: &str, body: Option<Value>, data: Value) {
        let id = &self.store.id;
        let mut answer = json!({ "isSuccess": true });
        answer["responseData"] = data;
        self.run.exchanges.push(Exchange {
            method: method.to_owned(),
            host: "api.store.microsoft.com".to_owned(),
            role: Role::Api,
            path: format!("/submission/v1/product/{id}/{path}"),
            query: String::new(),
            headers: "x-seller-account-id: 1\n".to_owned(),
            product: Some(id.clone()),
            body,
            is_authorized: true,
            fault: None,
            fate: Fate::Answered(200, Some(answer)),
            effect: None,
        });
    }

    /// Sends a request that the Store accepts, and what it does.
    pub(super) fn write(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
        act: impl FnOnce(&mut Product),
    ) {
        self.send(method, path, body, json!({}));
        let before = self.store.clone().into();
        act(&mut self.store);
        let effect = Effect {
            before,
            after: self.store.clone().into(),
        };
        self.last().effect = Some(effect);
    }

    pub(super) fn submit(&mut self, id: &str) {
        self.write("POST", "submit", None, |it| submit(it, id));
    }

    /// Lets somebody edit the draft before the next request.
    pub(super) fn interfere(&mut self, act: impl FnOnce(&mut Product)) {
        let products = |it: &Product| Products::from([(it.id.clone(), it.clone().into())]);
        let before = products(&self.store);
        act(&mut self.store);
        let happened = Meanwhile::Event {
            event: Event::Wait { seconds: 0 },
            before,
            after: products(&self.store),
        };
        self.run
            .meanwhile
            .push((self.run.exchanges.len(), happened));
    }

    /// The last request.
    pub(super) fn last(&mut self) -> &mut Exchange {
        self.run.exchanges.last_mut().unwrap()
    }

    /// Ends with a report.
    pub(super) fn report(mut self, code: u8, status: &str, id: Value, steps: Value) -> Self {
        let error = match code {
            0 => Value::Null,
            code => json!({ "exit": code, "message": "why" }),
        };
        // A manifest may write the id in capital letters.
        let mut product = json!({
            "productId": self.store.id.to_ascii_uppercase(),
            "status": status,
            "submissionKnown": true,
        });
        product["submissionId"] = id;
        product["steps"] = steps;
        self.run.result = Some(json!({ "exit": code, "error": error, "products": [product] }));
        self.run.ended = Ended::Exit(code);
        let after = self.store.clone();
        self.run.after.insert(after.id.clone(), after.into());
        self
    }

    /// Changes what the report says of the product.
    pub(super) fn edit(&mut self, member: &str, value: Value) {
        self.run.result.as_mut().unwrap()["products"][0][member] = value;
    }
}

#[test]
fn a_command_that_works_well_breaks_no_law() {
    let run = applied().run;
    assert_eq!(super::judge(&History::default(), &run), []);
    let again = unchanged((*run.after[SAMPLE_PRODUCT]).clone()).run;
    assert_eq!(super::judge(&history([&run]), &again), []);
    assert_eq!(super::settled(&history([&run, &again]), &run, &again), []);
}
