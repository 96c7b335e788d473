//! A new language whose texts the Store does not take in the request that adds it. Whether it does is open (trap 44).

use serde_json::{Value, json};
use storectl_api::WriteRequest;
use storectl_model::LanguageTag;
use storectl_plan::{Failure, FailureKind, Step};

use crate::{executor::Executor, failure::StepError, journal::Write, write::Effect};

impl Executor<'_> {
    /// Adds a language alone where the Store refused it together with its texts, and keeps the texts for
    /// [`late_texts`](Self::late_texts). What it refuses for another reason stays refused.
    pub(crate) async fn add_apart(
        &mut self,
        step: &Step,
        body: &Value,
        refusal: Box<Failure>,
    ) -> Result<(), StepError> {
        let Some((language, texts)) = apart(body, &refusal) else {
            return Err(StepError::Failed(refusal));
        };
        let added = json!({ "listingsToAdd": [language.as_str()] });
        let request = WriteRequest::patch_metadata(added);
        let effect = Effect::Language(&language);
        let end = self.write(step, &request, Write::Other, effect).await;
        if let Err(StepError::Failed(_)) = end {
            // It was not the texts: the first response says more.
            return Err(StepError::Failed(refusal));
        }
        self.late_texts.insert(language, texts);
        end
    }

    /// Sends the texts of a language that was added without them, now that it has its images.
    pub(crate) async fn late_texts(
        &mut self,
        step: &Step,
        language: &LanguageTag,
    ) -> Result<(), StepError> {
        let Some(texts) = self.late_texts.remove(language) else {
            return Ok(());
        };
        let body = json!({ "listings": texts });
        self.send_metadata(step, &body).await?;
        let message = format!(
            "the Store rejected {language} together with its text, so storectl added the language first and its text after its images"
        );
        self.note(message);
        Ok(())
    }
}

/// Returns the language that `body` adds and its texts, where `refusal` is about adding it and names none of the texts.
/// A language must not be added alone for a text the Store will refuse again: without it the draft is locked.
fn apart(body: &Value, refusal: &Failure) -> Option<(LanguageTag, Value)> {
    let texts = body.get("listings")?.as_object()?;
    let [language] = body.get("listingsToAdd")?.as_array()?.as_slice() else {
        return None;
    };
    let language = language.as_str()?;
    let said: String = refusal
        .store_messages
        .iter()
        .map(|it| it.message.to_ascii_lowercase())
        .collect();
    let names = |word: &str| said.contains(&word.to_ascii_lowercase());
    let names_a_text = texts
        .keys()
        .any(|field| field != "language" && names(field));
    let is_about_adding = names("listingsToAdd") || names(language);
    if refusal.kind != FailureKind::Rejected || !is_about_adding || names_a_text {
        return None;
    }
    Some((language.parse().ok()?, Value::Object(texts.clone())))
}

#[cfg(test)]
mod tests {
    use storectl_model::StoreMessage;

    use super::*;
    use crate::failure::failure;

    fn added(message: &str) -> bool {
        let body = json!({ "listingsToAdd": ["fr-fr"], "listings": { "language": "fr-fr", "description": "d" } });
        let refusal = Failure {
            store_messages: vec![StoreMessage {
                code: "error".to_owned(),
                message: message.to_owned(),
                target: "listings".to_owned(),
            }],
            ..failure(FailureKind::Rejected, "")
        };
        apart(&body, &refusal).is_some()
    }

    #[test]
    fn a_language_goes_apart_only_where_adding_it_is_refused() {
        assert!(added("Language FR-FR is not part of the draft"));
        assert!(added("listingsToAdd cannot be combined"));
        assert!(!added("fr-fr: description is too long"));
        assert!(!added("an unknown value"));
    }
}
