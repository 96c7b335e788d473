//! Codes of installers (09): what certification rejects, and what the manifest does not expect. They are found by looking at
//! an installer, never in a manifest alone.
//!
//! Sources: Microsoft Store Policies 10.2.9 and "The app certification process for MSI/EXE app", both Microsoft Learn.

use super::rule::rules;

rules! { pub
    NOT_AN_INSTALLER = "STC0901" Error "File is not an installer",
        why: "The package URL must serve an .exe or .msi file (Microsoft Learn, The app certification process for MSI/EXE app). Certification rejects a web page, an archive, and an empty or incomplete file.",
        fix: "upload the installer itself, then open the URL in a private window to see what it serves";
    // Source: trap 59.
    TYPE_DIFFERS = "STC0902" Error "Installer is not of the declared type",
        why: "An exe runs directly and an msi runs through msiexec. With the wrong packageType, the product does not install.",
        fix: "set packageType to the type of the file";
    UNSIGNED = "STC0903" Error "Installer is not signed",
        policy: "10.2.9",
        why: "The installer and all programs in it must be signed with a certificate that chains up to a member of the Microsoft Trusted Root Program (Microsoft Store Policies, 10.2.9). Certification rejects an unsigned installer.",
        fix: "sign the installer with a code signing certificate and a timestamp";
    UNSIGNED_PAYLOAD = "STC0904" Error "Installer contains unsigned programs",
        policy: "10.2.9",
        why: "The signature of the installer does not cover the programs that it installs: each of them must be signed too (Microsoft Store Policies, 10.2.9).",
        fix: "sign each program before the installer is built, then sign the installer";
    SELF_SIGNED = "STC0905" Error "Signature is self-signed",
        policy: "10.2.9",
        why: "The certificate must chain up to a member of the Microsoft Trusted Root Program (Microsoft Store Policies, 10.2.9). A certificate that is its own issuer does not.",
        fix: "sign with a certificate from a certificate authority, or with Azure Artifact Signing";
    EXPIRED_SIGNATURE = "STC0906" Error "Signature has expired",
        policy: "10.2.9",
        why: "A signature outlives its certificate only with a timestamp from the time when the certificate was valid (Microsoft Learn, Time Stamping Authenticode Signatures). Without one, Windows rejects the signature.",
        fix: "sign again with a valid certificate and a timestamp, e.g. `signtool sign /tr URL /td sha256`";
    ALTERED_AFTER_SIGNING = "STC0907" Error "Installer was changed after it was signed",
        policy: "10.2.9",
        why: "The digest in the signature is not the digest of the file, so Windows rejects the signature. Usually, a step after signing changed the file or the upload is damaged.",
        fix: "sign as the last step of the build, then upload the file again";
    NOT_SILENT = "STC0908" Warning "Installer parameters are not those of a silent installation",
        policy: "10.2.9.2",
        why: "The installer must not show a user interface, except for User Account Control (Microsoft Store Policies, 10.2.9). Each kind of installer has a parameter of its own for that.",
        fix: "set installerParameters to the silent parameter of this kind of installer";
    DOWNLOADS = "STC0909" Warning "Installer downloads while it installs",
        policy: "10.2.9.3",
        why: "The installer must be complete, not a stub that downloads the product (Microsoft Store Policies, 10.2.9). This installer contains a part that downloads. What it downloads decides, so this is a warning.",
        fix: "submit the offline installer, which contains everything that it installs";
    // Source: field note 35. It is a warning because some products pass with such a URL.
    REDIRECT = "STC0910" Warning "Package URL redirects",
        why: "The Store requires a direct download without redirects, and has rejected URLs that redirect.",
        fix: "use a URL that responds with 200; `storectl explain hosting` lists hosts that do";
    NOT_SERVED = "STC0911" Error "Host does not serve the installer",
        why: "The Store downloads the installer without credentials. Status 401, 403, 404 or 410 means that it cannot.",
        fix: "upload the installer and make it public, or wait for it with `storectl apply --wait-for-package 10m`";
    ARCHITECTURE_DIFFERS = "STC0912" Error "Installer is not of the declared architecture",
        why: "The Store offers the package to devices of the architecture in `architectures`. On those devices, the product would not run, or would run under emulation.",
        fix: "set architectures to that of the product, or packageUrl to the right installer";
    LANGUAGE_DIFFERS = "STC0913" Warning "Installer is not in the declared languages",
        why: "The Store offers the package to customers of the languages in `languages`, but the installer names other languages.",
        fix: "set languages to those of the installer, or packageUrl to the right installer";
    VERSION_DIFFERS = "STC0914" Error "Installer is not of the expected version",
        why: "`expect.version` is the version that this package must have. The installer has another one, so it is probably another build.",
        fix: "upload the right installer, or change `expect.version`";
    SIGNER_DIFFERS = "STC0915" Error "Installer is not signed by the expected signer",
        why: "`expect.signer` is the name in the certificate that this package must be signed with.",
        fix: "sign the installer with that certificate, or change `expect.signer`";
    BYTES_DIFFER = "STC0916" Error "Installer is not the expected file",
        why: "`expect.sha256` and `expect.length` identify the file that was built. The host serves another one.",
        fix: "upload the file that was built, or change what is expected";
    CANNOT_TELL = "STC0917" Warning "Installer cannot be checked",
        why: "The host did not respond, or its responses contradict each other. This says nothing about the installer.",
        fix: "check the URL, then try again later; `storectl explain hosting` lists what a host needs";
    SAME_BYTES = "STC0918" Warning "Installer is the same as the live one",
        why: "The new URL serves the bytes that the Store already has. The submission would be certified and change nothing for customers; usually, the new build is not uploaded yet.",
        fix: "upload the new installer, or keep the live URL";
    // Source: trap 58.
    BYTES_CHANGED = "STC0919" Warning "Installer changed under its URL",
        why: "The binary must not change after it is submitted (Microsoft Store Policies, 10.2.9). The Store treats a change after certification as tampering, and may stop offering the product.",
        fix: "restore the previous file, and serve the new one under a URL of its own";
    NO_VERSION = "STC0920" Warning "Installer has no version",
        why: "Without a ProductVersion, nothing proves which build this is, and `expect.version` cannot be compared.",
        fix: "set ProductVersion when the installer is built";
    // Source: field note 96.
    UNRELIABLE_HOST = "STC0921" Warning "Host is not reliable for installers",
        why: "A product failed certification (10.3.4, failed to install through the Store) from a host that did not send Content-Length, ignored Range and refused HEAD. It is not known which of these was the cause.",
        fix: "serve the installer from a host that sends Content-Length and supports Range and HEAD; `storectl explain hosting` lists some";
}
