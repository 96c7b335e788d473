//! Codes of packages (08).

use super::rule::rules;

rules! {
    ONE_ARCHITECTURE = "STC0801" Error "Package has more than one architecture",
        why: "A package has a single architecture (submission API documentation, Update Packages).",
        fix: "add one package for each architecture",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64, Arm64]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64]\n";
    SILENT_PARAMETERS = "STC0802" Error "Installer is not silent",
        why: "installerParameters is required when isSilentInstall is false (submission API documentation, Update Packages).",
        fix: "add the parameters that make the installer silent, such as /S",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: /S\n";
    // Source: trap 55.
    LEFTOVER_PARAMETERS = "STC0803" Warning "Silent installer has parameters",
        why: "`isSilentInstall: true` means that the installer needs no parameters. One of the two values is probably outdated.",
        fix: "clear the parameters with `installerParameters: null`, or set isSilentInstall to false";
    // Source: field note 34.
    LONG_PARAMETERS = "STC0804" Warning "Installer parameters are too long for the API",
        why: "The API rejects more than 40 characters. This limit is not documented, and Partner Center accepts more.",
        fix: "shorten them, or build an installer that is silent without parameters";
    // Source: trap 58.
    UNVERSIONED_URL = "STC0805" Warning "Package URL has no version",
        why: "A plan cannot detect a file that changes behind the same URL, and the Store treats a change after certification as tampering.",
        fix: "put the version in the URL, and do not replace the file",
        bad: "packages:\n  - packageUrl: https://contoso.com/latest/setup.exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    // Source: field note 35.
    REDIRECTING_URL = "STC0806" Warning "Package URL probably redirects",
        why: "The Store requires a direct download without redirects, and has rejected links like this one.",
        fix: "use the final URL, which responds with 200";
    // Source: field note 35.
    PLAIN_HTTP = "STC0807" Warning "Package URL is not https",
        why: "The Store requires https. An installer downloaded over http can be replaced in transit.",
        fix: "serve the installer over https";
    // Source: trap 59.
    TYPE_AND_ENDING = "STC0808" Error "packageType does not match the URL",
        why: "An exe runs directly and an msi runs through msiexec. With the wrong type, the product does not install.",
        fix: "set packageType to the type of the file",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: msi\n";
    SAME_PACKAGE = "STC0809" Error "Duplicate package",
        why: "Two packages with the same URL, type, architecture and languages are the same package.",
        fix: "remove or correct one of them";
    // Source: trap 51.
    AMBIGUOUS_PACKAGES = "STC0810" Warning "Ambiguous packages",
        why: "Packages are distinguished by architecture, languages and type. If two have the same values for all three, every change replaces the whole set.",
        fix: "give each package a different architecture or different languages";
    MSI_ERROR_DETAILS = "STC0811" Warning "Exit codes for an msi",
        why: "errorDetails describes the custom exit codes of exe installers. The exit codes of an msi are standard (submission API documentation, Update Packages).",
        fix: "delete errorDetails";
    EXE_DOC_URL = "STC0812" Error "No exit code page for an exe",
        why: "genericDocUrl is required when packageType is exe (submission API documentation, Update Packages).",
        fix: "add the URL of a page that explains the exit codes, or delete the key to keep the Store's value",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: https://docs.contoso.com/exit-codes\n";
    URL_USERINFO = "STC0813" Error "Package URL contains a user name or password",
        why: "The URL is published with the product and appears in plans and logs, so a password in it is public.",
        fix: "serve the installer without a password, and change the password that was exposed here",
        bad: "packages:\n  - packageUrl: https://user:secret@contoso.com/1.4.2/setup.exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    URL_FRAGMENT = "STC0814" Error "Package URL contains a fragment",
        why: "The part after `#` is never sent to a server, so it cannot select an installer.",
        fix: "remove `#` and everything after it; in a file name, encode it as %23",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe#x64\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    SIGNED_URL = "STC0815" Warning "Package URL is signed",
        why: "A signed URL expires, but the listing does not. Once it expires, the installer can no longer be downloaded.",
        fix: "use a permanent URL",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe?sig=abc\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    SAME_EXIT_CODE = "STC0816" Warning "Duplicate exit code",
        why: "An exit code identifies one scenario. If it is listed for two, customers may see the wrong one.",
        fix: "keep one of them",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: rebootRequired\n        errorScenarioDetails: [{ errorValue: \"3010\" }, { errorValue: \"3010\" }]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: rebootRequired\n        errorScenarioDetails: [{ errorValue: \"3010\" }]\n";
    ZERO_EXIT_CODE = "STC0817" Warning "Exit code 0 listed as an error",
        why: "Exit code 0 means success. Listed as an error, it would report every installation as failed.",
        fix: "remove it, or use the exit code of the error",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: diskSpaceIsFull\n        errorScenarioDetails: [{ errorValue: \"0\" }]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: diskSpaceIsFull\n        errorScenarioDetails: [{ errorValue: \"112\" }]\n";
    NOT_A_SHA256 = "STC0818" Error "Not a SHA-256",
        why: "A SHA-256 has 64 hexadecimal digits. Anything else matches no file.",
        fix: "write the output of `sha256sum FILE`, or name a file of checksums: `sha256: { file: SHA256SUMS }`",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    expect: { sha256: d41d8cd98f00b204e9800998ecf8427e }\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    expect: { sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 }\n";
    NO_CHECKSUM = "STC0819" Error "No checksum of the installer",
        why: "A file of checksums has lines of `HASH  NAME`. The name of the installer is the last part of its URL.",
        fix: "add one line with the SHA-256 and the file name of the package URL, as `sha256sum` writes it";
}
