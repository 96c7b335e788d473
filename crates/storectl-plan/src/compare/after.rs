//! A field as it will be: what the request writes, else what the Store holds.

use serde_json::{Map, Value};

use super::fields::Fields;

impl Fields<'_> {
    /// Gives a text as it will be; `None` where it is unset or will be cleared.
    pub(crate) fn text_after(&self, name: &str, live: Option<&str>) -> Option<String> {
        let text = match self.body.get(name) {
            Some(written) => written.as_str().filter(|it| !it.is_empty()),
            None => live,
        };
        text.map(str::to_owned)
    }

    /// Gives a switch as it will be.
    pub(crate) fn flag_after(&self, name: &str, live: Option<bool>) -> Option<bool> {
        self.body.get(name).map_or(live, Value::as_bool)
    }

    /// Gives a list of texts or words as it will be.
    pub(crate) fn texts_after(&self, name: &str, live: &[String]) -> Vec<String> {
        match self.body.get(name).and_then(Value::as_array) {
            Some(items) => {
                let texts = items.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            None => live.to_vec(),
        }
    }

    /// Gives a list of objects as it will be.
    pub(crate) fn objects_after(
        &self,
        name: &str,
        live: &[Map<String, Value>],
    ) -> Vec<Map<String, Value>> {
        match self.body.get(name).and_then(Value::as_array) {
            Some(items) => items.iter().filter_map(Value::as_object).cloned().collect(),
            None => live.to_vec(),
        }
    }

    /// Gives an object as it will be.
    pub(crate) fn object_after(&self, name: &str, live: &Map<String, Value>) -> Map<String, Value> {
        let written = self.body.get(name).and_then(Value::as_object);
        written.unwrap_or(live).clone()
    }
}
