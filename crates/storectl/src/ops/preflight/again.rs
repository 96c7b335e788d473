//! The same bytes, right before the Store takes them: installers that the plan saw are looked at again.

use futures_util::{FutureExt as _, StreamExt as _, future::LocalBoxFuture, stream};
use storectl_api::{Look, Patience, Seen};
use storectl_apply::{InstallerCheck, InstallerFault, InstallerFaultKind};
use storectl_installer::{Inspection, Outcome};
use storectl_model::{DesiredProduct, FieldPath, Sameness, SeenBytes};
use storectl_plan::SeenInstallers;

use super::Preflight;

/// Most installers looked at together.
const AT_ONCE: usize = 8;

/// Looks again at the installers of one product.
pub(crate) struct LookAgain<'a> {
    preflight: &'a Preflight<'a>,
    expected: Vec<Expected>,
}

/// The bytes that an address is to serve.
struct Expected {
    package: FieldPath,
    address: String,
    bytes: SeenBytes,
}

impl<'a> LookAgain<'a> {
    /// Expects these bytes.
    pub(crate) fn new(
        preflight: &'a Preflight<'a>,
        desired: &DesiredProduct,
        seen: &SeenInstallers,
    ) -> Self {
        let packages = desired.packages.iter().flatten().enumerate();
        let expected = packages.filter_map(|(index, it)| {
            let package = FieldPath::of_package(index);
            let bytes = seen.bytes_of(&package)?.clone();
            Some(Expected {
                package,
                address: it.package_url.clone(),
                bytes,
            })
        });
        Self {
            preflight,
            expected: expected.collect(),
        }
    }

    async fn look(&self, expected: &Expected) -> Result<(), InstallerFault> {
        let fault = |kind, message: String| InstallerFault {
            package: expected.package.clone(),
            kind,
            message,
        };
        let look = Look {
            address: expected.address.clone(),
            depth: self.preflight.depth(),
            known: None,
            patience: Patience::AsReads,
        };
        let inspection = match self.preflight.client.look(&look).await {
            Ok(Seen::Inspected { inspection, .. }) => inspection,
            // Nothing was known that could be so still.
            Ok(Seen::Unchanged(_)) => {
                let message = "its host sent no bytes".to_owned();
                return Err(fault(InstallerFaultKind::CannotTell, message));
            }
            Err(error) => return Err(fault(InstallerFaultKind::CannotTell, error.summary())),
        };
        match difference(&expected.bytes, &inspection) {
            None => Ok(()),
            Some((kind, message)) => Err(fault(kind, message)),
        }
    }
}

/// Says why what is served now is not known to be what was seen.
fn difference(
    expected: &SeenBytes,
    inspection: &Inspection,
) -> Option<(InstallerFaultKind, String)> {
    use InstallerFaultKind::{CannotTell, OtherBytes};
    let status = inspection.host.as_ref().and_then(|it| it.status);
    let responds = |what: &str| match status {
        Some(status) => format!("its host responds with {status}"),
        None => what.to_owned(),
    };
    match &inspection.outcome {
        Outcome::Read(_) => match expected.compare(&inspection.seen_bytes()) {
            Sameness::Same => None,
            Sameness::Other(how) => Some((OtherBytes, how)),
            Sameness::Unknown => Some((
                CannotTell,
                "its host names neither ETag nor Last-Modified, and did not send the same parts"
                    .to_owned(),
            )),
        },
        Outcome::NotServed => Some((OtherBytes, responds("its host no longer serves it"))),
        Outcome::Redirected => Some((OtherBytes, responds("its address redirects"))),
        Outcome::NotAsked(reason) | Outcome::CannotTell(reason) => {
            Some((CannotTell, reason.clone()))
        }
    }
}

impl InstallerCheck for LookAgain<'_> {
    fn check(&mut self) -> LocalBoxFuture<'_, Result<(), InstallerFault>> {
        async {
            let looks = self.expected.iter().map(|it| self.look(it));
            let looks: Vec<_> = looks.collect();
            let faults = stream::iter(looks).buffered(AT_ONCE);
            let faults: Vec<InstallerFault> =
                faults.filter_map(|it| async { it.err() }).collect().await;
            let is_unsure = |it: &InstallerFault| it.kind == InstallerFaultKind::CannotTell;
            // What is certainly another one comes first.
            faults.into_iter().min_by_key(is_unsure).map_or(Ok(()), Err)
        }
        .boxed_local()
    }
}
