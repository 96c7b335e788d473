//! What the server answers, by request.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, HoverProviderCapability,
    InitializeResult, OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions,
};
use serde_json::{Value, json};

use super::{actions, definition, hover, message::Ask, state::State};

/// Says what the server can do.
pub(super) fn initialized() -> Value {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
            include_text: Some(false),
        })),
        ..TextDocumentSyncOptions::default()
    };
    let fixes = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
        ..CodeActionOptions::default()
    };
    json!(InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(PositionEncodingKind::UTF16),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(fixes)),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: "storectl".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    })
}

/// The parameters of the request that asks the client to say when texts and images change on disk.
pub(super) fn watched_files() -> Value {
    json!({ "registrations": [{
        "id": "files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": { "watchers": [{ "globPattern": "**/*.{md,txt,png,jpg,jpeg}" }] },
    }]})
}

/// Answers a question about a document; null where there is nothing to say.
pub(super) fn answer(state: &State, ask: &Ask) -> Value {
    let documents = &state.documents;
    match ask {
        Ask::Hover(uri, position) => {
            let hover = state.manifest(uri).and_then(|(document, analysis)| {
                let lines = document.lines()?;
                hover::of(analysis, &lines, lines.byte(*position), &state.vars)
            });
            json!(hover)
        }
        Ask::Definition(uri, position) => {
            let found = state.manifest(uri).and_then(|(document, analysis)| {
                let at = document.lines()?.byte(*position);
                Some(definition::of(analysis, documents, at, &state.vars))
            });
            json!(found.filter(|it| !it.is_empty()))
        }
        Ask::Actions(uri, range) => {
            json!(actions::of(state.analyses(), documents, uri, *range))
        }
        Ask::Initialize(_) | Ask::Shutdown | Ask::Refused(_) => Value::Null,
    }
}
