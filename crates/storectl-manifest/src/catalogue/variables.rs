//! Codes of variables (01).

use super::rule::rules;

rules! {
    UNKNOWN_VARIABLE = "STC0101" Error "Undefined variable",
        why: "Text with an unresolved variable must not reach the Store.",
        fix: "define it under `vars:`, with `--var NAME=VALUE`, or in STORECTL_VAR_NAME; for a literal `${`, write `$${`",
        bad: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${verson}/setup.exe\n",
        good: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${version}/setup.exe\n";
    UNUSED_VARIABLE = "STC0102" Error "Unused variable",
        why: "The manifest and its text files do not use this variable. The cause is usually a misspelled `${name}`.",
        fix: "use it as `${name}`, or delete it",
        bad: "vars: { version: 1.4.2 }\n";
    UNUSED_FLAG = "STC0103" Error "Unused `--var`",
        why: "An unused value on the command line usually has a misspelled name, and the release would go out without it.",
        fix: "use a name from the manifest, or remove the flag";
    MALFORMED_VARIABLE = "STC0104" Error "Malformed variable",
        why: "A variable is written `${name}`, with letters, digits and `_`, and a closing `}`.",
        fix: "write `${name}`, or `$${` for a literal `${`",
        bad: "name: Use ${the key\n",
        good: "name: Use $${the key\n";
    VARIABLE_NAME = "STC0105" Error "Invalid variable name",
        why: "A name must work both in `${name}` and in STORECTL_VAR_NAME. `language` is built in.",
        fix: "use letters, digits and `_`, starting with a letter or `_`",
        bad: "vars: { my-version: 1.4.2 }\n",
        good: "vars: { my_version: 1.4.2 }\n";
    NESTED_VARIABLE = "STC0106" Error "Variable refers to a variable",
        why: "Variables are replaced once, in the manifest's strings and in text files, but not inside `vars`.",
        fix: "write out the value, or use both variables in the text itself",
        bad: "vars: { version: 1.4.2, base: \"https://contoso.com/${version}\" }\n",
        good: "vars: { version: 1.4.2, base: https://contoso.com }\npackages:\n  - packageUrl: ${base}/${version}/setup.exe\n";
    UNSET_SECRET = "STC0107" Error "Secret variable has no value",
        why: "The value of a `{ secret: true }` variable is never in the manifest. It comes from the environment, or from `--var`, which other processes can see.",
        fix: "set STORECTL_VAR_NAME in the environment",
        bad: "vars: { reviewerPassword: { secret: true } }\nproperties: { certificationNotes: \"Sign in with demo / ${reviewerPassword}\" }\n";
    SECRET_PLACE = "STC0108" Error "Secret would be exposed",
        why: "IDs, names, paths and enumerated values appear in every plan and log, so a secret in them would be exposed.",
        fix: "use a variable that is not secret";
}
