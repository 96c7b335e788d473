//! Runs one command on a simulated machine.

use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use serde_json::Value;
use storectl::{GitSettings, Helpers, Machine, Signals, Sink};
use storectl_api::Clock as _;
use storectl_sandbox::Credentials;

use crate::{
    history::{Ended, Run},
    play::{
        folder::Folder,
        git,
        network::{Happen, Killed, Network},
        scene::Scene,
        store::CLIENT_SECRET,
    },
    scenario::{Command, Disturbance, Lost, Moment, Receipts, Runner},
    wish::{SECRET_VARIABLE, Wish},
};

/// The manifests of all products, by id.
pub(super) type Wishes = BTreeMap<String, Wish>;

/// A plan somebody approved.
#[derive(Clone, Debug)]
pub(super) struct Approved {
    /// Who made it.
    pub(super) runner: Runner,
    /// Its hash.
    pub(super) hash: String,
    /// The manifests it was made of.
    pub(super) wishes: Wishes,
}

/// What to run, where, and what happens meanwhile.
pub(super) struct Order<'a> {
    pub(super) runner: Runner,
    pub(super) command: Command,
    pub(super) behind: usize,
    pub(super) meanwhile: &'a [(Moment, Disturbance)],
}

/// Runs a command in a folder, whose manifests are then these.
///
/// # Panics
/// The folder cannot be written, or the command panics: a defect of the program, which the player reports.
pub(super) fn carry_out(
    scene: &Arc<Scene>,
    order: &Order<'_>,
    folder: &Folder,
    wishes: Wishes,
    approved: Option<Approved>,
    happen: Happen,
) -> Run {
    check_out(scene, folder, &wishes);
    let lost = match scene.config.receipts {
        Receipts::Lost => Some(Lost::Receipts),
        Receipts::Own | Receipts::Git => None,
    };
    if let Some(lost) = lost {
        folder.lose(lost);
    }
    let before = scene.store.products();
    let network = Arc::new(Network::new(Arc::clone(scene), order.meanwhile, happen));
    let (stdout, stderr) = (buffer(), buffer());
    let listening = Arc::clone(&network);
    let machine = Machine {
        stdout: Sink::Buffer(Arc::clone(&stdout)),
        stderr: Sink::Buffer(Arc::clone(&stderr)),
        network: storectl::Network::Simulated(Arc::clone(&network) as _),
        clock: Arc::new(scene.clock.clone()),
        signals: Signals::Simulated(Arc::new(move |sender| listening.listens(sender))),
        helpers: Helpers::Nobody,
        git: GitSettings::Nobodys,
    };
    let args = arguments(scene, order, folder, approved.as_ref());
    let mut variables = variables(folder);
    if let Some(address) = scene.store.address() {
        for name in ["STORECTL_ENDPOINT", "STORECTL_AUTHORITY"] {
            variables.push((name.to_owned(), address.to_owned()));
        }
    }
    let (begun, started) = (SystemTime::now(), scene.clock.now());
    let ran = panic::catch_unwind(AssertUnwindSafe(|| {
        storectl::run(&args, variables, machine)
    }));
    let ended = match ran {
        Ok(code) => Ended::Exit(code),
        Err(panic) if panic.is::<Killed>() => Ended::Killed,
        Err(panic) => panic::resume_unwind(panic),
    };
    let origin = match scene.config.receipts {
        Receipts::Git => Some(scene.origin()),
        Receipts::Own | Receipts::Lost => None,
    };
    let (stdout, stderr) = (text(&stdout), text(&stderr));
    let traffic = network.traffic();
    Run {
        runner: order.runner,
        command: order.command,
        lost,
        result: serde_json::from_str::<Value>(&stdout).ok(),
        printed: format!("{stdout}{stderr}"),
        written: folder.written(begun, origin.as_deref()),
        tokens: scene.store.given_tokens(),
        args,
        wishes,
        approved: approved.map(|it| it.wishes),
        before,
        after: scene.store.products(),
        exchanges: traffic.exchanges,
        ended,
        took: scene.clock.now().saturating_sub(started),
        meanwhile: traffic.meanwhile,
    }
}

/// Brings the manifests of a checkout up to date.
fn check_out(scene: &Scene, folder: &Folder, wishes: &Wishes) {
    match scene.config.receipts {
        Receipts::Git => git::open(&folder.checkout(), &scene.origin()),
        Receipts::Own | Receipts::Lost => {}
    }
    for (index, id) in scene.store.ids().iter().enumerate() {
        let (Some(wish), Some(start)) = (wishes.get(id), scene.config.products.get(index)) else {
            continue;
        };
        let id = if start.in_capitals {
            id.to_ascii_uppercase()
        } else {
            id.clone()
        };
        let place = folder.checkout().join(format!("product-{index}"));
        let written = wish.write(&id, &place);
        written.unwrap_or_else(|error| panic!("cannot write `{}`: {error}", place.display()));
    }
    match scene.config.receipts {
        Receipts::Git => git::commit(&folder.checkout(), scene.clock.now()),
        Receipts::Own | Receipts::Lost => {}
    }
}

fn arguments(
    scene: &Scene,
    order: &Order<'_>,
    folder: &Folder,
    approved: Option<&Approved>,
) -> Vec<String> {
    let config = &scene.config;
    let checkout = folder.checkout().display().to_string();
    let name = match order.command {
        Command::Plan => "plan",
        Command::Apply | Command::ApplyApproved => "apply",
        Command::Submit => "submit",
        Command::Status => "status",
    };
    let mut args = vec!["storectl".to_owned(), name.to_owned()];
    let mut add = |more: &[&str]| args.extend(more.iter().map(|it| (*it).to_owned()));
    // One image at a time: the order of requests is the same at every play.
    add(&["--format", "json", "--parallelism", "1"]);
    add(&[
        "--receipts",
        match config.receipts {
            Receipts::Own | Receipts::Lost => "off",
            Receipts::Git => "git=origin",
        },
    ]);
    if let Some(format) = scene.other_format() {
        let result = folder.result(format).display().to_string();
        add(&["--out", &format!("{format}={result}")]);
    }
    let plan = folder.plan().display().to_string();
    match order.command {
        Command::Plan => {
            let out = format!("json={plan}");
            add(&["--out", &out, "--submit", &config.submit]);
            add(&["--wait", &config.wait, "--preflight", &config.preflight]);
            add(&[&checkout]);
        }
        Command::Apply => {
            add(&["--yes", "--submit", &config.submit, "--wait", &config.wait]);
            add(&["--preflight", &config.preflight, &checkout]);
        }
        Command::ApplyApproved => {
            add(&["--yes", "--submit", &config.submit, "--wait", &config.wait]);
            add(&["--preflight", &config.preflight]);
            match approved {
                Some(it) if it.runner == order.runner => add(&["--plan", &plan]),
                Some(it) => add(&["--expect", &it.hash, &checkout]),
                None => add(&[&checkout]),
            }
        }
        Command::Submit => {
            add(&[
                "--yes",
                "--wait",
                &config.wait,
                "--preflight",
                &config.preflight,
            ]);
            add(&[&checkout]);
        }
        Command::Status => add(&[&checkout]),
    }
    args
}

/// The environment of a runner.
fn variables(folder: &Folder) -> Vec<(String, String)> {
    let Credentials {
        tenant_id,
        client_id,
        client_secret: _,
        seller_id,
    } = Credentials::default();
    [
        ("STORECTL_TENANT_ID", tenant_id),
        ("STORECTL_CLIENT_ID", client_id),
        ("STORECTL_CLIENT_SECRET", CLIENT_SECRET.to_owned()),
        ("STORECTL_SELLER_ID", seller_id),
        ("STORECTL_VAR_reviewerPassword", SECRET_VARIABLE.to_owned()),
        ("XDG_CACHE_HOME", folder.cache().display().to_string()),
        ("LOCALAPPDATA", folder.cache().display().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

type Buffer = Arc<Mutex<Vec<u8>>>;

fn buffer() -> Buffer {
    Arc::default()
}

fn text(buffer: &Buffer) -> String {
    let buffer = buffer.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&buffer).into_owned()
}
