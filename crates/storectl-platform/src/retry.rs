//! How long to try to replace a file that another program has open.

use std::{io, time::Duration};

/// The longest time spent, all pauses together. Scanners and indexers let go within a second or two.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Does `operation` again, after growing pauses, while it fails because the file is held.
///
/// # Errors
/// The last error.
pub(crate) fn while_held<T>(
    mut operation: impl FnMut() -> io::Result<T>,
    is_held: impl Fn(&io::Error) -> bool,
    mut sleep: impl FnMut(Duration),
) -> io::Result<T> {
    let mut pause = FIRST_PAUSE;
    let mut left = PATIENCE;
    loop {
        match operation() {
            Err(error) if is_held(&error) && !left.is_zero() => {
                let now = pause.min(left);
                sleep(now);
                left = left.saturating_sub(now);
                pause = pause.saturating_mul(2);
            }
            end => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> io::Error {
        io::Error::from_raw_os_error(32)
    }

    fn is_held(error: &io::Error) -> bool {
        error.raw_os_error() == Some(32)
    }

    #[test]
    fn a_file_that_is_let_go_is_replaced() {
        let mut tries = 0;
        let mut pauses = Vec::new();
        let end = while_held(
            || {
                tries += 1;
                if tries < 4 { Err(held()) } else { Ok(tries) }
            },
            is_held,
            |it| pauses.push(it.as_millis()),
        );
        assert_eq!(end.unwrap(), 4);
        assert_eq!(pauses, [10, 20, 40]);
    }

    #[test]
    fn a_file_that_stays_held_is_given_up_after_ten_seconds() {
        let mut slept = Duration::ZERO;
        let end = while_held(|| Err::<(), _>(held()), is_held, |it| slept += it);
        assert!(is_held(&end.unwrap_err()));
        assert_eq!(slept, PATIENCE);
    }

    #[test]
    fn another_error_is_not_waited_for() {
        let error = || io::Error::from(io::ErrorKind::StorageFull);
        let end = while_held(|| Err::<(), _>(error()), is_held, |_| panic!("no pause"));
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
