//! Looks at an installer where it is hosted: a few parts of it.

use storectl_api::{ErrorKind, InstallerClient, Look, LookDepth, Patience, Seen};
use storectl_installer::{Inspection, Outcome};

use crate::{error::CliError, exit::Exit};

/// Looks at an address once. What its host does wrong is part of what was seen.
///
/// # Errors
/// An address that may not be reached (10), what this machine cannot do (1).
pub(super) async fn look(address: &str, client: &InstallerClient) -> Result<Inspection, CliError> {
    let look = Look {
        address: address.to_owned(),
        depth: LookDepth::Parts,
        known: None,
        patience: Patience::Once,
    };
    match client.look(&look).await {
        Ok(Seen::Inspected { inspection, .. }) => Ok(inspection),
        // Nothing was known before.
        Ok(Seen::Unchanged(host)) => Ok(Inspection {
            source: look.address,
            host: Some(host),
            outcome: Outcome::CannotTell("nothing of it was read".to_owned()),
            parts: None,
        }),
        Err(error) => Err(match error.kind() {
            ErrorKind::Config { .. } => CliError::new(Exit::Invalid, error.summary()).hint(
                "the Store downloads installers from public https URLs without credentials; to inspect this one, download it and run `storectl inspect FILE`",
            ),
            _ => CliError::from(error),
        }),
    }
}
