//! Codes of the form: YAML (00), variables (01), shape (02).

use super::rule::rules;

rules! {
    NOT_UTF8 = "STC0001" Error "The manifest is not UTF-8",
        why: "A manifest is read as UTF-8, the only encoding that every YAML reader shares.",
        fix: "save the file as UTF-8";
    EMPTY_FILE = "STC0002" Error "The manifest is empty",
        why: "A file named storectl.yaml describes one product; an empty one is most often a lost save.",
        fix: "begin with `apiVersion: storectl/v1` and `productId:`, or delete the file",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    TOO_LARGE = "STC0003" Error "The manifest is too large",
        why: "A manifest is read up to 1 MiB, and variables bring up to 4 MiB of text into it, so that a wrong path or a hostile file cannot exhaust the machine.",
        fix: "move long texts into files: `description: { file: PATH }`";
    SYNTAX = "STC0004" Error "The manifest is not valid YAML",
        why: "The YAML 1.2 reader cannot go on past this place, so faults further down are not reported yet.",
        fix: "check the indentation, quotes and brackets at and before this place",
        bad: "availability:\n  markets: [US, CA\n  pricing: FREE\n",
        good: "availability:\n  markets: [US, CA]\n  pricing: FREE\n";
    DUPLICATE_KEY = "STC0005" Error "A key is there twice",
        why: "YAML readers keep one of two equal keys and drop the other in silence, which would lose a listing. Languages are equal whatever their case, because the Store compares them so.",
        fix: "keep one of the two",
        bad: "listings:\n  en-us: { description: Gears }\n  EN-US: { description: Widgets }\n",
        good: "listings:\n  en-us: { description: Gears and widgets }\n";
    ANCHOR = "STC0006" Error "An anchor or alias is used",
        why: "Anchors and aliases make a manifest say more than it shows, and can be grown into bombs; storectl takes neither.",
        fix: "write the value out; what all listings share belongs into `listingDefaults`",
        bad: "listings:\n  en-us: &base { copyright: Contoso }\n  fr-fr: *base\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n  fr-fr: {}\n";
    TAG = "STC0007" Error "A tag is used",
        why: "Tags such as !!str change what a value is; the manifest's form already says what each value is.",
        fix: "remove the tag; quote a value that is meant as text",
        bad: "sellerId: !!str 123456892\n",
        good: "sellerId: \"123456892\"\n";
    MERGE_KEY = "STC0008" Error "A merge key is used",
        why: "`<<` belongs to YAML 1.1 and hides where a value comes from.",
        fix: "put what the listings share into `listingDefaults`: it is laid under every listing",
        bad: "listings:\n  en-us:\n    <<: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n";
    SECOND_DOCUMENT = "STC0009" Error "A second document follows",
        why: "One manifest is one file and one product; a second document would be overlooked.",
        fix: "move it into a file of its own, such as `other.storectl.yaml`";
    TOO_DEEP = "STC0010" Error "The manifest is nested too deep",
        why: "No manifest nests deeper than 7 levels; 64 are read, so that a hostile file cannot exhaust the machine.",
        fix: "look for brackets or dashes that do not belong there";
    NUMBER = "STC0011" Error "A number cannot be kept exactly",
        why: "Ids of Partner Center exceed what a number holds, and a number that is silently rounded names something else.",
        fix: "quote it, if text is meant",
        bad: "sellerId: 99999999999999999999\n",
        good: "sellerId: \"99999999999999999999\"\n";
    KEY = "STC0012" Error "A key is no text",
        why: "Every key of a manifest is the name of a field, a language or a variable.",
        fix: "write a name before the colon",
        bad: "? [en-us, fr-fr]\n: { copyright: Contoso }\n";
    NUL = "STC0013" Error "A NUL character is in the manifest",
        why: "No text of a manifest holds NUL; it comes from a binary file or from UTF-16.",
        fix: "save the file as UTF-8 text";
    DIRECTIVE = "STC0014" Error "A directive is used",
        why: "Directives such as `%YAML 1.1` change how the rest is read, or seem to: `NO` would no longer be Norway for everybody.",
        fix: "remove the line; a manifest is YAML 1.2";

    UNKNOWN_VARIABLE = "STC0101" Error "A variable is not defined",
        why: "A text with a hole must not reach the Store.",
        fix: "define it under `vars:`, with `--var NAME=VALUE`, or as STORECTL_VAR_NAME; a literal `${` is written `$${`",
        bad: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${verson}/setup.exe\n",
        good: "vars: { version: 1.4.2 }\npackages:\n  - packageUrl: https://contoso.com/${version}/setup.exe\n";
    UNUSED_VARIABLE = "STC0102" Error "A variable is not used",
        why: "A variable nobody uses is most often a misspelt `${name}`.",
        fix: "use it as `${name}`, or delete it",
        bad: "vars: { version: 1.4.2 }\n";
    UNUSED_FLAG = "STC0103" Error "A `--var` is used nowhere",
        why: "A value given on the command line for nothing is most often a misspelt name: the release would go out without it.",
        fix: "give the name that the manifest uses, or drop the flag";
    MALFORMED_VARIABLE = "STC0104" Error "`${` begins no variable",
        why: "A variable is `${name}`: letters, digits and `_`, closed by `}`.",
        fix: "write `${name}`, or `$${` for a literal `${`",
        bad: "name: Use ${the key\n",
        good: "name: Use $${the key\n";
    VARIABLE_NAME = "STC0105" Error "A variable's name is malformed",
        why: "A name must fit into `${name}` and into STORECTL_VAR_NAME.",
        fix: "use letters, digits and `_`, and begin with a letter or `_`",
        bad: "vars: { my-version: 1.4.2 }\n",
        good: "vars: { my_version: 1.4.2 }\n";
    NESTED_VARIABLE = "STC0106" Error "A variable refers to a variable",
        why: "Variables are replaced once, in the manifest's texts; inside `vars` they are not.",
        fix: "write the value out, or use both variables where the text is",
        bad: "vars: { version: 1.4.2, base: \"https://contoso.com/${version}\" }\n",
        good: "vars: { version: 1.4.2, base: https://contoso.com }\npackages:\n  - packageUrl: ${base}/${version}/setup.exe\n";

    UNKNOWN_KEY = "STC0201" Error "A key is unknown",
        why: "A misspelt key would be a field that is silently not managed.",
        fix: "`storectl schema` prints every key there is",
        bad: "listings:\n  en-us: { screenshot: [1.png] }\n",
        good: "listings:\n  en-us: { screenshots: [1.png] }\n";
    WRONG_TYPE = "STC0202" Error "A value is of the wrong kind",
        why: "The Store's field takes another kind of value.",
        fix: "`storectl schema` tells what each key takes",
        bad: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: yes\n",
        good: "packages:\n  - packageUrl: https://contoso.com/1.1/setup.exe\n    isSilentInstall: true\n";
    MISSING_KEY = "STC0203" Error "A key is missing",
        why: "Without it, nobody can tell what the rest is about.",
        fix: "add it",
        bad: "apiVersion: storectl/v1\n",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    UNKNOWN_WORD = "STC0204" Error "A word is not in its vocabulary",
        why: "The Store takes these words only, spelt exactly so (the submission API's document, Update Metadata and Update Packages).",
        fix: "use one of the words there are",
        bad: "availability: { pricing: free }\n",
        good: "availability: { pricing: FREE }\n";
    API_VERSION_UNKNOWN = "STC0205" Error "The manifest's version is unknown",
        why: "Another version may mean other things by the same keys.",
        fix: "write `apiVersion: storectl/v1`, or use a storectl that knows this version",
        bad: "apiVersion: storectl/v2\n",
        good: "apiVersion: storectl/v1\n";
    CANNOT_CLEAR = "STC0206" Error "`null` where there is nothing to clear",
        why: "`null` clears a field, and this one is never empty at the Store.",
        fix: "give a value, or leave the key out: then it is not managed and stays as it is",
        bad: "availability: { markets: null }\n",
        good: "availability: { markets: [US] }\n";
    EMPTY_TEXT = "STC0207" Error "An empty text where `null` is meant",
        why: "One spelling for one intent: absent keeps, `null` clears, a value sets.",
        fix: "write null to clear the field, or leave the key out to keep it",
        bad: "properties: { website: \"\" }\n",
        good: "properties: { website: null }\n";
    EMPTY_LIST = "STC0208" Error "An empty list where `null` is meant",
        why: "One spelling for one intent. Of a list that is keyed by type or scenario, an empty one names nothing and would change nothing.",
        fix: "write null to clear the whole list, or leave the key out to keep it",
        bad: "listings:\n  en-us: { searchTerms: [] }\n",
        good: "listings:\n  en-us: { searchTerms: null }\n";
    SHAPE = "STC0209" Error "The manifest does not fit its schema",
        why: "The JSON schema, which editors use too, refuses this value.",
        fix: "`storectl schema` tells what each key takes";
    QUOTE = "STC0210" Error "A text needs quotes",
        why: "YAML reads it as a number or as true/false, which loses the spelling: 1.10 becomes 1.1, 012 becomes 12.",
        fix: "quote it",
        bad: "vars: { version: 1.10 }\n",
        good: "vars: { version: \"1.10\" }\n";
    LISTED_TWICE = "STC0211" Warning "A value is listed twice",
        why: "The list is a set; the second mention changes nothing and may stand where another value was meant.",
        fix: "remove one of the two, or correct it",
        bad: "availability: { markets: [US, CA, US] }\n",
        good: "availability: { markets: [US, CA] }\n";
}
