//! Codes of packages (08).

use super::rule::rules;

rules! {
    ONE_ARCHITECTURE = "STC0801" Error "A package has more than one architecture",
        why: "A package has a single architecture (the submission API's document, Update Packages).",
        fix: "write one package for each architecture",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64, Arm64]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    architectures: [X64]\n";
    SILENT_PARAMETERS = "STC0802" Error "Nothing makes the installer silent",
        why: "installerParameters is required where isSilentInstall is false (the submission API's document, Update Packages).",
        fix: "give the parameters that make the installer silent, such as /S",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    isSilentInstall: false\n    installerParameters: /S\n";
    // Source: trap 55.
    LEFTOVER_PARAMETERS = "STC0803" Warning "A silent installer has parameters",
        why: "isSilentInstall says that no parameters are needed; one of the two is most often left over.",
        fix: "clear the parameters with `installerParameters: null`, or set isSilentInstall to false";
    // Source: field note 34.
    LONG_PARAMETERS = "STC0804" Warning "The installer parameters are long",
        why: "The API refuses more than 40 characters, although the document does not say so and Partner Center's form takes more.",
        fix: "shorten them, or build the installer so that it is silent by itself";
    // Source: trap 58.
    UNVERSIONED_URL = "STC0805" Warning "The package URL names no version",
        why: "New bytes under an old URL are invisible to a plan, and the Store takes certified bytes that change for tampering.",
        fix: "put the version in the URL and never replace the file",
        bad: "packages:\n  - packageUrl: https://contoso.com/latest/setup.exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    // Source: field note 35.
    REDIRECTING_URL = "STC0806" Warning "The package URL probably redirects",
        why: "The Store wants the installer without a redirect, and has refused links like this one.",
        fix: "use the address that answers 200 itself";
    // Source: field note 35.
    PLAIN_HTTP = "STC0807" Warning "The package URL is not https",
        why: "The Store is known to want https, and an installer fetched over http can be replaced on its way.",
        fix: "serve the installer over https";
    // Source: trap 59.
    TYPE_AND_ENDING = "STC0808" Error "packageType and the URL disagree",
        why: "An exe is run directly, an msi through msiexec; with the wrong type, the product does not install.",
        fix: "set packageType to what the file is",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.msi\n    packageType: msi\n";
    SAME_PACKAGE = "STC0809" Error "A package appears twice",
        why: "Two packages with one URL, type, architecture and the same languages are one package.",
        fix: "remove one of the two, or correct it";
    // Source: trap 51.
    AMBIGUOUS_PACKAGES = "STC0810" Warning "Two packages serve the same users",
        why: "Packages are distinguished by architecture, languages and type; where two agree in all three, every change replaces the whole set.",
        fix: "give each package an architecture or languages of its own";
    MSI_ERROR_DETAILS = "STC0811" Warning "An msi has exit codes",
        why: "errorDetails describes the custom exit codes of exe installers; those of an msi are known (the submission API's document, Update Packages).",
        fix: "delete errorDetails";
    EXE_DOC_URL = "STC0812" Error "An exe has no page of its exit codes",
        why: "genericDocUrl is required where packageType is exe (the submission API's document, Update Packages).",
        fix: "give the URL of a page that explains the exit codes, or delete the key to keep what the Store holds",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: null\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    packageType: exe\n    genericDocUrl: https://docs.contoso.com/exit-codes\n";
    URL_USERINFO = "STC0813" Error "The package URL has a user name or password",
        why: "The address is published with the product and kept in plans and logs: a password in it is public.",
        fix: "serve the installer without a password, and change the one that was written here",
        bad: "packages:\n  - packageUrl: https://user:secret@contoso.com/1.4.2/setup.exe\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    URL_FRAGMENT = "STC0814" Error "The package URL has a fragment",
        why: "The part after `#` never reaches a server, so it cannot say which installer is downloaded.",
        fix: "remove `#` and what follows it; inside a file name, write it as %23",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe#x64\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    SIGNED_URL = "STC0815" Warning "The package URL is signed",
        why: "A signed address expires, and the listing does not: the Store would offer an installer that can no longer be downloaded.",
        fix: "use a permanent address",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe?sig=abc\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n";
    SAME_EXIT_CODE = "STC0816" Warning "An exit code is listed twice",
        why: "An installer's exit code stands for one scenario; with two, one of them is shown to customers at the wrong time.",
        fix: "keep one of the two",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: rebootRequired\n        errorScenarioDetails: [{ errorValue: \"3010\" }, { errorValue: \"3010\" }]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: rebootRequired\n        errorScenarioDetails: [{ errorValue: \"3010\" }]\n";
    ZERO_EXIT_CODE = "STC0817" Warning "Exit code 0 is listed as an error",
        why: "An installer that succeeds exits with 0; as an error, it would report every installation as failed.",
        fix: "remove it, or give the code of the error",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: diskSpaceIsFull\n        errorScenarioDetails: [{ errorValue: \"0\" }]\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.4.2/setup.exe\n    errorDetails:\n      - errorScenario: diskSpaceIsFull\n        errorScenarioDetails: [{ errorValue: \"112\" }]\n";
}
