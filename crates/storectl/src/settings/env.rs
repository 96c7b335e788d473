//! The environment, read once. No other file looks at it.

use std::{collections::BTreeMap, ffi::OsString, io::IsTerminal as _, path::PathBuf};

use secrecy::SecretString;

/// Everything the process is told beside its arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env {
    /// `STORECTL_ENDPOINT`.
    pub(crate) endpoint: Option<String>,
    /// `STORECTL_AUTHORITY`.
    pub(crate) authority: Option<String>,
    /// `STORECTL_TENANT_ID`, else `AZURE_TENANT_ID`.
    pub(crate) tenant_id: Option<String>,
    /// `STORECTL_CLIENT_ID`, else `AZURE_CLIENT_ID`.
    pub(crate) client_id: Option<String>,
    /// `STORECTL_SELLER_ID`.
    pub(crate) seller_id: Option<String>,
    /// `STORECTL_CLIENT_SECRET`, else `AZURE_CLIENT_SECRET`.
    pub(crate) client_secret: Option<SecretString>,
    /// `AZURE_FEDERATED_TOKEN_FILE`.
    pub(crate) federated_token_file: Option<PathBuf>,
    /// `ACTIONS_ID_TOKEN_REQUEST_URL` with `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, both or neither.
    pub(crate) actions_id_token: Option<(String, SecretString)>,
    /// The user's cache folder for this tool: `$XDG_CACHE_HOME/storectl`, `~/.cache/storectl`, on Windows
    /// `%LOCALAPPDATA%\storectl\cache`.
    pub(crate) cache: Option<PathBuf>,
    /// `STORECTL_VAR_NAME` by NAME as it stands.
    pub(crate) vars: BTreeMap<String, String>,
    /// `NO_COLOR` is there and not empty (no-color.org).
    pub(crate) no_color: bool,
    /// Which of the standard streams are terminals.
    pub(crate) terminal: Terminal,
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

const VAR_PREFIX: &str = "STORECTL_VAR_";

impl Env {
    /// Reads the process's environment and looks at its streams.
    pub(crate) fn read() -> Self {
        let terminal = Terminal {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
        };
        Self {
            terminal,
            ..Self::from_pairs(std::env::vars_os())
        }
    }

    /// Takes what it knows from `pairs`. An empty value is an absent one: a CI system's unset secret is an empty variable.
    /// What is no UTF-8 is absent too, save in a path.
    fn from_pairs(pairs: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut all: BTreeMap<String, OsString> = pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect();
        let vars = all
            .iter()
            .filter_map(|(name, value)| {
                let name = name.strip_prefix(VAR_PREFIX)?;
                Some((name.to_owned(), value.to_str()?.to_owned()))
            })
            .collect();
        let federated_token_file = all.remove("AZURE_FEDERATED_TOKEN_FILE").map(PathBuf::from);
        let cache = cache_folder(|name| all.get(name).map(PathBuf::from), OS);
        let take = |names: &[&str]| -> Option<String> {
            names
                .iter()
                .find_map(|name| all.get(*name)?.to_str().map(str::to_owned))
        };
        let request_url = take(&["ACTIONS_ID_TOKEN_REQUEST_URL"]);
        let request_token = take(&["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]).map(SecretString::from);
        Self {
            endpoint: take(&["STORECTL_ENDPOINT"]),
            authority: take(&["STORECTL_AUTHORITY"]),
            tenant_id: take(&["STORECTL_TENANT_ID", "AZURE_TENANT_ID"]),
            client_id: take(&["STORECTL_CLIENT_ID", "AZURE_CLIENT_ID"]),
            seller_id: take(&["STORECTL_SELLER_ID"]),
            client_secret: take(&["STORECTL_CLIENT_SECRET", "AZURE_CLIENT_SECRET"])
                .map(SecretString::from),
            federated_token_file,
            actions_id_token: request_url.zip(request_token),
            cache,
            vars,
            no_color: take(&["NO_COLOR"]).is_some(),
            terminal: Terminal::default(),
        }
    }
}

/// What decides where a user's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Os {
    Windows,
    Other,
}

const OS: Os = if cfg!(windows) {
    Os::Windows
} else {
    Os::Other
};

/// Finds the user's cache folder; a relative one counts for nothing (XDG Base Directory Specification).
fn cache_folder(variable: impl Fn(&str) -> Option<PathBuf>, os: Os) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|it| it.is_absolute());
    match os {
        Os::Windows => absolute("LOCALAPPDATA").map(|it| it.join("storectl").join("cache")),
        Os::Other => absolute("XDG_CACHE_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".cache")))
            .map(|it| it.join("storectl")),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::from_pairs(
            pairs
                .iter()
                .map(|(name, value)| (name.into(), value.into())),
        )
    }

    #[test]
    fn our_own_variables_come_before_azures() {
        let both = env(&[
            ("AZURE_TENANT_ID", "azure"),
            ("STORECTL_TENANT_ID", "ours"),
            ("AZURE_CLIENT_SECRET", "secret"),
        ]);
        assert_eq!(both.tenant_id.as_deref(), Some("ours"));
        assert_eq!(both.client_secret.unwrap().expose_secret(), "secret");
    }

    #[test]
    fn an_empty_variable_is_an_absent_one() {
        let one = env(&[
            ("STORECTL_CLIENT_ID", ""),
            ("AZURE_CLIENT_ID", "azure"),
            ("NO_COLOR", ""),
        ]);
        assert_eq!(one.client_id.as_deref(), Some("azure"));
        assert!(!one.no_color);
    }

    #[test]
    fn manifest_variables_carry_their_name_after_the_prefix() {
        let one = env(&[
            ("STORECTL_VAR_version", "1.4.2"),
            ("STORECTL_VAR_EMPTY", ""),
        ]);
        assert_eq!(
            one.vars,
            BTreeMap::from([("version".to_owned(), "1.4.2".to_owned())])
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_cache_is_where_the_system_keeps_caches() {
        let folder = |pairs: &[(&str, &str)], os| {
            let find = |name: &str| pairs.iter().find(|it| it.0 == name);
            cache_folder(|name| Some(find(name)?.1.into()), os)
        };
        let home = ("HOME", "/home/me");
        let cases = [
            (folder(&[home], Os::Other), Some("/home/me/.cache/storectl")),
            (
                folder(&[home, ("XDG_CACHE_HOME", "/c")], Os::Other),
                Some("/c/storectl"),
            ),
            (
                folder(&[home, ("XDG_CACHE_HOME", "c")], Os::Other),
                Some("/home/me/.cache/storectl"),
            ),
            (folder(&[], Os::Other), None),
            (
                folder(&[("LOCALAPPDATA", "/l"), home], Os::Windows),
                Some("/l/storectl/cache"),
            ),
            (folder(&[home], Os::Windows), None),
        ];
        for (found, expected) in cases {
            assert_eq!(found.as_deref(), expected.map(std::path::Path::new));
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let one = env(&[("STORECTL_CLIENT_SECRET", "hunter2")]);
        assert!(!format!("{one:?}").contains("hunter2"));
    }
}
