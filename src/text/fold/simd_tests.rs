//! Wide registers against byte by byte: every length from 0 to 4096 at every alignment. `make simd`
//! runs these under valgrind, for which every input ends with its allocation.

use super::Folded;
use super::ascii::Cursor;
use super::places::Places;
use super::simd::{self, Way};
use crate::text::layout::rows;

const LONGEST: usize = 4096;

/// Bytes of the widest register.
const WIDTH: usize = 16;

/// As much as there is behind the output of a text; see `folder.rs`.
const SLACK: usize = 64;

/// No piece of a text has it, and folding does not make it.
const CANARY: u8 = 0x01;

/// What is folded in a row: capitals, white space in runs, all that is tight, both ends of every
/// table.
const ASCII: &[&str] = &[
    "the",
    "City",
    "COUNCIL",
    "a",
    "I",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "     ",
    ", ",
    ". ",
    ": ",
    " : ",
    "!",
    "?",
    ";",
    "|",
    " | ",
    "(",
    ")",
    "[",
    "]",
    " [",
    "] ",
    "<",
    ">",
    "\"",
    " \"",
    "\" ",
    "/",
    "~",
    "`",
    "'",
    "@",
    "[Z",
    "z{",
    "A",
    "Z",
    "\0",
    "\u{1F}",
    "\u{7F}",
    "0",
    "9",
    "3.14",
    "-",
    "_",
    "                                   ",
    ",                 ",
    "averyverylongwordwithoutanyspacetoendit,",
];

/// What ends such a run, before or behind spaces or not.
const STOPS: &[&str] = &[
    "\t",
    "\n",
    "\r\n",
    "\u{B}",
    "\u{C}",
    "&",
    "&amp;",
    "&nbsp;",
    "&lt;",
    "&#8203;",
    "é",
    "\u{A0}",
    "\u{80}",
    "责",
    "編",
    "。",
    "，",
    "“",
    "\u{3000}",
    "\u{200B}",
    "\u{FEFF}",
    "Ⱥ",
    "K",
    "ẞ",
    "😀",
    "𠀀",
    " \t",
    "  \n ",
    "   &",
    "    责",
    " \u{200B} ",
];

/// Pieces in an order that looks like chance, now and then with one that stops, between them a run
/// of two registers and more without anything that is dropped.
fn text(len: usize, seed: u32, stops: bool) -> String {
    let mut state = seed;
    let mut next = |below: usize| {
        // Numerical Recipes' generator, of which the high bits are used.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let mut text = String::new();
    while text.len() < len {
        match next(40) {
            0 => text.push_str(&"Plain Words In A Row ".repeat(1 + next(20))),
            1..4 if stops => text.push_str(STOPS[next(STOPS.len())]),
            _ => text.push_str(ASCII[next(ASCII.len())]),
        }
    }
    text
}

/// So many bytes of a text from about there on, whole characters.
fn window(text: &str, from: usize, len: usize) -> String {
    let whole = |mut at| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = whole(from);
    let mut window = text[from..whole(from + len)].to_owned();
    window.push_str(&"x".repeat(len - window.len()));
    window
}

/// Bytes at an alignment, which end with their allocation where allocations begin at a multiple of
/// the register.
struct Aligned {
    bytes: Vec<u8>,
    from: usize,
}

impl Aligned {
    fn new(content: &[u8], alignment: usize) -> Self {
        let room = |more| Vec::with_capacity(WIDTH + alignment + content.len() + more);
        let mut bytes: Vec<u8> = room(0);
        if !bytes.as_ptr().addr().is_multiple_of(WIDTH) {
            bytes = room(WIDTH);
        }
        let here = bytes.as_ptr().addr() % WIDTH;
        let from = WIDTH + alignment + (WIDTH - here) % WIDTH;
        bytes.resize(from, CANARY);
        bytes.extend_from_slice(content);
        assert_eq!(bytes[from..].as_ptr().addr() % WIDTH, alignment);
        Aligned { bytes, from }
    }

    fn content(&self) -> &[u8] {
        &self.bytes[self.from..]
    }
}

/// What folding ASCII gives: the folded bytes, the places, and where it stopped.
#[derive(Debug, PartialEq)]
struct Outcome {
    folded: Vec<u8>,
    places: Places,
    stops: Vec<(usize, usize, bool)>,
}

/// Folds what can be folded, and steps over the rest.
fn runs(input: &[u8], alignment: usize, way: Way) -> Outcome {
    let mut all = Aligned::new(&vec![CANARY; input.len() + SLACK + WIDTH], alignment);
    let (start, end) = (all.from, all.from + input.len() + SLACK);
    let out = &mut all.bytes[start..end];
    let mut places = Places::new(input.len());
    let mut at = Cursor {
        input: 0,
        folded: 0,
        tight: true,
    };
    let mut stops = Vec::new();
    while at.input < input.len() {
        simd::ascii(input, out, &mut places, &mut at, input.len(), way);
        stops.push((at.input, at.folded, at.tight));
        while input.get(at.input) == Some(&b' ') {
            at.input += 1;
        }
        at.input += 1;
        at.tight = false;
    }
    let folded = out[..at.folded].to_vec();
    let rest = [&all.bytes[..start], &all.bytes[end..]].concat();
    assert!(
        rest.iter().all(|&b| b == CANARY),
        "{way:?} wrote beside the output"
    );
    Outcome {
        folded,
        places,
        stops,
    }
}

#[test]
fn there_is_a_wide_way_where_the_processor_has_one() {
    let ways = Way::all();
    assert_eq!(ways[0], Way::Portable);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("ssse3") && is_x86_feature_detected!("popcnt") {
        assert_eq!(ways.len(), 2, "{ways:?}");
        assert_ne!(ways[1], Way::Portable);
    }
}

/// The loop over registers itself, byte for byte, with canaries on all sides.
#[test]
fn runs_of_every_length_and_alignment() {
    for stops in [false, true] {
        let text = text(3 * LONGEST, 7, stops);
        let mut stopped = 0;
        for len in 0..=LONGEST {
            let from = len * 61 % LONGEST;
            let content = &text.as_bytes()[from..from + len];
            let wanted = runs(content, 0, Way::Portable);
            stopped += wanted.stops.len();
            for alignment in 0..WIDTH {
                let input = Aligned::new(content, alignment);
                for way in Way::all().into_iter().skip(1) {
                    let found = runs(input.content(), (alignment * 5 + len) % WIDTH, way);
                    assert_eq!(
                        found, wanted,
                        "{way:?}: {len} bytes from {from} at {alignment}"
                    );
                }
            }
        }
        // Thirty and more a text, or its end alone.
        let wanted = if stops {
            30 * LONGEST..usize::MAX
        } else {
            0..2 * LONGEST
        };
        assert!(wanted.contains(&stopped), "{stopped}");
    }
}

/// The whole of folding, characters of more bytes and line breaks included.
#[test]
fn texts_of_every_length_and_alignment() {
    let text = text(3 * LONGEST, 3, true);
    for len in 0..=LONGEST {
        let window = window(&text, len * 61 % LONGEST, len);
        let rows = rows(&window);
        let wanted = Folded::by(&window, &rows, Way::Portable);
        for alignment in 0..WIDTH {
            let input = Aligned::new(window.as_bytes(), alignment);
            let input = std::str::from_utf8(input.content()).unwrap();
            for way in Way::all().into_iter().skip(1) {
                let found = Folded::by(input, &rows, way);
                assert!(
                    found.text == wanted.text
                        && found.places == wanted.places
                        && found.end == wanted.end,
                    "{way:?} at {alignment}: {window:?}"
                );
            }
        }
    }
}
