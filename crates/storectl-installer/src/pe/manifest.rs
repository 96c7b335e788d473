//! The manifest of a program. Source: "Application manifests", Microsoft Learn.

use crate::{Elevation, xml};

/// Returns which rights a manifest asks for; `None` if it does not say.
pub(super) fn elevation(manifest: &[u8]) -> Option<Elevation> {
    xml::read(manifest, |document| {
        let level = document
            .descendants()
            .find(|it| it.tag_name().name() == "requestedExecutionLevel")?
            .attribute("level")?;
        let known = [
            Elevation::AsInvoker,
            Elevation::HighestAvailable,
            Elevation::RequireAdministrator,
        ];
        known
            .into_iter()
            .find(|it| it.as_str().eq_ignore_ascii_case(level.trim()))
    })?
}
