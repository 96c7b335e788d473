//! Examples of every command, as help and the manual show them.

use super::Example;

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

const FLEET_EXAMPLES: &[Example] = &[
    Example {
        what: "Plan the products that a pull request changes, in up to 8 jobs of GitHub Actions",
        line: "storectl fleet list --changed-since origin/main --shards 8 --format github\nstorectl plan --shard 3/8 --out json=plan-3.json",
    },
    Example {
        what: "Make one comment of the plans of all jobs",
        line: "storectl fleet merge plan-*.json --out markdown=plan.md",
    },
];

const FLEET_LIST_EXAMPLES: &[Example] = &[
    Example {
        what: "Name the manifests of the products that changed since the branch began",
        line: "storectl fleet list --changed-since \"$(git merge-base origin/main HEAD)\"",
    },
    Example {
        what: "Write the matrix of a pipeline of GitHub Actions",
        line: "echo \"matrix=$(storectl fleet list --shards 8 --format github)\" >> \"$GITHUB_OUTPUT\"",
    },
];

const FLEET_MERGE_EXAMPLES: &[Example] = &[
    Example {
        what: "Make one comment of the plans of all jobs",
        line: "storectl fleet merge plan-*.json --out markdown=plan.md",
    },
    Example {
        what: "Fail if a job has left no result, of those that have products to work on",
        line: "storectl fleet list --shards 8 --format json > fleet.json\nstorectl fleet merge fleet.json report-*.json",
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

/// Returns examples of a command; one below another has a name that begins with the other's.
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
        "fleet" => FLEET_EXAMPLES,
        "fleet list" => FLEET_LIST_EXAMPLES,
        "fleet merge" => FLEET_MERGE_EXAMPLES,
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
