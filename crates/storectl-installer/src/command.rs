//! Command lines and scripts that download, by their words.

/// How long an address may be, in bytes.
const MAX_URL: usize = 2048;

/// Programs and commands that download, as words of a command line.
const COMMANDS: &[&str] = &[
    "aria2c",
    "bitsadmin",
    "curl",
    "invoke-restmethod",
    "invoke-webrequest",
    "irm",
    "iwr",
    "start-bitstransfer",
    "urlcache",
    "wget",
];

/// Functions and objects that download, wherever they are in a script.
const FUNCTIONS: &[&str] = &[
    "downloadfile",
    "downloadstring",
    "net.webclient",
    "urldownloadtofile",
    "winhttp.winhttprequest",
    "xmlhttp",
];

/// Programs that show a page to the user, who is not there when an MSI of the Store installs.
const BROWSERS: &[&str] = &[
    "explorer", "firefox", "chrome", "iexplore", "msedge", "start", "url.dll", "rundll32",
];

/// Returns whether a command line or a script downloads, by the words in it.
pub(crate) fn has_command(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    FUNCTIONS.iter().any(|it| text.contains(it)) || words(&text).any(|it| COMMANDS.contains(&it))
}

/// Returns whether a command line shows a page to the user.
pub(crate) fn shows(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    words(&text).any(|it| BROWSERS.contains(&it))
}

/// Returns the words of a command line, programs without their ending.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_ascii_alphanumeric() && !matches!(it, '-' | '.'))
        .map(|it| it.trim_start_matches('-'))
        .map(|it| it.strip_suffix(".exe").unwrap_or(it))
}

/// Returns the first web address in a text.
pub(crate) fn url(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = ["https://", "http://"]
        .iter()
        .filter_map(|it| lower.find(it))
        .min()?;
    let rest = text.get(start..)?;
    let is_end = |it: char| it.is_whitespace() || it.is_control() || "\"'`()<>|;,".contains(it);
    let url = rest.split(is_end).next().unwrap_or_default();
    (url.len() <= MAX_URL).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_download_are_known_by_their_words() {
        for text in [
            "powershell -Command \"Invoke-WebRequest https://a.example/x.exe\"",
            "cmd /c bitsadmin.exe /transfer job https://a.example/x",
            "\"[SystemFolder]curl.exe\" -o x https://a.example/x",
            "certutil -urlcache -f http://a.example/x x",
            "(New-Object Net.WebClient).DownloadFile('http://a.example','x')",
            "CreateObject(\"MSXML2.XMLHTTP\")",
        ] {
            assert!(has_command(text), "{text}");
        }
    }

    #[test]
    fn other_commands_do_not_download() {
        for text in [
            "[INSTALLDIR]curly.exe",
            "firmware-update --wgets",
            "\"[INSTALLDIR]App.exe\" /register",
            "C:\\downloads\\setup.exe",
        ] {
            assert!(!has_command(text), "{text}");
        }
    }

    #[test]
    fn a_page_that_is_shown_is_no_download() {
        assert!(shows("cmd /c start https://contoso.example/welcome"));
        assert!(shows(
            "\"[WindowsFolder]explorer.exe\" https://contoso.example"
        ));
        assert!(!shows(
            "\"[INSTALLDIR]fetch.exe\" https://contoso.example/data.zip"
        ));
    }

    #[test]
    fn an_address_ends_where_the_command_goes_on() {
        for (text, expected) in [
            (
                "iwr 'https://a.example/x.exe' -o x",
                Some("https://a.example/x.exe"),
            ),
            ("HTTP://A.example/x;y", Some("HTTP://A.example/x")),
            ("no address", None),
        ] {
            assert_eq!(url(text).as_deref(), expected, "{text}");
        }
    }
}
