//! HTTP responses as archives keep them: chunks and compressed bodies.

use std::borrow::Cow;
use std::io::Read;

use memchr::memmem;

use crate::batch::find::headers::{Headers, Media, parted};
use crate::batch::forms::made::Broken;

/// A response that holds something.
pub(crate) struct Response<'r> {
    pub headers: Headers<'r>,
    pub body: Cow<'r, [u8]>,
}

/// The response of a request that succeeded; none if it did not, or what it holds is neither page nor
/// text. `limit` is the most bytes of the body.
pub(crate) fn response(bytes: &[u8], limit: usize) -> Result<Option<Response<'_>>, Broken> {
    let Some((head, body)) = parted(bytes) else {
        return Ok(None);
    };
    let headers = Headers::read(head);
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let status = line.split(|b| *b == b' ').nth(1).unwrap_or_default();
    let media = Media::of(headers.get("Content-Type").unwrap_or_default());
    if !line.starts_with(b"HTTP/") || !status.starts_with(b"200") || media.is_none() {
        return Ok(None);
    }
    let is = |name: &str, value: &str| {
        let found = headers.get(name).unwrap_or_default();
        found.eq_ignore_ascii_case(value)
    };
    // Some archives keep the head and have unpacked the body.
    let body: Cow<'_, [u8]> = match is("Transfer-Encoding", "chunked") {
        true => joined(body).map_or(body.into(), Cow::from),
        false => body.into(),
    };
    let packed = headers.get("Content-Encoding").unwrap_or_default();
    let body = match packed.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => {
            unpacked(flate2::bufread::MultiGzDecoder::new(&*body), limit)?.into()
        }
        "deflate" if body.first().is_some_and(|b| b & 0x0F == 8) => {
            unpacked(flate2::bufread::ZlibDecoder::new(&*body), limit)?.into()
        }
        "zstd" if body.starts_with(b"\x28\xB5\x2F\xFD") => {
            let decoder = zstd::stream::read::Decoder::with_buffer(&*body);
            let decoder = decoder.map_err(|error| damaged(&error))?;
            unpacked(decoder, limit)?.into()
        }
        "br" if !looks_like_markup(&body) => {
            return Err(Broken::new(
                "its content is compressed with Brotli, which is not read; left out",
            ));
        }
        _ => body,
    };
    Ok(Some(Response { headers, body }))
}

fn looks_like_markup(body: &[u8]) -> bool {
    let first = body.iter().find(|b| !b.is_ascii_whitespace());
    first == Some(&b'<')
}

fn damaged(error: &std::io::Error) -> Broken {
    Broken::new(format!(
        "its compressed content is damaged ({error}); left out, fetch it again"
    ))
}

fn unpacked(from: impl Read, limit: usize) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    let read = from.take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| damaged(&error))?;
    if bytes.len() > limit {
        return Err(Broken::new(
            "its content is over --max-document when it is unpacked; left out",
        ));
    }
    Ok(bytes)
}

/// The chunks of a body; none if it is not in chunks.
fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(body.len());
    loop {
        let end = memmem::find(body, b"\n")?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let digits = line.split(';').next()?.trim();
        let length = usize::from_str_radix(digits, 16).ok()?;
        body = &body[end + 1..];
        if length == 0 {
            return Some(bytes);
        }
        bytes.extend_from_slice(body.get(..length)?);
        body = &body[length..];
        body = body.strip_prefix(b"\r").unwrap_or(body);
        body = body.strip_prefix(b"\n").unwrap_or(body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn body(bytes: &[u8]) -> Option<Vec<u8>> {
        let response = response(bytes, 1000).unwrap()?;
        Some(response.body.into_owned())
    }

    #[test]
    fn chunks_are_joined_and_what_is_packed_is_unpacked() {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=GBK\r\n";
        let chunked = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n4;x=y\r\n<p>a\r\n5\r\nb</p>\r\n0\r\n\r\n"
        );
        assert_eq!(body(chunked.as_bytes()).unwrap(), b"<p>ab</p>");
        let plain = format!("{head}Transfer-Encoding: chunked\r\n\r\n<p>not in chunks");
        assert_eq!(body(plain.as_bytes()).unwrap(), b"<p>not in chunks");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"<p>packed").unwrap();
        let packed = encoder.finish().unwrap();
        let head = format!("{head}Content-Encoding: gzip\r\n\r\n");
        let whole = [head.as_bytes(), &packed].concat();
        assert_eq!(body(&whole).unwrap(), b"<p>packed");
        let broken = &whole[..whole.len() - 9];
        assert!(
            response(broken, 1000)
                .err()
                .unwrap()
                .what
                .contains("damaged")
        );
        let over = response(&whole, 3).err().unwrap();
        assert!(over.what.contains("over --max-document"), "{}", over.what);
        let unpacked = format!("{head}<p>unpacked before");
        assert_eq!(body(unpacked.as_bytes()).unwrap(), b"<p>unpacked before");
    }

    #[test]
    fn what_failed_or_is_neither_page_nor_text_is_none() {
        for head in [
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "no head",
        ] {
            assert_eq!(body(head.as_bytes()), None, "{head}");
        }
    }
}
