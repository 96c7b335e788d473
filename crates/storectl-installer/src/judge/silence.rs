//! Whether the declared parameters make an installer silent.

use storectl_manifest::installers as rules;
use storectl_model::limits;

use super::{Finding, Question, Silence, Subject};
use crate::{Facts, Kind};

pub(super) fn judge(facts: &Facts, question: &Question<'_>) -> Option<Finding> {
    let switch = facts.silent.filter(|it| !it.is_empty())?;
    let kind = name(facts.kind)?;
    match &question.package?.silence {
        Silence::Unknown | Silence::OfItself => None,
        Silence::Missing => {
            let message = format!("an {kind} installer is not silent without `{switch}`");
            Some(finding(
                message,
                format!("set installerParameters to `{switch}`"),
            ))
        }
        Silence::Parameters(written) if is_silent(facts.kind, written) => None,
        Silence::Parameters(written) => {
            let message = format!(
                "`installerParameters` is `{written}`, but an {kind} installer needs `{switch}` to be silent"
            );
            Some(finding(message, hint(written, switch)))
        }
    }
}

fn finding(message: String, hint: String) -> Finding {
    Finding::new(&rules::NOT_SILENT, Subject::InstallerParameters, message).hinted(hint)
}

/// The API rejects more than 40 characters (field note 34), so the switch replaces what it does not fit beside.
fn hint(written: &str, switch: &str) -> String {
    let mut words = written.split_ascii_whitespace();
    if let Some(word) = words.find(|it| it.eq_ignore_ascii_case(switch)) {
        return format!("write `{switch}` instead of `{word}` in installerParameters");
    }
    let both = written.chars().count() + 1 + switch.chars().count();
    if both > limits::INSTALLER_PARAMETERS {
        format!("set installerParameters to `{switch}`")
    } else {
        format!("add `{switch}` to installerParameters")
    }
}

/// Names a kind after "an"; `None` for kinds without a switch of their own.
fn name(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Nsis => Some("NSIS"),
        Kind::Inno => Some("Inno Setup"),
        Kind::Burn => Some("exe of WiX Burn"),
        Kind::AdvancedInstaller => Some("Advanced Installer"),
        Kind::Squirrel => Some("exe of Squirrel"),
        Kind::Msi | Kind::Plain => None,
    }
}

/// Returns whether one of the parameters is a switch that makes this kind show no window.
///
/// NSIS compares case, Inno Setup, Burn and Advanced Installer do not. Sources: NSIS Users Manual, 4.12 "Silent
/// Installers/Uninstallers"; Inno Setup Help, "Setup Command Line Parameters"; WiX Toolset, "Burn command line";
/// Advanced Installer User Guide, "Command line switches for the EXE setup"; Squirrel.Windows, "Install process".
fn is_silent(kind: Kind, parameters: &str) -> bool {
    let has = |switches: &[&str]| {
        parameters
            .split_ascii_whitespace()
            .map(|it| it.trim_matches('"'))
            .any(|it| {
                switches
                    .iter()
                    .any(|switch| it.eq_ignore_ascii_case(switch))
            })
    };
    match kind {
        Kind::Nsis => parameters.split_ascii_whitespace().any(|it| it == "/S"),
        Kind::Inno => has(&["/verysilent"]),
        Kind::Burn => has(&[
            "/q", "-q", "/quiet", "-quiet", "/s", "-s", "/silent", "-silent",
        ]),
        Kind::AdvancedInstaller => has(&["/q", "/qn", "/quiet", "/exenoui"]),
        Kind::Squirrel => has(&["-s", "--silent", "/s", "/silent"]),
        Kind::Msi | Kind::Plain => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silent;

    #[test]
    fn a_switch_in_the_wrong_case_is_to_be_replaced_and_not_repeated() {
        let expected = "write `/S` instead of `/s` in installerParameters";
        assert_eq!(hint("/s /D=C:\\App", "/S"), expected);
        assert_eq!(hint("/quiet", "/S"), "add `/S` to installerParameters");
    }

    #[test]
    fn the_parameters_that_are_offered_are_taken() {
        for kind in Kind::ALL {
            if let Some(offered) = silent::switch(kind) {
                assert!(is_silent(kind, offered), "{kind:?}");
                assert_eq!(name(kind).is_some(), !offered.is_empty(), "{kind:?}");
            }
        }
    }
}
