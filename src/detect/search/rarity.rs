//! How rare some bytes are in ordinary folded text, roughly: what they say, word by word.
//!
//! A word of English is told from the others by some twelve bits, whatever its letters, the commonest
//! by fewer; so is a word of two Han. It is a guess, and costs time only where it is bad.

/// Words that make up some two fifths of a text.
const COMMON_WORDS: &str = "a about after all also an and any are as at be been but by can could day do first for from \
    get had has have he her his how if in into is it its just like many may more most new no not now of on one only or \
    other our out over people said she so some such than that the their them then there these they this time to two up \
    us was way we were what when which who will with work would year you your";

/// The commonest Han, which stand for two fifths of a text.
const COMMON_HAN: &str = "的一有不人年是在了三十上公月我本到日二分第用下四者中出成以小文元个天最要他大新家来可期自看明水每告\
    司会次前行多工作得生市五子时面字全后部里名收信六之为把地她老点台就去同加法方手只回说理金表起清其发主提位高电七百所\
    报能股片没投道示意事由任机那件资因今都江度们路注入过半定至被开海保两及打好比通关这着八";

/// Bits that a word of so many letters says.
const OF_WORD: [u8; 12] = [0, 5, 7, 9, 11, 12, 13, 14, 14, 15, 15, 16];
const OF_COMMON_WORD: u32 = 7;
/// What a common word says behind another: such pairs are frequent.
const OF_COMMON_PAIR: u32 = 3;
/// What one of the common Han says, any other character that is not ASCII, and a mark.
const OF_COMMON_HAN: u32 = 7;
const OF_RARE: u32 = 10;
const OF_MARK: u32 = 5;

/// Bits that some bytes say, beginning with a character and cut off anywhere.
pub(super) fn rarity(bytes: &[u8]) -> u32 {
    let mut bits = 0;
    let mut last = 0;
    let mut rest = bytes;
    while let [first, ..] = *rest {
        let word = rest.iter().take_while(|b| b.is_ascii_alphanumeric());
        let (taken, own) = match first {
            b' ' => (1, 0),
            b'0'..=b'9' | b'a'..=b'z' => {
                let len = word.count();
                let own = match of_word(&rest[..len]) {
                    OF_COMMON_WORD if last == OF_COMMON_WORD => OF_COMMON_PAIR,
                    own => own,
                };
                last = own;
                (len, own)
            }
            ..0x80 => (1, OF_MARK),
            0xE0..0xF0 if rest.len() >= 3 && has(&HAN, han(rest[0], rest[1], rest[2])) => {
                (3, OF_COMMON_HAN)
            }
            _ => {
                let len = 1 + rest[1..].iter().take_while(|b| **b & 0xC0 == 0x80).count();
                // Of a character cut off, the last byte says the most.
                let whole = first >= 0xE0 && len < 3;
                (len, if whole { OF_RARE / 2 } else { OF_RARE })
            }
        };
        bits += own;
        rest = &rest[taken..];
    }
    bits
}

fn of_word(word: &[u8]) -> u32 {
    if word.len() <= 8 && has(&WORDS, hash(word, 0, word.len())) {
        OF_COMMON_WORD
    } else {
        u32::from(OF_WORD[word.len().min(OF_WORD.len() - 1)])
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
static WORDS: Set = {
    let mut set = [0; 0x400];
    let common = COMMON_WORDS.as_bytes();
    let mut start = 0;
    while start < common.len() {
        let mut end = start;
        while end < common.len() && common[end] != b' ' {
            end += 1;
        }
        let number = hash(common, start, end);
        set[number / 64] |= 1 << (number % 64);
        start = end + 1;
    }
    set
};

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
        assert!(of("the") < of("fox") && of("fox") < of("reserved"));
        assert!(of("of the") < of("issue") && of("issue") < of("newsle"));
        assert!(of("的人") < of("版权") && of("中") < of("摄"));
        assert!(of("版权") > rarity(&"版权".as_bytes()[..4]));
        assert_eq!(of(""), 0);
    }
}
