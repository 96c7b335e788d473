//! The environment, read once. No other file looks at it.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt,
    io::IsTerminal as _,
    path::PathBuf,
};

use storectl_api::{Redactor, trim_input};
use storectl_manifest::UnsetSecrets;

use crate::{
    error::CliError,
    runtime::{
        machine::Machine,
        platform::{Os, THIS},
    },
};

/// The process's environment and streams.
#[derive(Clone, Default)]
pub(crate) struct Env {
    /// What is set and not empty: a CI system's unset secret is an empty variable.
    variables: BTreeMap<String, OsString>,
    /// Which of the standard streams are terminals.
    pub(crate) terminal: Terminal,
    /// The machine that the command runs on.
    pub(crate) machine: Machine,
    /// What it means when nobody gave a manifest's secret variable a value.
    pub(crate) unset_secrets: UnsetSecrets,
    /// Knows what of all this nobody may be shown, once manifests say which variables are secret.
    pub(crate) redactor: Redactor,
}

/// Names only: values may be secrets.
impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

/// Which of the standard streams are terminals.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminal {
    /// Standard input.
    pub(crate) stdin: bool,
    /// Standard output.
    pub(crate) stdout: bool,
    /// Standard error.
    pub(crate) stderr: bool,
}

/// What gave a value; errors about the value name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag, with its dashes, or a variable of the environment.
    Name(&'static str),
    /// A file.
    File(PathBuf),
    /// The default of this program.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("the default"),
        }
    }
}

/// A value and what gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given<T> {
    /// The value.
    pub(crate) value: T,
    /// What gave it.
    pub(crate) origin: Origin,
}

/// The prefix of variables that set a manifest's variables.
const VAR_PREFIX: &str = "STORECTL_VAR_";

impl Env {
    /// Reads the process's environment and looks at its streams.
    pub(crate) fn read() -> Self {
        Self {
            terminal: Terminal {
                stdin: std::io::stdin().is_terminal(),
                stdout: std::io::stdout().is_terminal(),
                stderr: std::io::stderr().is_terminal(),
            },
            ..Self::of(std::env::vars_os())
        }
    }

    /// Lets manifests be read although nobody gave their secret variables values: what uses one is not compared.
    #[must_use]
    pub(crate) fn standing_in_for_secrets(self) -> Self {
        Self {
            unset_secrets: UnsetSecrets::StandIn,
            ..self
        }
    }

    /// Takes these variables, and no terminal.
    pub(crate) fn of(
        pairs: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Self {
        let variables = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect();
        Self {
            redactor: Redactor::default(),
            variables,
            terminal: Terminal::default(),
            machine: Machine::default(),
            unset_secrets: UnsetSecrets::Refused,
        }
    }

    /// Takes another machine than this.
    #[must_use]
    pub(crate) fn on(self, machine: Machine) -> Self {
        Self { machine, ..self }
    }

    /// Returns the first of `names` that is set, without whitespace and byte order marks around it.
    ///
    /// # Errors
    /// A value that is not text (64).
    pub(crate) fn text(&self, names: &[&'static str]) -> Result<Option<Given<String>>, CliError> {
        let Some((name, value)) = self.first(names) else {
            return Ok(None);
        };
        let text = value.to_str().ok_or_else(|| not_text(name, value))?;
        Ok(Some(Given {
            value: trim_input(text).to_owned(),
            origin: Origin::Name(name),
        }))
    }

    /// Returns the first of `names` that is set, and its value as a path.
    pub(crate) fn named_path(&self, names: &[&'static str]) -> Option<(&'static str, PathBuf)> {
        self.first(names).map(|(name, value)| (name, value.into()))
    }

    fn first(&self, names: &[&'static str]) -> Option<(&'static str, &OsStr)> {
        let value = |name: &&'static str| Some((*name, self.variables.get(*name)?.as_os_str()));
        names.iter().find_map(value)
    }

    /// Returns `STORECTL_VAR_NAME` by NAME as it is written.
    ///
    /// # Errors
    /// Names that differ only by case, which is one name on Windows; a value that is not text (64).
    pub(crate) fn manifest_variables(&self) -> Result<BTreeMap<String, String>, CliError> {
        let mut folded: BTreeMap<String, &str> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for (whole, value) in &self.variables {
            let Some(name) = whole.strip_prefix(VAR_PREFIX) else {
                continue;
            };
            if let Some(other) = folded.insert(name.to_lowercase(), whole) {
                return Err(CliError::usage(format!(
                    "the environment has both {other} and {whole}, which differ only in case"
                ))
                .hint("unset one of them"));
            }
            let value = value.to_str().ok_or_else(|| not_text(whole, value))?;
            found.insert(name.to_owned(), value.to_owned());
        }
        Ok(found)
    }

    /// Makes known what all of these variables hold that are set.
    pub(crate) fn learn(&self, names: &[&str]) {
        let values = names.iter().filter_map(|it| self.variables.get(*it));
        self.learn_values(values);
    }

    /// Makes known what all variables of manifests hold, for where no manifest says which are secret.
    pub(crate) fn learn_manifest_variables(&self) {
        let variables = self.variables.iter();
        let ours = variables.filter(|(name, _)| name.starts_with(VAR_PREFIX));
        self.learn_values(ours.map(|(_, value)| value));
    }

    /// A secret of several lines is none that can be used, and each of them is somebody's secret all the same.
    fn learn_values<'v>(&self, values: impl Iterator<Item = &'v OsString>) {
        for value in values {
            let text = value.to_string_lossy();
            let lines = text.lines().map(trim_input);
            self.redactor.learn_all(lines.chain([trim_input(&text)]));
        }
    }

    /// Returns whether this is a job of GitHub Actions, which sets `GITHUB_ACTIONS` to `true`. Source: GitHub's list of
    /// default variables.
    pub(crate) fn is_github_runner(&self) -> bool {
        self.variables
            .get("GITHUB_ACTIONS")
            .is_some_and(|it| it == "true")
    }

    /// Returns whether `NO_COLOR` is there and not empty (no-color.org).
    pub(crate) fn no_color(&self) -> bool {
        self.variables.contains_key("NO_COLOR")
    }

    /// Returns the user's cache folder for this tool: `$XDG_CACHE_HOME/storectl`, `~/.cache/storectl`, on Windows
    /// `%LOCALAPPDATA%\storectl\cache`.
    pub(crate) fn cache(&self) -> Option<PathBuf> {
        self.cache_on(THIS)
    }

    /// A relative folder counts for nothing (XDG Base Directory Specification).
    fn cache_on(&self, os: Os) -> Option<PathBuf> {
        let absolute = |name: &str| {
            let path = PathBuf::from(self.variables.get(name)?);
            path.is_absolute().then_some(path)
        };
        match os {
            Os::Windows => absolute("LOCALAPPDATA").map(|it| it.join("storectl").join("cache")),
            Os::Unix => absolute("XDG_CACHE_HOME")
                .or_else(|| Some(absolute("HOME")?.join(".cache")))
                .map(|it| it.join("storectl")),
        }
    }
}

fn not_text(name: &str, value: &OsStr) -> CliError {
    let bytes = value.as_encoded_bytes();
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let why = if is_utf16 {
        "is UTF-16"
    } else {
        "is not valid UTF-8"
    };
    CliError::usage(format!("{name} {why}")).hint("set it to UTF-8 text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::of(pairs.iter().copied())
    }

    const TENANT: &[&str] = &["STORECTL_TENANT_ID", "AZURE_TENANT_ID"];

    #[test]
    fn our_own_variables_come_before_azures_and_are_named() {
        let both = env(&[("AZURE_TENANT_ID", "azure"), ("STORECTL_TENANT_ID", "ours")]);
        let given = both.text(TENANT).unwrap().unwrap();
        assert_eq!(given.value, "ours");
        assert_eq!(given.origin.to_string(), "STORECTL_TENANT_ID");
    }

    #[test]
    fn an_empty_variable_is_an_absent_one() {
        let one = env(&[
            ("STORECTL_TENANT_ID", ""),
            ("AZURE_TENANT_ID", "azure"),
            ("NO_COLOR", ""),
        ]);
        assert_eq!(one.text(TENANT).unwrap().unwrap().value, "azure");
        assert!(!one.no_color());
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_text_is_refused_by_its_name() {
        use std::os::unix::ffi::OsStringExt as _;
        for (bytes, word) in [
            (vec![0xff, 0xfe, b'x'], "UTF-16"),
            (vec![b'x', 0xff], "UTF-8"),
        ] {
            let one = Env::of([("AZURE_TENANT_ID", OsString::from_vec(bytes))]);
            let error = one.text(TENANT).unwrap_err();
            assert_eq!(error.exit(), Exit::Usage);
            let message = &error.view().message;
            assert!(
                message.contains("AZURE_TENANT_ID") && message.contains(word),
                "{message}"
            );
        }
    }

    #[test]
    fn manifest_variables_carry_their_name_after_the_prefix() {
        let one = env(&[
            ("STORECTL_VAR_version", "1.4.2"),
            ("STORECTL_VAR_EMPTY", ""),
        ]);
        assert_eq!(
            one.manifest_variables().unwrap(),
            BTreeMap::from([("version".to_owned(), "1.4.2".to_owned())])
        );
    }

    #[test]
    fn manifest_variables_that_differ_only_by_case_are_refused_and_both_named() {
        let two = env(&[("STORECTL_VAR_version", "1"), ("STORECTL_VAR_VERSION", "2")]);
        let error = two.manifest_variables().unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = &error.view().message;
        assert!(
            message.contains("STORECTL_VAR_version") && message.contains("STORECTL_VAR_VERSION"),
            "{message}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_cache_is_where_the_system_keeps_caches() {
        let home = ("HOME", "/home/me");
        let cases = [
            (env(&[home]), Os::Unix, Some("/home/me/.cache/storectl")),
            (
                env(&[home, ("XDG_CACHE_HOME", "/c")]),
                Os::Unix,
                Some("/c/storectl"),
            ),
            (
                env(&[home, ("XDG_CACHE_HOME", "c")]),
                Os::Unix,
                Some("/home/me/.cache/storectl"),
            ),
            (env(&[]), Os::Unix, None),
            (
                env(&[("LOCALAPPDATA", "/l"), home]),
                Os::Windows,
                Some("/l/storectl/cache"),
            ),
            (env(&[home]), Os::Windows, None),
        ];
        for (env, os, expected) in cases {
            assert_eq!(
                env.cache_on(os).as_deref(),
                expected.map(std::path::Path::new)
            );
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let one = env(&[("STORECTL_CLIENT_SECRET", "hunter2")]);
        assert!(!format!("{one:?}").contains("hunter2"));
    }
}
