//! PNG, row by row where it is not interlaced.

use std::io::{self, BufRead, Cursor, Seek};

use ::png::{BitDepth, ColorType, Decoder, DecodingError, Info, Limits, Transformations};
use storectl_model::ImageSize;

use super::{
    bounds, budget,
    image::ImageError,
    raster::{Animation, Row, Sink},
};

/// How many rows the decoder keeps of an image that is not interlaced: as they are stored, the one before, and expanded.
const ROWS: u64 = 4;

/// Reads the size that the header declares.
pub(super) fn size(image: &[u8]) -> Result<ImageSize, ImageError> {
    header(&mut Decoder::new(Cursor::new(image)))
}

/// Decodes to the end.
pub(super) fn decode(
    image: impl BufRead + Seek,
    animation: Animation,
    sink: Sink<'_>,
) -> Result<ImageSize, ImageError> {
    let mut decoder = Decoder::new(image);
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let size = bounds::check(header(&mut decoder)?)?;
    // The header alone decides how much memory what follows it may take.
    let buffers = buffers(decoder.read_header_info().map_err(of_png)?);
    let memory = bounds::memory(size, buffers)?;
    let _memory = budget::reserve(memory);
    let bytes = usize::try_from(memory).unwrap_or(usize::MAX);
    decoder.set_limits(Limits { bytes });
    let mut reader = decoder.read_info().map_err(of_png)?;
    if animation == Animation::Refuse && reader.info().animation_control.is_some() {
        return Err(ImageError::Animated);
    }
    let (color, depth) = reader.output_color_type();
    let mut rows = |samples: &[u8]| {
        sink(Row {
            color,
            depth,
            samples,
        });
    };
    if reader.info().interlaced {
        let frame = reader.output_buffer_size().filter(|it| *it <= bytes);
        let mut frame = vec![0; frame.ok_or(ImageError::TooLarge(size))?];
        let row = reader.next_frame(&mut frame).map_err(of_png)?.line_size;
        frame.chunks(row.max(1)).for_each(&mut rows);
    } else {
        while let Some(row) = reader.next_row().map_err(of_png)? {
            rows(row.data());
        }
    }
    reader.finish().map_err(of_png)?;
    Ok(size)
}

/// Returns what the buffers of an image with this header take at most, in bytes.
fn buffers(header: &Info<'_>) -> u64 {
    // Expanded; a color that counts as transparent adds a sample.
    let samples = match header.color_type {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => 2,
        ColorType::Indexed | ColorType::Rgb | ColorType::Rgba => 4,
    };
    let pixel = match header.bit_depth {
        BitDepth::One | BitDepth::Two | BitDepth::Four | BitDepth::Eight => samples,
        BitDepth::Sixteen => 2 * samples,
    };
    let row = pixel * u64::from(header.width);
    if header.interlaced {
        row * u64::from(header.height)
    } else {
        row * ROWS
    }
}

fn header<R: BufRead + Seek>(decoder: &mut Decoder<R>) -> Result<ImageSize, ImageError> {
    let info = decoder.read_header_info().map_err(of_png)?;
    Ok(ImageSize {
        width: info.width,
        height: info.height,
    })
}

fn of_png(error: DecodingError) -> ImageError {
    match error {
        DecodingError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ImageError::Truncated
        }
        DecodingError::IoError(error) => ImageError::Unreadable(error),
        error @ (DecodingError::Format(_)
        | DecodingError::Parameter(_)
        | DecodingError::LimitsExceeded) => ImageError::Damaged(error.to_string()),
    }
}
