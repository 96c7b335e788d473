//! Reads records: what a request was, what it made, and what the Store held when.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_sandbox::Submission;

use crate::{
    content::{self, Content},
    history::{Effect, Exchange, Fate, Meanwhile, Past, Role, Run, Snapshot},
    scenario::{Command, Event},
};

/// Returns the command that made the plan which a command applies, with everything since; `None` where the record leaves open
/// which one that is.
pub(super) fn approved_plan<'a>(past: &'a [Past], run: &Run) -> Option<(&'a Run, &'a [Past])> {
    let wishes = run.approved.as_ref()?;
    let is_plan = |it: &Event| {
        matches!(
            it,
            Event::Run {
                command: Command::Plan,
                ..
            }
        )
    };
    let is_another_approved = run.meanwhile.iter().any(|(_, it)| match it {
        Meanwhile::Event { event, .. } => is_plan(event),
        Meanwhile::Signal(_) => false,
    });
    let mut plans = past.iter().enumerate().filter_map(|(at, it)| match it {
        Past::Run(it) if it.command == Command::Plan && it.plan_hash().is_some() => {
            Some((&**it, &past[at + 1..]))
        }
        Past::Run(_) | Past::Event { .. } => None,
    });
    let last = plans.next_back()?;
    (!is_another_approved && last.0.wishes == *wishes).then_some(last)
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call<'a> {
    Status,
    SubmissionStatus(&'a str),
    Metadata,
    Packages,
    Assets,
    PatchMetadata,
    PutMetadata,
    PatchPackage,
    PutPackages,
    CommitPackages,
    CreateAssets,
    CommitAssets,
    Submit,
    /// The bytes of an image.
    Upload,
    SignIn,
    Other,
}

/// What a draft is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Metadata,
    Packages,
    Assets,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Metadata, Self::Packages, Self::Assets];

    /// The part that an address is read in.
    pub(super) fn of(address: &str) -> Self {
        let is_image = address.ends_with(".screenshots") || address.ends_with(".storeLogos");
        match address {
            "packages" => Self::Packages,
            _ if address.starts_with("listings.") && is_image => Self::Assets,
            _ => Self::Metadata,
        }
    }

    pub(super) fn is_read_by(self, call: Call<'_>) -> bool {
        match self {
            Self::Metadata => call == Call::Metadata,
            Self::Packages => call == Call::Packages,
            Self::Assets => call == Call::Assets,
        }
    }
}

/// Returns what a request is for.
pub(super) fn call(exchange: &Exchange) -> Call<'_> {
    let method = exchange.method.as_str();
    match exchange.role {
        Role::Api => {}
        Role::SignIn => return Call::SignIn,
        Role::Uploads if method == "PUT" => return Call::Upload,
        Role::Uploads | Role::Installers => return Call::Other,
    }
    let segments: Vec<&str> = exchange.path.split('/').skip(5).collect();
    match (method, segments.as_slice()) {
        ("GET", ["status"]) => Call::Status,
        ("GET", ["submission", id, "status"]) => Call::SubmissionStatus(id),
        ("GET", ["metadata"]) => Call::Metadata,
        ("GET", ["packages"]) => Call::Packages,
        ("GET", ["listings", "assets"]) => Call::Assets,
        ("PATCH", ["metadata"]) => Call::PatchMetadata,
        ("PUT", ["metadata"]) => Call::PutMetadata,
        ("PATCH", ["packages", _]) => Call::PatchPackage,
        ("PUT", ["packages"]) => Call::PutPackages,
        ("POST", ["packages", "commit"]) => Call::CommitPackages,
        ("POST", ["listings", "assets", "create"]) => Call::CreateAssets,
        ("PUT", ["listings", "assets", "commit"]) => Call::CommitAssets,
        ("POST", ["submit"]) => Call::Submit,
        _ => Call::Other,
    }
}

/// Whether the client has the Store's answer, and it is not a refusal.
pub(super) fn is_accepted(exchange: &Exchange) -> bool {
    match &exchange.fate {
        Fate::Answered(200..300, body) => {
            let success = body.as_ref().map(|it| &it["isSuccess"]);
            success != Some(&Value::Bool(false))
        }
        Fate::Answered(..) | Fate::Lost => false,
    }
}

/// Whether the client has a refusal of the Store's.
pub(super) fn is_refused(exchange: &Exchange) -> bool {
    matches!(exchange.fate, Fate::Answered(..)) && !is_accepted(exchange)
}

/// Returns the data that the client has from the Store.
pub(super) fn data(exchange: &Exchange) -> Option<&Value> {
    match &exchange.fate {
        Fate::Answered(_, Some(body)) if is_accepted(exchange) => Some(&body["responseData"]),
        Fate::Answered(..) | Fate::Lost => None,
    }
}

/// Returns the requests about a product, with their places.
pub(super) fn requests<'a>(
    run: &'a Run,
    product: &'a str,
) -> impl DoubleEndedIterator<Item = (usize, &'a Exchange)> {
    let exchanges = run.exchanges.iter().enumerate();
    exchanges.filter(move |(_, it)| it.product.as_deref() == Some(product))
}

/// A request that changed a draft.
pub(super) struct Write<'a> {
    pub(super) at: usize,
    pub(super) exchange: &'a Exchange,
    pub(super) before: &'a Content,
    pub(super) after: &'a Content,
}

impl Write<'_> {
    /// Returns the addresses it changed.
    pub(super) fn changed(&self) -> Vec<String> {
        differing(self.before, self.after)
    }
}

/// Returns the requests that changed what the draft of a product holds.
pub(super) fn writes<'a>(run: &'a Run, product: &'a str) -> Vec<Write<'a>> {
    let writes = requests(run, product).filter_map(|(at, exchange)| {
        let (before, after) = exchange.effect.as_ref()?.on_draft()?;
        Some(Write {
            at,
            exchange,
            before,
            after,
        })
    });
    writes.collect()
}

/// A submission that a command made.
pub(super) struct Made<'a> {
    /// The place of the request.
    pub(super) at: usize,
    pub(super) exchange: &'a Exchange,
    pub(super) submission: &'a Submission,
    /// What it publishes.
    pub(super) content: Content,
    /// The product when it was asked for.
    pub(super) before: &'a Snapshot,
}

/// Returns the submissions of a product that a command made, in order.
pub(super) fn made<'a>(run: &'a Run, product: &'a str) -> Vec<Made<'a>> {
    let made = requests(run, product).filter_map(|(at, exchange)| {
        let Effect { before, after } = exchange.effect.as_ref()?;
        let is_new = |it: &&Submission| !before.submissions.iter().any(|old| old.id == it.id);
        let submission = after.submissions.iter().find(is_new)?;
        Some(Made {
            at,
            exchange,
            submission,
            content: content::of_submission(submission),
            before,
        })
    });
    made.collect()
}

/// Returns what a command read last before it asked for a submission. What somebody changed after that is in the submission
/// and not in what the command knows of it.
pub(super) fn proven(run: &Run, product: &str, made: &Made<'_>) -> Content {
    let mut proven = made.content.clone();
    let events = interference(run, product);
    for event in events.iter().rev().filter(|it| it.at <= made.at) {
        let (before, after) = (event.before.draft(), event.after.draft());
        for address in differing(before, after) {
            let last = last_read(run, product, Part::of(&address), made.at);
            if last.is_some_and(|last| event.at <= last) {
                continue;
            }
            match before.get(&address) {
                Some(value) => proven.insert(address, value.clone()),
                None => proven.remove(&address),
            };
        }
    }
    proven
}

/// Something else that changed a product while a command ran.
pub(super) struct Interference<'a> {
    /// It came before the request of this place.
    pub(super) at: usize,
    pub(super) before: &'a Snapshot,
    pub(super) after: &'a Snapshot,
}

impl Interference<'_> {
    /// Whether it gave an address of the draft another value.
    pub(super) fn touches(&self, address: &str) -> bool {
        self.before.draft().get(address) != self.after.draft().get(address)
    }
}

/// Returns what else changed a product while a command ran, in order.
pub(super) fn interference<'a>(run: &'a Run, product: &'a str) -> Vec<Interference<'a>> {
    let events = run.meanwhile.iter().filter_map(|(at, meanwhile)| {
        let Meanwhile::Event { before, after, .. } = meanwhile else {
            return None;
        };
        let (before, after) = (before.get(product)?, after.get(product)?);
        (before != after).then_some(Interference {
            at: *at,
            before,
            after,
        })
    });
    events.collect()
}

/// Returns the product as it was for the request of a place, before the command's first write.
fn product_at<'a>(run: &'a Run, product: &'a str, at: usize) -> Option<&'a Snapshot> {
    let events = interference(run, product).into_iter();
    let mut earlier = events.filter(|it| it.at <= at);
    let last = earlier.next_back().map(|it| it.after);
    last.or_else(|| run.before.get(product))
}

/// Returns what the draft of a product may have held in the eyes of the command when it decided what to do: one content,
/// unless the draft changed between its reads. Of packages, those committed last may be what was read.
pub(super) fn read(run: &Run, product: &str) -> Vec<Content> {
    let is_first_write = |(_, it): &(usize, &Exchange)| it.is_write();
    let first_write = requests(run, product).find(is_first_write);
    let first_write = first_write.map_or(run.exchanges.len(), |(at, _)| at);
    let mut contents = vec![Content::new()];
    for part in Part::ALL {
        let reads = requests(run, product)
            .filter(|(at, it)| *at < first_write && part.is_read_by(call(it)) && is_accepted(it));
        let mut places: Vec<usize> = reads.map(|(at, _)| at).collect();
        if places.is_empty() {
            places.push(first_write);
        }
        let mut seen: Vec<Content> = Vec::new();
        for at in places {
            let Some(found) = product_at(run, product, at) else {
                continue;
            };
            let is_of_part = |(address, _): &(&String, &Value)| Part::of(address) == part;
            let held = found.draft().iter().filter(is_of_part);
            let held = held.map(|(address, it)| (address.clone(), it.clone()));
            let committed = || content::of_packages(&found.committed_packages);
            let committed = (part == Part::Packages).then(committed);
            for found in [Some(held.collect()), committed].into_iter().flatten() {
                if !seen.contains(&found) {
                    seen.push(found);
                }
            }
        }
        let with = |content: &Content| {
            let content = content.clone();
            let parts = seen.iter().cloned();
            parts.map(move |part| content.clone().into_iter().chain(part).collect())
        };
        contents = contents.iter().flat_map(with).collect();
    }
    contents
}

/// Returns the place of the last read of a part that the client has the answer of, before a request.
pub(super) fn last_read(run: &Run, product: &str, part: Part, before: usize) -> Option<usize> {
    let reads = requests(run, product);
    let mut reads = reads.filter(|(at, it)| *at < before && is_accepted(it));
    reads
        .rfind(|(_, it)| part.is_read_by(call(it)))
        .map(|(at, _)| at)
}

/// Returns what changed an address before a request, too late for the last read before it to show.
pub(super) fn unseen<'a>(
    run: &'a Run,
    product: &'a str,
    address: &str,
    before: usize,
) -> Vec<Interference<'a>> {
    let last = last_read(run, product, Part::of(address), before);
    let mut unseen = interference(run, product);
    unseen.retain(|it| {
        let is_late = last.is_none_or(|last| it.at > last);
        it.at <= before && is_late && it.touches(address)
    });
    unseen
}

/// Returns the addresses at which two contents differ, in order.
pub(super) fn differing(one: &Content, other: &Content) -> Vec<String> {
    let addresses: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing = addresses
        .into_iter()
        .filter(|it| one.get(*it) != other.get(*it));
    differing.cloned().collect()
}

/// Says what stands at an address.
pub(super) fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// Says what a request is.
pub(super) fn said(exchange: &Exchange) -> String {
    format!("{} {}", exchange.method, exchange.path)
}

/// Returns the value of a flag.
pub(super) fn flag<'a>(run: &'a Run, name: &str) -> Option<&'a str> {
    let at = run.args.iter().position(|it| it == name)?;
    run.args.get(at + 1).map(String::as_str)
}
