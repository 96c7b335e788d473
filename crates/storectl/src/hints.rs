//! What to do about an error.

use crate::error::{Error, ErrorKind};

/// Entra's codes and what mends them. Source: Microsoft's list of AADSTS error codes.
const AADSTS: &[(&str, &str)] = &[
    (
        "AADSTS7000215",
        "the client secret is wrong: use the secret's value, not its id, and check that it belongs to --client-id",
    ),
    (
        "AADSTS7000222",
        "the client secret has expired: create a new one under Certificates & secrets of the app registration",
    ),
    (
        "AADSTS700016",
        "the tenant does not know this application: check --client-id, and that --tenant-id is the tenant it was registered in",
    ),
    ("AADSTS90002", "there is no such tenant: check --tenant-id"),
    (
        "AADSTS900023",
        "the tenant id is malformed: check --tenant-id",
    ),
    (
        "AADSTS70021",
        "no federated credential of the app registration matches the token: compare its issuer, subject and audience with the workflow's",
    ),
    (
        "AADSTS700211",
        "no federated credential of the app registration has the token's issuer",
    ),
    (
        "AADSTS700212",
        "no federated credential of the app registration has the token's audience (api://AzureADTokenExchange)",
    ),
    (
        "AADSTS700213",
        "no federated credential of the app registration has the token's subject: it names repository and branch, tag or environment",
    ),
    (
        "AADSTS700024",
        "the federated token is not valid at this time: it lives for minutes, and the clock may be wrong",
    ),
];

/// For the codes not listed.
const UNKNOWN_AADSTS: &str = "look the code up at https://login.microsoftonline.com/error";

/// Gives the hints for `error`, most likely first.
pub(crate) fn of(error: &Error) -> Vec<&'static str> {
    match error.kind() {
        ErrorKind::Auth { code: Some(code) } => {
            let known = AADSTS.iter().find(|(it, _)| it == code);
            vec![known.map_or(UNKNOWN_AADSTS, |(_, hint)| *hint)]
        }
        ErrorKind::Auth { code: None } => vec![
            "check --tenant-id, --client-id and the credential",
            "check that the application is added to the Partner Center account under Users",
        ],
        ErrorKind::Credential { .. } => {
            vec!["check AZURE_FEDERATED_TOKEN_FILE, or give a client secret instead"]
        }
        ErrorKind::Forbidden => vec![
            "give the application the Manager role in Partner Center, under Account settings, Users",
            "check that --seller-id is the account that owns the product",
        ],
        ErrorKind::NotFound => vec![
            "the product id is Partner Center's GUID, not the Store id that begins with 9 or XP",
            "check that --seller-id is the account that owns the product",
            "the first submission of a product must be made in Partner Center",
        ],
        ErrorKind::Rejected { ongoing: Some(_) } => vec![
            "every write is locked while a submission is in progress: wait for it (--wait-for-ongoing), or cancel it in Partner Center",
        ],
        ErrorKind::UploadRefused => {
            vec!["upload addresses live for an hour: run again to get new ones"]
        }
        ErrorKind::Throttled => {
            vec!["run again later, or with a smaller --parallelism or a longer --timeout"]
        }
        ErrorKind::Unavailable => vec!["run again later"],
        ErrorKind::AnswerLost { .. } => {
            vec!["run again: what was done is read first and not done twice"]
        }
        ErrorKind::NotReachable { .. } => {
            vec!["check the network, the proxy variables, --endpoint and --authority"]
        }
        ErrorKind::NoRoots { .. } => {
            vec!["install the system's CA certificates, or point SSL_CERT_FILE at a bundle of them"]
        }
        ErrorKind::Garbled { .. } | ErrorKind::Protocol { .. } => {
            vec![
                "check that --endpoint is the submission API and that no proxy answers in its place",
            ]
        }
        ErrorKind::Config { .. }
        | ErrorKind::Rejected { ongoing: None }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. } => Vec::new(),
    }
}
