//! A photograph in base64 (guide, section 3.1).

/// The largest photograph, in bytes once decoded: 10 MB. A face needs a tenth of it.
pub const MAX_PHOTO_BYTES: usize = 10 * 1024 * 1024;

/// Why a photograph will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoFault {
    /// There is nothing.
    Empty,
    /// It is not base64 (RFC 4648, section 4).
    NotBase64,
    /// It is the other alphabet, with `-` and `_` (RFC 4648, section 5).
    UrlAlphabet,
    /// It is larger than [`MAX_PHOTO_BYTES`].
    TooLarge {
        /// How many bytes it has once decoded.
        bytes: usize,
    },
    /// It is neither JPEG nor PNG.
    UnknownFormat,
}

impl PhotoFault {
    /// What to do about it, as the end of a sentence.
    pub fn message(self) -> String {
        match self {
            Self::Empty => "is empty".to_owned(),
            Self::NotBase64 => "is not base64".to_owned(),
            Self::UrlAlphabet => "is base64url; the service wants base64, with `+` and `/`".to_owned(),
            Self::TooLarge { bytes } => {
                // Tenths of a megabyte, rounded up, so that it never reads as the limit itself.
                let tenths = (bytes * 10).div_ceil(1024 * 1024);
                let limit = MAX_PHOTO_BYTES / 1024 / 1024;
                format!("is {}.{} MB; the limit is {limit} MB", tenths / 10, tenths % 10)
            }
            Self::UnknownFormat => "is neither a JPEG nor a PNG".to_owned(),
        }
    }
}

/// Takes off a `data:` prefix and white space, and checks what is left.
///
/// # Errors
///
/// The first fault. After `UnknownFormat` the text is base64 nevertheless.
pub fn prepare(photo: &mut String) -> Result<(), PhotoFault> {
    if let Some(start) = data_of_url(photo) {
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
    // The padding may be missing, as in the guide's example, but not wrong.
    if text.len() % 4 == 1 || (padding > 0 && !photo.len().is_multiple_of(4)) || padding > 2 {
        return Err(PhotoFault::NotBase64);
    }
    let bytes = text.len() / 4 * 3 + (text.len() % 4).saturating_sub(1);
    if bytes > MAX_PHOTO_BYTES {
        return Err(PhotoFault::TooLarge { bytes });
    }
    // How the first bytes of each format read in base64: FF D8 FF, and 89 50 4E 47 0D 0A 1A 0A.
    let known = text.starts_with("/9j/") || text.starts_with("iVBORw0KGg");
    if known { Ok(()) } else { Err(PhotoFault::UnknownFormat) }
}

/// Where the base64 of a `data:` URL begins (RFC 2397).
fn data_of_url(photo: &str) -> Option<usize> {
    let prefix = photo.get(..5)?;
    if !prefix.eq_ignore_ascii_case("data:") {
        return None;
    }
    photo.find(',').map(|comma| comma + 1)
}
