//! How rare some bytes are in ordinary folded text, roughly: what they say, word by word.
//!
//! A word of English is told from the others by some twelve bits, whatever its letters, the commonest
//! by fewer; so is a word of two Han. It is a guess, and costs time only where it is bad.

/// Words that make up a quarter of a text.
const COMMONEST_WORDS: &str = "a and for in is of on that the to";

/// Words that make up two fifths of it with those.
const COMMON_WORDS: &str = "about after all also an any are as at be been but by can could day do first from get had has \
    have he her his how if into it its just like many may more most new no not now one only or other our out over \
    people said she so some such than their them then there these they this time two up us was way we were what when \
    which who will with work would year you your";

/// The commonest Han, which stand for two fifths of a text.
const COMMON_HAN: &str = "的一有不人年是在了三十上公月我本到日二分第用下四者中出成以小文元个天最要他大新家来可期自看明水每告\
    司会次前行多工作得生市五子时面字全后部里名收信六之为把地她老点台就去同加法方手只回说理金表起清其发主提位高电七百所\
    报能股片没投道示意事由任机那件资因今都江度们路注入过半定至被开海保两及打好比通关这着八";

/// Bits that a word of so many letters says, and a common one of any length.
const OF_WORD: [u8; 12] = [0, 7, 9, 11, 12, 12, 13, 14, 14, 15, 15, 16];
const OF_COMMON_WORD: u32 = 10;
const OF_COMMONEST_WORD: u32 = 7;
/// What one of those says behind another: such pairs are frequent.
const OF_COMMON_PAIR: u32 = 3;
/// What one of the common Han says, any other, and a sign that is not ASCII.
const OF_COMMON_HAN: u32 = 7;
const OF_HAN: u32 = 10;
const OF_SIGN: u32 = 13;

/// What a mark of ASCII says.
fn of_mark(mark: u8) -> u32 {
    match mark {
        b',' | b'.' => 6,
        b'"' | b'\'' | b'-' => 7,
        b':' | b'(' | b')' => 8,
        b'/' | b'?' | b'!' | b';' => 10,
        _ => 12,
    }
}

/// Bits that some bytes say, beginning with a character and cut off anywhere.
pub(super) fn rarity(bytes: &[u8]) -> u32 {
    let mut bits = 0;
    let mut is_common = false;
    let mut rest = bytes;
    while let [first, ..] = *rest {
        let (taken, own) = match first {
            b' ' => (1, 0),
            b'0'..=b'9' => {
                let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                (len, 10 + len as u32 / 2)
            }
            b'a'..=b'z' => {
                let len = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
                let own = of_word(&rest[..len]);
                let was_common = std::mem::replace(&mut is_common, own.is_some());
                let own = match own {
                    Some(_) if was_common => OF_COMMON_PAIR,
                    Some(own) => own,
                    None => u32::from(OF_WORD[len.min(OF_WORD.len() - 1)]),
                };
                (len, own)
            }
            ..0x80 => (1, of_mark(first)),
            0xE0..0xF0 if rest.len() >= 3 && has(&HAN, han(rest[0], rest[1], rest[2])) => {
                (3, OF_COMMON_HAN)
            }
            _ => {
                let len = 1 + rest[1..].iter().take_while(|b| **b & 0xC0 == 0x80).count();
                let own = match (first, len) {
                    (0xE3..=0xE9, 3) | (0xF0.., 4) => OF_HAN,
                    // Of a character cut off, the last byte would say the most.
                    (0xE3.., _) => OF_HAN / 2,
                    _ => OF_SIGN,
                };
                (len, own)
            }
        };
        bits += own;
        rest = &rest[taken..];
    }
    bits
}

/// What a common word says.
fn of_word(word: &[u8]) -> Option<u32> {
    if word.len() > 6 {
        return None;
    }
    let hash = hash(word, 0, word.len());
    if has(&COMMONEST, hash) {
        Some(OF_COMMONEST_WORD)
    } else {
        has(&COMMON, hash).then_some(OF_COMMON_WORD)
    }
}

/// A set of numbers below 0x10000.
type Set = [u64; 0x400];

fn has(set: &Set, number: usize) -> bool {
    set[number / 64] >> (number % 64) & 1 != 0
}

/// The common Han, by the last sixteen bits of their code.
static HAN: Set = {
    let mut set = [0; 0x400];
    let common = COMMON_HAN.as_bytes();
    let mut at = 0;
    while at < common.len() {
        let number = han(common[at], common[at + 1], common[at + 2]);
        set[number / 64] |= 1 << (number % 64);
        at += 3;
    }
    set
};

const fn han(a: u8, b: u8, c: u8) -> usize {
    (a as usize & 0xF) << 12 | (b as usize & 63) << 6 | c as usize & 63
}

/// The common words, by hash; now and then another has the same.
static COMMON: Set = words(COMMON_WORDS.as_bytes());
static COMMONEST: Set = words(COMMONEST_WORDS.as_bytes());

const fn words(words: &[u8]) -> Set {
    let mut set = [0; 0x400];
    let mut start = 0;
    while start < words.len() {
        let mut end = start;
        while end < words.len() && words[end] != b' ' {
            end += 1;
        }
        let number = hash(words, start, end);
        set[number / 64] |= 1 << (number % 64);
        start = end + 1;
    }
    set
}

const fn hash(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut hash: u32 = 0;
    let mut at = start;
    while at < end {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    (hash >> 16) as usize
}

#[cfg(test)]
mod tests {
    use super::rarity;

    #[test]
    fn common_words_say_less() {
        let of = |text: &str| rarity(text.as_bytes());
        assert!(of("the") < of("this") && of("this") < of("fox") && of("fox") < of("reserved"));
        assert!(of("of the") < of("issue") && of("issue") < of("newsle"));
        assert!(of("的人") < of("版权") && of("中") < of("摄") && of("摄") < of("©"));
        assert!(of("版权") > rarity(&"版权".as_bytes()[..4]));
        assert_eq!(of(""), 0);
    }
}
