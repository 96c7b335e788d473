//! Codes of the YAML itself (00).

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
        why: "The YAML 1.2 reader stops at this place, so faults further down are not reported yet.",
        fix: "check the indentation, quotes and brackets at and before this place",
        bad: "availability:\n  markets: [US, CA\n  pricing: FREE\n",
        good: "availability:\n  markets: [US, CA]\n  pricing: FREE\n";
    DUPLICATE_KEY = "STC0005" Error "A key appears twice",
        why: "YAML readers keep one of two equal keys and silently drop the other, which would lose a listing. Languages are compared without case, as the Store compares them.",
        fix: "keep one of the two",
        bad: "listings:\n  en-us: { description: Gears }\n  EN-US: { description: Widgets }\n",
        good: "listings:\n  en-us: { description: Gears and widgets }\n";
    ANCHOR = "STC0006" Error "An anchor or alias is used",
        why: "Anchors and aliases make a manifest say more than it shows, and can be made to expand without bound.",
        fix: "write the value out; what all listings share belongs in `listingDefaults`",
        bad: "listings:\n  en-us: &base { copyright: Contoso }\n  fr-fr: *base\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n  fr-fr: {}\n";
    TAG = "STC0007" Error "A tag is used",
        why: "Tags such as !!str change what a value is; the schema already says what each value is.",
        fix: "remove the tag; quote a value that should be a string",
        bad: "sellerId: !!str 123456892\n",
        good: "sellerId: \"123456892\"\n";
    MERGE_KEY = "STC0008" Error "A merge key is used",
        why: "`<<` belongs to YAML 1.1 and hides where a value comes from.",
        fix: "put what the listings share in `listingDefaults`, which applies to every listing",
        bad: "listings:\n  en-us:\n    <<: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n";
    SECOND_DOCUMENT = "STC0009" Error "A second document follows",
        why: "One manifest is one file and one product; a second document would be overlooked.",
        fix: "move it to a file of its own, such as `other.storectl.yaml`";
    TOO_DEEP = "STC0010" Error "The manifest is nested too deep",
        why: "No manifest nests deeper than 7 levels; 64 are read, so that a hostile file cannot exhaust the machine.",
        fix: "look for brackets or dashes that do not belong here";
    NUMBER = "STC0011" Error "A number cannot be kept exactly",
        why: "Ids of Partner Center exceed what a number holds, and a number that is silently rounded names something else.",
        fix: "quote it if it is a string",
        bad: "sellerId: 99999999999999999999\n",
        good: "sellerId: \"99999999999999999999\"\n";
    KEY = "STC0012" Error "A key is not a string",
        why: "Every key of a manifest is the name of a field, a language or a variable.",
        fix: "write a name before the colon",
        bad: "? [en-us, fr-fr]\n: { copyright: Contoso }\n";
    NUL = "STC0013" Error "The manifest has a NUL character",
        why: "No text of a manifest has NUL; it comes from a binary file.",
        fix: "save the file as UTF-8 text";
    DIRECTIVE = "STC0014" Error "A directive is used",
        why: "Directives such as `%YAML 1.1` change how the rest is read, or seem to: `NO` would no longer be Norway for everyone.",
        fix: "remove the line; a manifest is YAML 1.2";
}
