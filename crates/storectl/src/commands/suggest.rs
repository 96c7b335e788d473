//! An argument that takes any text, and offers what it knows to a shell's completion.

use std::ffi::OsStr;

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

/// A parser of text that offers what the function gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suggest {
    offer: fn() -> Vec<String>,
}

impl Suggest {
    /// Makes one.
    pub(super) fn new(offer: fn() -> Vec<String>) -> Self {
        Self { offer }
    }
}

impl TypedValueParser for Suggest {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.offer)().into_iter().map(PossibleValue::new)))
    }
}
