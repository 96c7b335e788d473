//! What is set, and by what: of secrets, that they are.

use storectl_model::mask::mask;
use storectl_report::Fact;

use crate::{args::StoreArgs, settings::env::Env};

/// A setting: what it is called, its flag, and its variables in the order in which they count.
struct Setting {
    name: &'static str,
    flag: fn(&StoreArgs) -> Option<(&'static str, String)>,
    variables: &'static [&'static str],
    shown: Shown,
}

/// Whether a value is shown.
#[derive(Clone, Copy)]
enum Shown {
    Value,
    ThatItIsSet,
}

const SETTINGS: &[Setting] = &[
    Setting {
        name: "simulated Store",
        flag: |it| it.sandbox.as_ref().map(|_| ("--sandbox", String::new())),
        variables: &[],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "endpoint",
        flag: |it| it.endpoint.clone().map(|it| ("--endpoint", it)),
        variables: &["STORECTL_ENDPOINT"],
        shown: Shown::Value,
    },
    Setting {
        name: "authority",
        flag: |it| it.authority.clone().map(|it| ("--authority", it)),
        variables: &["STORECTL_AUTHORITY"],
        shown: Shown::Value,
    },
    Setting {
        name: "tenant",
        flag: |it| it.tenant_id.clone().map(|it| ("--tenant-id", it)),
        variables: &["STORECTL_TENANT_ID", "AZURE_TENANT_ID"],
        shown: Shown::Value,
    },
    Setting {
        name: "application",
        flag: |it| it.client_id.clone().map(|it| ("--client-id", it)),
        variables: &["STORECTL_CLIENT_ID", "AZURE_CLIENT_ID"],
        shown: Shown::Value,
    },
    Setting {
        name: "seller",
        flag: |it| it.seller_id.clone().map(|it| ("--seller-id", it)),
        variables: &["STORECTL_SELLER_ID"],
        shown: Shown::Value,
    },
    Setting {
        name: "client secret",
        flag: |it| {
            let file = it.client_secret_file.as_ref();
            file.map(|_| ("--client-secret-file", String::new()))
        },
        variables: &["STORECTL_CLIENT_SECRET", "AZURE_CLIENT_SECRET"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "federated token",
        flag: |_| None,
        variables: &["AZURE_FEDERATED_TOKEN_FILE"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "workflow tokens",
        flag: |_| None,
        variables: &["ACTIONS_ID_TOKEN_REQUEST_URL"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "certificate",
        flag: |_| None,
        variables: &[
            "STORECTL_CLIENT_CERTIFICATE",
            "AZURE_CLIENT_CERTIFICATE_PATH",
        ],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "receipts",
        flag: |it| it.receipts.clone().map(|it| ("--receipts", it)),
        variables: &["STORECTL_RECEIPTS"],
        shown: Shown::Value,
    },
    Setting {
        name: "image cache",
        flag: |it| {
            it.image_cache
                .as_ref()
                .map(|_| ("--image-cache", String::new()))
        },
        variables: &["STORECTL_IMAGE_CACHE"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "preflight",
        flag: |_| None,
        variables: &["STORECTL_PREFLIGHT"],
        shown: Shown::Value,
    },
    Setting {
        name: "proxy for https",
        flag: |_| None,
        variables: &["HTTPS_PROXY", "https_proxy"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "proxy for http",
        flag: |_| None,
        variables: &["HTTP_PROXY", "http_proxy"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "proxy for everything else",
        flag: |_| None,
        variables: &["ALL_PROXY", "all_proxy"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "hosts without a proxy",
        flag: |_| None,
        variables: &["NO_PROXY", "no_proxy"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "CA certificates",
        flag: |_| None,
        variables: &["SSL_CERT_FILE", "SSL_CERT_DIR"],
        shown: Shown::ThatItIsSet,
    },
    Setting {
        name: "GitHub Actions",
        flag: |_| None,
        variables: &["GITHUB_ACTIONS"],
        shown: Shown::ThatItIsSet,
    },
];

/// Says of each setting that is set what set it; of those that are not secret, to what.
pub(super) fn facts(args: &StoreArgs, env: &Env) -> Vec<Fact> {
    let of_settings = SETTINGS.iter().filter_map(|it| {
        let (origin, value) = (it.flag)(args).or_else(|| {
            let given = env.named_path(it.variables)?;
            Some((given.0, given.1.to_string_lossy().into_owned()))
        })?;
        let value = match it.shown {
            Shown::Value => format!("{} ({origin})", mask(&value)),
            Shown::ThatItIsSet => format!("set ({origin})"),
        };
        Some(Fact {
            name: it.name,
            value,
        })
    });
    let variables = env.manifest_variables().unwrap_or_default();
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    let of_variables = (!names.is_empty()).then(|| Fact {
        name: "manifest variables",
        value: format!("{} (STORECTL_VAR_…)", names.join(", ")),
    });
    of_settings.chain(of_variables).collect()
}
