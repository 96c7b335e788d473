//! The URL and its host.

use storectl_manifest::installers as rules;

use super::{Finding, Subject};
use crate::{Host, Inspection, Outcome};

/// Judges a host that yields no bytes.
pub(super) fn of_outcome(inspection: &Inspection) -> Option<Finding> {
    let host = inspection.host.as_ref();
    match &inspection.outcome {
        Outcome::Read(_) => None,
        Outcome::NotServed => Some(not_served(host)),
        Outcome::Redirected => Some(redirect(&inspection.source, host)),
        Outcome::NotAsked(why) => Some(not_asked(why)),
        Outcome::CannotTell(why) => Some(cannot_tell(why)),
    }
}

fn not_served(host: Option<&Host>) -> Finding {
    let message = match host.and_then(|it| it.status) {
        Some(status @ (401 | 403)) => {
            format!("the host responds with {status}: the installer is not public")
        }
        Some(status @ 410) => format!("the host responds with {status}: the installer was removed"),
        Some(status) => format!("the host responds with {status}: the installer is not there"),
        None => "the host does not serve the installer".to_owned(),
    };
    Finding::new(&rules::NOT_SERVED, Subject::PackageUrl, message)
}

fn cannot_tell(why: &str) -> Finding {
    let message = format!("the installer was not checked: {why}");
    Finding::new(&rules::CANNOT_TELL, Subject::PackageUrl, message)
}

fn not_asked(why: &str) -> Finding {
    let hint = "use the endpoint of the Store, without `--sandbox`, to look at it";
    cannot_tell(why).into_note().hinted(hint.to_owned())
}

/// Names GitHub's redirects as what they are: every download of a release has one (field notes 35 and 97).
fn redirect(source: &str, host: Option<&Host>) -> Finding {
    let status = host.and_then(|it| it.status);
    let target = host.and_then(|it| it.redirect.as_deref());
    let to = target.map_or(String::new(), |it| format!(" to `{it}`"));
    let status = status.map_or(String::new(), |it| format!(" with {it}"));
    if is_github_release(source) {
        let message = format!(
            "the URL redirects{status}{to}, as each download of a GitHub release does, to a URL that expires"
        );
        let hint = "publish the installer also on GitHub Pages (up to 100 MB), Azure Blob Storage or another host that responds with 200; `storectl explain hosting` lists them";
        return Finding::new(&rules::REDIRECT, Subject::PackageUrl, message)
            .hinted(hint.to_owned());
    }
    let message = format!("the URL redirects{status}{to}");
    Finding::new(&rules::REDIRECT, Subject::PackageUrl, message)
}

fn is_github_release(source: &str) -> bool {
    let address = source.to_ascii_lowercase();
    let path = address
        .strip_prefix("https://github.com/")
        .or_else(|| address.strip_prefix("http://github.com/"));
    path.is_some_and(|it| it.contains("/releases/"))
}

/// Judges a host that serves the installer, but not as the Store's download needs it (field note 96).
pub(super) fn of_reliability(inspection: &Inspection) -> Option<Finding> {
    let host = inspection.host.as_ref()?;
    let faults: Vec<&str> = [
        host.length
            .is_none()
            .then_some("does not send Content-Length"),
        (host.ranges == Some(false)).then_some("ignores Range"),
        host.refuses_head.then_some("refuses HEAD"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (last, others) = faults.split_last()?;
    let faults = match others {
        [] => (*last).to_owned(),
        others => format!("{} and {last}", others.join(", ")),
    };
    let message = format!("the host {faults}");
    Some(Finding::new(
        &rules::UNRELIABLE_HOST,
        Subject::PackageUrl,
        message,
    ))
}
