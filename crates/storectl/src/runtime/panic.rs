//! What is printed where the program has a defect and panics: one sentence, without secrets.

use std::panic::PanicHookInfo;

use storectl_api::Redactor;
use storectl_report::Foreign;

/// Where defects are reported.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// Makes the hook of a process; `write` takes the message. A message may quote a value, so secrets that `redactor` knows
/// by then are removed from it.
pub(crate) fn hook(
    redactor: Redactor,
    write: impl Fn(&str) + Send + Sync + 'static,
) -> Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync> {
    Box::new(move |info| {
        let payload = info.payload();
        let said = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let place = info
            .location()
            .map_or_else(String::new, |it| format!(" at {}:{}", it.file(), it.line()));
        let message = redactor.text(&format!("internal error{place}: {said}"));
        let message = Foreign::new(&message).line().into_owned();
        write(&format!(
            "error: {message}\n  hint: this is a bug in storectl: report it at {ISSUES}"
        ));
    })
}

#[cfg(test)]
mod tests {
    use std::{
        panic,
        sync::{Arc, Mutex, PoisonError},
        thread,
    };

    use super::*;

    /// What is printed for a panic with this message.
    fn printed(redactor: Redactor, message: &'static str) -> String {
        /// The hook is the process's.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let printed = Arc::new(Mutex::new(String::new()));
        let sink = Arc::clone(&printed);
        let before = panic::take_hook();
        panic::set_hook(hook(redactor, move |it| sink.lock().unwrap().push_str(it)));
        let panicked = thread::spawn(move || panic!("{message}")).join();
        panic::set_hook(before);
        assert!(panicked.is_err());
        let printed = printed.lock().unwrap();
        printed.clone()
    }

    #[test]
    fn a_panic_shows_its_place_and_no_secret_in_any_spelling() {
        let redactor = Redactor::default();
        redactor.learn(&"hunter2/hunter2".to_owned().into());
        for message in [
            "cannot sign in with hunter2/hunter2",
            "cannot sign in with hunter2%2Fhunter2",
            "cannot sign in with aHVudGVyMi9odW50ZXIy",
        ] {
            let printed = printed(redactor.clone(), message);
            assert!(printed.contains("panic.rs:"), "{printed}");
            assert!(printed.contains("cannot sign in with "), "{printed}");
            assert!(!printed.contains("hunter2"), "{printed}");
            assert!(!printed.contains("aHVudGVyMi9odW50ZXIy"), "{printed}");
        }
    }

    #[test]
    fn a_panic_starts_no_line_with_foreign_text() {
        let printed = printed(Redactor::default(), "x\n::add-mask::y\u{1b}[2J");
        for line in printed.lines() {
            assert!(!line.starts_with("::"), "{printed}");
        }
        assert!(!printed.contains('\u{1b}'), "{printed:?}");
    }
}
