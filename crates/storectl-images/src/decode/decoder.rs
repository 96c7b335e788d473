//! Images as pixels: decoded whole, within bounds.

use std::io::{self, BufRead, Cursor, Seek, SeekFrom};

use png::{BitDepth, ColorType, DecodingError, Limits, Transformations};
use sha2::{Digest as _, Sha256};
use storectl_model::{Digest, ImageSize};
use zune_core::{bytestream::ZByteIoError, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::{JpegDecoder, errors::DecodeErrors};

/// Most pixels decoded. The largest image Partner Center takes, 3840 × 2160, has 8 million.
const MAX_PIXELS: u64 = 64 * 1024 * 1024;
/// Longest side decoded, in pixels.
const MAX_SIDE: u32 = 16_384;
/// Most memory one decoder takes, in bytes.
const MAX_MEMORY: usize = 256 * 1024 * 1024;
/// Memory a JPEG decoder takes for a pixel, in bytes: three colours of coefficients (progressive ones) and of samples.
const JPEG_PIXEL: u64 = 9;

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_SIGNATURE: &[u8] = b"\xff\xd8\xff";
const JPEG_END: &[u8] = b"\xff\xd9";
/// How far before the end of a file the mark may be, in bytes: cameras pad.
const JPEG_TAIL: u64 = 4096;

/// A format of images this tool decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureFormat {
    /// Tells whether every decoder makes the same pixels of it, so that these may be remembered from one version of this
    /// tool to the next.
    pub(super) fn is_exact(self) -> bool {
        match self {
            Self::Png => true,
            Self::Jpeg => false,
        }
    }
}

/// What is known of an image that decodes whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Examined {
    /// What its bytes are, whatever its name says.
    pub format: PictureFormat,
    /// Its size in pixels.
    pub size: ImageSize,
}

/// Why an image does not decode.
#[derive(Debug, thiserror::Error)]
pub enum ImageFault {
    /// It begins like neither a PNG nor a JPEG.
    #[error("it is neither a PNG nor a JPEG image")]
    NotAnImage,
    /// It begins like one and is broken or cut short.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// It declares more pixels than are decoded; nothing was allocated for them.
    #[error(
        "it is {} × {} pixels, more than storectl decodes (64 million, or 16,384 to a side)",
        .0.width, .0.height
    )]
    TooLarge(ImageSize),
    /// It is animated: its first picture is not the whole of it.
    #[error("it is animated")]
    Animated,
    /// Its bytes could not be read.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
}

/// Decodes an image to its end, to know that it is one. Takes 256 MiB at most, and for the usual PNG two rows.
///
/// # Errors
/// Where it does not decode; never panics, whatever the bytes.
pub fn examine(image: impl BufRead + Seek) -> Result<Examined, ImageFault> {
    decode(image, Animation::FirstPicture, &mut |_, _, _| {})
}

/// Decodes an image and digests its pixels.
///
/// The digest is of size and colours: eight bits or sixteen, palette or not, interlaced or not, the same picture has the
/// same digest; a sample of sixteen bits is not rounded, and a transparent pixel keeps its colour. Colour profiles are
/// not looked at.
pub(super) fn pixels(image: &[u8]) -> Result<(Examined, Digest), ImageFault> {
    let mut hasher = Sha256::new();
    let mut wide = Vec::new();
    let examined = decode(
        Cursor::new(image),
        Animation::Refused,
        &mut |color, depth, samples| {
            wide.clear();
            widen(color, depth, samples, &mut wide);
            hasher.update(&wide);
        },
    )?;
    hasher.update(examined.size.width.to_be_bytes());
    hasher.update(examined.size.height.to_be_bytes());
    Ok((examined, Digest::from_bytes(&hasher.finalize())))
}

/// Reads the size an image declares, and nothing more of it.
pub(super) fn size(image: &[u8]) -> Result<ImageSize, ImageFault> {
    match format(&mut Cursor::new(image))? {
        PictureFormat::Png => {
            let mut decoder = png::Decoder::new(Cursor::new(image));
            let info = decoder.read_header_info().map_err(of_png)?;
            Ok(ImageSize {
                width: info.width,
                height: info.height,
            })
        }
        PictureFormat::Jpeg => jpeg_size(&mut jpeg(Cursor::new(image))),
    }
}

/// Takes decoded samples, whole rows at a time.
type Sink<'a> = &'a mut dyn FnMut(ColorType, BitDepth, &[u8]);

/// What is done with a moving image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Animation {
    FirstPicture,
    Refused,
}

fn decode(
    mut image: impl BufRead + Seek,
    animation: Animation,
    sink: Sink<'_>,
) -> Result<Examined, ImageFault> {
    let format = format(&mut image)?;
    let size = match format {
        PictureFormat::Png => decode_png(image, animation, sink)?,
        PictureFormat::Jpeg => decode_jpeg(image, sink)?,
    };
    Ok(Examined { format, size })
}

/// Tells the format by the first bytes and goes back to them.
fn format(image: &mut (impl BufRead + Seek)) -> Result<PictureFormat, ImageFault> {
    let mut start = Vec::new();
    let length = PNG_SIGNATURE.len() as u64;
    let mut head = io::Read::take(&mut *image, length);
    io::Read::read_to_end(&mut head, &mut start).map_err(ImageFault::Unreadable)?;
    image.rewind().map_err(ImageFault::Unreadable)?;
    if start == PNG_SIGNATURE {
        Ok(PictureFormat::Png)
    } else if start.starts_with(JPEG_SIGNATURE) {
        Ok(PictureFormat::Jpeg)
    } else {
        Err(ImageFault::NotAnImage)
    }
}

fn check(size: ImageSize) -> Result<ImageSize, ImageFault> {
    let pixels = u64::from(size.width) * u64::from(size.height);
    if pixels > MAX_PIXELS || size.width > MAX_SIDE || size.height > MAX_SIDE {
        return Err(ImageFault::TooLarge(size));
    }
    Ok(size)
}

fn decode_png(
    image: impl BufRead + Seek,
    animation: Animation,
    sink: Sink<'_>,
) -> Result<ImageSize, ImageFault> {
    let mut decoder = png::Decoder::new_with_limits(image, Limits { bytes: MAX_MEMORY });
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().map_err(of_png)?;
    let size = check(ImageSize {
        width: info.width,
        height: info.height,
    })?;
    let mut reader = decoder.read_info().map_err(of_png)?;
    if animation == Animation::Refused && reader.info().animation_control.is_some() {
        return Err(ImageFault::Animated);
    }
    let (color, depth) = reader.output_color_type();
    if reader.info().interlaced {
        let bytes = reader.output_buffer_size();
        let bytes = bytes.filter(|it| *it <= MAX_MEMORY);
        let mut frame = vec![0; bytes.ok_or(ImageFault::TooLarge(size))?];
        let row = reader.next_frame(&mut frame).map_err(of_png)?.line_size;
        frame
            .chunks(row.max(1))
            .for_each(|it| sink(color, depth, it));
    } else {
        while let Some(row) = reader.next_row().map_err(of_png)? {
            sink(color, depth, row.data());
        }
    }
    reader.finish().map_err(of_png)?;
    Ok(size)
}

fn of_png(error: DecodingError) -> ImageFault {
    match error {
        DecodingError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ImageFault::Damaged("it ends too early".to_owned())
        }
        DecodingError::IoError(error) => ImageFault::Unreadable(error),
        error @ (DecodingError::Format(_)
        | DecodingError::Parameter(_)
        | DecodingError::LimitsExceeded) => ImageFault::Damaged(error.to_string()),
    }
}

fn jpeg<T: BufRead + Seek>(image: T) -> JpegDecoder<T> {
    let side = MAX_SIDE as usize;
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    JpegDecoder::new_with_options(image, options)
}

fn jpeg_size<T: BufRead + Seek>(decoder: &mut JpegDecoder<T>) -> Result<ImageSize, ImageFault> {
    decoder.decode_headers().map_err(of_jpeg)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let side = |it| u32::try_from(it).unwrap_or(u32::MAX);
    Ok(ImageSize {
        width: side(width),
        height: side(height),
    })
}

fn decode_jpeg(mut image: impl BufRead + Seek, sink: Sink<'_>) -> Result<ImageSize, ImageFault> {
    check_end(&mut image)?;
    let mut decoder = jpeg(image);
    let size = check(jpeg_size(&mut decoder)?)?;
    let memory = u64::from(size.width) * u64::from(size.height) * JPEG_PIXEL;
    if memory > MAX_MEMORY as u64 {
        return Err(ImageFault::TooLarge(size));
    }
    let samples = decoder.decode().map_err(of_jpeg)?;
    let row = 3 * size.width as usize;
    let rows = samples.chunks(row.max(1));
    rows.for_each(|it| sink(ColorType::Rgb, BitDepth::Eight, it));
    Ok(size)
}

/// Looks for the mark at the end of a JPEG and goes back to its start: the decoder makes up the rows that are missing.
fn check_end(image: &mut (impl BufRead + Seek)) -> Result<(), ImageFault> {
    let mut end = Vec::new();
    let read = image.seek(SeekFrom::End(0)).and_then(|length| {
        image.seek(SeekFrom::Start(length.saturating_sub(JPEG_TAIL)))?;
        image.read_to_end(&mut end)?;
        image.rewind()
    });
    read.map_err(ImageFault::Unreadable)?;
    if end.windows(2).any(|it| it == JPEG_END) {
        Ok(())
    } else {
        Err(ImageFault::Damaged("it ends too early".to_owned()))
    }
}

fn of_jpeg(error: DecodeErrors) -> ImageFault {
    match error {
        DecodeErrors::IoErrors(ZByteIoError::StdIoError(error))
            if error.kind() != io::ErrorKind::UnexpectedEof =>
        {
            ImageFault::Unreadable(error)
        }
        other => ImageFault::Damaged(format!("{other:?}")),
    }
}

/// Appends samples as red, green, blue and alpha of sixteen bits each.
fn widen(color: ColorType, depth: BitDepth, samples: &[u8], wide: &mut Vec<u8>) {
    const OPAQUE: [u8; 2] = [0xff, 0xff];
    let width = match depth {
        BitDepth::Sixteen => 2,
        BitDepth::One | BitDepth::Two | BitDepth::Four | BitDepth::Eight => 1,
    };
    for pixel in samples.chunks_exact(width * color.samples()) {
        let sample = |at: usize| match pixel.get(at * width..(at + 1) * width) {
            Some(&[high, low]) => [high, low],
            // 0xff of eight bits is 0xffff of sixteen.
            Some(&[value]) => [value, value],
            _ => [0, 0],
        };
        let rgba = match color {
            ColorType::Grayscale | ColorType::Indexed => [sample(0), sample(0), sample(0), OPAQUE],
            ColorType::GrayscaleAlpha => [sample(0), sample(0), sample(0), sample(1)],
            ColorType::Rgb => [sample(0), sample(1), sample(2), OPAQUE],
            ColorType::Rgba => [sample(0), sample(1), sample(2), sample(3)],
        };
        wide.extend_from_slice(rgba.as_flattened());
    }
}

#[cfg(test)]
mod tests;
