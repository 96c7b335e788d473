//! What a plain scalar means: the core schema of YAML 1.2, so that `NO` is Norway and `yes` a text.

use serde_json::Value;

/// A number that JSON cannot hold exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unrepresentable;

/// Resolves a plain scalar.
pub(crate) fn resolve(text: &str) -> Result<Value, Unrepresentable> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Err(Unrepresentable),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Err(Unrepresentable);
    }
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|it| it.is_digit(radix))
        {
            return i64::from_str_radix(digits, radix)
                .map(Value::from)
                .map_err(|_| Unrepresentable);
        }
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|it| it.is_ascii_digit()) {
        return text
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| Unrepresentable);
    }
    if is_float(unsigned) {
        return text
            .parse::<f64>()
            .ok()
            .filter(|it| it.is_finite())
            .map(Value::from)
            .ok_or(Unrepresentable);
    }
    Ok(Value::from(text))
}

/// Returns whether `text` is `(.digits | digits[.digits]) [e[sign]digits]`.
fn is_float(text: &str) -> bool {
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|it| {
        let it = it.strip_prefix(['-', '+']).unwrap_or(it);
        !it.is_empty() && digits(it)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yaml_1_1_are_texts() {
        for text in [
            "NO",
            "yes",
            "on",
            "1_000",
            "2026-01-01",
            "12:30:45",
            "1.4.2",
            "e5",
            ".",
            "-",
            "0x",
            "=",
        ] {
            assert_eq!(resolve(text), Ok(Value::from(text)), "{text}");
        }
    }

    #[test]
    fn numbers_and_null_are_those_of_yaml_1_2() {
        assert_eq!(resolve("1.10"), Ok(Value::from(1.1)));
        assert_eq!(resolve("012"), Ok(Value::from(12)));
        assert_eq!(resolve("0x1F"), Ok(Value::from(31)));
        assert_eq!(resolve("-3e2"), Ok(Value::from(-300.0)));
        assert_eq!(resolve("~"), Ok(Value::Null));
    }

    #[test]
    fn a_number_that_would_be_changed_is_refused() {
        for text in [
            "99999999999999999999",
            ".inf",
            "-.INF",
            ".nan",
            "1e999",
            "0xFFFFFFFFFFFFFFFFF",
        ] {
            assert_eq!(resolve(text), Err(Unrepresentable), "{text}");
        }
    }
}
