//! Federated tokens: GitHub's, and those in a file.

use std::sync::Arc;

use axum::{Router, http::StatusCode, response::Html};
use storectl_sandbox::{Options, Sandbox};

use super::{
    issuer::{AUDIENCE, ISSUER, Issuer, REQUEST_TOKEN, SUBJECT, TokenService},
    said, shows_no_secret, store, workplace,
};
use crate::support::{Store, Workplace, serve};

fn on_github(store: &Store, url: &str) -> Workplace {
    let mut workplace = workplace(store);
    workplace.set("GITHUB_ACTIONS", "true");
    workplace.set("ACTIONS_ID_TOKEN_REQUEST_URL", url);
    workplace.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST_TOKEN);
    workplace
}

#[test]
fn a_workflow_token_signs_in_and_a_new_one_is_fetched_for_each_sign_in() {
    let issuer = Arc::new(Issuer::new());
    let store = Store::with(Options {
        client_keys: Some(issuer.keys(SUBJECT)),
        faults: vec!["expired@GET:*#2".parse().unwrap()],
        ..Options::default()
    });
    let service = TokenService::start(issuer);
    let workplace = on_github(&store, &service.url);
    let run = workplace
        .run(&["plan", "-vv", "--trace", "trace.jsonl"])
        .exits(0);
    assert_eq!(service.issued(), 2);
    shows_no_secret(&run);
    for text in [said(&run), workplace.read("trace.jsonl")] {
        assert!(!text.contains("CANARY") && !text.contains("eyJ"), "{text}");
    }
}

#[test]
fn a_refused_workflow_token_is_explained_with_its_issuer_subject_and_audience() {
    let issuer = Arc::new(Issuer::new());
    let store = store(issuer.keys("repo:contoso/widgets:ref:refs/heads/main"));
    let service = TokenService::start(issuer);
    let run = on_github(&store, &service.url).run(&["plan"]).exits(20);
    let said = said(&run);
    for words in [
        "sign-in rejected by Entra (AADSTS700213)",
        &format!("issuer `{ISSUER}`"),
        &format!("subject `{SUBJECT}`"),
        &format!("audience `{AUDIENCE}`"),
        "add a credential with exactly this issuer, subject and audience",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("--endpoint"), "{said}");
    shows_no_secret(&run);
}

#[test]
fn a_token_signed_by_nobody_known_is_refused() {
    let store = store(Issuer::new().keys(SUBJECT));
    let service = TokenService::start(Arc::new(Issuer::new()));
    let run = on_github(&store, &service.url).run(&["plan"]).exits(20);
    assert!(said(&run).contains("AADSTS700027"), "{}", said(&run));
}

#[test]
fn what_githubs_token_service_refuses_is_its_word_and_hints_at_the_permission() {
    let store = Store::start();
    let refusing = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap();
        serve(Router::new().fallback(move || async move { (status, "{\"message\":\"no\"}") }))
    };
    for status in [400, 401, 403, 404] {
        let url = format!("{}/token?api-version=2.0", refusing(status));
        let run = on_github(&store, &url).run(&["plan"]).exits(20);
        let said = said(&run);
        assert!(said.contains("GitHub's token service"), "{said}");
        assert!(said.contains("`permissions: id-token: write`"), "{said}");
        for foreign in ["--endpoint", "--authority", "CANARY", "Entra"] {
            assert!(!said.contains(foreign), "{foreign}: {said}");
        }
    }
    assert!(store.requests(0).is_empty());
}

#[test]
fn a_page_in_place_of_githubs_token_service_is_a_failed_sign_in() {
    let store = Store::start();
    let url = serve(Router::new().fallback(|| async { Html("<html>Guest network</html>") }));
    let run = on_github(&store, &format!("{url}/token?a=b"))
        .run(&["plan", "--timeout", "1s"])
        .exits(20);
    let said = said(&run);
    assert!(
        said.contains("(GitHub's token service): sign-in failed: the response is an HTML page"),
        "{said}"
    );
    assert!(said.contains("ACTIONS_ID_TOKEN_REQUEST_URL"), "{said}");
    assert!(!said.contains("--authority"), "{said}");
}

#[test]
fn a_token_service_that_is_busy_or_out_of_reach_is_transient_and_named() {
    let store = Store::start();
    let busy = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap();
        serve(Router::new().fallback(move || async move { status }))
    };
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    for address in [busy(429), busy(503), nobody] {
        let run = on_github(&store, &format!("{address}/token?a=b"))
            .run(&["plan", "--timeout", "1s"])
            .exits(21);
        let said = said(&run);
        assert!(said.contains("(GitHub's token service)"), "{said}");
        assert!(!said.contains("--endpoint"), "{said}");
    }
}

#[test]
fn what_the_runner_sets_wrong_is_a_credential_that_cannot_be_used() {
    let store = Store::start();
    for url in ["nowhere", "http://example.com/token"] {
        let run = on_github(&store, url).run(&["plan"]).exits(20);
        for words in [
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            "leave ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN to GitHub",
        ] {
            assert!(said(&run).contains(words), "{}", said(&run));
        }
        // The job has the permission: GitHub sets the variables for such a job only.
        assert!(!said(&run).contains("forks"), "{}", said(&run));
    }
}

#[test]
fn on_a_runner_without_a_token_service_the_permission_is_named() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    let words = "`permissions: id-token: write`";
    workplace.set("GITHUB_ACTIONS", "true");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(said(&run).contains(words), "{}", said(&run));
    workplace.set("GITHUB_ACTIONS", "");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(!said(&run).contains(words), "{}", said(&run));
}

#[test]
fn a_token_file_signs_in_and_is_read_again_for_each_sign_in() {
    let issuer = Issuer::new();
    let store = Store::with(Options {
        client_keys: Some(issuer.keys(SUBJECT)),
        faults: vec!["expired@GET:*#2".parse().unwrap()],
        ..Options::default()
    });
    let mut workplace = workplace(&store);
    workplace.write("token", issuer.token(AUDIENCE, 300) + "\r\n");
    workplace.set("AZURE_FEDERATED_TOKEN_FILE", "token");
    // The same token serves twice: whoever rotates the file decides when.
    let run = workplace.run(&["plan"]).exits(0);
    shows_no_secret(&run);
    assert_eq!(signins(&store.sandbox), 2);
}

fn signins(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let tokens = requests
        .iter()
        .filter(|it| it.path_and_query.contains("/oauth2/"));
    tokens.count()
}

#[test]
fn a_token_file_that_holds_no_good_token_is_named_with_its_variable() {
    let issuer = Issuer::new();
    let store = store(issuer.keys(SUBJECT));
    for (content, words) in [
        (
            None,
            "cannot read the federated token in `token` (AZURE_FEDERATED_TOKEN_FILE)".to_owned(),
        ),
        (
            Some(String::new()),
            "the federated token in `token` (AZURE_FEDERATED_TOKEN_FILE) is blank".to_owned(),
        ),
        (Some(issuer.token(AUDIENCE, -10)), "AADSTS700024".to_owned()),
        (
            Some(issuer.token("sts.amazonaws.com", 300)),
            "audience `sts.amazonaws.com`".to_owned(),
        ),
        (
            Some("opaque".to_owned()),
            "no issuer, no subject, no audience".to_owned(),
        ),
    ] {
        let mut workplace = workplace(&store);
        if let Some(content) = content {
            workplace.write("token", content);
        }
        workplace.set("AZURE_FEDERATED_TOKEN_FILE", "token");
        let run = workplace.run(&["plan"]).exits(20);
        assert!(said(&run).contains(&words), "{words}: {}", said(&run));
        shows_no_secret(&run);
    }
}

#[test]
fn the_claims_of_a_token_are_foreign_text() {
    let issuer = Issuer::new();
    let store = store(issuer.keys(SUBJECT));
    let mut workplace = workplace(&store);
    workplace.write("token", issuer.token("x\n::error::CANARY\u{1b}[31m", 300));
    workplace.set("AZURE_FEDERATED_TOKEN_FILE", "token");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(!said(&run).contains('\u{1b}'), "{:?}", said(&run));
    assert!(
        said(&run)
            .lines()
            .all(|it| !it.trim_start().starts_with("::")),
        "{}",
        said(&run)
    );
}
