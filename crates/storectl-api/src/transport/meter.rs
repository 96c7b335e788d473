//! How far uploads are, for those who watch them.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;

/// Counts the bytes of some uploads as they leave. A meter [of a file](Self::of_file) counts into the one it is of.
#[derive(Clone, Debug)]
pub struct UploadMeter {
    total: Arc<watch::Sender<u64>>,
    /// Bytes of this file's present attempt.
    file: Arc<AtomicU64>,
}

impl Default for UploadMeter {
    fn default() -> Self {
        Self::new()
    }
}

impl UploadMeter {
    /// Makes a meter that has counted nothing.
    pub fn new() -> Self {
        Self {
            total: Arc::new(watch::Sender::new(0)),
            file: Arc::default(),
        }
    }

    /// Makes a meter for one file that counts into this one too.
    #[must_use]
    pub fn of_file(&self) -> Self {
        Self {
            total: Arc::clone(&self.total),
            file: Arc::default(),
        }
    }

    /// Returns the bytes sent so far, of all files; an attempt that failed is taken back.
    pub fn sent(&self) -> u64 {
        *self.total.borrow()
    }

    /// Waits until the count is another than `known`, and returns it.
    pub async fn moved(&self, known: u64) -> u64 {
        let mut receiver = self.total.subscribe();
        match receiver.wait_for(|it| *it != known).await {
            Ok(sent) => *sent,
            // The sender lives in `self`, so this cannot happen.
            Err(_) => std::future::pending().await,
        }
    }

    /// Counts bytes that have left; for transports.
    pub fn add(&self, bytes: u64) {
        self.file.fetch_add(bytes, Ordering::Relaxed);
        self.total
            .send_modify(|total| *total = total.saturating_add(bytes));
    }

    /// Takes back what this file's last attempt counted.
    pub(crate) fn restart(&self) {
        let bytes = self.file.swap(0, Ordering::Relaxed);
        self.total.send_if_modified(|total| {
            *total = total.saturating_sub(bytes);
            bytes > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_count_together_and_a_failed_attempt_is_taken_back() {
        let meter = UploadMeter::new();
        let (one, other) = (meter.of_file(), meter.of_file());
        one.add(3);
        other.add(4);
        assert_eq!(meter.moved(0).await, 7);
        one.restart();
        assert_eq!(meter.sent(), 4);
        one.restart();
        assert_eq!(meter.sent(), 4);
    }
}
