//! Where people can see the files of the checkout: what GitHub Actions says of the repository and the commit under review
//! (forms.md, "In the pull request" 8).

use std::{fs::File, io::Read as _, path::Path};

use serde::Deserialize;
use storectl_platform::{Git, open_input, resolve};
use storectl_report::RepositoryView;

use crate::settings::env::Env;

/// Most bytes of the file that describes the event. GitHub cuts an event's data at 25 MB.
const LARGEST_EVENT: u64 = 32 << 20;

/// Returns the repository that a workflow runs for, with the commit that shows what a plan is made of: the head of the pull
/// request, else the commit that started the workflow, else the checked-out one where nothing was edited since.
///
/// `None` outside GitHub Actions, and where a value is not what GitHub writes: a plan has no pictures then, and is no other.
pub(crate) fn repository(env: &Env, folder: &Path) -> Option<RepositoryView> {
    let text = |name| Some(env.text(&[name]).ok()??.value);
    let server = text("GITHUB_SERVER_URL")?;
    let name = text("GITHUB_REPOSITORY")?;
    let (owner, name) = name.split_once('/').filter(|(_, it)| !it.contains('/'))?;
    let url = format!("{}/{owner}/{name}", server.trim_end_matches('/'));
    let event = env.named_path(&["GITHUB_EVENT_PATH"]);
    let head = event
        .and_then(|(_, it)| head_of_event(&it))
        .or_else(|| text("GITHUB_SHA"))
        .or_else(|| clean_head(folder))?;
    RepositoryView::new(&url, &head)
}

/// What of an event names the commit under review. Source: GitHub's reference of webhook payloads, `pull_request`.
#[derive(Deserialize)]
struct Event {
    pull_request: Option<PullRequest>,
}

#[derive(Deserialize)]
struct PullRequest {
    head: Head,
}

#[derive(Deserialize)]
struct Head {
    sha: String,
}

fn head_of_event(path: &Path) -> Option<String> {
    // The path itself may lead through links of the runner's own.
    let mut file: File = open_input(&resolve(path), LARGEST_EVENT).ok()?;
    let mut bytes = Vec::new();
    file.by_ref()
        .take(LARGEST_EVENT)
        .read_to_end(&mut bytes)
        .ok()?;
    let event: Event = serde_json::from_slice(&bytes).ok()?;
    Some(event.pull_request?.head.sha)
}

fn clean_head(folder: &Path) -> Option<String> {
    let git = Git::open(folder).ok()?;
    let is_edited = git.edited(&[".".to_owned()]).ok()?.is_some();
    let head = git.commit("HEAD").ok()??;
    (!is_edited).then(|| head.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const HEAD: &str = "3f9c1e20123456789abcdef0123456789abcdef0";
    const MERGE: &str = "aaaaaaaa0123456789abcdef0123456789abcdef";

    fn found(variables: &[(&str, &str)]) -> Option<(String, String)> {
        let defaults = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "contoso/notes"),
        ];
        let env = Env::of(defaults.into_iter().chain(variables.iter().copied()));
        let nowhere = tempfile::tempdir().unwrap();
        let view = repository(&env, nowhere.path())?;
        Some((view.url().to_owned(), view.head().to_owned()))
    }

    #[test]
    fn the_head_of_the_pull_request_comes_before_the_merge_that_github_tries_out() {
        let folder = tempfile::tempdir().unwrap();
        let event = folder.path().join("event.json");
        let body = format!(r#"{{"number": 7, "pull_request": {{"head": {{"sha": "{HEAD}"}}}}}}"#);
        fs::write(&event, body).unwrap();
        let event = ("GITHUB_EVENT_PATH", event.to_str().unwrap());
        let url = "https://github.com/contoso/notes".to_owned();
        assert_eq!(
            found(&[event, ("GITHUB_SHA", MERGE)]),
            Some((url.clone(), HEAD.to_owned()))
        );
        assert_eq!(
            found(&[("GITHUB_SHA", MERGE)]),
            Some((url, MERGE.to_owned()))
        );
    }

    #[test]
    fn an_event_that_is_no_event_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let event = folder.path().join("event.json");
        let sha = ("GITHUB_SHA", MERGE);
        for body in [
            "",
            "{",
            "[]",
            r#"{"pull_request": null}"#,
            r#"{"pull_request": {"head": 1}}"#,
        ] {
            fs::write(&event, body).unwrap();
            let event = ("GITHUB_EVENT_PATH", event.to_str().unwrap());
            let head = found(&[event, sha]).map(|(_, head)| head);
            assert_eq!(head.as_deref(), Some(MERGE), "{body}");
        }
        let is_folder = ("GITHUB_EVENT_PATH", folder.path().to_str().unwrap());
        assert!(found(&[is_folder, sha]).is_some());
    }

    #[test]
    fn what_github_does_not_write_has_no_pictures() {
        for (name, value) in [
            ("GITHUB_SERVER_URL", "http://github.com"),
            ("GITHUB_SERVER_URL", "javascript:alert(1)"),
            (
                "GITHUB_SERVER_URL",
                "https://github.com/)](https://evil.example",
            ),
            ("GITHUB_REPOSITORY", "contoso"),
            ("GITHUB_REPOSITORY", "contoso/notes/.."),
            ("GITHUB_REPOSITORY", "../notes"),
            ("GITHUB_REPOSITORY", "a b/c"),
            ("GITHUB_SHA", "main"),
        ] {
            let variables = [("GITHUB_SHA", MERGE), (name, value)];
            assert_eq!(found(&variables), None, "{name}={value}");
        }
        assert_eq!(found(&[]), None, "no commit is known");
    }
}
