//! Mail: a message a file, or many in an mbox. The text is what its writer wrote: what it quotes of
//! other messages and the signature stand apart.

use std::io::{self, BufRead, Read as _};

use mail_parser::{Address, MessageParser, PartType};
use memchr::memchr_iter;

use super::whole::Whole;
use crate::batch::forms::made::{Broken, Kind, Made, Members, Reading};
use crate::batch::forms::page;
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{CHUNK, Cut, Cuts};

/// So many messages may stand one in the other.
const DEEPEST: usize = 256;

/// One message a file.
pub(crate) struct Eml;

/// Many messages a file, each behind a line that begins with `From `.
pub(crate) struct Mbox;

impl Kind for Eml {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Whole)
    }

    fn is_utf8(&self) -> bool {
        false
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        message(bytes, reading)
    }
}

impl Kind for Mbox {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Messages::default())
    }

    fn is_utf8(&self) -> bool {
        false
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        // Lines that would begin a message are written with one `>` more.
        let is_escaped = |line: &[u8]| {
            let rest = line.iter().position(|b| *b != b'>').unwrap_or(0);
            rest > 0 && line[rest..].starts_with(b"From ")
        };
        let lines = bytes.split_inclusive(|b| *b == b'\n');
        let plain = lines.flat_map(|line| &line[usize::from(is_escaped(line))..]);
        let plain: Vec<u8> = plain.copied().collect();
        message(&plain, reading)
    }
}

/// None: there is no text in it.
fn message(bytes: &[u8], reading: &Reading<'_>) -> Result<Option<Made<'static>>, Broken> {
    if is_too_deep(bytes) {
        return Err(Broken::new(format!(
            "it holds over {DEEPEST} messages one in the other; left out, take them out of it"
        )));
    }
    let message = MessageParser::default().parse(bytes);
    let message = message.filter(|message| !message.headers().is_empty());
    let message = message.ok_or_else(|| {
        Broken::new(
            "it is no message: it has no head; left out, name what it is with --input-format",
        )
    })?;
    let mut text = String::new();
    for part in message.text_bodies() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        match &part.body {
            PartType::Text(body) => text.push_str(body),
            PartType::Html(body) => text.push_str(&page::plain(body)?),
            _ => {}
        }
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parts = Parts::of(&text);
    let place = || reading.place.to_string();
    let id = message.message_id().map_or_else(place, str::to_owned);
    let from = message.from().and_then(Address::first);
    let date = message.date().map(|date| date.to_rfc3339());
    let mut members = Members::default();
    members.add(&reading.fields.id, &id);
    members.add_some("from", from.and_then(|from| from.address()));
    members.add_some("date", date.as_deref());
    members.add_some(&reading.fields.title, message.subject());
    members.add(reading.fields.made(), &parts.own);
    members.add_some("quoted", Some(&parts.quoted));
    members.add_some("signature", Some(&parts.signature));
    Ok(Some(Made::of_json(members.object())))
}

/// Whether messages may stand one in the other, and so many that what holds them recurses too deep.
fn is_too_deep(bytes: &[u8]) -> bool {
    let after = memchr_iter(b'/', bytes).filter(|at| {
        let before = &bytes[at.saturating_sub(9)..*at];
        let after = bytes.get(at + 1..at + 7).unwrap_or_default();
        let is = |name: &str| {
            let start = before.len().checked_sub(name.len());
            start.is_some_and(|start| before[start..].eq_ignore_ascii_case(name.as_bytes()))
        };
        is("message") || is("multipart") && after.eq_ignore_ascii_case(b"digest")
    });
    after.take(DEEPEST + 1).count() > DEEPEST
}

/// What a message is made of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    own: String,
    quoted: String,
    signature: String,
}

impl Parts {
    fn of(text: &str) -> Parts {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        // RFC 3676: a line of two hyphens and a space begins the signature.
        let is_mark = |line: &str| line.trim_end_matches(['\r', '\n']) == "-- ";
        let end = lines.iter().rposition(|line| is_mark(line));
        let (lines, signature) = lines.split_at(end.unwrap_or(lines.len()));
        let is_quote = |line: &str| line.trim_start().starts_with('>');
        let mut quoted: Vec<bool> = lines.iter().map(|line| is_quote(line)).collect();
        for at in 1..lines.len() {
            // `On Monday, A wrote:` may take two lines, and a blank one may follow.
            if quoted[at] && !quoted[at - 1] {
                let before = lines[..at].iter().rposition(|line| !line.trim().is_empty());
                let Some(last) = before.filter(|last| at - last <= 2) else {
                    continue;
                };
                if is_attribution(lines[last]) {
                    quoted[last..at].fill(true);
                } else if last > 0 {
                    let both = format!("{} {}", lines[last - 1].trim(), lines[last].trim());
                    if is_attribution(&both) && !quoted[last - 1] && begins_one(lines[last - 1]) {
                        quoted[last - 1..at].fill(true);
                    }
                }
            }
        }
        let of = |wanted: bool| {
            let lines = lines.iter().zip(&quoted);
            let lines = lines.filter(|(_, quoted)| **quoted == wanted);
            let text: String = lines.map(|(line, _)| *line).collect();
            text.trim_matches(['\r', '\n']).to_owned()
        };
        let signature: String = signature.iter().skip(1).copied().collect();
        Parts {
            own: of(false),
            quoted: of(true),
            signature: signature.trim_end().to_owned(),
        }
    }
}

fn begins_one(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("On ") || line.starts_with('在')
}

/// Whether a line says whose words follow: it ends in `wrote:` or `写道：`.
fn is_attribution(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_suffix([':', '：']).unwrap_or("");
    let line = line.trim_end();
    begins_one(line)
        && ["wrote", "写道", "寫道", "写", "寫"]
            .iter()
            .any(|end| line.ends_with(end))
        || line.ends_with(" wrote") && line.contains('@')
}

/// Cuts an mbox.
#[derive(Default)]
struct Messages {
    /// A line that begins a message may come: at the beginning, and behind a blank line.
    may_begin: bool,
    begun: bool,
    /// The line that begins the next message, read already.
    ahead: Vec<u8>,
}

impl Cut for Messages {
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        let start = into.chunk.bytes.len();
        let mut body = start;
        if !self.ahead.is_empty() {
            into.chunk.bytes.append(&mut self.ahead);
            body = into.chunk.bytes.len();
        }
        into.push(start..body, What::Between);
        let at_end = loop {
            let line = into.chunk.bytes.len();
            let n = from
                .take(CHUNK as u64)
                .read_until(b'\n', &mut into.chunk.bytes)?;
            if n == 0 {
                break true;
            }
            let bytes = &into.chunk.bytes[line..];
            if bytes.starts_with(b"From ") && (self.may_begin || !self.begun) {
                self.ahead = into.chunk.bytes.split_off(line);
                (self.begun, self.may_begin) = (true, false);
                break false;
            }
            self.begun = true;
            self.may_begin = matches!(bytes, b"\n" | b"\r\n");
            let length = into.chunk.bytes.len() - body;
            if into.skipping && length >= CHUNK {
                break false;
            }
            if !into.skipping && length > into.limit {
                into.skipping = true;
                let end = into.chunk.bytes.len();
                into.push(body..end, What::TooLarge);
                return Ok(true);
            }
        };
        let end = into.chunk.bytes.len();
        let blank = into.chunk.bytes[body..].iter().all(u8::is_ascii_whitespace);
        if into.skipping {
            into.push(body..end, What::Between);
            if !at_end && self.ahead.is_empty() {
                return Ok(true);
            }
            into.skipping = false;
            into.line += 1;
        } else if blank {
            into.push(body..end, What::Between);
        } else {
            into.push(body..end, What::Document);
            into.line += 1;
        }
        Ok(!at_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_signatures_stand_apart() {
        let parts = Parts::of(
            "The council met.\n\nOn Monday, Ana <ana@example.com>\nwrote:\n> When?\n> Where?\n\nIn the library.\n-- \nBen\nThe Example\n",
        );
        let expected = Parts {
            own: "The council met.\n\n\nIn the library.".to_owned(),
            quoted: "On Monday, Ana <ana@example.com>\nwrote:\n> When?\n> Where?".to_owned(),
            signature: "Ben\nThe Example".to_owned(),
        };
        assert_eq!(parts, expected);
        let chinese = Parts::of("好的。\n在 2024年5月1日，安 写道：\n> 何时？\n");
        assert_eq!(chinese.own, "好的。");
        // A line before a quote that says nothing of it is the writer's.
        let kept = Parts::of("This is what she wrote:\n> When?\n");
        assert_eq!(kept.own, "This is what she wrote:");
    }
}
