//! Codes of the content: files (04), texts (05), languages and images (06).

use super::rule::rules;

rules! {
    PATH_LEAVES = "STC0401" Error "A path leaves the repository",
        why: "A manifest may come from a stranger's pull request: it must not name files outside its repository.",
        fix: "move the file beside the manifest and name it relative to the manifest's folder, without `..`",
        bad: "listings:\n  en-us: { description: { file: ../../secrets.txt } }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    PATH_FORM = "STC0402" Error "A path is malformed",
        why: "A path must name the same file on every system.",
        fix: "name a file relative to the manifest's folder, with `/` between folders",
        bad: "listings:\n  en-us: { screenshots: ['images\\1.png'] }\n",
        good: "listings:\n  en-us: { screenshots: [images/1.png] }\n";
    FILE_MISSING = "STC0403" Error "A file is missing",
        why: "The manifest takes a text or an image from it.",
        fix: "check the spelling, case included; the path is relative to the manifest's folder";
    NOT_A_FILE = "STC0404" Error "A path names no regular file",
        why: "Texts and images are read from regular files only, not from folders or devices.",
        fix: "name a file";
    FILE_OUTSIDE = "STC0405" Error "A file is reached through a link",
        why: "A symbolic link may lead out of the repository, and reads differently on every system.",
        fix: "put the file itself where the manifest names it";
    FILE_TOO_LARGE = "STC0406" Error "A file is too large",
        why: "Files are read up to a limit, so that a wrong path cannot exhaust the machine.",
        fix: "check that the path names the file that is meant";
    FILE_NOT_UTF8 = "STC0407" Error "A text file is not UTF-8",
        why: "Texts go to the Store as UTF-8.",
        fix: "save the file as UTF-8";
    NOT_AN_IMAGE = "STC0408" Error "A file is no image",
        why: "The Store takes images for screenshots and logos; the file's bytes are none, whatever its name says.",
        fix: "export it again as PNG; of a Git LFS pointer, fetch the file";
    FILE_UNREADABLE = "STC0409" Error "A file cannot be read",
        why: "The system refused to read it.",
        fix: "check the file and its permissions";
    FILE_EMPTY = "STC0410" Error "A text file is empty",
        why: "One spelling for one intent: absent keeps, `null` clears, a value sets. An empty file is most often a lost save.",
        fix: "fill the file, or write null in the manifest to clear the field";

    TOO_LONG = "STC0501" Error "A text is too long",
        why: "The Store refuses longer ones (the submission API's document, Update Metadata). Characters are Unicode code points; line breaks count as one.",
        fix: "shorten it";
    // Source: trap 42.
    MAYBE_TOO_LONG = "STC0502" Warning "A text may be too long",
        why: "It fits counted in code points and does not counted in UTF-16 units, where an emoji is two; which one the Store counts is unknown.",
        fix: "shorten it to be safe";
    TOO_MANY = "STC0503" Error "A list is too long",
        why: "The Store refuses longer ones (the submission API's document, Update Metadata and Create Listing Assets).",
        fix: "remove some";
    SEARCH_WORDS = "STC0504" Error "The search terms have too many different words",
        why: "21 unique words are allowed over all search terms (the submission API's document, Update Metadata). Words are split at white space; case does not count, the strict reading.",
        fix: "repeat words across the terms, or drop some";
    REQUIREMENT_TEXTS = "STC0505" Error "There are too many requirement texts",
        why: "11 texts are allowed between minimum and recommended (the submission API's document, Update Metadata); each one counts, the strict reading.",
        fix: "join or remove some";
    URL = "STC0506" Error "A URL is malformed",
        why: "The Store wants a valid URL here (the submission API's document, Update Metadata and Update Packages).",
        fix: "write the whole address, beginning with https://",
        bad: "properties: { website: contoso.com }\n",
        good: "properties: { website: https://contoso.com }\n";
    CONTACT = "STC0507" Error "Neither a URL nor an e-mail address",
        why: "The Store wants a valid URL or e-mail address here (the submission API's document, Update Metadata).",
        fix: "write an address such as support@contoso.com or https://contoso.com/support",
        bad: "properties: { supportContactInfo: call us }\n",
        good: "properties: { supportContactInfo: support@contoso.com }\n";
    // Source: trap 28.
    EMPTY_REQUIREMENT = "STC0508" Error "A requirement says nothing",
        why: "An item of requirements has a minimumHardware, a recommendedHardware, or both; an empty one is a known accident of another tool.",
        fix: "give one of the two texts, or remove the item",
        bad: "listings:\n  en-us: { requirements: [{}] }\n",
        good: "listings:\n  en-us: { requirements: [{ minimumHardware: Pentium4 }] }\n";

    LANGUAGE = "STC0601" Error "A language code is malformed",
        why: "A listing language is a code such as en, en-us or zh-hans-cn (the submission API's document, Languages).",
        fix: "write a code such as en-us",
        bad: "listings:\n  en_us: { whatsNew: Faster }\n",
        good: "listings:\n  en-us: { whatsNew: Faster }\n";
    // Source: trap 23.
    UNKNOWN_LANGUAGE = "STC0602" Warning "A language is not in the Store's table",
        why: "The document lists 320 codes, and products publish others (Arabic, say): the Store decides. An unknown language was once answered with HTTP 500.",
        fix: "check the spelling; the Store decides whether it takes the language";
    // Source: trap 74.
    IMAGE_FORMAT = "STC0604" Warning "An image is not PNG",
        why: "Partner Center takes PNG only, and the API offers image/png for uploads.",
        fix: "export it as PNG";
    // Source: trap 74.
    IMAGE_SIZE = "STC0605" Warning "An image has a size Partner Center refuses",
        why: "Partner Center takes screenshots of 1366 x 768 pixels or larger, and logos of 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160; the API's document names no sizes.",
        fix: "export it in a size Partner Center takes";
    // Source: trap 74.
    IMAGE_BYTES = "STC0606" Warning "An image is larger than Partner Center takes",
        why: "Partner Center takes images of up to 50 MB; the API's document names no limit.",
        fix: "export it smaller";
    IDLE_DEFAULTS = "STC0607" Warning "listingDefaults lies under no listing",
        why: "The defaults are laid under the listings that the manifest names, and it names none to keep: nothing of them reaches the Store.",
        fix: "name the languages, `en-us: {}` where a listing adds nothing of its own",
        bad: "listingDefaults: { copyright: Contoso }\n",
        good: "listingDefaults: { copyright: Contoso }\nlistings: { en-us: {} }\n";
    SAME_IMAGE = "STC0608" Warning "An image is in a list twice",
        why: "Both entries have the same bytes; one most often stands where another image was meant.",
        fix: "replace or remove one of the two";
}
