//! Whom a run signs in as, and what it may read: credentials, role, seller, product.

use std::{
    cell::Cell,
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use futures_util::{StreamExt as _, stream};
use storectl_api::{Credential, Error as StoreError, ReadClient};
use storectl_model::{Denied, DraftStatus, ProductId, Reason, SellerId, Service, SignInFailure};
use storectl_report::{Check, CheckId};

use super::{
    Patients,
    check::{about, failed, fix, fixed_by, ok, skipped, warning},
    connection::{Connection, Identity, credential_name},
};
use crate::{
    error::CliError, manifests::load::Manifest, settings::service::Service as Application,
};

/// How many products are asked for at a time.
const PRODUCTS: usize = 4;

/// What came of asking.
pub(super) struct Access {
    /// In order.
    pub(super) checks: Vec<Check>,
    /// What is the network's, and not a matter of access.
    pub(super) troubles: Vec<Trouble>,
    /// The drafts that could be read.
    pub(super) drafts: BTreeMap<ProductId, DraftStatus>,
}

/// A request that came to nothing because of the network, or of a service that is not well.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) service: Service,
    pub(super) error: StoreError,
}

/// How long before a certificate expires somebody has to see to the next one.
const RENEWAL: Duration = Duration::from_secs(30 * 24 * 3600);

/// Why nothing else can be asked.
const CREDENTIALS_FAILED: &str = "not asked: the application is not signed in";

/// What a product's read came to.
enum Answer {
    /// It can be read.
    Readable(DraftStatus),
    /// There is no such product for this seller.
    Missing(StoreError),
    /// The seller account was refused.
    Seller(StoreError),
    /// The application may not read, or nothing says why.
    Role(StoreError),
    /// The token was refused.
    Token(StoreError),
    /// The network, or the service.
    Trouble(StoreError),
    /// Nobody asked: an answer for another product was lost.
    Unasked,
    /// No seller account is set.
    NoSeller(CliError),
    /// Something else.
    Odd(StoreError),
}

/// A product and what its read came to.
struct Asked<'a> {
    manifest: &'a Manifest,
    seller: Option<SellerId>,
    answer: Answer,
}

/// Signs in and reads each product's status: no more than any plan does first.
pub(super) async fn check(connection: &Connection, patients: &Patients) -> Access {
    let (client, signed_in) = match &connection.identity {
        Identity::Nobody(error) => {
            let hint = error.view().hints.first().cloned();
            let check = failed(CheckId::Credentials, &error.view().message);
            return without_access(fixed_by(check, hint), Vec::new(), patients);
        }
        Identity::Sandbox { client, .. } => {
            let words = "the simulated Store needs no credentials";
            (client, ok(CheckId::Credentials, words))
        }
        Identity::Application { client, service } => (client, of_application(service)),
    };
    match client.sign_in().await {
        Ok(()) => {}
        Err(error) if is_trouble(&error.reason()) => {
            let check = skipped(
                CheckId::Credentials,
                "not asked: the sign-in did not get through",
            );
            let trouble = Trouble {
                service: error.service(),
                error,
            };
            return without_access(check, vec![trouble], patients);
        }
        Err(error) => {
            let check = of_error(CheckId::Credentials, &error);
            return without_access(check, Vec::new(), patients);
        }
    }
    let lost = Cell::new(Answers::Come);
    let asked: Vec<Asked<'_>> = stream::iter(patients.manifests())
        .map(|it| ask(it, &connection.identity, client, &lost))
        .buffered(PRODUCTS)
        .collect()
        .await;
    assess(signed_in, asked, patients)
}

/// What is said of an application that signed in; of a certificate, when it expires.
fn of_application(service: &Application) -> Check {
    let credential = &service.credential;
    let with = credential_name(&credential.value, &credential.origin);
    let (client, tenant) = (&service.client_id, &service.tenant_id);
    let words = format!("application {client} of tenant {tenant} signs in with {with}");
    let expiry = match &credential.value {
        Credential::Certificate(it) => it.expires(),
        Credential::ClientSecret(_)
        | Credential::AssertionFile(_)
        | Credential::GitHubOidc { .. } => return ok(CheckId::Credentials, words),
    };
    let left = expiry.duration_since(SystemTime::now()).unwrap_or_default();
    let time = jiff::Timestamp::try_from(expiry).unwrap_or(jiff::Timestamp::MAX);
    let words = format!("{words}, which expires at {time}");
    if left > RENEWAL {
        return ok(CheckId::Credentials, words);
    }
    fixed_by(
        warning(CheckId::Credentials, words),
        Some("upload a new certificate to the app registration before then".to_owned()),
    )
}

/// Whether the host of the Store answers. One that does not takes its time over each product, and says nothing of any.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    Come,
    AreLost,
}

async fn ask<'a>(
    manifest: &'a Manifest,
    identity: &Identity,
    client: &ReadClient,
    answers: &Cell<Answers>,
) -> Asked<'a> {
    let (seller, answer) = match identity.seller(manifest) {
        Err(error) => (None, Answer::NoSeller(error)),
        Ok(seller) if answers.get() == Answers::AreLost => (Some(seller), Answer::Unasked),
        Ok(seller) => {
            let client = client.with_seller(seller.clone());
            let read = client.status(&manifest.product.product_id).await;
            if read.as_ref().is_err_and(|it| is_lost(&it.reason())) {
                answers.set(Answers::AreLost);
            }
            (Some(seller), read.map_or_else(Answer::of, Answer::Readable))
        }
    };
    Asked {
        manifest,
        seller,
        answer,
    }
}

impl Answer {
    fn of(error: StoreError) -> Self {
        match error.reason() {
            Reason::Denied(Denied::Seller) => Self::Seller(error),
            Reason::Denied(Denied::Role | Denied::Association | Denied::Unnamed) => {
                Self::Role(error)
            }
            Reason::Missing(_) => Self::Missing(error),
            Reason::SignIn(SignInFailure::TokenRefused) => Self::Token(error),
            reason if is_trouble(&reason) => Self::Trouble(error),
            _ => Self::Odd(error),
        }
    }
}

/// Whether a failure is the network's, or a service's own.
fn is_trouble(reason: &Reason) -> bool {
    match reason {
        Reason::NotReached { .. }
        | Reason::AnswerLost(_)
        | Reason::Throttled { .. }
        | Reason::Unavailable { .. }
        | Reason::NoCertificates
        | Reason::TooManyOpen
        | Reason::NotTheService(_) => true,
        Reason::Configuration
        | Reason::Credential(_)
        | Reason::SignIn(_)
        | Reason::Denied(_)
        | Reason::Missing(_)
        | Reason::SubmissionInProgress
        | Reason::Rejected
        | Reason::UploadAddressExpired
        | Reason::SubmissionUnanswered
        | Reason::Unreadable => false,
    }
}

/// Whether no answer came, so that none will come for another product.
fn is_lost(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::NotReached { .. } | Reason::AnswerLost(_) | Reason::NoCertificates
    )
}

/// Makes the check of a request that failed.
fn of_error(id: CheckId, error: &StoreError) -> Check {
    let said: Vec<String> = error
        .store_messages()
        .iter()
        .map(|it| it.message.clone())
        .collect();
    let mut message = error.summary();
    if !said.is_empty() {
        message = format!("{message}; the Store reports: {}", said.join("; "));
    }
    if let Some(id) = error.correlation_id() {
        message = format!("{message}; correlation ID {id}");
    }
    fixed_by(failed(id, message), fix(&error.reason()))
}

/// The checks where nobody is signed in.
fn without_access(credentials: Check, troubles: Vec<Trouble>, patients: &Patients) -> Access {
    let mut checks = vec![credentials];
    for id in [CheckId::Role, CheckId::Seller] {
        checks.push(skipped(id, CREDENTIALS_FAILED));
    }
    checks.extend(without_products(patients));
    for manifest in patients.manifests() {
        let product = manifest.product.product_id.as_str();
        checks.push(about(
            skipped(CheckId::Product, CREDENTIALS_FAILED),
            product,
        ));
    }
    Access {
        checks,
        troubles,
        drafts: BTreeMap::new(),
    }
}

/// The check of products where there are none to ask for.
fn without_products(patients: &Patients) -> Option<Check> {
    match patients {
        Patients::Manifests(_) => None,
        Patients::Nobody => Some(fixed_by(
            skipped(CheckId::Product, "not asked: no manifest was found"),
            Some("pass the PATH of a manifest".to_owned()),
        )),
        Patients::Invalid => Some(fixed_by(
            warning(CheckId::Product, "not asked: the manifests have errors"),
            Some("run `storectl validate`".to_owned()),
        )),
    }
}

/// Puts the answers of all products into checks: a role and a seller for each account, and each product.
fn assess(signed_in: Check, asked: Vec<Asked<'_>>, patients: &Patients) -> Access {
    let refused = asked.iter().find_map(|it| match &it.answer {
        Answer::Token(error) => Some(of_error(CheckId::Credentials, error)),
        _ => None,
    });
    let mut checks = vec![refused.unwrap_or(signed_in)];
    let mut sellers: Vec<Option<&SellerId>> = Vec::new();
    for it in &asked {
        if !sellers.contains(&it.seller.as_ref()) {
            sellers.push(it.seller.as_ref());
        }
    }
    let of = |seller: Option<&SellerId>| {
        let answers = asked.iter().filter(move |it| it.seller.as_ref() == seller);
        answers.map(|it| &it.answer).collect::<Vec<_>>()
    };
    let named = |check: Check, seller: Option<&SellerId>| match seller {
        Some(seller) => about(check, seller.as_str()),
        None => check,
    };
    if sellers.is_empty() {
        let words = "not asked: no manifest names a product";
        checks.extend([CheckId::Role, CheckId::Seller].map(|it| skipped(it, words)));
    }
    for seller in &sellers {
        checks.push(named(role(&of(*seller)), *seller));
    }
    for seller in &sellers {
        checks.push(named(self::seller(&of(*seller)), *seller));
    }
    checks.extend(without_products(patients));
    checks.extend(asked.iter().map(product));
    let (mut troubles, mut drafts) = (Vec::new(), BTreeMap::new());
    for it in asked {
        match it.answer {
            Answer::Trouble(error) => troubles.push(Trouble {
                service: Service::Store,
                error,
            }),
            Answer::Readable(status) => {
                drafts.insert(it.manifest.product.product_id.clone(), status);
            }
            _ => {}
        }
    }
    Access {
        checks,
        troubles,
        drafts,
    }
}

/// Whether the Store let any of these requests read.
fn has_read(answers: &[&Answer]) -> bool {
    let reads = |it: &&Answer| matches!(it, Answer::Readable(_) | Answer::Missing(_));
    answers.iter().any(reads)
}

fn role(answers: &[&Answer]) -> Check {
    let id = CheckId::Role;
    if has_read(answers) {
        return ok(
            id,
            "the application may read; only a write shows whether it may write",
        );
    }
    let refused = answers.iter().find_map(|it| match it {
        Answer::Role(error) => Some(error),
        _ => None,
    });
    let was_asked = |it: &&Answer| !matches!(it, Answer::NoSeller(_) | Answer::Unasked);
    match refused {
        Some(error) => of_error(id, error),
        None if answers.iter().any(was_asked) => skipped(
            id,
            "not known: no answer tells whether the application may read",
        ),
        None => skipped(id, "not asked: no product could be asked for"),
    }
}

fn seller(answers: &[&Answer]) -> Check {
    let id = CheckId::Seller;
    if has_read(answers) {
        return ok(id, "the application belongs to this seller account");
    }
    let refused = answers.iter().find_map(|it| match it {
        Answer::Seller(error) => Some(of_error(id, error)),
        Answer::NoSeller(error) => {
            let hint = error.view().hints.first().cloned();
            Some(fixed_by(failed(id, &error.view().message), hint))
        }
        _ => None,
    });
    refused.unwrap_or_else(|| skipped(id, "not known: an earlier check failed"))
}

fn product(asked: &Asked<'_>) -> Check {
    let id = CheckId::Product;
    let check = match &asked.answer {
        Answer::Readable(_) => ok(id, "its draft can be read"),
        Answer::Missing(error) | Answer::Odd(error) => of_error(id, error),
        Answer::Seller(_)
        | Answer::Role(_)
        | Answer::Token(_)
        | Answer::Trouble(_)
        | Answer::NoSeller(_) => skipped(id, "not known: an earlier check failed"),
        Answer::Unasked => skipped(id, "not asked: the answer for another product was lost"),
    };
    about(check, asked.manifest.product.product_id.as_str())
}
