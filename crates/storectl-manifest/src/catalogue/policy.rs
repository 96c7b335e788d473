//! Codes of policies (10).

use super::rule::rules;

rules! {
    NOT_A_POLICY = "STC1001" Error "Not a policy",
        why: "A policy says by its apiVersion that it is one, and of which version. An empty file, or one of something else, would allow everything.",
        fix: "begin the file with `apiVersion: storectl.policy/v1`, or pass another file to --policy";
    POLICY_KEY = "STC1002" Error "Unknown key in a policy",
        why: "A rule with a misspelled key would silently allow everything.",
        fix: "`storectl schema policy` prints every key";
    POLICY_TYPE = "STC1003" Error "Wrong type in a policy",
        why: "Each rule of a policy is a list of strings. A list that is left out allows everything, and an empty one allows nothing.",
        fix: "write a list, e.g. `installerHosts: [dl.contoso.com]`, or delete the key";
    POLICY_ENTRY = "STC1004" Error "Invalid entry in a policy",
        why: "An entry that no product, seller, host or signer can have would never match: it would forbid what it should allow.",
        fix: "correct it, or delete it";
    POLICY_CLASS = "STC1005" Error "Unknown class of destructive changes in a policy",
        why: "An unknown class would forbid nothing.",
        fix: "use a class that `destructiveClass` of a plan in JSON has; `storectl schema policy` lists them";
    POLICY_LANGUAGE = "STC1006" Error "Unknown language in a policy",
        why: "A language that the Store does not have can have no listing, so every plan would be blocked.",
        fix: "use a language code of the Store, e.g. de-de; case is ignored";
    POLICY_DUPLICATE = "STC1007" Error "Duplicate entry in a policy",
        why: "One of the two is usually a misspelled other entry, which is then missing.",
        fix: "correct or delete one of them";
}
