//! Codes of files (04).

use super::rule::rules;

rules! {
    PATH_LEAVES = "STC0401" Error "Path is absolute",
        why: "A manifest can come from an untrusted pull request, so it may only refer to files inside its repository, by a path relative to its own folder.",
        fix: "use a path relative to the manifest's folder",
        bad: "listings:\n  en-us: { description: { file: /etc/hostname } }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    PATH_FORM = "STC0402" Error "Path is not portable",
        why: "A path must refer to the same file on every operating system.",
        fix: "use a path relative to the manifest's folder, with `/` as the separator",
        bad: "listings:\n  en-us: { screenshots: ['images\\1.png'] }\n",
        good: "listings:\n  en-us: { screenshots: [images/1.png] }\n";
    FILE_MISSING = "STC0403" Error "File not found",
        why: "The manifest refers to this file for text or an image.",
        fix: "check the path, including its case; it is relative to the manifest's folder";
    NOT_A_FILE = "STC0404" Error "Path is not a regular file",
        why: "Text and images are read only from regular files, not from folders, pipes or devices.",
        fix: "specify a file";
    FILE_OUTSIDE = "STC0405" Error "File is outside the repository",
        why: "A manifest can come from an untrusted pull request, so it may only read files in its own repository or, outside git, in its own folder. Links are resolved before this check.",
        fix: "move the file into the repository";
    FILE_TOO_LARGE = "STC0406" Error "File is too large",
        why: "File sizes are limited so that a wrong path cannot exhaust memory.",
        fix: "check that the path is correct";
    FILE_NOT_UTF8 = "STC0407" Error "Text file is not UTF-8",
        why: "Text is sent to the Store as UTF-8.",
        fix: "save the file as UTF-8";
    NOT_AN_IMAGE = "STC0408" Error "File is not an image",
        why: "Screenshots and logos must be images. The content of this file is not an image, whatever its extension.",
        fix: "export it again as PNG";
    FILE_UNREADABLE = "STC0409" Error "File cannot be read",
        why: "The operating system could not read the file.",
        fix: "check that the file is readable";
    FILE_EMPTY = "STC0410" Error "Text file is empty",
        why: "A missing key keeps the field, `null` clears it, and a value sets it. An empty file is usually an accident or a missing translation.",
        fix: "add text to the file, or write null in the manifest to clear the field";
    PATH_HIDDEN = "STC0411" Error "Path contains a hidden name",
        why: "Files and folders whose names begin with a dot, such as `.git` and `.env`, often hold credentials. A manifest from an untrusted pull request must not be able to publish or show them.",
        fix: "move the file to a path without leading dots",
        bad: "listings:\n  en-us: { description: { file: .github/description.md } }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    LINKED_FILE = "STC0412" Warning "Path contains a symbolic link",
        why: "On Windows, git checks out a link as a small text file by default, so the same commit has different content there.",
        fix: "use the path of the file itself; `..` is allowed inside the repository";
    FILE_CASE = "STC0413" Error "Path differs from the file name in case",
        why: "Some file systems ignore case and others do not, so the same commit could work on one machine and fail on another.",
        fix: "match the case of the file name";
    CHANGELOG_SECTION = "STC0414" Error "No release notes in the changelog",
        why: "`{ changelog: FILE }` takes the notes from the section of `vars.version`: what stands below a heading such as `## 1.5.0`, `## v1.5` or `## [1.5.0] - 2026-11-26`.",
        fix: "write the notes below a heading of the version in the changelog, or correct the version";
    CHANGELOG_VERSION = "STC0415" Error "Changelog without a version",
        why: "`{ changelog: FILE }` takes the notes from the section of `vars.version`.",
        fix: "add `version` to `vars`",
        bad: "listings:\n  en-us: { whatsNew: { changelog: CHANGELOG.md } }\n",
        good: "vars: { version: 1.5.0 }\nlistings:\n  en-us: { whatsNew: \"Version ${version}\" }\n";
}
