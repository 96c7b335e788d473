//! Codes of texts (05).

use super::rule::rules;

rules! {
    TOO_LONG = "STC0501" Error "Text is too long",
        why: "The Store rejects longer text (submission API documentation, Update Metadata). Characters are Unicode code points; a line break counts as one.",
        fix: "shorten the text";
    // Source: trap 42.
    MAYBE_TOO_LONG = "STC0502" Warning "Text might be too long",
        why: "The text is within the limit in code points, but over it in UTF-16 units, where an emoji counts as two. It is not known which of the two the Store counts.",
        fix: "shorten the text to be safe";
    TOO_MANY = "STC0503" Error "List is too long",
        why: "The Store rejects longer lists (submission API documentation, Update Metadata and Create Listing Assets). A manifest can have up to 500 languages; the API documentation lists 320.",
        fix: "remove some items";
    SEARCH_WORDS = "STC0504" Error "Too many unique words in search terms",
        why: "All search terms combined can have at most 21 unique words (submission API documentation, Update Metadata). storectl splits terms at whitespace and ignores case, which is the strictest interpretation.",
        fix: "reuse words across terms, or remove some";
    REQUIREMENT_TEXTS = "STC0505" Error "Too many requirements",
        why: "A listing can have at most 11 requirements, minimum and recommended combined (submission API documentation, Update Metadata). storectl counts every value, which is the strictest interpretation.",
        fix: "merge or remove some requirements";
    URL = "STC0506" Error "Invalid URL",
        why: "The Store requires a valid URL (submission API documentation, Update Metadata and Update Packages).",
        fix: "write the complete URL, beginning with https://",
        bad: "properties: { website: contoso.com }\n",
        good: "properties: { website: https://contoso.com }\n";
    CONTACT = "STC0507" Error "Contact is not a URL or an email address",
        why: "The Store requires a valid URL or email address (submission API documentation, Update Metadata).",
        fix: "use an address such as support@contoso.com or https://contoso.com/support",
        bad: "properties: { supportContactInfo: call us }\n",
        good: "properties: { supportContactInfo: support@contoso.com }\n";
    // Source: trap 28.
    EMPTY_REQUIREMENT = "STC0508" Error "Empty requirement",
        why: "Each requirement has minimumHardware, recommendedHardware, or both.",
        fix: "add minimumHardware or recommendedHardware, or remove the item",
        bad: "listings:\n  en-us: { requirements: [{}] }\n",
        good: "listings:\n  en-us: { requirements: [{ minimumHardware: Pentium4 }] }\n";
    CONTROL_CHARACTER = "STC0509" Error "Control character in text",
        why: "The Store shows control characters (U+0000 to U+001F except tabs and line breaks, and U+007F to U+009F) as boxes or not at all. They usually come from terminal output or a wrong encoding.",
        fix: "delete the character",
        bad: "listings:\n  en-us: { shortDescription: \"Gears \\x07 and widgets\" }\n",
        good: "listings:\n  en-us: { shortDescription: Gears and widgets }\n";
    PLACEHOLDER = "STC0510" Warning "Unfilled placeholder",
        why: "`{{...}}` and `__NAME__` are template placeholders. Customers would see them as is, and a URL that contains one does not work.",
        fix: "replace it with its value; a storectl variable is written `${name}`",
        bad: "listings:\n  en-us: { whatsNew: \"Version {{ version }} is faster\" }\n",
        good: "listings:\n  en-us: { whatsNew: Version 2 is faster }\n";
    CONFLICT_MARKER = "STC0511" Warning "Merge conflict marker in text",
        why: "Lines that begin with `<<<<<<< `, `||||||| ` or `>>>>>>> ` are git's markers for an unresolved conflict.",
        fix: "resolve the conflict",
        bad: "listings:\n  en-us:\n    whatsNew: |\n      <<<<<<< HEAD\n      Faster\n",
        good: "listings:\n  en-us:\n    whatsNew: Faster\n";
    LFS_TEXT = "STC0512" Warning "Text is a Git LFS pointer",
        why: "Git LFS leaves a pointer in place of a file it has not fetched. Customers would see the pointer.",
        fix: "run `git lfs pull`; in GitHub Actions, check out with `lfs: true`",
        bad: "listings:\n  en-us:\n    whatsNew: |\n      version https://git-lfs.github.com/spec/v1\n      size 12345\n",
        good: "listings:\n  en-us:\n    whatsNew: Faster\n";
    PATH_AS_TEXT = "STC0513" Warning "Text is a path",
        why: "The text looks like a file path. Customers would see the path instead of the content.",
        fix: "write `{ file: PATH }` to use the content of the file",
        bad: "listings:\n  en-us: { description: listings/en-us/description.md }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    MARKUP = "STC0514" Warning "Markup in plain text",
        why: "The Store shows this text as is, including HTML tags and Markdown links, bold text and headings.",
        fix: "use plain text; lists with `- ` and plain URLs are fine",
        bad: "listings:\n  en-us: { shortDescription: Gears for **everyone** }\n",
        good: "listings:\n  en-us: { shortDescription: Gears for everyone }\n";
    REPLACEMENT_CHARACTER = "STC0515" Warning "Replacement character in text",
        why: "U+FFFD marks a character that was lost in a conversion between encodings.",
        fix: "restore the lost character, and save the file as UTF-8",
        bad: "listings:\n  fr-fr: { shortDescription: \"Engrenages pour caf\u{fffd}\" }\n",
        good: "listings:\n  fr-fr: { shortDescription: Engrenages pour café }\n";
    UNCLOSED_DIRECTION = "STC0516" Warning "Unterminated bidirectional control",
        why: "An unterminated bidirectional embedding, override or isolate can reorder the text that follows it.",
        fix: "terminate it with U+202C or U+2069, or delete it",
        bad: "listings:\n  en-us: { shortDescription: \"Gears \\u202Efor everyone\" }\n",
        good: "listings:\n  en-us: { shortDescription: Gears for everyone }\n";
    NOTES_CUT = "STC0517" Warning "Release notes are cut",
        why: "The section of the changelog is longer than the field can be. It ends after the last paragraph or list item that fits or, where the first one is too long, after a word, with an ellipsis.",
        fix: "shorten the section, or write `overflow: error` to refuse notes that are too long";
}
