//! Packages of an update.

use serde_json::Value;
use storectl_model::{FieldPath, HeldField, PackageType};

use super::fields::Reader;
use crate::{
    foreign::reading::{OmissionReason, Remark},
    schema::Place,
};

impl Reader {
    pub(super) fn packages(&mut self, value: &Value) {
        let items = match value {
            Value::Null => return,
            Value::Array(items) => items.as_slice(),
            _ => return self.omit(OmissionReason::Malformed, "packages"),
        };
        let place = Place::at("/packages").item();
        // Packages that say nothing have no number in the manifest.
        let mut number = 0;
        for (at, item) in items.iter().enumerate() {
            let before = self.fields.len();
            let path = FieldPath::of_package(number);
            if let Value::Object(members) = item {
                self.object(&path, &place, members);
            }
            if self.fields.len() == before {
                self.omit(OmissionReason::Malformed, format!("packages[{at}]"));
                continue;
            }
            self.infer_type(number, before);
            number += 1;
        }
    }

    /// Adds the type of a package whose fields begin at `from`, where the file does not name it.
    fn infer_type(&mut self, package: usize, from: usize) {
        let fields = self.fields.get(from..).unwrap_or_default();
        let named = |name: &str| fields.iter().find(|it| it.path.last_key() == Some(name));
        if named("packageType").is_some() {
            return;
        }
        let url = named("packageUrl").and_then(|it| it.value.as_str());
        let Some(package_type) = url.and_then(PackageType::of_url) else {
            self.remarks.push(Remark::UnknownType { package });
            return;
        };
        self.fields.push(HeldField {
            path: FieldPath::of_package(package).key("packageType"),
            value: package_type.as_str().into(),
        });
        self.remarks.push(Remark::InferredType {
            package,
            package_type,
        });
    }
}
