//! Which variables and manifests a line to copy repeats.

use storectl_manifest::UsedVariable;

use super::{Invocation, MANIFESTS, SHARD, Variable, WORDS};

impl Invocation {
    /// Names one of several manifests, which uses these variables: no other one is to change, and none is to be unused.
    #[must_use]
    pub(crate) fn of_one(mut self, manifest: &str, variables: &[UsedVariable]) -> Self {
        let places = [MANIFESTS, WORDS, SHARD];
        self.given.retain(|it| !places.contains(&it.id.as_str()));
        self.planned = vec![manifest.to_owned()];
        self.with_variables(|name| {
            if variables.iter().any(|it| it.name == name) {
                Variable::Repeated
            } else {
                Variable::Recorded
            }
        })
    }

    /// Repeats only those variables of `--var` that `form` says, by name.
    #[must_use]
    pub(crate) fn with_variables(mut self, form: impl Fn(&str) -> Variable) -> Self {
        for given in self.given.iter_mut().filter(|it| it.id == "vars") {
            given.values.retain(|values| {
                let text = values.first().map(String::as_str).unwrap_or_default();
                let name = text.split('=').next().unwrap_or_default();
                let form = form(name);
                if form == Variable::Secret && !self.withheld.iter().any(|it| it == name) {
                    self.withheld.push(name.to_owned());
                }
                form == Variable::Repeated
            });
        }
        self
    }

    /// Adds to lines that offer a command what it does not repeat.
    pub(crate) fn complete(&self, mut lines: Vec<String>) -> Vec<String> {
        if lines.iter().any(|it| it.contains("`storectl ")) {
            lines.extend(self.withheld());
        }
        lines
    }

    /// Says which secret variables the lines to copy do not repeat, and how to pass them.
    pub(crate) fn withheld(&self) -> Option<String> {
        let variables = self
            .withheld
            .iter()
            .map(|it| format!("`STORECTL_VAR_{}`", it.to_uppercase()));
        let variables: Vec<String> = variables.collect();
        let what = match variables.as_slice() {
            [] => return None,
            [_] => "the secret variable",
            _ => "the secret variables",
        };
        Some(format!(
            "also set {what} in the environment: {}",
            variables.join(", ")
        ))
    }
}
