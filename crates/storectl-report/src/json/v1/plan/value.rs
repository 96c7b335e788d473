//! Values by their kind, which their JSON alone does not tell.

use serde_json::Value;
use storectl_model::{ImageSize, SECRET};
use storectl_plan::{ChangeValue, ImageValue, Withheld};

use crate::json::unreadable::{Unreadable, digest, id};

/// Returns the word for the kind of a value.
pub(super) fn kind(value: &ChangeValue) -> &'static str {
    match value {
        ChangeValue::Unset => "unset",
        ChangeValue::Flag(_) => "flag",
        // A snapshot keeps of a secret what is shown of it.
        ChangeValue::Word(text) | ChangeValue::Text(text) if text == SECRET => "secret",
        ChangeValue::Word(_) => "word",
        ChangeValue::Text(_) => "text",
        ChangeValue::Items(_) => "items",
        ChangeValue::Image(_) => "image",
        ChangeValue::Images(_) => "images",
        ChangeValue::Object(_) => "object",
        ChangeValue::Withheld(_) => "secret",
    }
}

/// Reads a value of this kind from the JSON that [`ChangeValue::to_json`] writes.
pub(super) fn read(kind: &str, value: &Value) -> Result<ChangeValue, Unreadable> {
    let text = || value.as_str().map(str::to_owned);
    let items = || value.as_array().filter(|it| !it.is_empty());
    let found = match kind {
        "unset" => value.is_null().then_some(ChangeValue::Unset),
        "flag" => value.as_bool().map(ChangeValue::Flag),
        "word" => text().map(ChangeValue::Word),
        "text" => text().map(ChangeValue::Text),
        "items" => items().and_then(|it| texts(it)).map(ChangeValue::Items),
        "image" => Some(ChangeValue::Image(image(value)?)),
        "images" => match items() {
            Some(items) => {
                let images: Result<_, _> = items.iter().map(image).collect();
                Some(ChangeValue::Images(images?))
            }
            None => None,
        },
        "object" => Some(ChangeValue::Object(value.clone())),
        "secret" => Some(ChangeValue::Withheld(Withheld::PRESENT)),
        other => return Err(Unreadable::new("a kind of value", other)),
    };
    found.ok_or_else(|| Unreadable::new("of the kind of the value beside it", kind))
}

fn texts(items: &[Value]) -> Option<Vec<String>> {
    let texts = items.iter().map(|it| it.as_str().map(str::to_owned));
    texts.collect()
}

/// Reads an image from the JSON that [`ImageValue::to_json`] writes.
fn image(value: &Value) -> Result<ImageValue, Unreadable> {
    let text = |key| value.get(key).and_then(Value::as_str);
    let pixels = |key| {
        let number = value.get(key).and_then(Value::as_u64)?;
        u32::try_from(number).ok()
    };
    let size = pixels("width").zip(pixels("height"));
    let size = size.map(|(width, height)| ImageSize { width, height });
    let bytes = value.get("bytes").and_then(Value::as_u64);
    match (text("id"), text("path"), text("sha256"), bytes, size) {
        (Some(stored), None, None, None, size) => Ok(ImageValue::Stored {
            id: id(stored)?,
            size,
        }),
        (None, Some(path), Some(sha256), Some(bytes), Some(size)) => Ok(ImageValue::File {
            path: path.to_owned(),
            digest: digest(sha256)?,
            bytes,
            size,
        }),
        _ => Err(Unreadable::new("an image", &value.to_string())),
    }
}
