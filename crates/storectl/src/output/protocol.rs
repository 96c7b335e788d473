//! stdout itself, for a command that speaks a protocol there: no message and no result may come between.

use std::io::{self, Write};

/// Returns where a protocol is spoken.
pub(crate) fn stream() -> impl Write {
    io::stdout()
}
