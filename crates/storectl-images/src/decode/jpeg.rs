//! JPEG, all of it at a time.

use std::io::{self, BufRead, Cursor, Read as _, Seek, SeekFrom};

use ::png::{BitDepth, ColorType};
use storectl_model::ImageSize;
use zune_core::{bytestream::ZByteIoError, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::{JpegDecoder, errors::DecodeErrors};

use super::{
    bounds, budget,
    frame::Frame,
    image::ImageError,
    raster::{Row, Sink},
};

const END: &[u8] = b"\xff\xd9";
/// How far before the end of a file the mark may be, in bytes: cameras pad.
const TAIL: u64 = 4096;

/// Reads the size that the header declares.
pub(super) fn size(image: &[u8]) -> Result<ImageSize, ImageError> {
    header(&mut decoder(Cursor::new(image)))
}

/// Decodes to the end.
pub(super) fn decode(
    mut image: impl BufRead + Seek,
    sink: Sink<'_>,
) -> Result<ImageSize, ImageError> {
    let decoded = decode_samples(&mut image, sink);
    match decoded {
        // Only now: to look at the end first would read the file twice.
        Ok(_) | Err(ImageError::Damaged(_)) => check_end(&mut image).and(decoded),
        Err(_) => decoded,
    }
}

fn decode_samples(
    image: &mut (impl BufRead + Seek),
    sink: Sink<'_>,
) -> Result<ImageSize, ImageError> {
    // Before the decoder sees any of it: how much it allocates depends on more than the size.
    let frame = Frame::read(image)?;
    image.rewind().map_err(ImageError::Unreadable)?;
    let size = bounds::check(frame.size)?;
    let _memory = budget::reserve(bounds::memory(size, frame.memory())?);
    let mut decoder = decoder(image);
    if header(&mut decoder)? != size {
        return Err(ImageError::Damaged("it declares two sizes".to_owned()));
    }
    let samples = decoder.decode().map_err(of_jpeg)?;
    let row = 3 * size.width as usize;
    for samples in samples.chunks(row.max(1)) {
        sink(Row {
            color: ColorType::Rgb,
            depth: BitDepth::Eight,
            samples,
        });
    }
    Ok(size)
}

fn decoder<T: BufRead + Seek>(image: T) -> JpegDecoder<T> {
    let side = bounds::MAX_SIDE as usize;
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    JpegDecoder::new_with_options(image, options)
}

fn header<T: BufRead + Seek>(decoder: &mut JpegDecoder<T>) -> Result<ImageSize, ImageError> {
    decoder.decode_headers().map_err(of_jpeg)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let side = |it| u32::try_from(it).unwrap_or(u32::MAX);
    Ok(ImageSize {
        width: side(width),
        height: side(height),
    })
}

/// Looks for the mark at the end: the decoder makes up rows that are missing.
fn check_end(image: &mut (impl BufRead + Seek)) -> Result<(), ImageError> {
    let mut end = Vec::new();
    let read = image.seek(SeekFrom::End(0)).and_then(|length| {
        image.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        image.by_ref().take(TAIL).read_to_end(&mut end)
    });
    read.map_err(ImageError::Unreadable)?;
    if end.windows(2).any(|it| it == END) {
        Ok(())
    } else {
        Err(ImageError::Truncated)
    }
}

fn of_jpeg(error: DecodeErrors) -> ImageError {
    match error {
        DecodeErrors::IoErrors(ZByteIoError::StdIoError(error))
            if error.kind() != io::ErrorKind::UnexpectedEof =>
        {
            ImageError::Unreadable(error)
        }
        other => ImageError::Damaged(format!("{other:?}")),
    }
}
