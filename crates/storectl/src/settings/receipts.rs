//! Where receipts are kept, beside the file.

use crate::{
    args::StoreArgs,
    error::CliError,
    settings::{
        env::{Env, Given, Origin},
        started_by::started_by,
    },
};

/// The remote that `--receipts git` means.
const DEFAULT_REMOTE: &str = "origin";

/// Where receipts are kept, beside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReceiptSettings {
    /// The remote that receipts are pushed to and fetched from; `None` if they are not kept in git.
    pub(crate) remote: Option<String>,
    /// Who started the run, as the CI system says.
    pub(crate) by: Option<String>,
}

impl ReceiptSettings {
    /// Takes the flag, else the environment.
    ///
    /// # Errors
    /// What is none of `git`, `git=REMOTE` and `off` (64).
    pub(crate) fn resolve(args: &StoreArgs, env: &Env) -> Result<Self, CliError> {
        let given = match &args.receipts {
            Some(value) => Some(Given {
                value: value.clone(),
                origin: Origin::Name("--receipts"),
            }),
            None => env.text(&["STORECTL_RECEIPTS"])?,
        };
        Ok(Self {
            remote: given.map(remote).transpose()?.flatten(),
            by: started_by(env),
        })
    }
}

fn remote(given: Given<String>) -> Result<Option<String>, CliError> {
    let Given { value, origin } = given;
    let remote = match value.split_once('=') {
        None if value == "off" => return Ok(None),
        None if value == "git" => DEFAULT_REMOTE,
        Some(("git", remote)) => remote,
        None | Some(_) => {
            let error = CliError::usage(format!("{origin}: invalid value `{value}`"));
            return Err(error.hint("use git, git=REMOTE or off"));
        }
    };
    if remote.is_empty() || remote.starts_with('-') || remote.contains(char::is_control) {
        let error = CliError::usage(format!("{origin}: `{remote}` is not a valid git remote"));
        return Err(error.hint("use the name of a remote, e.g. git=origin"));
    }
    Ok(Some(remote.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn of(value: &str) -> Result<Option<String>, CliError> {
        remote(Given {
            value: value.to_owned(),
            origin: Origin::Name("STORECTL_RECEIPTS"),
        })
    }

    #[test]
    fn git_is_origin_unless_a_remote_is_named() {
        let remotes = [
            "off",
            "git",
            "git=upstream",
            "git=https://a.example/r.git?a=b",
        ];
        let remotes = remotes.map(|it| of(it).unwrap());
        let expected = [
            None,
            Some("origin"),
            Some("upstream"),
            Some("https://a.example/r.git?a=b"),
        ];
        assert_eq!(remotes, expected.map(|it| it.map(str::to_owned)));
    }

    #[test]
    fn a_remote_that_git_would_take_for_an_option_is_refused_and_its_source_named() {
        for value in [
            "git=",
            "git=--upload-pack=x",
            "git=-o",
            "git=a\nb",
            "svn",
            "svn=a",
            "",
            "Git",
        ] {
            let error = of(value).unwrap_err();
            assert_eq!(error.exit(), Exit::Usage, "{value}");
            assert!(
                error.view().message.contains("STORECTL_RECEIPTS"),
                "{value}"
            );
        }
    }
}
