//! Codes of the YAML itself (00).

use super::rule::rules;

rules! {
    NOT_UTF8 = "STC0001" Error "Manifest is not UTF-8",
        why: "A manifest must be UTF-8, the encoding that every YAML parser supports.",
        fix: "save the file as UTF-8";
    EMPTY_FILE = "STC0002" Error "Manifest is empty",
        why: "A file named storectl.yaml describes one product. An empty one is usually an accident.",
        fix: "add `apiVersion: storectl/v1` and `productId:`, or delete the file",
        good: "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\n";
    TOO_LARGE = "STC0003" Error "Manifest is too large",
        why: "A manifest can be up to 1 MiB, and variables and a default sort title can each add up to 4 MiB of text, so that a wrong path or a hostile file cannot exhaust memory.",
        fix: "move long text to files: `description: { file: PATH }`";
    SYNTAX = "STC0004" Error "Invalid YAML",
        why: "The YAML 1.2 parser stops here, so errors further down are not reported yet.",
        fix: "check the indentation, quotes and brackets on this line and the lines before it",
        bad: "availability:\n  markets: [US, CA\n  pricing: FREE\n",
        good: "availability:\n  markets: [US, CA]\n  pricing: FREE\n";
    DUPLICATE_KEY = "STC0005" Error "Duplicate key",
        why: "YAML parsers silently drop one of two equal keys, which could lose a listing. Language codes are compared without regard to case, as in the Store.",
        fix: "keep one of them",
        bad: "listings:\n  en-us: { description: Gears }\n  EN-US: { description: Widgets }\n",
        good: "listings:\n  en-us: { description: Gears and widgets }\n";
    ANCHOR = "STC0006" Error "YAML anchor or alias",
        why: "Anchors and aliases hide content from reviewers and can expand without limit.",
        fix: "write out the value; values shared by all listings belong in `listingDefaults`",
        bad: "listings:\n  en-us: &base { copyright: Contoso }\n  fr-fr: *base\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n  fr-fr: {}\n";
    TAG = "STC0007" Error "YAML tag",
        why: "Tags such as !!str change the type of a value, but the schema already defines the type of each value.",
        fix: "remove the tag, and quote the value if it is a string",
        bad: "sellerId: !!str 123456892\n",
        good: "sellerId: \"123456892\"\n";
    MERGE_KEY = "STC0008" Error "YAML merge key",
        why: "`<<` is not part of YAML 1.2, and hides where a value comes from.",
        fix: "move shared values to `listingDefaults`, which apply to every listing",
        bad: "listings:\n  en-us:\n    <<: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings:\n  en-us: {}\n";
    SECOND_DOCUMENT = "STC0009" Error "More than one YAML document",
        why: "A manifest is one file for one product. A second document would be ignored.",
        fix: "move it to a file of its own, such as `other.storectl.yaml`";
    TOO_DEEP = "STC0010" Error "Manifest is nested too deeply",
        why: "A manifest needs 7 levels of nesting. The limit is 64, so that a hostile file cannot exhaust memory.",
        fix: "look for stray brackets or dashes";
    NUMBER = "STC0011" Error "Number loses precision",
        why: "Partner Center IDs can be too large for a number, and a rounded ID refers to something else.",
        fix: "quote it if it is a string",
        bad: "sellerId: 99999999999999999999\n",
        good: "sellerId: \"99999999999999999999\"\n";
    KEY = "STC0012" Error "Key is not a string",
        why: "Every key in a manifest is the name of a field, a language or a variable.",
        fix: "write a plain name before the colon",
        bad: "? [en-us, fr-fr]\n: { copyright: Contoso }\n";
    NUL = "STC0013" Error "Manifest contains a NUL character",
        why: "Text files do not contain NUL characters; this is probably a binary file.",
        fix: "save the file as UTF-8 text";
    DIRECTIVE = "STC0014" Error "YAML directive",
        why: "Directives such as `%YAML 1.1` change how some parsers read the file: `NO` could become false instead of Norway.",
        fix: "remove the line; a manifest is always YAML 1.2";
    LONG_KEY = "STC0015" Error "Key is too long",
        why: "A value is identified by the keys above it, which together have fewer than 100 characters in any valid manifest. The limit is 512, so that a hostile file cannot exhaust memory.",
        fix: "shorten the key; long text belongs in a value";
}
