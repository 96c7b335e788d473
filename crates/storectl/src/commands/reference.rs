//! What the manual and `--help` say beside the arguments: environment, files, examples.

mod examples;

pub(crate) use examples::examples;

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
        "validate" | "init" | "set" | "fmt" | "lsp" | "fleet" | "fleet list" => Reach::Manifests,
        _ => Reach::Arguments,
    }
}

/// Returns the variables a command reads.
pub(crate) fn environment(command: &str) -> Vec<&'static Entry> {
    let reach = reach(command);
    let of = |least, entries: &'static [Entry]| entries.iter().filter(move |_| reach >= least);
    let seller = matches!(command, "fleet" | "fleet list").then_some(&SELLER);
    of(Reach::Store, STORE_VARIABLES)
        .chain(seller)
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

const SELLER: Entry = Entry {
    name: "STORECTL_SELLER_ID",
    meaning: "The seller account, if neither --seller-id nor the manifest specifies one.",
};

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
    SELLER,
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
