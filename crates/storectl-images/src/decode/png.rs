//! PNG, row by row where it is not interlaced.

use std::io::{self, BufRead, Cursor, Seek};

use ::png::{Decoder, DecodingError, Limits, Transformations};
use storectl_model::ImageSize;

use super::{
    bounds,
    image::ImageError,
    raster::{Animation, Sink},
};

/// The most a pixel takes when it is expanded, in bytes: four samples of sixteen bits.
const PIXEL: u64 = 8;

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
    let bytes = bounds::memory(size, PIXEL).min(bounds::MAX_MEMORY);
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    decoder.set_limits(Limits { bytes });
    let mut reader = decoder.read_info().map_err(of_png)?;
    if animation == Animation::Refuse && reader.info().animation_control.is_some() {
        return Err(ImageError::Animated);
    }
    let (color, depth) = reader.output_color_type();
    if reader.info().interlaced {
        let frame = reader.output_buffer_size().filter(|it| *it <= bytes);
        let mut frame = vec![0; frame.ok_or(ImageError::TooLarge(size))?];
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
