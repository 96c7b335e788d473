//! Codes of languages and images (06).

use super::rule::rules;

rules! {
    LANGUAGE = "STC0601" Error "Invalid language code",
        why: "A listing language is a code such as en, en-us or zh-hans-cn (submission API documentation, Languages).",
        fix: "write a code such as en-us",
        bad: "listings:\n  en_us: { whatsNew: Faster }\n",
        good: "listings:\n  en-us: { whatsNew: Faster }\n";
    // Source: trap 23.
    UNKNOWN_LANGUAGE = "STC0602" Warning "Language is not documented",
        why: "The API documentation lists 320 codes, but products are also published in other languages, such as Arabic. The Store has responded to an unknown language with HTTP 500.",
        fix: "check the spelling; the Store may still accept the language";
    // Source: trap 74.
    IMAGE_FORMAT = "STC0604" Warning "Image is not a PNG",
        why: "Partner Center accepts only PNG, and the API specifies image/png for uploads.",
        fix: "export it as PNG";
    // Source: trap 74.
    IMAGE_SIZE = "STC0605" Warning "Image has the wrong dimensions for Partner Center",
        why: "Partner Center accepts screenshots of at least 1366 x 768 pixels, and logos of 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160 pixels. The API documentation does not specify dimensions.",
        fix: "export it with dimensions that Partner Center accepts";
    // Source: trap 74.
    IMAGE_BYTES = "STC0606" Warning "Image file is too large for Partner Center",
        why: "Partner Center accepts images of up to 50 MB. The API documentation does not specify a limit.",
        fix: "export a smaller file";
    IDLE_DEFAULTS = "STC0607" Warning "listingDefaults is not used",
        why: "Defaults apply only to listings in the manifest, and it has none, so they have no effect.",
        fix: "add the listings; use `en-us: {}` for a listing that only uses the defaults",
        bad: "listingDefaults: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings: { en-us: {} }\n";
    SAME_IMAGE = "STC0608" Warning "Duplicate image",
        why: "Both entries are the same image; one of them was probably meant to be a different image.",
        fix: "replace or remove one of them";
    UNTRANSLATED = "STC0609" Warning "Same text in two languages",
        why: "A description, short description or \"What's new\" text of 40 or more characters is identical in two languages, so one of them is probably untranslated.",
        fix: "translate it, or move text shared by all languages to `listingDefaults`",
        bad: "listings:\n  en-us: { whatsNew: Gears turn both ways now and much faster than before }\n  de-de: { whatsNew: Gears turn both ways now and much faster than before }\n",
        good: "listings:\n  en-us: { whatsNew: Gears turn both ways now and much faster than before }\n  de-de: { whatsNew: Zahnräder drehen sich nun in beide Richtungen und viel schneller }\n";
    SAME_LANGUAGE = "STC0610" Warning "Two listings for one language",
        why: "`de` and `de-de`, or `zh-hans` and `zh-cn`, are separate listings. Customers see one or the other, and usually only one is kept up to date.",
        fix: "keep one of them, and remove the other with `LANGUAGE: null`",
        bad: "listings:\n  de: { whatsNew: Schneller }\n  de-de: { whatsNew: Schneller }\n",
        good: "listings:\n  de-de: { whatsNew: Schneller }\n";
    ONLY_POSTERS = "STC0611" Warning "Listing has no square logo",
        why: "Partner Center requires a square logo (1080 x 1080 or 2160 x 2160); a poster (720 x 1080 or 1440 x 2160) is optional.",
        fix: "add a logo of 1080 x 1080 or 2160 x 2160 pixels";
}
