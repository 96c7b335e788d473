//! The frame of a JPEG: what its decoder allocates follows from it, and not from the size alone.

use std::io::{self, BufRead, Read as _};

use storectl_model::ImageSize;

use super::image::ImageError;

/// Most components of a frame: those of CMYK.
const MAX_COMPONENTS: usize = 4;
/// Largest sampling factor. Source: ITU-T T.81, table B.2.
const MAX_SAMPLING: u8 = 4;
/// Most bytes before a marker, its own two included.
const MAX_FILL: usize = 64;

/// What the headers before the first scan say.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) size: ImageSize,
    scans: Scans,
    components: Vec<Sampling>,
}

/// How samples arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scans {
    /// Row by row, every component together.
    Sequential,
    /// In several scans over the whole image, so that the decoder keeps it all.
    Several,
}

/// How many blocks of a component stand side by side, and one below the other, in a unit of a scan.
#[derive(Clone, Copy, Debug)]
struct Sampling {
    across: u64,
    down: u64,
}

impl Frame {
    /// Reads the headers up to the first scan.
    ///
    /// # Errors
    /// Returns an error if they are no headers of a JPEG.
    pub(super) fn read(image: &mut impl BufRead) -> Result<Self, ImageError> {
        // The mark of the start.
        bytes::<2>(image)?;
        let mut frame: Option<(u8, ImageSize, Vec<Sampling>)> = None;
        loop {
            let marker = next_marker(image)?;
            if !has_length(marker) {
                continue;
            }
            let length = u16::from_be_bytes(bytes(image)?).checked_sub(2);
            let length = u64::from(length.ok_or_else(|| damaged("a segment has no length"))?);
            let mut segment = image.by_ref().take(length);
            match marker {
                // Tables and differential frames share the range with frames (T.81, table B.1).
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) && frame.is_none() => {
                    let (size, components) = frame_header(&mut segment)?;
                    frame = Some((marker, size, components));
                }
                0xda => {
                    let [in_scan] = bytes(&mut segment)?;
                    let (marker, size, components) =
                        frame.ok_or_else(|| damaged("it has a scan before its frame"))?;
                    let is_sequential =
                        matches!(marker, 0xc0 | 0xc1) && usize::from(in_scan) == components.len();
                    let scans = if is_sequential {
                        Scans::Sequential
                    } else {
                        Scans::Several
                    };
                    return Ok(Self {
                        size,
                        scans,
                        components,
                    });
                }
                _ => {}
            }
            io::copy(&mut segment, &mut io::sink()).map_err(of_io)?;
        }
    }

    /// Returns what the decoder's buffers take, in bytes, where it makes three samples of each pixel.
    pub(super) fn memory(&self) -> u64 {
        let (width, height) = (u64::from(self.size.width), u64::from(self.size.height));
        let most = |of: fn(&Sampling) -> u64| self.components.iter().map(of).max().unwrap_or(1);
        let (across, down) = (most(|it| it.across), most(|it| it.down));
        let (units, rows) = (width.div_ceil(8 * across), height.div_ceil(8 * down));
        let samples = 3 * width * height;
        let components = self.components.iter().map(|it| {
            // Coefficients have sixteen bits, in blocks of 64.
            let row = units * it.across * it.down * 64 * 2;
            let kept = match self.scans {
                Scans::Sequential => 0,
                Scans::Several => row * rows,
            };
            // Rows before and after they are widened to the samples of the others, twice where these are odd.
            let widened = units * it.across * across * down * 8 * (32 + 4 * down);
            row + kept + widened
        });
        samples + components.sum::<u64>()
    }
}

/// Reads what follows the length of a frame's header.
fn frame_header(segment: &mut impl BufRead) -> Result<(ImageSize, Vec<Sampling>), ImageError> {
    let [_precision, h1, h2, w1, w2, components] = bytes(segment)?;
    let size = ImageSize {
        width: u16::from_be_bytes([w1, w2]).into(),
        height: u16::from_be_bytes([h1, h2]).into(),
    };
    if usize::from(components) > MAX_COMPONENTS {
        return Err(damaged("it has more than four color components"));
    }
    let sampling = (0..components).map(|_| {
        let [_id, factors, _table] = bytes(segment)?;
        let (across, down) = (factors >> 4, factors & 0xf);
        if !(1..=MAX_SAMPLING).contains(&across) || !(1..=MAX_SAMPLING).contains(&down) {
            return Err(damaged("a sampling factor is not 1, 2, 3 or 4"));
        }
        Ok(Sampling {
            across: across.into(),
            down: down.into(),
        })
    });
    Ok((size, sampling.collect::<Result<_, _>>()?))
}

/// Finds the next marker; fill bytes come before it (T.81, B.1.1.2).
fn next_marker(image: &mut impl BufRead) -> Result<u8, ImageError> {
    let mut last = 0;
    for _ in 0..MAX_FILL {
        let [byte] = bytes(image)?;
        if last == 0xff && !matches!(byte, 0x00 | 0xff) {
            return Ok(byte);
        }
        last = byte;
    }
    Err(damaged("it has other bytes between its headers"))
}

/// Whether a segment follows the marker: none does after those of restarts, of start and end, and TEM.
fn has_length(marker: u8) -> bool {
    !matches!(marker, 0x01 | 0xd0..=0xd9)
}

fn bytes<const N: usize>(image: &mut impl BufRead) -> Result<[u8; N], ImageError> {
    let mut bytes = [0; N];
    image.read_exact(&mut bytes).map_err(of_io)?;
    Ok(bytes)
}

fn of_io(error: io::Error) -> ImageError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => ImageError::Truncated,
        _ => ImageError::Unreadable(error),
    }
}

fn damaged(why: &str) -> ImageError {
    ImageError::Damaged(why.to_owned())
}
