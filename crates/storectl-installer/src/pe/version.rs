//! The version resource of a program. Source: "VS_VERSIONINFO structure", Microsoft Learn.

/// Most nodes of the resource that are looked at.
const MOST: usize = 1000;

/// Most characters of a key or a value that are kept.
const LONGEST: usize = 260;

/// VS_FIXEDFILEINFO begins with it.
const FIXED: u32 = 0xfeef_04bd;

/// What a version resource says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct VersionInfo {
    /// ProductName.
    pub product: Option<String>,
    /// ProductVersion: the text, and the four numbers where there is none.
    pub version: Option<String>,
    /// CompanyName.
    pub company: Option<String>,
    /// The languages it says it is for, as LCIDs without 0, which is neutral.
    pub languages: Vec<u16>,
}

impl VersionInfo {
    /// Reads a version resource; what cannot be read of it is not known.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut version = Self::default();
        let Some(root) = Node::read(bytes) else {
            return version;
        };
        let mut left = MOST;
        for info in nodes(root.children, &mut left) {
            for table in nodes(info.children, &mut left) {
                match info.key.as_str() {
                    "StringFileInfo" => version.take(table.children, &mut left),
                    "VarFileInfo" if table.key == "Translation" => {
                        version.languages.extend(languages(table.value));
                    }
                    _ => {}
                }
            }
        }
        version.languages.sort_unstable();
        version.languages.dedup();
        if version.version.is_none() {
            version.version = fixed(root.value);
        }
        version
    }

    /// Takes the strings of a table that none before it had.
    fn take(&mut self, strings: &[u8], left: &mut usize) {
        for string in nodes(strings, left) {
            let field = match string.key.as_str() {
                "ProductName" => &mut self.product,
                "ProductVersion" => &mut self.version,
                "CompanyName" => &mut self.company,
                _ => continue,
            };
            let text = text(string.value);
            let text = text.trim();
            if field.is_none() && !text.is_empty() {
                *field = Some(text.to_owned());
            }
        }
    }
}

/// A node: `length, length of the value, type, key, value, nodes`, each aligned to 4 bytes.
struct Node<'a> {
    length: usize,
    key: String,
    value: &'a [u8],
    children: &'a [u8],
}

impl<'a> Node<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 0)?);
        let body = bytes.get(..length)?;
        let value_length = usize::from(u16_at(body, 2)?);
        let is_text = u16_at(body, 4)? == 1;
        let key = text(body.get(6..)?);
        let value_at = aligned(6 + 2 * (key.encode_utf16().count() + 1));
        let value_length = if is_text {
            2 * value_length
        } else {
            value_length
        };
        let rest = body.get(value_at..).unwrap_or_default();
        // Some compilers count a text in bytes: the value then ends with the node.
        let value = rest.get(..value_length).unwrap_or(rest);
        Some(Self {
            length,
            key,
            value,
            children: rest.get(aligned(value_length)..).unwrap_or_default(),
        })
    }
}

fn nodes<'a>(mut bytes: &'a [u8], left: &mut usize) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    while *left > 0 {
        let Some(node) = Node::read(bytes) else { break };
        bytes = bytes.get(aligned(node.length)..).unwrap_or_default();
        *left -= 1;
        nodes.push(node);
    }
    nodes
}

/// Returns the text up to its zero.
fn text(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|it| u16_at(it, 0));
    let units = units.take_while(|it| *it != 0).take(LONGEST);
    char::decode_utf16(units)
        .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Returns the languages of pairs of language and code page.
fn languages(value: &[u8]) -> impl Iterator<Item = u16> {
    let languages = value.chunks_exact(4).filter_map(|it| u16_at(it, 0));
    languages.filter(|it| *it != 0)
}

/// Returns dwProductVersion of VS_FIXEDFILEINFO; `None` for 0.0.0.0, which is none.
fn fixed(value: &[u8]) -> Option<String> {
    let signature = u32::from(u16_at(value, 2)?) << 16 | u32::from(u16_at(value, 0)?);
    let parts = [
        u16_at(value, 18)?,
        u16_at(value, 16)?,
        u16_at(value, 22)?,
        u16_at(value, 20)?,
    ];
    let [major, minor, build, revision] = parts;
    (signature == FIXED && parts != [0; 4]).then(|| format!("{major}.{minor}.{build}.{revision}"))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn aligned(length: usize) -> usize {
    length.next_multiple_of(4)
}
