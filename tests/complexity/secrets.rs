//! Shapes with secrets: variables that are secret, and addresses that hold a signature or a password.

use crate::shapes::{Shape, line, lines, text, value};

pub(crate) const SECRETS: &[Shape] = &[
    line(
        "secret variables",
        "vars: { ",
        |it| format!("v{it}: {{ secret: true }}"),
        " }\n",
    ),
    line(
        "a secret in each feature",
        "vars: { s: { secret: true } }\nlistings: { en-us: { productFeatures: [",
        |it| format!("'${{s}} {it}'"),
        "] } }\n",
    ),
    line(
        "a secret in each default",
        "vars: { s: { secret: true } }\nlistings: { en-us: {} }\nlistingDefaults: { productFeatures: [",
        |it| format!("'${{s}} {it}'"),
        "] }\n",
    ),
    line(
        "a short secret in each feature",
        "vars: { t: { secret: true } }\nlistings: { en-us: { productFeatures: [",
        |it| format!("'${{t}} {it}'"),
        "] } }\n",
    ),
    lines(
        "a secret in each package",
        "vars: { s: { secret: true } }\npackages:\n",
        |it| {
            format!(
                "  - {{ packageUrl: 'https://a.b/{it}/s.exe', installerParameters: '/p=${{s}}' }}"
            )
        },
    ),
    line(
        "a secret where it is shown",
        "vars: { s: { secret: true } }\nlistings: { en-us: { screenshots: [",
        |it| format!("'${{s}}{it}.png'"),
        "] } }\n",
    ),
    line(
        "a secret without a value",
        "vars: { unset: { secret: true } }\nlistings: { en-us: { productFeatures: [",
        |_| text("'${unset}'"),
        "] } }\n",
    ),
    value(
        "a secret many times",
        "vars: { s: { secret: true } }\nproperties: { certificationNotes: '",
        |_| text("${s} "),
        "x' }\n",
    ),
    line(
        "signed addresses",
        "packages: [",
        |it| format!("{{ packageUrl: 'https://a.b/{it}/s.exe?sig=abcd{it}' }}"),
        "]\n",
    ),
    line(
        "addresses with a password",
        "packages: [",
        |it| format!("{{ packageUrl: 'https://me:pw{it}@a.b/{it}/s.exe' }}"),
        "]\n",
    ),
    value(
        "one address with many signatures",
        "packages: [{ packageUrl: 'https://a.b/1/s.exe?",
        |it| format!("sig=a{it}&"),
        "' }]\n",
    ),
    value(
        "a text of addresses with passwords",
        "properties: { certificationNotes: '",
        |it| format!("https://me:pw{it}@a.b "),
        "' }\n",
    ),
];
