//! The Store policies under which certification rejected products like these, and what a host of installers needs.

use std::fmt::Write as _;

use storectl_manifest::catalogue;

/// Microsoft's page of all policies.
pub(super) const PAGE: &str = "https://learn.microsoft.com/windows/apps/publish/store-policies";

/// A policy that certification reports name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Its number, e.g. `10.2.9`.
    pub(crate) id: &'static str,
    /// What it is about, in one line.
    pub(crate) meaning: &'static str,
    text: &'static str,
}

impl Policy {
    /// Those that installers, or products with installers, were rejected under, in the order of their numbers.
    ///
    /// Sources: Microsoft Store Policies; field notes 96 and 105.
    pub(crate) const ALL: &'static [Self] = &[
        Self {
            id: "10.1.1.3",
            meaning: "metadata: an image of the listing",
            text: "Certification rejected a product for an image of its listing. Each image must show the product as it is.\n",
        },
        Self {
            id: "10.1.5",
            meaning: "a rejection whose reason is in the report only",
            text: "Certification has rejected products under this policy. What for is in the certification report only.\n",
        },
        Self {
            id: "10.2.3",
            meaning: "security: a file of the product",
            text: "Certification rejected a product for a file that the report did not name. Scan the installer and every file in it for malware
and unwanted software, and ask in Partner Center for the name of the file.\n",
        },
        Self {
            id: "10.2.9",
            meaning: "installers: signature, URL, silent and complete installation",
            text: "An installer that a package URL serves must meet all of this:
- It is an .exe or .msi file.
- It and every program in it are signed with a certificate that chains up to a member of the Microsoft Trusted Root Program.
  storectl reads the signature and its certificate. Whether the chain is trusted is known to Windows only, so storectl does not
  claim it.
- Its URL is https and has a version, and the file never changes. A new build has a new URL.
- It shows no user interface, except for User Account Control (10.2.9.2).
- It is complete and downloads nothing (10.2.9.3).\n",
        },
        Self {
            id: "10.2.9.2",
            meaning: "installers: silent installation",
            text: "The installer must not show a user interface, except for User Account Control. The Store runs an msi silently, and an exe with
`installerParameters`, up to 40 characters. Usual parameters, by kind of installer:
- NSIS: /S (in upper case)
- Inno Setup: /VERYSILENT /SUPPRESSMSGBOXES
- WiX Burn: /quiet
- Advanced Installer: /exenoui /qn
- Squirrel: --silent\n",
        },
        Self {
            id: "10.2.9.3",
            meaning: "installers: no download during installation",
            text: "The installer must contain everything that it installs. A web installer, or a stub that downloads the product, is rejected: submit
the offline installer. storectl names plug-ins, custom actions and packages that download.\n",
        },
        Self {
            id: "10.3.4",
            meaning: "the product could not be installed through the Store",
            text: "Certification reports this as \"failed to install through the Store\". One team blames its host: no Content-Length, Range ignored,
HEAD refused, a URL that follows the latest version. It is not known which of these was the cause. `storectl explain hosting`
says what a host needs.\n",
        },
        Self {
            id: "10.8.2",
            meaning: "purchases: the pricing differs from the product",
            text: "Certification rejected a product that is FREE and sells something: its pricing is FREEMIUM. `availability.pricing` sets it.\n",
        },
        Self {
            id: "11.16",
            meaning: "AI: reporting of generated content",
            text: "A product that generates content with AI needs a way to report that content, and says so in Partner Center. The API has no field
for it; storectl keeps the answer that Partner Center has.\n",
        },
    ];

    /// Finds it by its number.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|it| it.id == id)
    }

    /// Gives the policy next to a number that has the form of one; `None` for any other text.
    pub(crate) fn near(id: &str) -> Option<&'static Self> {
        let wanted = parts(id)?;
        let distance = |it: &Self| {
            let parts = parts(it.id).unwrap_or_default();
            let same = wanted
                .iter()
                .zip(&parts)
                .take_while(|(a, b)| a == b)
                .count();
            let next = |of: &[u32]| of.get(same).copied().unwrap_or_default();
            let off = next(&wanted).abs_diff(next(&parts));
            (usize::MAX - same, off, parts.len().abs_diff(wanted.len()))
        };
        Self::ALL.iter().min_by_key(|it| distance(it))
    }

    /// Says what to know of it, and which findings name it.
    pub(crate) fn page(&self) -> String {
        let Self { id, meaning, text } = self;
        let mut page = format!("Store policy {id}: {meaning}\n\n{text}");
        let codes = catalogue().iter().filter(|it| it.policy == Some(*id));
        for (index, rule) in codes.enumerate() {
            if index == 0 {
                page.push_str("\nFindings about installers:\n");
            }
            let _ = writeln!(page, "  {}  {}", rule.code, rule.title);
        }
        let _ = write!(
            page,
            "\nThe API does not return why a submission FAILED: the certification report in Partner Center does. The wording that counts\nis Microsoft's: {PAGE}\n"
        );
        page
    }
}

/// Reads the number of a policy: at least two numbers joined by dots.
fn parts(id: &str) -> Option<Vec<u32>> {
    let parts: Option<Vec<u32>> = id.split('.').map(|it| it.parse().ok()).collect();
    parts.filter(|it| it.len() > 1)
}

/// The topic about hosts.
pub(super) const HOSTING: &str = "hosting";

/// What the topic is about, in one line.
pub(super) const HOSTING_MEANING: &str = "which hosts work for installers";

/// Sources: field notes 35 and 95 to 97.
pub(super) const HOSTING_PAGE: &str = "\
hosting: which hosts work for installers

The Store downloads the installer from packageUrl, without credentials. The host must
- respond to https with 200, without a redirect
- send Content-Length, and support HEAD and Range requests
- serve the same bytes under the URL for as long as the package is live: put the version in the URL, and never replace the file

In use, and respond with 200:
- Azure Blob Storage
- object storage (S3, R2, and others) with a domain of its own
- GitHub Pages, without a custom domain, for files of up to 100 MB
- raw.githubusercontent.com, with a commit in the URL
- a proxy of your own in front of any host

Do not work, or fail sooner or later:
- GitHub releases: each download redirects to a URL that expires, and the Store has rejected such URLs. Publish the file of the
  release to one of the hosts above as well, and use that URL. At least one large product uses a release URL and passes, so
  STC0910 is a warning.
- URLs that follow the latest version: the file changes behind them (STC0919)
- signed URLs: they expire (STC0815)
- hosts that do not send Content-Length, or that ignore Range or refuse HEAD (STC0921)

`storectl inspect URL` shows what a host does.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_that_a_rule_names_is_explained() {
        for rule in catalogue() {
            if let Some(id) = rule.policy {
                assert!(
                    Policy::find(id)
                        .unwrap()
                        .page()
                        .contains(rule.code.as_str())
                );
            }
        }
    }

    #[test]
    fn the_nearest_policy_is_in_the_same_section() {
        for (wanted, near) in [
            ("10.2.9.4", "10.2.9.3"),
            ("10.2.9.1", "10.2.9.2"),
            ("10.2.8", "10.2.9"),
            ("10.8.7", "10.8.2"),
            ("11.2", "11.16"),
            ("10.1.1", "10.1.1.3"),
        ] {
            let found = Policy::near(wanted).map(|it| it.id);
            assert_eq!(found, Some(near), "{wanted}");
        }
        for other in ["10", "10.", "10.a", "", "1.5.0-rc.1"] {
            assert_eq!(Policy::near(other), None, "{other}");
        }
    }
}
