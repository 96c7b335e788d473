//! Codes of variables (01).

use super::rule::rules;

rules! {
    UNKNOWN_VARIABLE = "STC0101" Error "A variable is not defined",
        why: "A text with a hole must not reach the Store.",
        fix: "define it under `vars:`, with `--var NAME=VALUE`, or as STORECTL_VAR_NAME; a literal `${` is written `$${`",
        bad: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${verson}/setup.exe\n",
        good: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${version}/setup.exe\n";
    UNUSED_VARIABLE = "STC0102" Error "A variable is not used",
        why: "A variable that neither the manifest nor one of its text files uses is most often a misspelled `${name}`.",
        fix: "use it as `${name}`, or delete it",
        bad: "vars: { version: 1.4.2 }\n";
    UNUSED_FLAG = "STC0103" Error "A `--var` is not used",
        why: "A value given on the command line for nothing is most often a misspelled name: the release would go out without it.",
        fix: "give the name that the manifest uses, or drop the flag";
    MALFORMED_VARIABLE = "STC0104" Error "`${` begins no variable",
        why: "A variable is `${name}`: letters, digits and `_`, closed by `}`.",
        fix: "write `${name}`, or `$${` for a literal `${`",
        bad: "name: Use ${the key\n",
        good: "name: Use $${the key\n";
    VARIABLE_NAME = "STC0105" Error "A variable name is not valid",
        why: "A name must fit into `${name}` and into STORECTL_VAR_NAME, and `language` is built in.",
        fix: "use letters, digits and `_`, and begin with a letter or `_`",
        bad: "vars: { my-version: 1.4.2 }\n",
        good: "vars: { my_version: 1.4.2 }\n";
    NESTED_VARIABLE = "STC0106" Error "A variable refers to a variable",
        why: "Variables are replaced once, in the manifest's strings and text files; inside `vars` they are not.",
        fix: "write the value out, or use both variables where the text is",
        bad: "vars: { version: 1.4.2, base: \"https://contoso.com/${version}\" }\n",
        good: "vars: { version: 1.4.2, base: https://contoso.com }\npackages:\n  - packageUrl: ${base}/${version}/setup.exe\n";
    UNSET_SECRET = "STC0107" Error "A secret variable has no value",
        why: "The value of a `{ secret: true }` variable is never in the manifest: it comes from the environment, or from `--var`, which other processes can see.",
        fix: "set STORECTL_VAR_NAME in the environment",
        bad: "vars: { reviewerPassword: { secret: true } }\nproperties: { certificationNotes: \"Sign in with demo / ${reviewerPassword}\" }\n";
    SECRET_PLACE = "STC0108" Error "A secret is used where it would be shown",
        why: "Ids, names, paths and words of a vocabulary are shown in every plan and log, so a secret in them would not stay one.",
        fix: "use a variable that is not secret";
}
