//! The tables: what is typed elsewhere, and how it is spelled here.

/// What was typed, and what to type instead.
pub(super) struct Habit {
    /// The spellings; a flag with its dashes, a command without.
    pub(super) typed: &'static [&'static str],
    /// Where the advice holds.
    pub(super) on: On,
    /// One line of advice with the right spelling.
    pub(super) instead: &'static str,
}

/// The commands for which an advice holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// Every one.
    Every,
    /// Those that have the flag it offers, without its dashes.
    With(&'static str),
    /// This one.
    Command(&'static str),
}

/// Commands.
pub(super) const COMMANDS: &[Habit] = &[
    Habit {
        typed: &["diff", "drift", "preview", "dry-run", "compare", "what-if"],
        on: On::Every,
        instead: "use `storectl plan`: it compares the manifest with the Store's draft and writes nothing",
    },
    Habit {
        typed: &["lint", "check", "verify", "test"],
        on: On::Every,
        instead: "use `storectl validate`: it checks manifests offline",
    },
    Habit {
        typed: &[
            "publish",
            "deploy",
            "push",
            "update",
            "upload",
            "sync",
            "up",
            "run",
            "reconcile",
            "deliver",
        ],
        on: On::Every,
        instead: "use `storectl apply`: it makes the draft match the manifest and submits it; `storectl submit` only submits",
    },
    Habit {
        typed: &["login", "logout", "auth", "configure", "reconfigure"],
        on: On::Every,
        instead: "storectl has no login command: set STORECTL_TENANT_ID, STORECTL_CLIENT_ID and STORECTL_CLIENT_SECRET, or use --sandbox",
    },
    Habit {
        typed: &["watch", "poll", "follow"],
        on: On::Every,
        instead: "use `storectl status --watch`",
    },
    Habit {
        typed: &["new", "create"],
        on: On::Every,
        instead: "use `storectl init`: it writes a first manifest",
    },
    Habit {
        typed: &["destroy", "delete", "rm"],
        on: On::Every,
        instead: "storectl does not delete products; to remove a language or clear a field, set it to `null` in the manifest and run `storectl apply`",
    },
    Habit {
        typed: &["serve", "mock", "simulate"],
        on: On::Every,
        instead: "use `storectl sandbox`, or the --sandbox flag of plan, apply, submit and status",
    },
    Habit {
        typed: &["completion"],
        on: On::Every,
        instead: "use `storectl completions SHELL`",
    },
    Habit {
        typed: &["list", "ls", "get", "describe", "info", "state"],
        on: On::Every,
        instead: "use `storectl status`: it shows the draft, its errors and the submission",
    },
    Habit {
        typed: &["cancel", "abort", "stop"],
        on: On::Every,
        instead: "storectl does not cancel submissions: cancel it in Partner Center",
    },
    Habit {
        typed: &["rollback", "undo", "revert"],
        on: On::Every,
        instead: "check out the manifest as it was, then run `storectl apply`",
    },
    Habit {
        typed: &["docs", "doc", "man-page", "manual"],
        on: On::Every,
        instead: "use `storectl help COMMAND`, `storectl explain TOPIC` or `storectl man`",
    },
];

/// Flags. Of several with one spelling, the first that holds is given.
pub(super) const FLAGS: &[Habit] = &[
    Habit {
        typed: &["-version", "--Version"],
        on: On::Every,
        instead: "use --version, or `storectl version` for the commit and the target too",
    },
    Habit {
        typed: &["--json", "-json", "-o", "--output", "-output"],
        on: On::With("format"),
        instead: "use --format json, or --out json=FILE to write a file as well",
    },
    Habit {
        typed: &["--markdown", "--md"],
        on: On::With("format"),
        instead: "use --format markdown, or --out markdown=FILE to write a file as well",
    },
    Habit {
        typed: &["--follow", "--wait-for-completion"],
        on: On::Every,
        instead: "use `storectl status --watch`",
    },
    Habit {
        typed: &["--env-file", "--config", "--config-file"],
        on: On::With("endpoint"),
        instead: "storectl has no configuration file: use flags, or set the STORECTL_ variables that `storectl plan --help` lists",
    },
    Habit {
        typed: &["-out"],
        on: On::With("out"),
        instead: "use --out json=FILE",
    },
    Habit {
        typed: &[
            "-f",
            "--file",
            "--filename",
            "--manifest",
            "-R",
            "--recursive",
            "--path",
        ],
        on: On::With("var"),
        instead: "pass the manifest or its folder without a flag: `storectl plan PATH`",
    },
    Habit {
        typed: &[
            "--dry-run",
            "-n",
            "--check",
            "--diff",
            "--plan-only",
            "--noop",
        ],
        on: On::With("submit"),
        instead: "use `storectl plan`: it shows what `storectl apply` does and writes nothing",
    },
    Habit {
        typed: &[
            "-auto-approve",
            "--auto-approve",
            "-y",
            "--non-interactive",
            "--no-input",
            "--assume-yes",
            "--approve",
            "--confirm",
            "--skip-confirmation",
        ],
        on: On::With("yes"),
        instead: "use --yes",
    },
    Habit {
        typed: &["--force", "-force"],
        on: On::With("acknowledge"),
        instead: "there is no --force: acknowledge a destructive change with the token from the plan, in `acknowledge:` or with --acknowledge TOKEN",
    },
    Habit {
        typed: &["--no-verify", "--skip-verify"],
        on: On::With("submit"),
        instead: "verification cannot be skipped: storectl submits only what it has read back",
    },
    Habit {
        typed: &[
            "--no-submit",
            "--noCommit",
            "--no-commit",
            "-nc",
            "--skip-submit",
            "--nosubmit",
            "--draft",
        ],
        on: On::With("submit"),
        instead: "use --submit never: it updates the draft and does not submit it",
    },
    Habit {
        typed: &["-var", "--vars", "--variable", "--set", "-e"],
        on: On::With("var"),
        instead: "use --var NAME=VALUE",
    },
    Habit {
        typed: &["-target", "--target", "--include", "--exclude", "--scope"],
        on: On::With("only"),
        instead: "use --only SELECTOR, e.g. --only listings.de-de",
    },
    Habit {
        typed: &["-detailed-exitcode", "--exit-code", "--detailed-exit-code"],
        on: On::With("detailed-exitcode"),
        instead: "use --detailed-exitcode",
    },
    Habit {
        typed: &["--journal", "--state-dir", "-state"],
        on: On::With("journal-dir"),
        instead: "use --journal-dir DIR",
    },
    Habit {
        typed: &[
            "--client-secret",
            "--secret",
            "--clientSecret",
            "-s",
            "--password",
            "--token",
        ],
        on: On::With("client-secret-file"),
        instead: "do not pass a secret on the command line, where other processes can see it: set STORECTL_CLIENT_SECRET, or use --client-secret-file FILE",
    },
    Habit {
        typed: &["--tenant", "-t", "--tenantId", "--tenant_id"],
        on: On::With("tenant-id"),
        instead: "use --tenant-id ID",
    },
    Habit {
        typed: &[
            "--client",
            "-c",
            "--clientId",
            "--app-id",
            "--application-id",
        ],
        on: On::With("client-id"),
        instead: "use --client-id ID",
    },
    Habit {
        typed: &["--seller", "--sellerId", "--publisher-id"],
        on: On::With("seller-id"),
        instead: "use --seller-id ID",
    },
    Habit {
        typed: &[
            "--product",
            "--product-id",
            "--productId",
            "--app",
            "-p",
            "-i",
            "--id",
        ],
        on: On::With("var"),
        instead: "the manifest's `productId` identifies the product: pass the manifest instead, `storectl plan PATH`",
    },
    Habit {
        typed: &["--no-color", "-no-color", "--nocolor"],
        on: On::Every,
        instead: "use --color never, or set NO_COLOR",
    },
    Habit {
        typed: &["--debug", "--log-level", "--trace-requests"],
        on: On::With("trace"),
        instead: "use -v for more detail, -vv to also print every request, or --trace FILE to write them to a file",
    },
    Habit {
        typed: &["--var-file", "-var-file"],
        on: On::With("var"),
        instead: "storectl reads no variable files: use `vars:` in the manifest, --var NAME=VALUE, or STORECTL_VAR_NAME",
    },
    Habit {
        typed: &["--force", "--overwrite"],
        on: On::Command("init"),
        instead: "`storectl init` keeps existing files: to start again, delete the manifest first",
    },
    Habit {
        typed: &["-w", "--wait"],
        on: On::Command("status"),
        instead: "use `storectl status --watch`",
    },
    Habit {
        typed: &["-C", "--chdir", "-chdir", "--cwd", "--dir", "--directory"],
        on: On::With("var"),
        instead: "pass the folder without a flag: `storectl plan PATH`",
    },
    Habit {
        typed: &["-j", "--jobs", "--concurrency", "--threads", "--workers"],
        on: On::With("parallelism"),
        instead: "use --parallelism N",
    },
    Habit {
        typed: &["--language", "--lang", "--locale", "--languages"],
        on: On::With("only"),
        instead: "use --only listings.LANGUAGE, e.g. --only listings.de-de",
    },
    Habit {
        typed: &["--v"],
        on: On::Every,
        instead: "use -v for more detail, or --version",
    },
];
