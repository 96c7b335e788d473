//! Which hosts are reached, and how: the submission API, the sign-in service, GitHub's token service where it is used.

use futures_util::future;
use storectl_api::Reached;
use storectl_model::{Route, Service};
use storectl_report::{Check, CheckId};
use url::Url;

use super::{
    access::Trouble,
    check::{about, failed, fix, fixed_by, ok, skipped, warning},
    connection::{Connection, Identity},
};
/// What came of asking.
pub(super) struct Hosts {
    /// One for each host.
    pub(super) checks: Vec<Check>,
    /// The answers, with the host that gave them.
    pub(super) reached: Vec<(String, Reached)>,
}

/// A host, and what is expected there.
struct Host {
    url: Url,
    services: Vec<Service>,
    name: String,
}

/// Asks each host once. `troubles` are requests to them that came to nothing.
pub(super) async fn check(connection: &Connection, troubles: &[Trouble]) -> Hosts {
    let all = hosts(connection);
    let answers = future::join_all(all.iter().map(|it| ask(it, connection, troubles))).await;
    let mut found = Hosts {
        checks: Vec::new(),
        reached: Vec::new(),
    };
    for (host, (check, reached)) in all.into_iter().zip(answers) {
        found.checks.push(check);
        found.reached.extend(reached.map(|it| (host.name, it)));
    }
    found.checks.extend(ignored(connection));
    let images = "not asked: the Store names it only when images are uploaded";
    let images = about(skipped(CheckId::Network, images), "image storage");
    found.checks.push(images);
    found
}

/// Warns of each variable of a proxy that names none: nothing else says that it is ignored.
fn ignored(connection: &Connection) -> impl Iterator<Item = Check> {
    connection.ignored_proxies.iter().map(|variable| {
        let check = warning(
            CheckId::Network,
            "ignored: its value is not the address of a proxy",
        );
        let fix = format!("set {variable} to http://HOST:PORT, or unset it");
        about(fixed_by(check, Some(fix)), *variable)
    })
}

/// Returns the hosts, each once.
fn hosts(connection: &Connection) -> Vec<Host> {
    let all = [
        (Some(&connection.endpoint), Service::Store),
        (Some(&connection.authority), Service::SignIn),
        (connection.token_service.as_ref(), Service::WorkflowTokens),
    ];
    let is_sandbox = matches!(connection.identity, Identity::Sandbox { .. });
    let mut hosts: Vec<Host> = Vec::new();
    for (url, service) in all {
        let Some(url) = url else { continue };
        let same = |it: &&mut Host| it.url.origin() == url.origin();
        if let Some(known) = hosts.iter_mut().find(same) {
            known.services.push(service);
            continue;
        }
        hosts.push(Host {
            url: url.clone(),
            services: vec![service],
            // Its port is another in each run.
            name: if is_sandbox {
                "sandbox".to_owned()
            } else {
                host_and_port(url)
            },
        });
    }
    hosts
}

async fn ask(
    host: &Host,
    connection: &Connection,
    troubles: &[Trouble],
) -> (Check, Option<Reached>) {
    let Host {
        url,
        services,
        name,
    } = host;
    let id = CheckId::Network;
    let service = services.first().copied().unwrap_or(Service::Store);
    let trouble = troubles.iter().find(|it| services.contains(&it.service));
    let (check, reached) = match (connection.hosts.reach(url, service).await, trouble) {
        (Err(error), _) => (of_error(&error, name), None),
        (Ok(reached), Some(trouble)) => (of_error(&trouble.error, name), Some(reached)),
        (Ok(reached), None) => {
            let way = way(url, &connection.route_to(url));
            let status = reached.status;
            let check = if status.as_u16() == 407 {
                fixed_by(
                    failed(
                        id,
                        format!("the proxy asks for a user and a password ({way})"),
                    ),
                    Some("set them in HTTPS_PROXY, or exempt the host with NO_PROXY".to_owned()),
                )
            } else if status.is_server_error() {
                fixed_by(
                    warning(
                        id,
                        format!(
                            "reached {way}, but it responds with HTTP {}",
                            status.as_u16()
                        ),
                    ),
                    Some("run again later".to_owned()),
                )
            } else {
                ok(id, format!("reached {way}"))
            };
            (check, Some(reached))
        }
    };
    (about(check, name), reached)
}

fn of_error(error: &storectl_api::Error, host: &str) -> Check {
    let summary = error.summary();
    // The line begins with the host.
    let message = summary.strip_prefix(&format!("{host}: "));
    let check = failed(CheckId::Network, message.unwrap_or(&summary));
    fixed_by(check, fix(&error.reason()))
}

/// Says how a host was reached.
fn way(url: &Url, route: &Route) -> String {
    let over = match url.scheme() {
        "https" => "over TLS",
        _ => "on this machine",
    };
    match route {
        Route::Direct => over.to_owned(),
        Route::Proxy(proxy) => format!("{over}, through the proxy {proxy}"),
    }
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
