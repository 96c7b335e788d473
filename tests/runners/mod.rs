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
