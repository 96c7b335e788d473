//! What may happen.

use serde::{Deserialize, Serialize};

use crate::wish::{Edit, PortalEdit};

/// What may happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A change of a product's manifest is merged.
    Merge {
        /// Its index.
        product: usize,
        /// What it changes.
        edits: Vec<Edit>,
    },
    /// Every destructive change that a plan of the newest manifests names is acknowledged in the manifests.
    Acknowledge,
    /// A command is run over all products.
    Run {
        /// Where.
        runner: Runner,
        /// Which.
        command: Command,
        /// How many merges ago the manifests it reads were the newest ones; 0 for those of now.
        behind: usize,
        /// What happens meanwhile.
        meanwhile: Vec<(Moment, Disturbance)>,
    },
    /// What a runner remembers is lost.
    Lose {
        /// Where.
        runner: Runner,
        /// What.
        lost: Lost,
    },
    /// Somebody edits the draft in Partner Center.
    Portal {
        /// The product's index.
        product: usize,
        /// How.
        edit: PortalEdit,
    },
    /// Somebody submits the draft in Partner Center, where no submission is in progress.
    PortalSubmit {
        /// The product's index.
        product: usize,
    },
    /// Somebody cancels the submission in progress in Partner Center, where there is one.
    PortalCancel {
        /// The product's index.
        product: usize,
    },
    /// Certification of the submission in progress ends, where there is one.
    Certify {
        /// The product's index.
        product: usize,
        /// How.
        verdict: Verdict,
    },
    /// Time passes, everywhere.
    Wait {
        /// Seconds.
        seconds: u32,
    },
    /// The clocks of runners jump; the Store's does not.
    Clock {
        /// Seconds, also back.
        seconds: i64,
    },
    /// The bytes of a product's installers are replaced where they are hosted: of those that its draft or a manifest names.
    Swap {
        /// The product's index.
        product: usize,
    },
}

/// A machine that commands run on, with a checkout of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Runner {
    /// One.
    A,
    /// The other.
    B,
}

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// `plan --out json=FILE`: the plan is approved as it is.
    Plan,
    /// `apply --yes`.
    Apply,
    /// `apply --yes --plan FILE`, of the plan that was approved last; nothing where there is none.
    ApplyApproved,
    /// `submit --yes`.
    Submit,
    /// `status`.
    Status,
}

/// When something happens while a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Before the request of this number, counted from 0, whatever it asks for.
    Request(usize),
    /// Before the request of this number that asks the Store to change a product, counted from 0.
    Write(usize),
    /// Before the first request to look at a product that follows one to change it.
    ReadBack,
    /// Before the next request to submit.
    Submit,
    /// Before the request that follows one to submit.
    AfterSubmit,
}

/// What happens while a command runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disturbance {
    /// The process dies.
    Kill,
    /// SIGINT.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// The request fails, or its answer does.
    Fault(Fault),
    /// Something else happens first; a run is one of the other runner.
    Event(Box<Event>),
}

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It is never sent.
    NotSent,
    /// It is sent, not acted on, and no answer comes.
    LostBefore,
    /// It is acted on, and no answer comes.
    LostAfter,
    /// It is not acted on; the answer has this status, in the gateway's shape.
    StatusBefore(u16),
    /// It is acted on; the answer has this status all the same.
    StatusAfter(u16),
    /// It is acted on; the answer breaks off.
    Truncated,
    /// It is acted on; the answer is a page of a proxy, with status 200.
    Page,
    /// It is acted on, and the process dies before the answer comes.
    Death,
    /// Every token given out so far is void.
    TokensExpired,
}

/// What a runner remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lost {
    /// Journals.
    Journals,
    /// What is known of images and installers.
    Cache,
    /// Receipts in the folder.
    Receipts,
    /// Everything: the next command runs in a fresh checkout.
    Folder,
}

/// How certification ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Published.
    Published,
    /// Failed.
    Failed,
}
