//! Beginning and end of a session, and what is not a message (forms.md, "Edit, release, import, language server, init" 13).

use serde_json::{Value, json};

use super::client::Client;
use crate::support::Workplace;

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap()
}

#[test]
fn a_session_that_was_shut_down_ends_with_0_and_every_other_with_1() {
    let workplace = Workplace::empty();
    Client::ready(&workplace).leave().exits(0);

    let mut without_exit = Client::ready(&workplace);
    without_exit.ask("shutdown", &Value::Null);
    without_exit.hang_up().exits(0);

    let mut without_shutdown = Client::ready(&workplace);
    without_shutdown.tell("exit", &Value::Null);
    without_shutdown.hang_up().exits(1);

    Client::ready(&workplace).hang_up().exits(1);
    Client::start(&workplace).hang_up().exits(1);
    let mut before_anything = Client::start(&workplace);
    before_anything.tell("exit", &Value::Null);
    before_anything.hang_up().exits(1);
}

#[test]
fn a_body_that_is_not_json_is_answered_and_serving_goes_on() {
    let workplace = Workplace::empty();
    let mut client = Client::ready(&workplace);
    for body in [
        "{",
        "",
        "\u{0}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shut",
        "nul",
    ] {
        client.send(body);
        let answer = client.wait_for(|it| it["id"].is_null() && it["method"].is_null());
        assert_eq!(code(&answer), -32700, "{body:?}: {answer}");
    }
    client.send("[]");
    let answer = client.wait_for(|it| it["id"].is_null() && it["method"].is_null());
    assert_eq!(code(&answer), -32600);
    client.leave().exits(0);
}

#[test]
fn a_malformed_header_ends_the_session_without_a_panic() {
    let workplace = Workplace::empty();
    for bytes in [
        &b"Content-Length: nonsense\r\n\r\n{}"[..],
        b"Content-Type: x\r\n\r\n{}",
        b"{\"jsonrpc\":\"2.0\"}\n",
        b"\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"Content-Length: 99999999999999999999999\r\n\r\n",
        b"Content-Length: 100\r\n\r\n{}",
    ] {
        let mut client = Client::ready(&workplace);
        client.send_raw(bytes);
        let run = client.hang_up().exits(1);
        assert!(!run.stderr.contains("panic"), "{}", run.stderr);
        assert!(run.stderr.contains("the session ended"), "{}", run.stderr);
    }
}

#[test]
fn requests_out_of_turn_and_unknown_methods_are_refused_by_their_codes() {
    let workplace = Workplace::empty();
    let mut client = Client::start(&workplace);
    let capabilities = || json!({ "capabilities": {} });
    assert_eq!(code(&client.answer("shutdown", &Value::Null)), -32002);
    assert_eq!(
        code(&client.answer("textDocument/hover", &json!({}))),
        -32002
    );
    assert_eq!(code(&client.answer("no/such", &json!({}))), -32002);
    let result = client.ask("initialize", &capabilities());
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(code(&client.answer("initialize", &capabilities())), -32600);
    assert_eq!(code(&client.answer("no/such", &json!({}))), -32601);
    assert_eq!(
        code(&client.answer("textDocument/completion", &json!({}))),
        -32601
    );
    assert_eq!(
        code(&client.answer("textDocument/hover", &json!({}))),
        -32602
    );
    client.tell("no/such", &json!({}));
    client.tell("$/cancelRequest", &json!({ "id": 1 }));
    client.ask("shutdown", &Value::Null);
    assert_eq!(
        code(&client.answer("textDocument/hover", &json!({}))),
        -32600
    );
    client.tell("exit", &Value::Null);
    client.hang_up().exits(0);
}

#[test]
fn a_client_that_can_watch_files_is_asked_to() {
    let workplace = Workplace::empty();
    let mut client = Client::start(&workplace);
    let watching = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    client.ask(
        "initialize",
        &json!({ "capabilities": { "workspace": watching } }),
    );
    client.tell("initialized", &json!({}));
    let asked = client.wait_for(|it| it["method"] == "client/registerCapability");
    client.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }).to_string());
    client.leave().exits(0);
}
