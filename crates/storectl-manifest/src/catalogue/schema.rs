//! Codes of keys and kinds of values (02).

use super::rule::rules;

rules! {
    UNKNOWN_KEY = "STC0201" Error "A key is unknown",
        why: "A misspelled key would be a field that is silently not managed.",
        fix: "`storectl schema` prints every key",
        bad: "listings:\n  en-us: { screenshot: [1.png] }\n",
        good: "listings:\n  en-us: { screenshots: [1.png] }\n";
    WRONG_TYPE = "STC0202" Error "A value is of the wrong kind",
        why: "The Store's field takes another kind of value.",
        fix: "`storectl schema` shows what each key takes",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: yes\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: true\n";
    MISSING_KEY = "STC0203" Error "A key is missing",
        why: "Without it, the rest of the item has no meaning.",
        fix: "add it",
        bad: "apiVersion: storectl/v1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    UNKNOWN_WORD = "STC0204" Error "A value is not one of the allowed words",
        why: "The Store takes only these words, spelled exactly so (the submission API's document, Update Metadata and Update Packages).",
        fix: "use one of the allowed words",
        bad: "availability: { pricing: free }\n",
        good: "availability: { pricing: FREE }\n";
    API_VERSION_UNKNOWN = "STC0205" Error "The manifest's version is unknown",
        why: "Another version may give other meanings to the same keys.",
        fix: "write `apiVersion: storectl/v1`, or use a storectl that knows this version",
        bad: "apiVersion: storectl/v2\n",
        good: "apiVersion: storectl/v1\n";
    CANNOT_CLEAR = "STC0206" Error "A field cannot be cleared",
        why: "`null` clears a field, and this one is never empty in the Store.",
        fix: "give a value, or delete the key: the field is then not managed and stays as it is",
        bad: "listings:\n  en-us: { screenshots: null }\n",
        good: "listings:\n  en-us: { screenshots: [1.png] }\n";
    EMPTY_TEXT = "STC0207" Error "A string is empty",
        why: "There is one spelling for each intent: an absent key keeps the field, `null` clears it, a value sets it.",
        fix: "write null to clear the field, or delete the key to keep it",
        bad: "properties: { website: \"\" }\n",
        good: "properties: { website: null }\n";
    EMPTY_LIST = "STC0208" Error "A list is empty",
        why: "There is one spelling for each intent: `null` clears a list. In a list that is keyed by type or scenario, no items means no changes.",
        fix: "write null to clear the whole list, or delete the key to keep it",
        bad: "listings:\n  en-us: { searchTerms: [] }\n",
        good: "listings:\n  en-us: { searchTerms: null }\n";
    SHAPE = "STC0209" Error "The manifest does not fit its schema",
        why: "The JSON schema, which editors use too, refuses this value.",
        fix: "`storectl schema` shows what each key takes";
    QUOTE = "STC0210" Error "A string needs quotes",
        why: "YAML reads it as a number or as true/false, which loses the spelling: 1.10 becomes 1.1, 012 becomes 12.",
        fix: "quote it",
        bad: "vars: { version: 1.10 }\n",
        good: "vars: { version: \"1.10\" }\n";
    LISTED_TWICE = "STC0211" Warning "A value is listed twice",
        why: "The list is a set; the second mention has no effect and may stand in place of another value.",
        fix: "remove one of the two, or correct it",
        bad: "availability: { markets: [US, CA, US] }\n",
        good: "availability: { markets: [US, CA] }\n";
    BLANK = "STC0212" Error "A value is missing after its key",
        why: "YAML reads nothing as null, and null clears a field or removes a language: a forgotten value would delete what the Store holds. Clearing is always written out.",
        fix: "write null to clear the field, or delete the key to keep it",
        bad: "listings:\n  en-us:\n    searchTerms:\n",
        good: "listings:\n  en-us:\n    searchTerms: null\n";
}
