//! Codes of languages and images (06).

use super::rule::rules;

rules! {
    LANGUAGE = "STC0601" Error "A language code is not valid",
        why: "A listing language is a code such as en, en-us or zh-hans-cn (the submission API's document, Languages).",
        fix: "write a code such as en-us",
        bad: "listings:\n  en_us: { whatsNew: Faster }\n",
        good: "listings:\n  en-us: { whatsNew: Faster }\n";
    // Source: trap 23.
    UNKNOWN_LANGUAGE = "STC0602" Warning "A language is not in the Store's table",
        why: "The document lists 320 codes, and products publish others (Arabic, for example): the Store decides. An unknown language was once answered with HTTP 500.",
        fix: "check the spelling; the Store decides whether it takes the language";
    // Source: trap 74.
    IMAGE_FORMAT = "STC0604" Warning "An image is not PNG",
        why: "Partner Center takes PNG only, and the API offers image/png for uploads.",
        fix: "export it as PNG";
    // Source: trap 74.
    IMAGE_SIZE = "STC0605" Warning "Partner Center refuses an image of this size",
        why: "Partner Center takes screenshots of 1366 x 768 pixels or larger, and logos of 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160; the API's document names no sizes.",
        fix: "export it in a size Partner Center takes";
    // Source: trap 74.
    IMAGE_BYTES = "STC0606" Warning "An image is larger than Partner Center takes",
        why: "Partner Center takes images of up to 50 MB; the API's document names no limit.",
        fix: "export it smaller";
    IDLE_DEFAULTS = "STC0607" Warning "No listing uses listingDefaults",
        why: "The defaults apply to the listings that the manifest names, and it names none to keep: none of them reaches the Store.",
        fix: "name the languages, `en-us: {}` where a listing adds nothing of its own",
        bad: "listingDefaults: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings: { en-us: {} }\n";
    SAME_IMAGE = "STC0608" Warning "An image is in a list twice",
        why: "Both entries have the same bytes; one most often stands in place of another image.",
        fix: "replace or remove one of the two";
    UNTRANSLATED = "STC0609" Warning "Two languages have the same text",
        why: "A description, short description or \"What's new\" of 40 characters and more is identical in two different languages: one of them is probably not translated yet.",
        fix: "translate it; a text for all languages belongs in `listingDefaults`",
        bad: "listings:\n  en-us: { whatsNew: Gears turn both ways now and much faster than before }\n  de-de: { whatsNew: Gears turn both ways now and much faster than before }\n",
        good: "listings:\n  en-us: { whatsNew: Gears turn both ways now and much faster than before }\n  de-de: { whatsNew: Zahnräder drehen sich nun in beide Richtungen und viel schneller }\n";
    SAME_LANGUAGE = "STC0610" Warning "Two listings are of the same language",
        why: "A code without a region and one with a region are two listings (`de` and `de-de`, `zh-hans` and `zh-cn`): customers see one or the other, and only one of them is most often kept up to date.",
        fix: "keep one of the two, and remove the other with `LANGUAGE: null`",
        bad: "listings:\n  de: { whatsNew: Schneller }\n  de-de: { whatsNew: Schneller }\n",
        good: "listings:\n  de-de: { whatsNew: Schneller }\n";
    ONLY_POSTERS = "STC0611" Warning "A listing has only posters as logos",
        why: "Partner Center requires a square logo (1080 x 1080 or 2160 x 2160); a poster (720 x 1080 or 1440 x 2160) is optional.",
        fix: "add a logo of 1080 x 1080 or 2160 x 2160 pixels";
}
