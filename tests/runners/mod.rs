//! What CI runners take for a command in a log: a port of their documented parsers, for tests.
//!
//! GitHub Actions: `ActionCommand.TryParseV2` and `TryParse` of actions/runner. Azure Pipelines: `Command.TryParse` of
//! microsoft/azure-pipelines-agent. TeamCity: its service messages. All of them see one line at a time. Where a runner
//! looks a name up among those it knows, this port takes every name.

/// Texts that try to act on a runner, for every place that takes somebody else's text.
pub(crate) const HOSTILE: &[&str] = &[
    "::set-output name=x::y",
    "::add-mask::secret",
    "\n::warning file=a.js,line=1::b",
    "\r\n::error::x",
    " \t\u{a0}\u{3000}::stop-commands::token",
    ":::debug::x",
    "##[error]x",
    "##[set-env name=PATH]x",
    "###[group]x",
    "##vso[task.prependpath]/tmp",
    "\n##vso[task.setvariable variable=a;issecret=true]b",
    "#\u{200b}#vso[task.complete result=Failed;]x",
    "##vso",
    "[task.complete result=Failed;]x",
    "##",
    "##teamcity[buildStatus status='FAILURE']",
    "a\u{2028}::debug::x\u{85}::debug::y\u{b}::debug::z",
    "`::debug::x` ##[x]`",
];

/// Finds every command in a log.
pub(crate) fn commands(log: &str) -> Vec<&str> {
    log.split(['\n', '\r'])
        .filter(|line| {
            is_actions_command(line)
                || is_actions_legacy_command(line)
                || is_azure_command(line)
                || line.contains("##teamcity[")
        })
        .collect()
}

/// `::name key=value::message`, after whitespace.
fn is_actions_command(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("::") else {
        return false;
    };
    let Some((info, _)) = rest.split_once("::") else {
        return false;
    };
    let name = info.split(' ').next().unwrap_or_default();
    !name.is_empty()
}

/// `##[name key=value;]message`, anywhere; Azure Pipelines formats a log by the same mark.
fn is_actions_legacy_command(line: &str) -> bool {
    bracketed(line, "##[").is_some()
}

/// `##vso[area.action key=value;]message`, anywhere.
fn is_azure_command(line: &str) -> bool {
    let Some(info) = bracketed(line, "##vso[") else {
        return false;
    };
    let name = info.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = name.split('.').filter(|it| !it.is_empty()).collect();
    parts.len() == 2
}

/// Returns what stands between the first `prefix` and the next `]`.
fn bracketed<'l>(line: &'l str, prefix: &str) -> Option<&'l str> {
    let (_, rest) = line.split_once(prefix)?;
    Some(rest.split_once(']')?.0)
}

/// A command as GitHub's runner takes it from a line: its name, its properties and its message, each as GitHub's toolkit
/// wrote it.
#[derive(Debug)]
pub(crate) struct ActionCommand {
    pub(crate) command: String,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) message: String,
}

impl ActionCommand {
    /// `ActionCommand.TryParseV2` of actions/runner; `None` where a line is no command with properties.
    pub(crate) fn parsed(line: &str) -> Option<Self> {
        let (info, message) = line.strip_prefix("::")?.split_once("::")?;
        let (command, properties) = info.split_once(' ')?;
        let unescaped = |text: &str| {
            let text = text.replace("%2C", ",").replace("%3A", ":");
            text.replace("%0A", "\n")
                .replace("%0D", "\r")
                .replace("%25", "%")
        };
        let properties = properties.split(',').map(|it| {
            let (name, value) = it.split_once('=')?;
            Some((name.to_owned(), unescaped(value)))
        });
        Some(Self {
            command: command.to_owned(),
            properties: properties.collect::<Option<Vec<_>>>()?,
            message: unescaped(message),
        })
    }

    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        let mut properties = self.properties.iter();
        let (_, value) = properties.find(|(it, _)| it == name)?;
        Some(value)
    }
}

/// Reads the lines of `$GITHUB_OUTPUT` as a runner does: `EnvFileKeyValuePairs` of actions/runner. `None` where it would fail
/// the step.
pub(crate) fn outputs(file: &str) -> Option<Vec<(&str, String)>> {
    let mut found = Vec::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (equals, heredoc) = (line.find('='), line.find("<<"));
        match (equals, heredoc) {
            (equals, Some(at)) if equals.is_none_or(|it| at < it) => {
                let delimiter = &line[at + 2..];
                let value: Vec<&str> = lines.by_ref().take_while(|it| *it != delimiter).collect();
                found.push((&line[..at], value.join("\n")));
            }
            (Some(at), _) if at > 0 => found.push((&line[..at], line[at + 1..].to_owned())),
            _ => return None,
        }
    }
    Some(found)
}

#[test]
fn outputs_are_read_as_a_runner_reads_them() {
    let file = "a=1\n\nb<<END\nx=y\nz\nEND\nc==\n";
    let found = [("a", "1"), ("b", "x=y\nz"), ("c", "=")];
    let found = found.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(outputs(file), Some(found.to_vec()));
    assert_eq!(outputs("a=1\nno output\n"), None);
}

#[test]
fn the_commands_of_each_runner_are_found() {
    for command in [
        "::debug::x",
        "  ::add-mask::x",
        "::warning file=a::x",
        "text ##[group]x",
        "2026-01-01 ##vso[task.complete result=Failed;]x",
        "x ##teamcity[a]",
    ] {
        assert_eq!(commands(&format!("first\n{command}\nlast")), [command]);
    }
}

#[test]
fn ordinary_lines_are_none() {
    for line in [
        "std::string",
        "text ::debug::x",
        "## Heading",
        "##vso x]",
        "::",
        "::::",
    ] {
        assert_eq!(commands(line), Vec::<&str>::new());
    }
}
