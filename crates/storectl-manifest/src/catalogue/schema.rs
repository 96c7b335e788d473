//! Codes of keys and kinds of values (02).

use super::rule::rules;

rules! {
    UNKNOWN_KEY = "STC0201" Error "Unknown key",
        why: "A field with a misspelled key would silently stay unmanaged.",
        fix: "`storectl schema` prints every key",
        bad: "listings:\n  en-us: { screenshot: [1.png] }\n",
        good: "listings:\n  en-us: { screenshots: [1.png] }\n";
    WRONG_TYPE = "STC0202" Error "Wrong type",
        why: "The Store expects a value of a different type.",
        fix: "`storectl schema` shows the values of each key",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: yes\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: true\n";
    MISSING_KEY = "STC0203" Error "Missing key",
        why: "The key is required.",
        fix: "add it",
        bad: "apiVersion: storectl/v1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    UNKNOWN_WORD = "STC0204" Error "Invalid value",
        why: "The Store accepts only these values, in exactly this spelling (submission API documentation, Update Metadata and Update Packages).",
        fix: "use one of the allowed values",
        bad: "availability: { pricing: free }\n",
        good: "availability: { pricing: FREE }\n";
    API_VERSION_UNKNOWN = "STC0205" Error "Unknown manifest version",
        why: "A key can have a different meaning in another version.",
        fix: "write `apiVersion: storectl/v1`, or use a storectl release that supports this version",
        bad: "apiVersion: storectl/v2\n",
        good: "apiVersion: storectl/v1\n";
    CANNOT_CLEAR = "STC0206" Error "Field cannot be cleared",
        why: "`null` clears a field, but the Store requires a value for this one.",
        fix: "add a value, or delete the key to leave the field unmanaged",
        bad: "listings:\n  en-us: { screenshots: null }\n",
        good: "listings:\n  en-us: { screenshots: [1.png] }\n";
    EMPTY_TEXT = "STC0207" Error "Empty string",
        why: "A missing key keeps the field, `null` clears it, and a value sets it.",
        fix: "write null to clear the field, or delete the key to keep it",
        bad: "properties: { website: \"\" }\n",
        good: "properties: { website: null }\n";
    EMPTY_LIST = "STC0208" Error "Empty list",
        why: "`null` clears a list. Where items are identified by type or scenario, an empty list would have no effect.",
        fix: "write null to clear the whole list, or delete the key to keep it",
        bad: "listings:\n  en-us: { searchTerms: [] }\n",
        good: "listings:\n  en-us: { searchTerms: null }\n";
    SHAPE = "STC0209" Error "Manifest does not match its schema",
        why: "The JSON schema, which editors also use, rejects this value.",
        fix: "`storectl schema` shows the values of each key";
    QUOTE = "STC0210" Error "Unquoted string",
        why: "Without quotes, YAML reads the value as a number or boolean and loses its spelling: 1.10 becomes 1.1, and 012 becomes 12.",
        fix: "quote the value",
        bad: "vars: { version: 1.10 }\n",
        good: "vars: { version: \"1.10\" }\n";
    LISTED_TWICE = "STC0211" Warning "Duplicate value",
        why: "The list is a set, so the duplicate has no effect. It was probably meant to be a different value.",
        fix: "remove or correct one of them",
        bad: "availability: { markets: [US, CA, US] }\n",
        good: "availability: { markets: [US, CA] }\n";
    BLANK = "STC0212" Error "Missing value",
        why: "YAML reads a missing value as null, and null clears a field or removes a language. To protect against a forgotten value, null must be written out.",
        fix: "write null to clear the field, or delete the key to keep it",
        bad: "listings:\n  en-us:\n    searchTerms:\n",
        good: "listings:\n  en-us:\n    searchTerms: null\n";
}
