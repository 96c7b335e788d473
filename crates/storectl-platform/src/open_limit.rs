//! How many files and connections a process may have open.

use std::{fs::File, io};

use crate::os;

/// What to do about [`TooManyOpen`].
pub const RAISE_OPEN_LIMIT: &str = os::RAISE_OPEN_LIMIT;

/// The system opens no more files or connections for this process, or for any.
#[derive(Debug, thiserror::Error)]
#[error("too many open files{}", limit_words(*limit))]
pub struct TooManyOpen {
    /// The limit of this process, where the system tells it.
    pub limit: Option<u64>,
}

impl TooManyOpen {
    /// Recognizes it among the errors of opening a file, a connection or a listener.
    pub fn of(error: &io::Error) -> Option<Self> {
        let code = error.raw_os_error()?;
        os::TOO_MANY_OPEN.contains(&code).then(|| Self {
            limit: os::open_limit(),
        })
    }
}

fn limit_words(limit: Option<u64>) -> String {
    limit.map_or_else(String::new, |it| {
        format!("; the limit of this process is {it}")
    })
}

/// Checks that this process may open `count` more files and connections; they are open for the check only.
///
/// A service that cannot accept a connection is silent, so nothing would fail where the limit is found out later.
///
/// # Errors
/// [`TooManyOpen`].
pub fn check_open_limit(count: usize) -> Result<(), TooManyOpen> {
    let mut opened = Vec::with_capacity(count);
    for _ in 0..count {
        match File::open(os::NULL_DEVICE) {
            Ok(file) => opened.push(file),
            // What has another cause is reported where it matters.
            Err(error) => return TooManyOpen::of(&error).map_or(Ok(()), Err),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handful_of_files_can_be_opened() {
        check_open_limit(8).unwrap();
    }

    #[test]
    fn only_the_systems_own_numbers_are_recognized() {
        for code in os::TOO_MANY_OPEN {
            let error = io::Error::from_raw_os_error(*code);
            assert!(TooManyOpen::of(&error).is_some(), "{error}");
        }
        let not_found = io::ErrorKind::NotFound.into();
        assert!(TooManyOpen::of(&not_found).is_none());
    }

    #[test]
    fn the_limit_is_named_where_it_is_known() {
        let message = |limit| TooManyOpen { limit }.to_string();
        assert_eq!(
            message(Some(12)),
            "too many open files; the limit of this process is 12"
        );
        assert_eq!(message(None), "too many open files");
    }
}
