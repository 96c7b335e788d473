//! Looks at installers: where it may, within its time, as often as its patience says.

use std::{fmt, sync::Arc, time::Duration};

use storectl_installer::{Host, Inspection, Outcome};
use storectl_model::Service;
use url::Url;

use crate::{
    clock::{Clock, Deadline},
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    installers::{
        ask::Ask,
        by_parts::{self, Viewed},
        claims,
        look::{Look, LookDepth, Patience, Seen},
        reach::{Admission, Reach},
        reader::Reader,
        stop::Stop,
        visit::{Tally, Visit},
        whole,
    },
    observe::{
        exchange::{Exchanger, Observers},
        redact::Redactor,
        trace::TraceSink,
        wait::WaitSink,
    },
    retry::Attempts,
    retry_policy::RetryPolicy,
    transport::{Transport, address},
    writes::Repeat,
};

/// How long a look by parts may take (forms.md, Installers 6).
const LOOK_TIME: Duration = Duration::from_secs(5);

/// What an [`InstallerClient`] is made of.
#[derive(Clone)]
pub struct InstallerConfig {
    /// The submission API: where it is this machine, so are the installers; else they are on the public Internet.
    pub endpoint: Url,
    /// How patient to be with a host, where a look is repeated.
    pub retry: RetryPolicy,
    /// When everything ends.
    pub deadline: Deadline,
    /// Knows the secrets that must not be shown.
    pub redactor: Redactor,
    /// Takes every exchange, redacted and without bytes of installers.
    pub trace: Option<Arc<dyn TraceSink>>,
    /// Takes long waits as they begin.
    pub waits: Option<Arc<dyn WaitSink>>,
}

impl InstallerConfig {
    /// Makes one without a deadline and observers.
    pub fn new(endpoint: Url) -> Self {
        Self {
            endpoint,
            retry: RetryPolicy::default(),
            deadline: Deadline::NEVER,
            redactor: Redactor::default(),
            trace: None,
            waits: None,
        }
    }
}

impl fmt::Debug for InstallerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstallerConfig")
            .field("endpoint", &self.endpoint.as_str())
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Looks at installers. It needs no credential and sends none: no token, no cookies, no referrer; it follows no redirect.
/// Cheap to clone.
#[derive(Clone)]
pub struct InstallerClient {
    exchanger: Arc<Exchanger>,
    reach: Reach,
    reader: Reader,
}

impl fmt::Debug for InstallerClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstallerClient")
            .field("reach", &self.reach)
            .finish_non_exhaustive()
    }
}

impl InstallerClient {
    /// Makes a client; sends nothing yet.
    pub fn new(
        config: InstallerConfig,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let InstallerConfig {
            endpoint,
            retry,
            deadline,
            redactor,
            trace,
            waits,
        } = config;
        let observers = Observers { trace, waits };
        Self {
            exchanger: Arc::new(Exchanger::new(
                transport, clock, retry, deadline, redactor, observers,
            )),
            reach: Reach::of(&endpoint),
            reader: Reader::default(),
        }
    }

    /// Reads installers in another way, so that tests need none.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn reading_with(
        self,
        read: impl Fn(
            &mut dyn crate::InstallerSource,
            u64,
            storectl_installer::Depth,
        ) -> Result<storectl_installer::Content, storectl_installer::ReadError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            reader: Reader::new(read),
            ..self
        }
    }

    /// Returns how many requests this client and its clones have sent.
    pub fn requests(&self) -> u64 {
        self.exchanger.counts().installer
    }

    /// Looks at an installer. What its host does wrong, or does not do, is part of the result.
    ///
    /// # Errors
    /// Returns an error if the address may not be reached, or this machine cannot ask anybody.
    pub async fn look(&self, look: &Look) -> Result<Seen, Error> {
        let address: Url = look.address.parse().map_err(|error| {
            let what = format!("the installer URL is not valid: {error}");
            Error::new(ErrorKind::Config { what })
        })?;
        let line = self.line(&address);
        let admission = self.reach.admit(&address);
        match admission.map_err(|it| it.of_request(&line))? {
            Admission::Asked => {}
            Admission::Elsewhere => {
                let reason = "the endpoint is a loopback address, so only installers at loopback addresses are looked at";
                return Ok(Seen::without_parts(Inspection {
                    source: look.address.clone(),
                    host: None,
                    outcome: Outcome::NotAsked(reason.to_owned()),
                    parts: None,
                }));
            }
        }
        let mut attempts = Attempts::new(&self.exchanger, &line, Repeat::OnAnyPassingFailure);
        loop {
            let (seen, passing) = self.once(look, &address, &line).await?;
            match (passing, look.patience) {
                (Some(error), Patience::AsReads) => {
                    if attempts.after(error).await.is_err() {
                        return Ok(seen);
                    }
                }
                (Some(_), Patience::Once) | (None, _) => return Ok(seen),
            }
        }
    }

    /// Looks once; returns beside what was seen why a later look may see more.
    async fn once(
        &self,
        look: &Look,
        address: &Url,
        line: &RequestLine,
    ) -> Result<(Seen, Option<Error>), Error> {
        let visit = self.visit(address, line, look.depth);
        let mut host = Host::default();
        let head = match &look.known {
            Some(known) => {
                let head = visit.ask(&Ask::Head).await;
                if let Ok(reply) = &head
                    && reply.head.status().is_success()
                    && claims::is_still(known, &reply.head)
                {
                    host.status = Some(reply.head.status().as_u16());
                    host.length = Some(known.length);
                    host.etag.clone_from(&known.etag);
                    host.last_modified.clone_from(&known.last_modified);
                    visit.tally.note(&mut host);
                    return Ok((Seen::Unchanged(host), None));
                }
                Some(head)
            }
            None => None,
        };
        let viewed = match look.depth {
            LookDepth::Parts => by_parts::look(&visit, head, &self.reader, &mut host).await,
            LookDepth::Whole => whole::look(&visit, head, &self.reader, &mut host).await,
        };
        visit.tally.note(&mut host);
        let inspection = |outcome, parts| Inspection {
            source: look.address.clone(),
            host: Some(host),
            outcome,
            parts,
        };
        match viewed {
            Ok(Viewed {
                content,
                digest,
                parts,
            }) => {
                let inspection = inspection(Outcome::Read(content), digest);
                Ok((Seen::Inspected { inspection, parts }, None))
            }
            Err(Stop::Settled(outcome)) => {
                Ok((Seen::without_parts(inspection(outcome, None)), None))
            }
            Err(Stop::Passing { reason, error }) => {
                let inspection = inspection(Outcome::CannotTell(reason), None);
                Ok((Seen::without_parts(inspection), Some(error)))
            }
            Err(Stop::Fault(error)) => Err(error),
        }
    }

    /// Begins a visit, which ends when a look of this depth ends.
    pub(crate) fn visit<'a>(
        &'a self,
        address: &'a Url,
        line: &'a RequestLine,
        depth: LookDepth,
    ) -> Visit<'a> {
        let end = self.exchanger.deadline;
        let own = Deadline::after(&*self.exchanger.clock, LOOK_TIME);
        let (deadline, limit) = match depth {
            LookDepth::Parts if own < end => (own, Some(LOOK_TIME)),
            LookDepth::Parts | LookDepth::Whole => (end, None),
        };
        Visit {
            exchanger: &self.exchanger,
            address,
            reach: self.reach,
            line,
            deadline,
            limit,
            tally: Tally::default(),
        }
    }

    /// Returns an address that may be asked, with how errors name it.
    pub(crate) fn admitted(&self, address: &str) -> Option<(Url, RequestLine)> {
        let address: Url = address.parse().ok()?;
        let admission = self.reach.admit(&address).ok()?;
        let line = self.line(&address);
        (admission == Admission::Asked).then_some((address, line))
    }

    /// Returns how errors name the request: its query may be a signature.
    fn line(&self, address: &Url) -> RequestLine {
        RequestLine {
            method: "GET".to_owned(),
            host: self
                .exchanger
                .redactor
                .text(&address::host_and_port(address)),
            path: self.exchanger.redactor.text(address.path()),
            service: Service::Installers,
        }
    }
}
