//! Pictures: small PNG files of one color, each told from every other by its size.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use png::{BitDepth, ColorType, Encoder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The bytes of a file.
pub(super) type File = Arc<[u8]>;

/// A picture, told from others by its size: so many pixels wider than the smallest one.
///
/// All are much smaller than Partner Center likes, and than those of the sample product: a manifest is read ten times as fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture(pub u32);

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Images {
    /// Screenshots, 1 to 10.
    Screenshots,
    /// Store logos, which are square; 1 or 2.
    StoreLogos,
}

impl Images {
    /// Both, each with its field.
    pub const ALL: [Self; 2] = [Self::Screenshots, Self::StoreLogos];

    /// Returns the field of a listing.
    pub fn field(self) -> &'static str {
        match self {
            Self::Screenshots => "screenshots",
            Self::StoreLogos => "storeLogos",
        }
    }

    /// Returns how many a language may have (store-api.md, Create Listing Assets).
    pub fn most(self) -> usize {
        match self {
            Self::Screenshots => 10,
            Self::StoreLogos => 2,
        }
    }

    fn size(self, Picture(extra): Picture) -> (u32, u32) {
        match self {
            Self::Screenshots => (160 + extra, 90),
            Self::StoreLogos => (100 + extra, 100 + extra),
        }
    }

    /// Returns pictures as a content has them.
    pub(super) fn sizes(self, pictures: &[Picture]) -> Value {
        let sizes = pictures.iter().map(|picture| self.size(*picture));
        sizes
            .map(|(width, height)| json!(format!("{width}x{height}")))
            .collect()
    }

    /// Returns where the file of a picture lies in the folder of a manifest.
    pub(super) fn path(self, picture: Picture) -> String {
        let (width, height) = self.size(picture);
        format!("images/{width}x{height}.png")
    }

    /// Returns the bytes of a picture's file, which are made once.
    pub(super) fn file(self, picture: Picture) -> io::Result<File> {
        static MADE: Mutex<BTreeMap<(u32, u32), File>> = Mutex::new(BTreeMap::new());
        let size = self.size(picture);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = made.get(&size) {
            return Ok(Arc::clone(file));
        }
        let file: File = plain(size)?.into();
        made.insert(size, Arc::clone(&file));
        Ok(file)
    }
}

/// One shade of gray, of eight bits a pixel: nothing has to be expanded.
fn plain((width, height): (u32, u32)) -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let [.., shade] = width.to_be_bytes();
    let lines = usize::try_from(height).map_err(io::Error::other)?;
    let line = usize::try_from(width).map_err(io::Error::other)?;
    let pixels = vec![shade; line * lines];
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}
