//! `--policy FILE`: what nobody may plan, apply or submit, whatever a manifest says.

mod applied;
mod base;
mod file;
mod rules;
mod signers;

use serde_json::Value;

use crate::support::{Run, Store, Workplace};

const HEAD: &str = "apiVersion: storectl.policy/v1\n";

/// A change of the sample product that destroys nothing.
const WEBSITE: &str = "properties: { website: https://www.contoso.com/widgets }\n";

/// A change of its price.
const FREE: &str = "availability: { pricing: FREE }\n";

/// A workplace with a manifest of the sample product and a policy of these rules.
fn workplace(store: &Store, manifest: &str, rules: &str) -> Workplace {
    let workplace = Workplace::at(store, manifest);
    policy(&workplace, rules);
    workplace
}

fn policy(workplace: &Workplace, rules: &str) {
    workplace.write("policy.yaml", format!("{HEAD}{rules}"));
}

/// The plan with the policy, as JSON.
#[track_caller]
fn planned(workplace: &Workplace, more: &[&str], exit: i32) -> Value {
    let arguments = ["plan", "--policy", "policy.yaml", "--format", "json"];
    workplace
        .run(&[&arguments, more].concat())
        .exits(exit)
        .json()
}

/// What the policy forbids, as `rule address FILE:LINE`.
fn violations(plan: &Value) -> Vec<String> {
    let products = plan["products"].as_array().unwrap().iter();
    let blockers = products.flat_map(|it| it["blockers"].as_array().unwrap());
    let policy = blockers.filter(|it| it["kind"] == "policy");
    policy
        .map(|it| {
            let [rule, address, file] = [&it["rule"], &it["address"], &it["source"]["file"]]
                .map(|it| it.as_str().unwrap_or("-").to_owned());
            format!("{rule} {address} {file}:{}", it["source"]["line"])
        })
        .collect()
}

/// Everything that a run wrote.
fn everything(run: &Run) -> String {
    format!("{}\n{}", run.stdout, run.stderr)
}
