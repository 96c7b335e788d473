//! What goes over the wire, counted at the server.

use insta::assert_snapshot;

use crate::support::{Store, Workplace, apply};

const EVERYTHING: &str = "
availability: { enableInFutureMarkets: false }
properties: { website: https://www.contoso.com/widgets }
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
  de-de: { whatsNew: Zahnräder drehen sich jetzt in beide Richtungen. }
packages:
  - packageUrl: https://www.contoso.com/downloads/1.2/setup.exe
";

#[test]
fn a_plan_is_one_token_and_at_most_five_reads_and_nothing_else() {
    let store = Store::start();
    Workplace::at(&store, EVERYTHING).run(&["plan"]).exits(0);
    let mut requests = store.requests(0);
    requests.sort();
    assert_eq!(
        requests
            .iter()
            .filter(|it| it.starts_with("POST") && it.ends_with("/oauth2/v2.0/token"))
            .count(),
        1
    );
    let reads = requests.iter().filter(|it| it.starts_with("GET")).count();
    assert!(reads <= 5, "{requests:#?}");
    assert_eq!(requests.len(), reads + 1, "{requests:#?}");
}

#[test]
fn a_full_apply_goes_in_the_order_of_the_contract() {
    let store = Store::start();
    Workplace::at(&store, EVERYTHING).run(&apply(&[])).exits(0);
    let writes: Vec<String> = store
        .writes(0)
        .iter()
        .map(|it| {
            let tail = it
                .path_and_query
                .split(storectl_sandbox::SAMPLE_PRODUCT)
                .last()
                .unwrap();
            let body = it
                .body
                .as_ref()
                .map(|it| format!(" {it}"))
                .unwrap_or_default();
            format!("{} {tail}{body}", it.method)
        })
        .collect();
    assert_snapshot!(writes.join("\n"), @r#"
    PATCH /packages/72541436 {"packageUrl":"https://www.contoso.com/downloads/1.2/setup.exe"}
    POST /packages/commit
    PATCH /metadata {"availability":{"enableInFutureMarkets":false},"properties":{"website":"https://www.contoso.com/widgets"},"listings":{"language":"de-de","whatsNew":"Zahnräder drehen sich jetzt in beide Richtungen."}}
    PATCH /metadata {"listings":{"language":"en-us","whatsNew":"Gears now turn both ways and the search finds them."}}
    POST /submit
    "#);
}

#[test]
fn every_request_of_a_full_apply_in_its_order() {
    let store = Store::start();
    let workplace = Workplace::at(&store, EVERYTHING);
    workplace.run(&apply(&["--parallelism", "1"])).exits(0);
    let all = store.requests(0);
    let first_write = all.iter().position(|it| it.starts_with("PATCH")).unwrap();
    assert_snapshot!(all[first_write..].join("\n"), @r"
    PATCH /packages/72541436
    POST /packages/commit
    GET /status
    GET /status
    PATCH /metadata
    PATCH /metadata
    GET /status
    GET /packages
    GET /metadata?includelanguagelist=true
    GET /listings/assets
    POST /submit
    ");
}

#[test]
fn applying_twice_writes_nothing_the_second_time() {
    let store = Store::start();
    let workplace = Workplace::at(&store, EVERYTHING);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let so_far = store.requests(0).len();
    let second = workplace.run(&apply(&[])).exits(0);
    assert!(
        store.writes(so_far).is_empty(),
        "{:?}",
        store.writes(so_far)
    );
    assert!(second.stdout.contains("No changes"), "{}", second.stdout);
}
