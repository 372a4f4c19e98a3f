//! Finds the members of a JSON object by their bytes, so that a line can be changed in one
//! place and keep every other byte. `NaN` and the infinities pass, as Python writes them.

use std::ops::Range;

use memchr::{memchr, memchr2};

/// Deeper nesting is refused: the scanner recurses.
const MAX_DEPTH: usize = 256;

/// One `"key": value` of an object, as byte ranges of the line.
#[derive(Debug, Clone)]
pub struct Member {
    pub key: String,
    /// From the key's opening quote to the value's end.
    pub whole: Range<usize>,
    pub value: Range<usize>,
}

/// Where a line stops being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub at: usize,
    pub expected: &'static str,
}

/// The members of the object that `line` holds from `start` on, and the object's end.
/// With `whole_line`, nothing but white space may follow.
pub fn members(line: &str, start: usize, whole_line: bool) -> Result<(Vec<Member>, usize), Broken> {
    let mut scan = Scan {
        bytes: line.as_bytes(),
        at: start,
    };
    scan.space();
    let mut found = Vec::new();
    scan.object(0, &mut |key, value| {
        found.push(Member {
            key: decode_lossily(&line[key.start + 1..key.end - 1]),
            whole: key.start..value.end,
            value,
        });
    })?;
    let end = scan.at;
    if whole_line {
        scan.space();
        if scan.at != line.len() {
            return Err(scan.broken("the end of the line after the object"));
        }
    }
    Ok((found, end))
}

/// The values of the array that `line` holds at `start`.
pub fn elements(line: &str, start: usize) -> Result<Vec<Range<usize>>, Broken> {
    let mut scan = Scan {
        bytes: line.as_bytes(),
        at: start,
    };
    let mut found = Vec::new();
    scan.array(0, &mut |value| found.push(value))?;
    Ok(found)
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn broken(&self, expected: &'static str) -> Broken {
        Broken {
            at: self.at,
            expected,
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Broken> {
        if self.peek() != Some(byte) {
            return Err(self.broken(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Range<usize>, Broken> {
        if depth > MAX_DEPTH {
            return Err(self.broken("at most 256 levels of nesting"));
        }
        let start = self.at;
        match self.peek() {
            Some(b'{') => self.object(depth, &mut |_, _| {})?,
            Some(b'[') => self.array(depth, &mut |_| {})?,
            Some(b'"') => {
                self.string()?;
            }
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z' | b'N' | b'I') => self.scalar()?,
            _ => return Err(self.broken("a value")),
        }
        Ok(start..self.at)
    }

    fn scalar(&mut self) -> Result<(), Broken> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
        ) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        let named: [&[u8]; 6] = [
            b"null",
            b"true",
            b"false",
            b"NaN",
            b"Infinity",
            b"-Infinity",
        ];
        if named.contains(&word) || is_number(word) {
            return Ok(());
        }
        self.at = start;
        Err(self.broken("a value"))
    }

    fn string(&mut self) -> Result<Range<usize>, Broken> {
        let start = self.at;
        self.take(b'"', "a key in double quotes or `}`")?;
        loop {
            let rest = &self.bytes[self.at..];
            let run = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            if let Some(control) = position_of_control(&rest[..run]) {
                self.at += control;
                return Err(self.broken("an escape in place of a control character"));
            }
            self.at += run;
            match self.peek() {
                None => return Err(self.broken("the closing quote of a string")),
                Some(b'"') => break,
                Some(_) => self.escape()?,
            }
        }
        self.at += 1;
        Ok(start..self.at)
    }

    fn escape(&mut self) -> Result<(), Broken> {
        let rest = &self.bytes[self.at + 1..];
        let length = match rest.first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if rest.len() >= 5 && rest[1..5].iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return Err(self.broken("a valid escape")),
        };
        self.at += length;
        Ok(())
    }

    fn object(
        &mut self,
        depth: usize,
        each: &mut dyn FnMut(Range<usize>, Range<usize>),
    ) -> Result<(), Broken> {
        self.take(b'{', "an object")?;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.space();
            self.take(b':', "`:`")?;
            self.space();
            let value = self.value(depth + 1)?;
            each(key, value);
            self.space();
            if self.peek() != Some(b',') {
                return self.take(b'}', "`,` or `}`");
            }
            self.at += 1;
            self.space();
        }
    }

    fn array(&mut self, depth: usize, each: &mut dyn FnMut(Range<usize>)) -> Result<(), Broken> {
        self.take(b'[', "an array")?;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let value = self.value(depth + 1)?;
            each(value);
            self.space();
            if self.peek() != Some(b',') {
                return self.take(b']', "`,` or `]`");
            }
            self.at += 1;
            self.space();
        }
    }
}

fn position_of_control(bytes: &[u8]) -> Option<usize> {
    // Whole blocks first, which has no branch for a byte.
    let holds = |block: &[u8]| block.iter().fold(false, |any, b| any | (*b < 0x20));
    let block = bytes.chunks(64).position(holds)?;
    let start = block * 64;
    let within = bytes[start..].iter().position(|b| *b < 0x20)?;
    Some(start + within)
}

fn is_number(word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|w| {
        let digits = w.strip_prefix('-').unwrap_or(w);
        digits.starts_with(|c: char| c.is_ascii_digit())
            && (!digits.starts_with('0') || !digits[1..].starts_with(|c: char| c.is_ascii_digit()))
            && !digits.contains(".e")
            && !digits.contains(".E")
            && !digits.ends_with('.')
            && w.parse::<f64>().is_ok()
    })
}

/// One character of a string's content and the bytes that spell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelled {
    pub raw: Range<usize>,
    /// None: half of a surrogate pair, which no text can hold.
    pub char: Option<char>,
}

/// The characters of a valid string's content, without the quotes.
pub fn spelled(raw: &str) -> impl Iterator<Item = Spelled> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let first = raw[at..].chars().next()?;
        let char = if first == '\\' {
            let (char, length) = unescape(&raw[at..]);
            at += length;
            char
        } else {
            at += first.len_utf8();
            Some(first)
        };
        Some(Spelled {
            raw: start..at,
            char,
        })
    })
}

fn unescape(raw: &str) -> (Option<char>, usize) {
    let plain = match raw.as_bytes()[1] {
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let high = hex(&raw[2..6]);
            let low = raw.get(6..12).filter(|next| next.starts_with("\\u"));
            if let (0xD800..0xDC00, Some(next)) = (high, low) {
                let low = hex(&next[2..]);
                if (0xDC00..0xE000).contains(&low) {
                    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    return (char::from_u32(code), 12);
                }
            }
            return (char::from_u32(high), 6);
        }
        other => char::from(other),
    };
    (Some(plain), 2)
}

/// Appends the text of a valid string's content, as far as it is text: half of a surrogate pair is
/// none, and then nothing more is appended.
pub fn decode(raw: &str, text: &mut String) -> bool {
    let mut rest = raw;
    while let Some(run) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..run]);
        let (char, length) = unescape(&rest[run..]);
        match char {
            Some(c) => text.push(c),
            None => return false,
        }
        rest = &rest[run + length..];
    }
    text.push_str(rest);
    true
}

/// A place in a valid string's content, and in the text that it spells.
pub struct Cursor<'r> {
    raw: &'r str,
    at: usize,
    byte: usize,
}

impl<'r> Cursor<'r> {
    /// At the start of the content, which spells a text from byte `byte` on.
    pub fn new(raw: &'r str, byte: usize) -> Self {
        Cursor { raw, at: 0, byte }
    }

    /// Goes on to a byte of the text, between two characters, or to the end; what is passed as it is
    /// spelled.
    pub fn advance(&mut self, to: usize) -> &'r str {
        let start = self.at;
        while self.byte < to && self.at < self.raw.len() {
            let rest = &self.raw[self.at..];
            let run = memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            let (length, bytes) = match run.min(to - self.byte) {
                0 => {
                    let (char, length) = unescape(rest);
                    (length, char.map_or(0, char::len_utf8))
                }
                run => (run, run),
            };
            self.at += length;
            self.byte += bytes;
        }
        &self.raw[start..self.at]
    }
}

fn hex(digits: &str) -> u32 {
    u32::from_str_radix(digits, 16).unwrap_or(0xD800)
}

/// The text of a string's content; halves of surrogate pairs become U+FFFD.
pub fn decode_lossily(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let char = |s: Spelled| s.char.unwrap_or(char::REPLACEMENT_CHARACTER);
    spelled(raw).map(char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(line: &str) -> Vec<(String, String)> {
        let (members, _) = members(line, 0, true).unwrap();
        let pair = |m: Member| (m.key, line[m.value].to_owned());
        members.into_iter().map(pair).collect()
    }

    #[test]
    fn members_keep_their_spelling_and_their_order() {
        let line = r#" {"a" : 2.50, "\u0062":[1, {"c":"}"}] ,"a":NaN,"d":-Infinity,"e":12345678901234567890123}  "#;
        let found = values(line);
        let keys: Vec<_> = found.iter().map(|(k, _)| k.as_str()).collect();
        assert_eq!(keys, ["a", "b", "a", "d", "e"]);
        assert_eq!(found[0].1, "2.50");
        assert_eq!(found[1].1, r#"[1, {"c":"}"}]"#);
        assert_eq!(found[2].1, "NaN");
    }

    #[test]
    fn broken_lines_say_where_and_what_was_expected() {
        let at = |line| members(line, 0, true).unwrap_err();
        assert_eq!(at(r#"{"a":1"#).expected, "`,` or `}`");
        assert_eq!(at(r#"{"a":"x"#).at, 7);
        assert_eq!(at(r#"{"a":1} x"#).at, 8);
        assert_eq!(at("[1]").expected, "an object");
        assert_eq!(at(r#"{"a":"\x"}"#).expected, "a valid escape");
        assert_eq!(at(r#"{"a":01}"#).expected, "a value");
        assert_eq!(at(r#"{"a":1,}"#).at, 7);
        assert_eq!(at("{\"a\":\"\t\"}").at, 6);
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(at(&deep).expected.contains("256"));
    }

    #[test]
    fn characters_know_the_bytes_that_spell_them() {
        let chars: Vec<_> = spelled(r"a\n\u4e2d\ud83d\ude00中\/").collect();
        let text: String = chars.iter().filter_map(|s| s.char).collect();
        assert_eq!(text, "a\n中😀中/");
        assert_eq!(chars[3].raw, 9..21);
        assert_eq!(spelled(r"\ud83dx").next().unwrap().char, None);
        assert_eq!(spelled(r"\ud83d\u0041").count(), 2);
    }

    #[test]
    fn a_cursor_goes_by_the_text() {
        let raw = r"a\n\u4e2d\ud83d\ude00中\/z";
        let mut text = String::new();
        assert!(decode(raw, &mut text));
        assert_eq!(text, "a\n中😀中/z");
        let mut cursor = Cursor::new(raw, 100);
        let parts = [101, 102, 109, 112, 113, 200].map(|to| cursor.advance(to));
        assert_eq!(parts, ["a", r"\n", r"\u4e2d\ud83d\ude00", "中", r"\/", "z"]);
        assert_eq!(cursor.advance(300), "");
        let mut text = String::new();
        assert!(!decode(r"ab\ud83dx", &mut text));
    }

    #[test]
    fn control_characters_are_found_wherever_they_stand() {
        for at in [0, 1, 63, 64, 65, 130] {
            let line = format!("{{\"{}\u{1}\":1}}", "x".repeat(at));
            assert_eq!(members(&line, 0, true).unwrap_err().at, at + 2);
        }
    }
}
