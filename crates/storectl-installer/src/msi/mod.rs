//! Reads Windows Installer packages: a compound file, the tables in it, its summary and its signature.
//!
//! Of a file on a host only a few parts are there. What is missing is not read around: everything that will be needed next is
//! named together, so that one more round of requests is enough where a file is laid out as usual.

mod bytes;
mod compound;
mod database;
mod digest;
mod directory;
mod downloads;
mod fat;
mod header;
mod names;
mod payload;
mod source;
mod strings;
mod summary;
mod table;
mod template;

use std::{
    collections::BTreeMap,
    io::{Read, Seek, SeekFrom},
};

use sha2::{Digest as _, Sha256};
use storectl_model::{Digest, PackageType};

use self::{
    compound::Compound,
    database::Database,
    source::{CONTRADICTION, Gap, Source, optional},
    table::Table,
};
use crate::{
    Content, Depth, Downloader, Facts, Kind, Msi, NoInstaller, PayloadFile, ReadError, Scope,
    Signing, signature,
};

/// How long a summary and a signature may be, in bytes.
const MAX_SUMMARY: u64 = 64 * 1024;
const MAX_SIGNATURE: u64 = 1024 * 1024;

/// How many characters of a property are known.
const MAX_TEXT: usize = 260;

/// Reads a Windows Installer package.
///
/// # Errors
/// Parts that are not there: with [`Depth::Parts`] all that would tell more, else those without which it cannot be told
/// whether it is a package.
pub(crate) fn read<R: Read + Seek>(
    source: &mut R,
    length: u64,
    depth: Depth,
) -> Result<Content, ReadError> {
    let mut compound = match Compound::open(Source::new(source, length)) {
        Ok(compound) => compound,
        Err((Gap::Missing, source)) => return Err(ReadError::Missing(source.missing())),
        Err((gap, _)) => return no_installer(gap),
    };
    let mut facts = match facts(&mut compound, depth) {
        Ok(facts) => facts,
        Err(gap) => return no_installer(gap),
    };
    let missing = compound.source.missing();
    match depth {
        Depth::Parts if !missing.is_empty() => return Err(ReadError::Missing(missing)),
        Depth::Parts | Depth::Known => {}
        Depth::Whole => facts.sha256 = Some(sha256(source)?),
    }
    Ok(Content::Installer(Box::new(facts)))
}

fn no_installer(gap: Gap) -> Result<Content, ReadError> {
    match gap {
        Gap::Broken(what) => Ok(Content::NoInstaller(what)),
        Gap::Missing | Gap::Unknown => Ok(Content::NoInstaller(NoInstaller::Other)),
        Gap::Io(error) => Err(ReadError::Io(error)),
    }
}

fn facts<R: Read + Seek>(compound: &mut Compound<'_, R>, depth: Depth) -> Result<Facts, Gap> {
    if !compound.directory.is_package {
        return Err(CONTRADICTION);
    }
    if depth == Depth::Whole {
        compound.check_streams()?;
    }
    let summary = optional(compound.read("\u{5}SummaryInformation", MAX_SUMMARY))?.flatten();
    let template = summary.as_deref().and_then(summary::template);
    let signing = match optional(compound.read(digest::SIGNATURE, MAX_SIGNATURE))? {
        None => Signing::Unknown,
        Some(None) => Signing::Unsigned,
        Some(Some(der)) => signing(compound, &der, depth)?,
    };
    let tables = Database::read(compound, depth)?
        .map(|it| Tables::read(&it))
        .transpose()?
        .unwrap_or_default();
    let property = |name: &str| tables.property(name).map(str::to_owned);
    Ok(Facts {
        length: compound.source.length(),
        sha256: None,
        package_type: PackageType::Msi,
        kind: Kind::Msi,
        product: property("ProductName"),
        version: property("ProductVersion"),
        lacks_version: tables
            .properties
            .as_ref()
            .is_some_and(|it| !it.contains_key("ProductVersion")),
        company: property("Manufacturer"),
        machine: None,
        architectures: template
            .as_deref()
            .map(template::architectures)
            .unwrap_or_default(),
        languages: template
            .as_deref()
            .map(template::languages)
            .unwrap_or_default(),
        elevation: None,
        msi: Some(Msi {
            product_code: property("ProductCode"),
            upgrade_code: property("UpgradeCode"),
            scope: tables.scope(),
            template,
        }),
        signing,
        payload: tables.payload,
        silent: Some(""),
        downloaders: tables.downloaders,
    })
}

/// Says who signed, and of a package that is read whole, whether its bytes are the signed ones.
fn signing<R: Read + Seek>(
    compound: &mut Compound<'_, R>,
    der: &[u8],
    depth: Depth,
) -> Result<Signing, Gap> {
    let Some(signed) = signature::read(der) else {
        return Ok(Signing::Unknown);
    };
    let digest_matches = match depth {
        Depth::Whole => match digest::matches(compound, &signed) {
            Err(Gap::Io(error)) => return Err(Gap::Io(error)),
            // What the tables need is judged where it is read.
            Err(Gap::Missing | Gap::Unknown | Gap::Broken(_)) => None,
            Ok(matches) => matches,
        },
        Depth::Parts | Depth::Known => None,
    };
    let mut signature = signed.signature;
    signature.digest_matches = digest_matches;
    Ok(Signing::Signed(Box::new(signature)))
}

/// What the tables say.
#[derive(Default)]
struct Tables {
    /// `None` where they are not known.
    properties: Option<BTreeMap<String, String>>,
    downloaders: Vec<Downloader>,
    payload: Option<Vec<PayloadFile>>,
}

impl Tables {
    fn read(database: &Database) -> Result<Self, Gap> {
        let properties = database.table(database::PROPERTIES)?;
        let actions = database.table(database::ACTIONS)?;
        let files = database.table(database::FILES)?;
        Ok(Self {
            properties: properties.as_ref().map(properties_of),
            downloaders: actions
                .as_ref()
                .map(downloads::of_actions)
                .unwrap_or_default(),
            payload: files.as_ref().and_then(payload::programs),
        })
    }

    fn property(&self, name: &str) -> Option<&str> {
        let value = self.properties.as_ref()?.get(name)?;
        (value.chars().count() <= MAX_TEXT).then_some(value)
    }

    /// Returns for whom the package installs: ALLUSERS is 1 for every user and not set for one. With 2, MSIINSTALLPERUSER
    /// and the rights of the user decide. Source: "ALLUSERS property", Microsoft Learn.
    fn scope(&self) -> Option<Scope> {
        match self
            .properties
            .as_ref()?
            .get("ALLUSERS")
            .map(String::as_str)
        {
            Some("1") => Some(Scope::Machine),
            None | Some("") => Some(Scope::User),
            Some(_) => None,
        }
    }
}

fn properties_of(table: &Table<'_>) -> BTreeMap<String, String> {
    table
        .rows()
        .filter_map(|row| Some((row.text("Property")?, row.text("Value")?)))
        .collect()
}

/// How many bytes are digested at a time.
const BLOCK: usize = 64 * 1024;

/// Digests every byte of a file.
fn sha256<R: Read + Seek>(source: &mut R) -> Result<Digest, ReadError> {
    source.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        let count = source.read(&mut block)?;
        if count == 0 {
            return Ok(Digest::from_bytes(&hasher.finalize()));
        }
        hasher.update(block.get(..count).unwrap_or_default());
    }
}
