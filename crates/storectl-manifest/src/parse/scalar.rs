//! What a plain scalar means: the core schema of YAML 1.2, so that `NO` is Norway and `yes` a text.

use serde_json::Value;

/// A number that JSON cannot hold exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unrepresentable;

/// Resolves a plain scalar; `None` for a text.
pub(crate) fn resolve(text: &str) -> Result<Option<Value>, Unrepresentable> {
    match text.as_bytes().first() {
        None
        | Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'.' | b'+' | b'-' | b'0'..=b'9') =>
            {}
        // Most are.
        Some(_) => return Ok(None),
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Some(Value::Null)),
        "true" | "True" | "TRUE" => return Ok(Some(Value::Bool(true))),
        "false" | "False" | "FALSE" => return Ok(Some(Value::Bool(false))),
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
                .map(|it| Some(Value::from(it)))
                .map_err(|_| Unrepresentable);
        }
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|it| it.is_ascii_digit()) {
        return text
            .parse::<i64>()
            .map(|it| Some(Value::from(it)))
            .map_err(|_| Unrepresentable);
    }
    if is_float(unsigned) {
        return text
            .parse::<f64>()
            .ok()
            .filter(|it| it.is_finite())
            .map(|it| Some(Value::from(it)))
            .ok_or(Unrepresentable);
    }
    Ok(None)
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
            assert_eq!(resolve(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn numbers_and_null_are_those_of_yaml_1_2() {
        let resolved = |text| resolve(text).unwrap().unwrap();
        assert_eq!(resolved("1.10"), Value::from(1.1));
        assert_eq!(resolved("012"), Value::from(12));
        assert_eq!(resolved("0x1F"), Value::from(31));
        assert_eq!(resolved("-3e2"), Value::from(-300.0));
        assert_eq!(resolved("~"), Value::Null);
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
