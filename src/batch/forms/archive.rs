//! Web archives: WARC as crawlers write it, and WET with its texts. A document a record: the article
//! of a page, or the text of a conversion. What else there is in an archive is left out.

use std::io::{self, BufRead, Read as _};

use crate::batch::find::headers::{Headers, Media, field, parted};
use crate::batch::forms::http::response;
use crate::batch::forms::made::{Broken, Kind, Made, Members, Reading};
use crate::batch::forms::page::{Page, declared, decoded};
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{CHUNK, Cut, Cuts};
use crate::batch::input::members::Damaged;
use crate::text::encoding::Encoding;

/// A record's head is no longer.
const HEAD: usize = 1 << 16;

/// WARC and WET.
pub(crate) struct Warc;

impl Kind for Warc {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Records::default())
    }

    fn is_utf8(&self) -> bool {
        false
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        let (head, block) = parted(bytes)
            .ok_or_else(|| Broken::new("the record has no end of its head; left out"))?;
        let head = Headers::read(head);
        let kind = head.get("WARC-Type").unwrap_or_default();
        let (content, headers) = match kind {
            "response" => match response(block, reading.limit)? {
                Some(response) => (response.body, response.headers),
                None => return Ok(None),
            },
            "conversion" | "resource" => (block.into(), Headers::read(b"")),
            _ => return Ok(None),
        };
        let own = headers.get("Content-Type");
        let media = own.or(head.get("Content-Type").filter(|_| kind != "response"));
        let Some(media) = Media::of(media.unwrap_or_default()) else {
            return Ok(None);
        };
        let told = media.charset.as_deref().and_then(Encoding::for_label);
        let mut members = Members::default();
        let id = head.get("WARC-Record-ID").or(head.get("WARC-Target-URI"));
        let id = id.map_or_else(|| reading.place.to_string(), str::to_owned);
        members.add(&reading.fields.id, &id);
        let url = head.get("WARC-Target-URI");
        let url = url.map(|url| url.trim_start_matches('<').trim_end_matches('>'));
        let fields = reading.fields;
        let mut remark = None;
        let text = if media.is_html {
            let own = || [told, declared(&content)];
            let text = decoded(&content, reading.encoding, own);
            let page = Page::read(text.text())?;
            page.members(fields, url, &mut members);
            remark = page.remark;
            text
        } else {
            let text = decoded(&content, reading.encoding, || [told, None]);
            members.add_some("url", url);
            members.add(fields.made(), text.text());
            text
        };
        Ok(Some(Made {
            object: members.object().into(),
            decoded: Some((text.assumed(), text.invalid_count())),
            remark,
        }))
    }
}

/// Cuts records.
#[derive(Default)]
struct Records {
    /// Bytes of a record over the limit that are still to come.
    passing: u64,
    /// What comes is no record: as far as the next one's first line.
    lost: bool,
}

const CUT_OFF: What =
    What::Broken("the record is cut off; fetch the archive again; the other records were read");
const DAMAGED: What =
    What::Broken("the record is damaged; fetch the archive again; the other records were read");

impl Cut for Records {
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        let start = into.chunk.bytes.len();
        match self.record(from, into, start) {
            Ok(more) => Ok(more),
            Err(error) if damage(&error).is_some() => {
                // What came of it is named; if nothing did, a stretch before the next record is.
                let end = into.chunk.bytes.len();
                let start = into.chunk.pieces.last().map_or(0, |piece| piece.range.end);
                into.put(start..end, DAMAGED);
                into.line += 1;
                (self.passing, self.lost) = (0, true);
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }
}

/// Reads the two line ends behind a record, and looks at what follows.
fn end_of_record(from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<()> {
    for _ in 0..4 {
        let next = from.fill_buf()?.first().copied();
        let Some(byte @ (b'\r' | b'\n')) = next else {
            return Ok(());
        };
        into.chunk.bytes.push(byte);
        from.consume(1);
    }
    from.fill_buf().map(|_| ())
}

fn damage(error: &io::Error) -> Option<&Damaged> {
    error.get_ref()?.downcast_ref()
}

impl Records {
    fn record(
        &mut self,
        from: &mut dyn BufRead,
        into: &mut Cuts,
        start: usize,
    ) -> io::Result<bool> {
        if self.passing > 0 {
            let most = self.passing.min(CHUNK as u64);
            let n = from.take(most).read_to_end(&mut into.chunk.bytes)?;
            into.push(start..start + n, What::Between);
            self.passing -= n as u64;
            return Ok(n > 0);
        }
        // Blank lines between records; behind a damage, what is left of a record.
        loop {
            let line = into.chunk.bytes.len();
            if line - start >= CHUNK {
                into.push(start..line, What::Between);
                return Ok(true);
            }
            let n = from
                .take(HEAD as u64)
                .read_until(b'\n', &mut into.chunk.bytes)?;
            let bytes = &into.chunk.bytes[line..];
            let blank = matches!(bytes, b"\r\n" | b"\n");
            if n > 0 && (blank || self.lost && !bytes.starts_with(b"WARC/")) {
                continue;
            }
            into.push(start..line, What::Between);
            return if n == 0 {
                Ok(false)
            } else {
                self.head(from, into, line)
            };
        }
    }

    /// A record whose first line stands at `at`.
    fn head(&mut self, from: &mut dyn BufRead, into: &mut Cuts, at: usize) -> io::Result<bool> {
        let mut length = None;
        let is_head = into.chunk.bytes[at..].starts_with(b"WARC/");
        let mut line = at;
        loop {
            let bytes = &into.chunk.bytes[line..];
            let whole = bytes.ends_with(b"\n");
            if !is_head || !whole {
                let end = into.chunk.bytes.len();
                let cut_off = is_head && end - at < HEAD;
                into.put(at..end, if cut_off { CUT_OFF } else { DAMAGED });
                into.line += 1;
                self.lost = true;
                return Ok(true);
            }
            if matches!(bytes, b"\r\n" | b"\n") {
                break;
            }
            if let Some(value) = field(bytes, "Content-Length") {
                length = value.parse::<u64>().ok();
            }
            line = into.chunk.bytes.len();
            let most = (at + HEAD).saturating_sub(line) as u64;
            from.take(most).read_until(b'\n', &mut into.chunk.bytes)?;
        }
        self.lost = false;
        let head = into.chunk.bytes.len() - at;
        let Some(length) = length else {
            into.put(at..at + head, DAMAGED);
            into.line += 1;
            self.lost = true;
            return Ok(true);
        };
        let too_large = length > (into.limit.saturating_sub(head)) as u64;
        let most = if too_large {
            length.min(CHUNK as u64)
        } else {
            length
        };
        let n = from.take(most).read_to_end(&mut into.chunk.bytes)? as u64;
        let end = into.chunk.bytes.len();
        let what = if n < most {
            CUT_OFF
        } else if too_large {
            self.passing = length - n;
            What::TooLarge
        } else {
            What::Document
        };
        // The sum that a member ends with is checked before its record is taken.
        let ended = match what {
            What::Document => end_of_record(from, into),
            _ => Ok(()),
        };
        let damage = match &ended {
            Ok(()) => None,
            Err(error) => damage(error),
        };
        let whole = damage.is_none_or(|damage| damage.whole_before);
        into.put(at..end, if whole { what } else { DAMAGED });
        into.line += 1;
        let tail = into.chunk.bytes.len();
        into.push(end..tail, What::Between);
        if damage.is_some() {
            self.lost = true;
            if whole {
                into.put(tail..tail, DAMAGED);
                into.line += 1;
            }
            return Ok(true);
        }
        ended.map(|()| true)
    }
}
