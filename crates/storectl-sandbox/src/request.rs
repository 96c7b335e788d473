//! A request as the server hands it in, and its query.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use url::form_urlencoded;

use crate::response::{Answer, Refusal};
use crate::tables::limits;

/// A request as the server hands it in.
#[derive(Clone)]
pub(crate) struct Incoming {
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// The length announced; none with chunked encoding.
    pub(crate) length: Option<u64>,
    /// Scheme and authority at which clients reach the sandbox.
    pub(crate) address: String,
    /// Which bytes of an installer it is about.
    pub(crate) edition: Edition,
}

/// Which bytes are served under the address of an installer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Edition {
    /// Those that were put there.
    #[default]
    First,
    /// Others, since somebody swapped them.
    Swapped,
}

impl Incoming {
    /// Checks that a body is declared as JSON.
    ///
    /// # Errors
    /// Answers 415. The document does not say so; each of its samples and every known client declares its bodies, so this is the
    /// strictest reading that they all pass.
    pub(crate) fn declares_json(&self) -> Result<(), Answer> {
        let kind = self.parts.headers.get(CONTENT_TYPE);
        let kind = kind.and_then(|it| it.to_str().ok()?.split(';').next());
        let is_json = kind.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/json"));
        if self.body.is_empty() || is_json {
            return Ok(());
        }
        Err(Answer::gateway(
            415,
            "Unsupported media type. The body must be declared as application/json.",
        ))
    }
}

/// Decoded query parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The value of a parameter, its name compared without case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let Self(parameters) = self;
        parameters
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Picks what a read returns of items keyed by language: the first 200, or those the filter
    /// names, in the items' own order. Languages that are not there are skipped; the spaces the
    /// document's example has are tolerated.
    pub(crate) fn page<'a, T>(
        &self,
        items: impl Iterator<Item = (&'a str, T)>,
    ) -> Result<Vec<T>, Refusal> {
        let filter: Vec<&str> = self
            .get("languages")
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|language| !language.is_empty())
            .collect();
        if filter.len() > limits::LANGUAGES_PER_READ {
            return Err(Refusal::bad_request(
                "listings",
                format!(
                    "languages: at most {} are allowed, got {}",
                    limits::LANGUAGES_PER_READ,
                    filter.len()
                ),
            ));
        }
        let wanted = |language: &str| {
            filter.is_empty() || filter.iter().any(|it| it.eq_ignore_ascii_case(language))
        };
        Ok(items
            .filter(|(language, _)| wanted(language))
            .take(limits::LANGUAGES_PER_READ)
            .map(|(_, item)| item)
            .collect())
    }

    /// Whether `includelanguagelist` asks for the list of languages.
    pub(crate) fn language_list(&self) -> Result<LanguageList, Refusal> {
        match self
            .get("includelanguagelist")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("" | "false") => Ok(LanguageList::Left),
            Some("true") => Ok(LanguageList::Included),
            Some(_) => Err(Refusal::bad_request(
                "listings",
                "includelanguagelist: must be true or false",
            )),
        }
    }
}

/// Whether a response holds `listingLanguages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LanguageList {
    /// It does.
    Included,
    /// It does not.
    Left,
}
