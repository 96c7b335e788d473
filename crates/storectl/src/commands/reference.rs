//! What the manual and `--help` say beside the arguments: environment, files, examples.

/// A name and what it means.
pub(crate) struct Entry {
    /// The name: a variable, a file.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) meaning: &'static str,
}

/// A command line and what it does.
pub(crate) struct Example {
    /// What it does.
    pub(crate) what: &'static str,
    /// The line.
    pub(crate) line: &'static str,
}

/// What a command works with; decides which variables and files its manual page names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Nothing but its arguments.
    Arguments,
    /// Manifests.
    Manifests,
    /// Manifests and hosts of installers.
    Hosts,
    /// Manifests and the Store.
    Store,
}

fn reach(command: &str) -> Reach {
    match command {
        "storectl" | "import" | "plan" | "apply" | "submit" | "status" | "acknowledge"
        | "release" | "doctor" => Reach::Store,
        "inspect" => Reach::Hosts,
        "validate" | "init" | "set" | "fmt" | "lsp" => Reach::Manifests,
        _ => Reach::Arguments,
    }
}

/// Returns the variables a command reads.
pub(crate) fn environment(command: &str) -> Vec<&'static Entry> {
    let reach = reach(command);
    let of = |least, entries: &'static [Entry]| entries.iter().filter(move |_| reach >= least);
    of(Reach::Store, STORE_VARIABLES)
        .chain(of(Reach::Hosts, HOST_VARIABLES))
        .chain(of(Reach::Store, CACHE_VARIABLES))
        .chain(of(Reach::Manifests, MANIFEST_VARIABLES))
        .chain(VARIABLES)
        .collect()
}

/// Returns the files a command reads or writes.
pub(crate) fn files(command: &str) -> Vec<&'static Entry> {
    let reach = reach(command);
    let of = |least, entries: &'static [Entry]| entries.iter().filter(move |_| reach >= least);
    let sandbox = (command == "sandbox").then_some(&SANDBOX_FILE);
    let found: Vec<&Entry> = of(Reach::Manifests, MANIFEST_FILES)
        .chain(of(Reach::Store, STORE_FILES))
        .chain(sandbox)
        .collect();
    if found.is_empty() {
        vec![&NO_FILES]
    } else {
        found
    }
}

const STORE_VARIABLES: &[Entry] = &[
    Entry {
        name: "STORECTL_TENANT_ID, AZURE_TENANT_ID",
        meaning: "The Entra tenant ID of the application.",
    },
    Entry {
        name: "STORECTL_CLIENT_ID, AZURE_CLIENT_ID",
        meaning: "The application (client) ID.",
    },
    Entry {
        name: "STORECTL_CLIENT_SECRET, AZURE_CLIENT_SECRET",
        meaning: "The client secret of the application. Surrounding whitespace and a byte order mark are removed.",
    },
    Entry {
        name: "AZURE_FEDERATED_TOKEN_FILE",
        meaning: "A file with a federated token, used instead of a secret. storectl reads it for each sign-in.",
    },
    Entry {
        name: "ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        meaning: "GitHub's token service, used instead of a secret. GitHub sets these variables for jobs with `id-token: write`.",
    },
    Entry {
        name: "STORECTL_CLIENT_CERTIFICATE, AZURE_CLIENT_CERTIFICATE_PATH",
        meaning: "A PEM file with a certificate of the application and its RSA key, or a PFX file, used where there is neither a secret nor a federated token.",
    },
    Entry {
        name: "STORECTL_CLIENT_CERTIFICATE_PASSWORD, AZURE_CLIENT_CERTIFICATE_PASSWORD",
        meaning: "The password of that file.",
    },
    Entry {
        name: "STORECTL_SELLER_ID",
        meaning: "The seller account, if neither --seller-id nor the manifest specifies one.",
    },
    Entry {
        name: "STORECTL_AUTHORITY",
        meaning: "The sign-in service. Default: https://login.microsoftonline.com.",
    },
    Entry {
        name: "STORECTL_RECEIPTS",
        meaning: "Where receipts are kept beside .storectl/receipts: git, git=REMOTE or off. --receipts takes precedence.",
    },
    Entry {
        name: "STORECTL_IMAGE_CACHE",
        meaning: "The folder for what is learned of the Store's images. --image-cache takes precedence.",
    },
    Entry {
        name: "STORECTL_PREFLIGHT",
        meaning: "How plan, apply and submit look at installers: auto, full or off. --preflight takes precedence.",
    },
];

const HOST_VARIABLES: &[Entry] = &[
    Entry {
        name: "STORECTL_ENDPOINT",
        meaning: "The submission API. Default: https://api.store.microsoft.com.",
    },
    Entry {
        name: "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
        meaning: "The proxy for requests, and the hosts to reach without it.",
    },
];

const CACHE_VARIABLES: &[Entry] = &[Entry {
    name: "XDG_CACHE_HOME, LOCALAPPDATA",
    meaning: "The folder for caches.",
}];

const MANIFEST_VARIABLES: &[Entry] = &[Entry {
    name: "STORECTL_VAR_NAME",
    meaning: "The value of ${NAME} in manifests and their text files. --var takes precedence. Two names that differ only in case are an error.",
}];

const VARIABLES: &[Entry] = &[Entry {
    name: "NO_COLOR",
    meaning: "If set and not empty, disables color unless --color always is used.",
}];

const MANIFEST_FILES: &[Entry] = &[Entry {
    name: "storectl.yaml, NAME.storectl.yaml",
    meaning: "A manifest describes one product. Paths to text and image files are relative to it and must stay inside its repository.",
}];

const STORE_FILES: &[Entry] = &[
    Entry {
        name: ".storectl/journal/PRODUCT@ENDPOINT.json",
        meaning: "The pending work of one product, at the repository root. Keep it between jobs, or choose another folder with --journal-dir.",
    },
    Entry {
        name: ".storectl/receipts/PRODUCT@ENDPOINT.json",
        meaning: "The receipt of the last submission of one product, at the repository root. Plans compare with it.",
    },
    Entry {
        name: ".storectl/plans/HASH.json",
        meaning: "The most recent plans, for apply --expect.",
    },
    SANDBOX_FILE,
    Entry {
        name: "~/.cache/storectl, %LOCALAPPDATA%\\storectl\\cache",
        meaning: "Cached information about the Store's images, if --image-cache names no other folder. Safe to delete at any time.",
    },
];

const SANDBOX_FILE: Entry = Entry {
    name: ".storectl/sandbox.json",
    meaning: "The state of the simulated Store, with the images in sandbox.json.images and a lock in sandbox.json.lock.",
};

const NO_FILES: Entry = Entry {
    name: "(none)",
    meaning: "This command does not read or write any files of its own.",
};

const PLAN_EXAMPLES: &[Example] = &[
    Example {
        what: "Plan against the simulated Store",
        line: "storectl plan --sandbox",
    },
    Example {
        what: "Plan in a pull request: write the plan as a Markdown comment, and save it to apply later",
        line: "storectl plan --out markdown=plan.md --out json=plan.json",
    },
    Example {
        what: "Plan to roll back to an earlier submission, and save the plan to apply later",
        line: "storectl plan --at 1152921504621243487 --out json=rollback.json",
    },
    Example {
        what: "Detect differences in a script",
        line: "storectl plan --detailed-exitcode --quiet",
    },
    Example {
        what: "Fail if a managed value of the draft is not the base's",
        line: "storectl plan --fail-on drift",
    },
    Example {
        what: "Refuse what the policy of the base branch forbids",
        line: "storectl plan --policy policy.yaml --base origin/main",
    },
];

const IMPORT_EXAMPLES: &[Example] = &[
    Example {
        what: "Write the manifest, the texts and the images of a live product",
        line: "storectl import 3e31a9f9-84e8-4d2d-9eba-487878d02ebf --output products/widgets",
    },
    Example {
        what: "Show what changed in Partner Center since the last receipt, as a change of the manifest",
        line: "storectl import --update --diff products/widgets",
    },
    Example {
        what: "Take the German listing as it is in Partner Center, even where the manifest changed it",
        line: "storectl import --update --only listings.de-de",
    },
    Example {
        what: "Manage only the packages and the release notes",
        line: "storectl import 3e31a9f9-84e8-4d2d-9eba-487878d02ebf --scope 'packages,listings.*.whatsNew'",
    },
    Example {
        what: "Write a manifest of the texts and images that fastlane keeps",
        line: "storectl import 3e31a9f9-84e8-4d2d-9eba-487878d02ebf --from fastlane fastlane",
    },
];

const STATUS_EXAMPLES: &[Example] = &[
    Example {
        what: "Watch uploads and the submission until they finish",
        line: "storectl status --watch",
    },
    Example {
        what: "List the releases, newest first",
        line: "storectl status --history",
    },
];

const INSPECT_EXAMPLES: &[Example] = &[
    Example {
        what: "Say what the build made, and fail if certification would reject it",
        line: "storectl inspect build/setup-x64.exe",
    },
    Example {
        what: "Say what a URL serves, and what is wrong with its host",
        line: "storectl inspect https://www.contoso.com/downloads/1.5.0/setup-x64.exe",
    },
    Example {
        what: "Write what an installer says to its package in the manifest",
        line: "storectl inspect build/setup-x64.exe --write=products/widgets/storectl.yaml",
    },
];

const DOCTOR_EXAMPLES: &[Example] = &[
    Example {
        what: "Check whether a plan would work here, and what fixes it",
        line: "storectl doctor",
    },
    Example {
        what: "Write one page for a support request",
        line: "storectl doctor --bundle doctor.md",
    },
];

const SHOW_EXAMPLES: &[Example] = &[
    Example {
        what: "Show a saved plan",
        line: "storectl show plan.json",
    },
    Example {
        what: "Make a comment and a page of it, in a job that has no credentials",
        line: "storectl show plan.json --out markdown=plan.md --out html=plan.html",
    },
];

const SET_EXAMPLES: &[Example] = &[
    Example {
        what: "Set the version and the German release notes, the notes from a file",
        line: "storectl set vars.version=1.5.0 listings.de-de.whatsNew=@notes.de.txt",
    },
    Example {
        what: "Show what setting the markets of one product would change",
        line: "storectl set 'availability.markets=[US, CA]' products/widgets --diff",
    },
    Example {
        what: "Stop managing a field",
        line: "storectl set --unset properties.website",
    },
];

const RELEASE_EXAMPLES: &[Example] = &[
    Example {
        what: "Release the version of a tag, and commit it",
        line: "git commit --all --message \"$(storectl release v1.5.0)\"",
    },
    Example {
        what: "Release one product, with its notes in two languages",
        line: "storectl release 1.5.0 --notes en-us=notes.en.md --notes de-de=notes.de.md products/widgets",
    },
    Example {
        what: "Show what a release would change",
        line: "storectl release 1.5.0 --diff",
    },
];

const ACKNOWLEDGE_EXAMPLES: &[Example] = &[
    Example {
        what: "Plan, and acknowledge a destructive change of one product",
        line: "storectl acknowledge D-7k2fq3 products/widgets",
    },
    Example {
        what: "Acknowledge a change of a saved plan, without credentials",
        line: "storectl acknowledge D-7k2fq3 --plan plan.json",
    },
];

const LSP_EXAMPLES: &[Example] = &[Example {
    what: "Let an editor start the language server",
    line: "storectl lsp --stdio",
}];

const FMT_EXAMPLES: &[Example] = &[
    Example {
        what: "Format every manifest in the current folder and its subfolders",
        line: "storectl fmt",
    },
    Example {
        what: "Fail in CI if a manifest is not formatted",
        line: "storectl fmt --check",
    },
];

const APPLY_EXAMPLES: &[Example] = &[
    Example {
        what: "Show the plan, ask for confirmation, and apply it",
        line: "storectl apply products/widgets",
    },
    Example {
        what: "Apply exactly the plan that was approved",
        line: "storectl apply --plan plan.json --yes",
    },
    Example {
        what: "Update the draft, but do not submit it",
        line: "storectl apply --submit never",
    },
];

/// Returns examples of a command.
pub(crate) fn examples(command: &str) -> &'static [Example] {
    match command {
        "init" => &[
            Example {
                what: "Write a first manifest and try it",
                line: "storectl init && storectl apply --sandbox",
            },
            Example {
                what: "Also write the workflows for GitHub Actions",
                line: "storectl init store --ci github",
            },
        ],
        "import" => IMPORT_EXAMPLES,
        "validate" => &[
            Example {
                what: "Check every manifest in the current folder and its subfolders",
                line: "storectl validate",
            },
            Example {
                what: "Check one product, with the version set for a release",
                line: "storectl validate products/widgets --var version=1.4.2",
            },
        ],
        "plan" => PLAN_EXAMPLES,
        "apply" => APPLY_EXAMPLES,
        "submit" => &[Example {
            what: "Submit a draft that already matches, and wait until it is published",
            line: "storectl submit --wait published",
        }],
        "status" => STATUS_EXAMPLES,
        "inspect" => INSPECT_EXAMPLES,
        "doctor" => DOCTOR_EXAMPLES,
        "show" => SHOW_EXAMPLES,
        "set" => SET_EXAMPLES,
        "release" => RELEASE_EXAMPLES,
        "acknowledge" => ACKNOWLEDGE_EXAMPLES,
        "fmt" => FMT_EXAMPLES,
        "lsp" => LSP_EXAMPLES,
        "schema" => &[Example {
            what: "Save the schema for an editor",
            line: "storectl schema > storectl.v1.schema.json",
        }],
        "explain" => &[
            Example {
                what: "Explain a diagnostic code, an exit code, and a field",
                line: "storectl explain STC0102\nstorectl explain 11\nstorectl explain packages.packageUrl",
            },
            Example {
                what: "Explain a policy of the Store, and which hosts work for installers",
                line: "storectl explain 10.2.9\nstorectl explain hosting",
            },
            Example {
                what: "List every topic",
                line: "storectl explain",
            },
        ],
        "sandbox" => &[
            Example {
                what: "Simulate a Store in which the second metadata write fails",
                line: "storectl sandbox --port 8080 --fault '503@PATCH:/metadata#2'",
            },
            Example {
                what: "Serve installers, and have certification read them",
                line: "storectl sandbox --port 8080 --installers dist --reading certification=reads-installers",
            },
        ],
        "completions" => &[Example {
            what: "Install completions for bash",
            line: "storectl completions bash > ~/.local/share/bash-completion/completions/storectl",
        }],
        "man" => &[Example {
            what: "Install the manual",
            line: "storectl man ~/.local/share/man/man1",
        }],
        "version" => &[Example {
            what: "Print version information",
            line: "storectl version",
        }],
        "help" => &[Example {
            what: "Show the help of a command",
            line: "storectl help apply",
        }],
        _ => &[
            Example {
                what: "Write a first manifest, then plan and apply it with the simulated Store",
                line: "storectl init\nstorectl plan --sandbox\nstorectl apply --sandbox",
            },
            Example {
                what: "Do the same with the real Store",
                line: "storectl plan\nstorectl apply",
            },
        ],
    }
}
