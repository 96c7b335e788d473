//! Installers that change while the question is on the screen.

use super::{Case, NEW};
use crate::support::{host::Serves, terminal::Terminal};

impl Case {
    /// Asks, serves another thing, and answers `yes`; returns the exit code and what was shown.
    fn confirmed_after(&self, change: Serves) -> (Option<i32>, String) {
        let mut terminal = Terminal::run(&self.workplace, &["apply", "--poll-interval", "1ms"]);
        terminal.shows("Only `yes` is accepted:");
        self.host.put(NEW, change);
        terminal.type_in("yes\n");
        let (status, shown) = terminal.ends();
        (status.code(), shown)
    }
}

#[test]
fn other_bytes_than_those_that_were_shown_are_12_whatever_is_wrong_with_them() {
    for other in ["nsis-signed-payload.exe", "plain.exe"] {
        let case = Case::new();
        let (code, shown) = case.confirmed_after(Serves::fixture(other));
        assert_eq!(code, Some(12), "{shown}");
        let said = "an installer changed while waiting for confirmation";
        assert!(shown.contains(said), "{shown}");
        assert!(case.store.writes(0).is_empty(), "{shown}");
    }
}

#[test]
fn an_installer_that_moved_meanwhile_is_12() {
    let case = Case::new();
    let (code, shown) = case.confirmed_after(Serves::Redirect);
    assert_eq!(code, Some(12), "{shown}");
    assert!(case.store.writes(0).is_empty(), "{shown}");
}

#[test]
fn the_bytes_that_were_shown_are_applied() {
    let case = Case::new();
    let (code, shown) = case.confirmed_after(Serves::fixture("plain-signed.exe"));
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(case.store.product().submissions.len(), 1);
}
