//! Whether the file under one address is the file under another, by as little of it as tells them apart.

use http::StatusCode;

use crate::installers::{
    ask::Ask, client::InstallerClient, content_range::ContentRange, look::LookDepth,
};

impl InstallerClient {
    /// Asks for the length in bytes of the file under an address: one HEAD. `None` where its host does not say, or is not asked.
    pub async fn length(&self, address: &str) -> Option<u64> {
        let (address, line) = self.admitted(address)?;
        let visit = self.visit(&address, &line, LookDepth::Parts);
        let reply = visit.ask(&Ask::Head).await.ok()?;
        let is_plain = reply.head.status() == StatusCode::OK && reply.head.encoding().is_none();
        reply.head.length().filter(|_| is_plain)
    }

    /// Returns whether the file under an address has these bytes from `start` on: one range. What its host does not send is not
    /// the same.
    pub async fn has(&self, address: &str, start: u64, bytes: &[u8]) -> bool {
        let Some((address, line)) = self.admitted(address) else {
            return false;
        };
        let visit = self.visit(&address, &line, LookDepth::Parts);
        let end = start.saturating_add(bytes.len() as u64);
        let Ok(reply) = visit.ask(&Ask::Span(start..end)).await else {
            return false;
        };
        let is_there = matches!(
            reply.head.content_range(),
            Some(ContentRange::Part { range, .. }) if range == (start..end)
        );
        is_there
            && reply.head.status() == StatusCode::PARTIAL_CONTENT
            && reply.head.encoding().is_none()
            && reply.body == bytes
    }
}
