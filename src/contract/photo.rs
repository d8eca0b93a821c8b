//! Photos in base64 (service's guide, section 3.1).

/// Maximum size of a decoded photo, in bytes: 10 MB.
pub const MAX_PHOTO_BYTES: usize = 10 * 1024 * 1024;

/// Problem found in a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoFault {
    /// The text is empty.
    Empty,
    /// The text is not base64 (RFC 4648, section 4).
    NotBase64,
    /// The text is base64url, which uses `-` and `_` (RFC 4648, section 5).
    UrlAlphabet,
    /// The photo is larger than [`MAX_PHOTO_BYTES`].
    TooLarge {
        /// Decoded size, in bytes.
        bytes: usize,
    },
    /// The photo is neither a JPEG nor a PNG.
    UnknownFormat,
}

impl PhotoFault {
    /// Returns a message for [`Issue::message`](super::Issue::message).
    pub fn message(self) -> String {
        match self {
            Self::Empty => "is empty".to_owned(),
            Self::NotBase64 => "is not base64".to_owned(),
            Self::UrlAlphabet => "is base64url; the service expects base64 (`+` and `/`)".to_owned(),
            Self::TooLarge { bytes } => {
                // Rounded up to tenths of a megabyte, so a photo just over the limit is reported as 10.1 MB.
                let tenths = (bytes * 10).div_ceil(1024 * 1024);
                let limit = MAX_PHOTO_BYTES / 1024 / 1024;
                format!("is {}.{} MB; the limit is {limit} MB", tenths / 10, tenths % 10)
            }
            Self::UnknownFormat => "is neither a JPEG nor a PNG".to_owned(),
        }
    }
}

/// Removes a `data:` prefix and white space from `photo`, and validates the rest.
///
/// # Errors
///
/// The first fault found. With `UnknownFormat`, `photo` is nevertheless valid base64.
pub fn prepare(photo: &mut String) -> Result<(), PhotoFault> {
    if let Some(start) = data_url_payload(photo) {
        photo.drain(..start);
    }
    if photo.bytes().any(|byte| byte.is_ascii_whitespace()) {
        photo.retain(|character| !character.is_ascii_whitespace());
    }
    let text = photo.trim_end_matches('=');
    let padding = photo.len() - text.len();
    if text.is_empty() {
        return Err(PhotoFault::Empty);
    }
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    if let Some(other) = text.bytes().find(|&byte| !is_base64(byte)) {
        return Err(if matches!(other, b'-' | b'_') {
            PhotoFault::UrlAlphabet
        } else {
            PhotoFault::NotBase64
        });
    }
    // Padding is optional, because the example in the service's guide has none; if present, it must be
    // correct.
    if text.len() % 4 == 1 || (padding > 0 && !photo.len().is_multiple_of(4)) || padding > 2 {
        return Err(PhotoFault::NotBase64);
    }
    let bytes = text.len() / 4 * 3 + (text.len() % 4).saturating_sub(1);
    if bytes > MAX_PHOTO_BYTES {
        return Err(PhotoFault::TooLarge { bytes });
    }
    // Signatures in base64: FF D8 FF (JPEG), and the first bytes of 89 50 4E 47 0D 0A 1A 0A (PNG).
    let known = text.starts_with("/9j/") || text.starts_with("iVBORw0KGg");
    if known { Ok(()) } else { Err(PhotoFault::UnknownFormat) }
}

/// Returns the byte index at which the payload of a `data:` URL (RFC 2397) starts; `None` for other text.
fn data_url_payload(photo: &str) -> Option<usize> {
    let prefix = photo.get(..5)?;
    if !prefix.eq_ignore_ascii_case("data:") {
        return None;
    }
    photo.find(',').map(|comma| comma + 1)
}
