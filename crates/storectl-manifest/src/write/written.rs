//! A value as YAML, before it has a place.

/// A value as YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// What stands on the line of its key or dash; may be empty.
    pub(crate) inline: String,
    /// The lines below, indented by nothing more than they are inside themselves.
    pub(crate) lines: Vec<String>,
}

impl Written {
    /// What fits on the line of its key.
    pub(crate) fn line(inline: String) -> Self {
        Self {
            inline,
            lines: Vec::new(),
        }
    }

    /// Returns the lines below, indented; an empty one stays empty.
    pub(crate) fn below(&self, indent: usize) -> impl Iterator<Item = String> {
        self.lines.iter().map(move |it| indented(it, indent))
    }
}

pub(super) fn indented(line: &str, indent: usize) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!("{:indent$}{line}", "")
    }
}
