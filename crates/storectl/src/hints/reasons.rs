//! What to do about a failure: libraries give a typed reason, the words, flags and variables stand here.

use std::time::Duration;

use storectl_model::{
    CredentialSource, Denied, Missing, NetworkCause, Reason, RefusedAssertion, Route, Service,
    SignInFailure,
};
use storectl_platform::RAISE_OPEN_LIMIT;

/// Entra's codes and what fixes them. Source: Microsoft's list of AADSTS error codes.
const AADSTS: &[(&str, &str)] = &[
    (
        "AADSTS7000215",
        "the client secret is wrong: use the secret's value, not its ID, and check that it belongs to the application (--client-id, STORECTL_CLIENT_ID)",
    ),
    (
        "AADSTS7000222",
        "the client secret has expired: create a new one in the app registration, under Certificates & secrets",
    ),
    (
        "AADSTS700016",
        "the application was not found in the tenant: check the application (--client-id, STORECTL_CLIENT_ID), and check that the tenant (--tenant-id, STORECTL_TENANT_ID) is the one where it is registered",
    ),
    (
        "AADSTS90002",
        "the tenant was not found: check --tenant-id or STORECTL_TENANT_ID",
    ),
    (
        "AADSTS900023",
        "the tenant ID is malformed: check --tenant-id or STORECTL_TENANT_ID",
    ),
    (
        "AADSTS70021",
        "no federated credential of the application matches the token's issuer, subject and audience",
    ),
    (
        "AADSTS700021",
        "the token names another application than the one that signs in (--client-id, STORECTL_CLIENT_ID), or no federated credential has its issuer",
    ),
    (
        "AADSTS700211",
        "no federated credential of the application matches the token's issuer",
    ),
    (
        "AADSTS700212",
        "no federated credential of the application matches the token's audience; Entra expects api://AzureADTokenExchange",
    ),
    (
        "AADSTS700213",
        "no federated credential of the application matches the token's subject, which identifies the repository and the branch, tag, environment or pull request",
    ),
    (
        "AADSTS700023",
        "the audience is not the token endpoint of the tenant: check the authority (--authority, STORECTL_AUTHORITY) and the tenant (--tenant-id, STORECTL_TENANT_ID)",
    ),
    (
        "AADSTS700024",
        "the token has expired or is not yet valid: such tokens expire within minutes; check this machine's clock",
    ),
    (
        "AADSTS700027",
        "Entra cannot verify the signature: the key that signed is not known for this application",
    ),
];

const ROLE: &str =
    "assign the application the Manager role in Partner Center, under Account settings > Users";
const SELLER: &str = "check that the seller ID (--seller-id, `sellerId` in the manifest or STORECTL_SELLER_ID) is the account that owns the product";
const ASSOCIATION: &str = "check that the application is associated with the Partner Center account, under Account settings > Users";

const ID_TOKEN: &str = "the job needs `permissions: id-token: write`, which GitHub does not grant to pull requests from forks";

/// What to do where the variables of GitHub's token service hold something else.
pub(crate) const TOKEN_SERVICE_VARIABLES: &str = "leave ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN to GitHub, which sets them for jobs with `permissions: id-token: write`";

/// Says no more than that running the same again helps.
const RUN_AGAIN: &[&str] = &["run again", "run again later"];

/// Whether a hint says no more than that running the same again helps.
pub(crate) fn only_says_run_again(hint: &str) -> bool {
    RUN_AGAIN.contains(&hint)
}

/// Returns the hints for a reason, most likely first.
pub(crate) fn of(reason: &Reason) -> Vec<String> {
    let lines: &[&str] = match reason {
        // Of a submission in progress, what to do next says it.
        Reason::Configuration
        | Reason::Rejected
        | Reason::Unreadable
        | Reason::SubmissionInProgress => &[],
        Reason::Credential(origin) => of_credential(*origin),
        Reason::SignIn(failure) => return of_sign_in(failure),
        Reason::Denied(Denied::Seller) => &[SELLER, ROLE],
        Reason::Denied(Denied::Role) => &[ROLE, SELLER],
        Reason::Denied(Denied::Association) => &[ASSOCIATION, SELLER],
        Reason::Denied(Denied::Unnamed) => &[ROLE, SELLER, ASSOCIATION],
        Reason::Missing(missing) => of_missing(missing),
        Reason::UploadAddressExpired => {
            &["upload URLs expire after an hour: run again to get new ones"]
        }
        Reason::Throttled {
            retry_after: Some(Duration::MAX),
        }
        | Reason::Unavailable {
            retry_after: Some(Duration::MAX),
        } => &[
            "the service asks for a wait longer than any deadline: ask its operator, or run the command again later",
        ],
        Reason::Throttled {
            retry_after: Some(wait),
        } => {
            let seconds = wait.as_secs();
            return vec![format!(
                "run again in {seconds} s, or with a --timeout longer than {seconds} s; a lower --parallelism sends fewer requests at a time"
            )];
        }
        Reason::Throttled { retry_after: None } => {
            &["run again later, with a lower --parallelism, or with a longer --timeout"]
        }
        Reason::Unavailable {
            retry_after: Some(wait),
        } => return vec![format!("run again in {} s", wait.as_secs())],
        Reason::Unavailable { retry_after: None } => &["run again later"],
        Reason::SubmissionUnanswered => &["this says nothing about the submission itself"],
        Reason::AnswerLost(NetworkCause::Deadline) => {
            &["run again with a longer --timeout: completed work is detected and not repeated"]
        }
        Reason::AnswerLost(_) => &["run again", "completed work is detected and not repeated"],
        Reason::NotReached {
            service,
            cause,
            route,
        } => return of_network(*service, *cause, route),
        Reason::TooManyOpen => &[
            RAISE_OPEN_LIMIT,
            "a lower --parallelism needs fewer connections",
        ],
        Reason::NoCertificates => {
            &["install the system's CA certificates, or set SSL_CERT_FILE to a bundle of them"]
        }
        Reason::NotTheService(Service::Store) => &[
            "check that the endpoint (--endpoint, STORECTL_ENDPOINT) is the submission API, and that no proxy responds in its place",
        ],
        Reason::NotTheService(_) => &["check that no proxy responds in place of the service"],
    };
    lines.iter().map(|it| (*it).to_owned()).collect()
}

fn of_sign_in(failure: &SignInFailure) -> Vec<String> {
    let lines: &[&str] = match failure {
        SignInFailure::Refused { code, assertion } => {
            return of_refused(code.as_deref(), assertion.as_ref());
        }
        SignInFailure::WorkflowTokenRefused => &[ID_TOKEN],
        SignInFailure::UnusableAnswer {
            service: Service::WorkflowTokens,
            ..
        } => &[
            "check that no proxy responds in place of GitHub's token service (ACTIONS_ID_TOKEN_REQUEST_URL)",
        ],
        SignInFailure::UnusableAnswer { .. } => &[
            "check that the authority (--authority, STORECTL_AUTHORITY) is the sign-in service, and that no proxy responds in its place",
        ],
        SignInFailure::TokenRefused => &[
            "check the tenant (--tenant-id, STORECTL_TENANT_ID) and the application (--client-id, STORECTL_CLIENT_ID)",
            ASSOCIATION,
        ],
    };
    lines.iter().map(|it| (*it).to_owned()).collect()
}

fn of_credential(origin: CredentialSource) -> &'static [&'static str] {
    match origin {
        CredentialSource::Secret => {
            &["check STORECTL_CLIENT_SECRET, AZURE_CLIENT_SECRET or --client-secret-file"]
        }
        CredentialSource::TokenFile => {
            &["check AZURE_FEDERATED_TOKEN_FILE: the platform that runs the job writes that file"]
        }
        CredentialSource::WorkflowTokens => &[TOKEN_SERVICE_VARIABLES],
        CredentialSource::Certificate => &[
            "check the file and this machine's clock, or make a new certificate and upload it to the app registration, under Certificates & secrets",
        ],
    }
}

/// Says what a code of Entra means and, for an assertion, what has to be in the app registration.
fn of_refused(code: Option<&str>, assertion: Option<&RefusedAssertion>) -> Vec<String> {
    let known = AADSTS.iter().find(|(it, _)| Some(*it) == code);
    let meaning = match (code, known) {
        (_, Some((_, hint))) => (*hint).to_owned(),
        (Some(code), None) => format!("look up {code} at https://login.microsoftonline.com/error"),
        (None, None) => "check the tenant (--tenant-id, STORECTL_TENANT_ID), the application (--client-id, STORECTL_CLIENT_ID) and the credential".to_owned(),
    };
    let fix = match assertion {
        Some(RefusedAssertion::Federated(_)) if code.is_none_or(is_about_federation) => Some(
            "in the app registration, under Certificates & secrets > Federated credentials, add a credential with exactly this issuer, subject and audience".to_owned(),
        ),
        Some(RefusedAssertion::Certificate { thumbprint, .. }) if code.is_none_or(is_about_keys) => Some(format!(
            "in the app registration, under Certificates & secrets > Certificates, upload the certificate with the thumbprint {thumbprint}"
        )),
        Some(_) | None => None,
    };
    std::iter::once(meaning).chain(fix).collect()
}

/// Whether a code says that no federated credential matches.
fn is_about_federation(code: &str) -> bool {
    matches!(
        code,
        "AADSTS70021"
            | "AADSTS700021"
            | "AADSTS700211"
            | "AADSTS700212"
            | "AADSTS700213"
            | "AADSTS700027"
    )
}

/// Whether a code says that no certificate matches.
fn is_about_keys(code: &str) -> bool {
    code == "AADSTS700027"
}

fn of_missing(missing: &Missing) -> &'static [&'static str] {
    match missing {
        Missing::Product(_) => &[
            SELLER,
            "the first submission of a product must be created in Partner Center",
        ],
        Missing::StoreId(_) => &[
            "productId is the GUID in the product's URL in Partner Center, not the Store ID that begins with 9 or XP",
        ],
        Missing::Submission(_) => &["check the product's submissions in Partner Center"],
        Missing::Package(_) => &["the draft has changed since it was read"],
        Missing::Path => &[],
    }
}

fn of_network(service: Service, cause: NetworkCause, route: &Route) -> Vec<String> {
    let setting = match service {
        Service::Store => "the endpoint (--endpoint, STORECTL_ENDPOINT)",
        Service::SignIn => "the authority (--authority, STORECTL_AUTHORITY)",
        Service::WorkflowTokens => "ACTIONS_ID_TOKEN_REQUEST_URL",
        Service::Images | Service::Installers => "the network",
    };
    let mut lines = Vec::new();
    if let Route::Proxy(proxy) = route {
        lines.push(format!(
            "the proxy {proxy} comes from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY or the system: check it, or exempt the host with NO_PROXY"
        ));
    }
    lines.push(match cause {
        NetworkCause::ProxyAuthentication => {
            "name them in that variable before the host: USER:PASSWORD@HOST:PORT".to_owned()
        }
        NetworkCause::Proxy => {
            "set that variable to the http://HOST:PORT of a proxy that may connect with the host"
                .to_owned()
        }
        NetworkCause::Tls => {
            "if a proxy inspects TLS traffic, add its CA certificate to the system's trust store"
                .to_owned()
        }
        NetworkCause::Deadline => "run again with a longer --timeout".to_owned(),
        NetworkCause::Dns
        | NetworkCause::Refused
        | NetworkCause::Timeout
        | NetworkCause::Reset
        | NetworkCause::Other => format!("check {setting} and the proxy settings"),
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_403_that_names_the_seller_hints_at_the_seller_first() {
        let first = |denied| of(&Reason::Denied(denied)).remove(0);
        assert!(first(Denied::Seller).contains("--seller-id"));
        assert!(first(Denied::Role).contains("Manager role"));
        assert!(first(Denied::Association).contains("associated"));
    }

    #[test]
    fn an_unknown_code_of_entra_is_named_in_the_hint() {
        let refused = SignInFailure::Refused {
            code: Some("AADSTS1".to_owned()),
            assertion: None,
        };
        assert!(of(&Reason::SignIn(refused))[0].contains("AADSTS1"));
    }

    #[test]
    fn a_wait_the_service_asks_for_stands_in_the_hint() {
        let retry_after = Some(std::time::Duration::from_secs(240));
        for reason in [
            Reason::Throttled { retry_after },
            Reason::Unavailable { retry_after },
        ] {
            let hints = of(&reason);
            assert!(hints[0].contains("240 s"), "{hints:?}");
        }
    }

    #[test]
    fn a_proxy_in_use_is_the_first_suspect() {
        let hints = of(&Reason::NotReached {
            service: Service::Store,
            cause: NetworkCause::Refused,
            route: Route::Proxy("proxy.contoso.com:8080".to_owned()),
        });
        assert!(hints[0].contains("proxy.contoso.com:8080"), "{hints:?}");
        assert!(hints[1].contains("--endpoint"), "{hints:?}");
    }
}
