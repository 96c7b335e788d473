//! The parameters that make a setup program silent. None is longer than the 40 characters that the Store takes.

use crate::Kind;

/// Returns the parameters that make a kind of installer silent; empty for an MSI, which is always run silently, `None` for
/// a program of no known kind.
pub(crate) const fn switch(kind: Kind) -> Option<&'static str> {
    match kind {
        // NSIS Users Manual, 3.2.1.
        Kind::Nsis => Some("/S"),
        // Inno Setup Help, "Setup Command Line Parameters". Without /SUPPRESSMSGBOXES a silent setup may still ask.
        Kind::Inno => Some("/VERYSILENT /SUPPRESSMSGBOXES /NORESTART"),
        // WiX Toolset, "Bundles": WixStandardBootstrapperApplication.
        Kind::Burn => Some("/quiet /norestart"),
        // Advanced Installer User Guide, "EXE Setup Command Line Parameters": /qn goes to the MSI inside.
        Kind::AdvancedInstaller => Some("/exenoui /qn"),
        // Squirrel.Windows, "Setup.exe Command Line"; Velopack has kept it.
        Kind::Squirrel => Some("--silent"),
        // Microsoft Learn, "Manual package validation for MSI/EXE app": the Store runs an MSI with /qn.
        Kind::Msi => Some(""),
        Kind::Plain => None,
    }
}

impl Kind {
    /// Returns the parameters that make it silent; empty for an MSI, which is always run silently, `None` if not known.
    pub const fn silent(self) -> Option<&'static str> {
        switch(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_kind_has_a_switch_that_the_store_takes() {
        for kind in Kind::ALL {
            let length = switch(kind).map(str::len);
            assert_eq!(length.is_none(), kind == Kind::Plain, "{kind:?}");
            assert!(length.unwrap_or_default() <= 40, "{kind:?}");
        }
    }
}
