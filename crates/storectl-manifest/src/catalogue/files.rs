//! Codes of files (04).

use super::rule::rules;

rules! {
    PATH_LEAVES = "STC0401" Error "A path is absolute",
        why: "A manifest may come from a stranger's pull request: it names files relative to its own folder, inside its repository.",
        fix: "name the file relative to the manifest's folder",
        bad: "listings:\n  en-us: { description: { file: /etc/hostname } }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    PATH_FORM = "STC0402" Error "A path is not portable",
        why: "A path must name the same file on every system.",
        fix: "name a file relative to the manifest's folder, with `/` between folders",
        bad: "listings:\n  en-us: { screenshots: ['images\\1.png'] }\n",
        good: "listings:\n  en-us: { screenshots: [images/1.png] }\n";
    FILE_MISSING = "STC0403" Error "A file does not exist",
        why: "The manifest takes a text or an image from it.",
        fix: "check the spelling, case included; the path is relative to the manifest's folder";
    NOT_A_FILE = "STC0404" Error "A path does not name a regular file",
        why: "Texts and images are read from regular files only, not from folders, pipes or devices.",
        fix: "name a file";
    FILE_OUTSIDE = "STC0405" Error "A file is outside the repository",
        why: "A manifest may come from a stranger's pull request: it reads files of its own repository only. Without a git repository, that is the manifest's folder. Links are followed before this is judged.",
        fix: "move the file into the repository";
    FILE_TOO_LARGE = "STC0406" Error "A file is too large",
        why: "Files are read up to a limit, so that a wrong path cannot exhaust the machine.",
        fix: "check that the path names the right file";
    FILE_NOT_UTF8 = "STC0407" Error "A text file is not UTF-8",
        why: "Texts go to the Store as UTF-8.",
        fix: "save the file as UTF-8";
    NOT_AN_IMAGE = "STC0408" Error "A file is not an image",
        why: "The Store takes images for screenshots and logos; this file's bytes are not an image, whatever its name says.",
        fix: "export it again as PNG";
    FILE_UNREADABLE = "STC0409" Error "A file cannot be read",
        why: "The system refused to read it.",
        fix: "check the file and its permissions";
    FILE_EMPTY = "STC0410" Error "A text file is empty",
        why: "There is one spelling for each intent: an absent key keeps the field, `null` clears it, a value sets it. An empty file is most often a lost save or a missing translation.",
        fix: "fill the file, or write null in the manifest to clear the field";
    PATH_HIDDEN = "STC0411" Error "A path goes through a hidden name",
        why: "Files and folders whose names begin with a dot, such as `.git` and `.env`, often hold credentials; a manifest from a stranger's pull request must not be able to publish or show them.",
        fix: "move the file to a folder without a leading dot",
        bad: "listings:\n  en-us: { description: { file: .github/description.md } }\n",
        good: "listings:\n  en-us: { description: { file: listings/en-us/description.md } }\n";
    LINKED_FILE = "STC0412" Warning "A file is reached through a symbolic link",
        why: "On Windows, git checks a link out as a small text file unless told otherwise, so the same commit reads differently there.",
        fix: "name the file itself; a path may use `..` inside the repository";
    FILE_CASE = "STC0413" Error "A path differs from the file's name by case",
        why: "Some systems ignore case and others do not: the same commit would work on one machine and fail on the next.",
        fix: "spell the path as the file is named";
}
