//! Codes of texts (05).

use super::rule::rules;

rules! {
    TOO_LONG = "STC0501" Error "A text is too long",
        why: "The Store refuses longer ones (the submission API's document, Update Metadata). Characters are Unicode code points; a line break counts as one.",
        fix: "shorten it";
    // Source: trap 42.
    MAYBE_TOO_LONG = "STC0502" Warning "A text may be too long",
        why: "It fits counted in code points and does not counted in UTF-16 units, where an emoji is two; which one the Store counts is unknown.",
        fix: "shorten it to be safe";
    TOO_MANY = "STC0503" Error "A list is too long",
        why: "The Store refuses longer ones (the submission API's document, Update Metadata and Create Listing Assets). It has 320 languages, and a manifest may name 500.",
        fix: "remove some";
    SEARCH_WORDS = "STC0504" Error "The search terms have too many different words",
        why: "21 unique words are allowed over all search terms (the submission API's document, Update Metadata). Words are split at white space and compared without case, the strict reading.",
        fix: "repeat words across the terms, or drop some";
    REQUIREMENT_TEXTS = "STC0505" Error "There are too many requirement texts",
        why: "11 texts are allowed between minimum and recommended (the submission API's document, Update Metadata); each one counts, the strict reading.",
        fix: "join or remove some";
    URL = "STC0506" Error "A URL is not valid",
        why: "The Store wants a valid URL here (the submission API's document, Update Metadata and Update Packages).",
        fix: "write the whole address, beginning with https://",
        bad: "properties: { website: contoso.com }\n",
        good: "properties: { website: https://contoso.com }\n";
    CONTACT = "STC0507" Error "A contact is neither a URL nor an e-mail address",
        why: "The Store wants a valid URL or e-mail address here (the submission API's document, Update Metadata).",
        fix: "write an address such as support@contoso.com or https://contoso.com/support",
        bad: "properties: { supportContactInfo: call us }\n",
        good: "properties: { supportContactInfo: support@contoso.com }\n";
    // Source: trap 28.
    EMPTY_REQUIREMENT = "STC0508" Error "A requirement is empty",
        why: "An item of requirements has a minimumHardware, a recommendedHardware, or both; an empty one is a known accident of another tool.",
        fix: "give one of the two texts, or remove the item",
        bad: "listings:\n  en-us: { requirements: [{}] }\n",
        good: "listings:\n  en-us: { requirements: [{ minimumHardware: Pentium4 }] }\n";
    CONTROL_CHARACTER = "STC0509" Error "A text has a control character",
        why: "Control characters (all below U+0020 but tab and line ends, U+007F to U+009F) show as nothing or as boxes in the Store. They come from copied terminal output and broken conversions.",
        fix: "delete the character",
        bad: "listings:\n  en-us: { shortDescription: \"Gears \\x07 and widgets\" }\n",
        good: "listings:\n  en-us: { shortDescription: Gears and widgets }\n";
    PLACEHOLDER = "STC0510" Warning "A placeholder is not filled",
        why: "`{{...}}` and `__NAME__` are placeholders of template tools, and customers would read them as they are.",
        fix: "fill it in; storectl's own variables are written `${name}`",
        bad: "listings:\n  en-us: { whatsNew: \"Version {{ version }} is faster\" }\n",
        good: "listings:\n  en-us: { whatsNew: Version 2 is faster }\n";
    CONFLICT_MARKER = "STC0511" Warning "A text has a merge conflict",
        why: "Lines that begin with `<<<<<<< `, `||||||| ` or `>>>>>>> ` are what git leaves of a conflict.",
        fix: "resolve the conflict",
        bad: "listings:\n  en-us:\n    whatsNew: |\n      <<<<<<< HEAD\n      Faster\n",
        good: "listings:\n  en-us:\n    whatsNew: Faster\n";
    LFS_TEXT = "STC0512" Warning "A text is a Git LFS pointer",
        why: "Git LFS leaves a pointer in place of a file it has not fetched, and customers would read the pointer.",
        fix: "fetch it with `git lfs pull`; in GitHub Actions, check out with `lfs: true`",
        bad: "listings:\n  en-us:\n    whatsNew: |\n      version https://git-lfs.github.com/spec/v1\n      size 12345\n",
        good: "listings:\n  en-us:\n    whatsNew: Faster\n";
    PATH_AS_TEXT = "STC0513" Warning "A text is a path",
        why: "The whole text looks like the path of a file, and customers would read the path.",
        fix: "write `{ file: PATH }` to take the text from the file",
        bad: "listings:\n  en-us: { description: listings/en-us/description.md }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    MARKUP = "STC0514" Warning "A text has markup",
        why: "The Store shows these texts as they are: HTML tags and Markdown's links, bold text and headings appear as signs.",
        fix: "write plain text; lists with `- ` and bare addresses are fine",
        bad: "listings:\n  en-us: { shortDescription: Gears for **everyone** }\n",
        good: "listings:\n  en-us: { shortDescription: Gears for everyone }\n";
    REPLACEMENT_CHARACTER = "STC0515" Warning "A text has lost characters",
        why: "U+FFFD stands where a conversion between encodings could not keep a character.",
        fix: "write the character that was lost, and save the file as UTF-8",
        bad: "listings:\n  fr-fr: { shortDescription: \"Engrenages pour caf\u{fffd}\" }\n",
        good: "listings:\n  fr-fr: { shortDescription: Engrenages pour café }\n";
    UNCLOSED_DIRECTION = "STC0516" Warning "A change of direction is not closed",
        why: "A bidirectional embedding, override or isolate without its end turns the text after it around, wherever it is shown.",
        fix: "close it with U+202C or U+2069, or delete it",
        bad: "listings:\n  en-us: { shortDescription: \"Gears \\u202Efor everyone\" }\n",
        good: "listings:\n  en-us: { shortDescription: Gears for everyone }\n";
}
