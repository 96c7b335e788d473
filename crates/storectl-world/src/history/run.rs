//! What a command did, on record.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::Value;
use storectl_apply::StopSignal;

use crate::{
    history::{effect::Effect, role::Role, snapshot::Snapshot},
    scenario::{Command, Event, Fault, Lost, Runner},
    wish::Wish,
};

/// Products by id, in lower case.
pub type Products = BTreeMap<String, Snapshot>;

/// What a command did.
#[derive(Clone, Debug)]
pub struct Run {
    /// Where it ran.
    pub runner: Runner,
    /// What ran.
    pub command: Command,
    /// What its runner had lost when it began, whatever happened before.
    pub lost: Option<Lost>,
    /// Its flags, as they were given.
    pub args: Vec<String>,
    /// The manifests it read, by product.
    pub wishes: BTreeMap<String, Wish>,
    /// The manifests that its approved plan was made of, where it applies one.
    pub approved: Option<BTreeMap<String, Wish>>,
    /// What the Store held before.
    pub before: Products,
    /// What the Store held after.
    pub after: Products,
    /// What was sent, in order.
    pub exchanges: Vec<Exchange>,
    /// How it ended.
    pub ended: Ended,
    /// How long it ran, in virtual time.
    pub took: Duration,
    /// What it printed as its result: one JSON document, empty where it was killed.
    pub result: Option<Value>,
    /// Results and messages, as they were printed.
    pub printed: String,
    /// What it wrote to its folder: journals, receipts, plans, caches.
    pub written: String,
    /// The bearer tokens given out so far.
    pub tokens: Vec<String>,
    /// What else happened while it ran, each before the exchange of that index.
    pub meanwhile: Vec<(usize, Meanwhile)>,
}

impl Run {
    /// Returns the hash of the plan that it made, where its result is one.
    pub fn plan_hash(&self) -> Option<String> {
        Some(self.result.as_ref()?["planHash"].as_str()?.to_owned())
    }
}

/// What happened while a command ran.
#[derive(Clone, Debug)]
pub enum Meanwhile {
    /// SIGINT or SIGTERM.
    Signal(StopSignal),
    /// An event, and what the Store held before and after it.
    Event {
        /// Which.
        event: Event,
        /// The products before.
        before: Products,
        /// The products after.
        after: Products,
    },
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit code.
    Exit(u8),
    /// Its process died.
    Killed,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The host.
    pub host: String,
    /// What that is to the command.
    pub role: Role,
    /// The path.
    pub path: String,
    /// The query, empty where there is none.
    pub query: String,
    /// The headers but for a bearer token, a line each.
    pub headers: String,
    /// The product it is about, where it is about one.
    pub product: Option<String>,
    /// The body, where it is JSON.
    pub body: Option<Value>,
    /// Whether it carries a bearer token.
    pub is_authorized: bool,
    /// What went wrong, where something did.
    pub fault: Option<Fault>,
    /// What became of it.
    pub fate: Fate,
    /// For requests other than GET and HEAD that were acted on: the product before and after.
    pub effect: Option<Effect>,
}

impl Exchange {
    /// Returns whether it asks the Store to change a product.
    pub fn is_write(&self) -> bool {
        self.product.is_some() && !matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// Returns whether it made a submission.
    pub fn submitted(&self) -> bool {
        let count = |it: &Snapshot| it.submissions.len();
        let effect = self.effect.as_ref();
        effect.is_some_and(|it| count(&it.before) < count(&it.after))
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// The client has the Store's answer: its status and, where it is JSON, its body.
    Answered(u16, Option<Value>),
    /// The client has another answer, or none.
    Lost,
}

/// Everything that happened so far.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// In order; what happened while a command ran comes before the command.
    pub past: Vec<Past>,
    /// The plans whose tokens were acknowledged, in order.
    pub acknowledged: Vec<Arc<Run>>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Past {
    /// A command.
    Run(Arc<Run>),
    /// Something else, and what the Store held before and after it.
    Event {
        /// Which.
        event: Event,
        /// The products before.
        before: Products,
        /// The products after.
        after: Products,
    },
}
