//! How likely the characters are that bytes give in an encoding: what tells encodings apart that
//! all decode the bytes without a mistake.

use std::collections::HashSet;
use std::sync::LazyLock;

use encoding_rs::Encoding;

use super::fold::simplified;

/// The most frequent characters of Chinese, Simplified: about half of any running text. Misread
/// bytes give them no more often than other characters.
const COMMON: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于\
    着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主\
    样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间\
    由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次\
    度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数\
    安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五\
    基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉\
    术领共确传师观清今切院让识候带导争运闻网责编者亿股投价元月";

static IS_COMMON: LazyLock<HashSet<char>> = LazyLock::new(|| COMMON.chars().collect());

/// The characters that the first levels of GB 2312 and of Big5 hold, those that are taught.
struct Levels {
    simplified: Vec<bool>,
    traditional: Vec<bool>,
}

const HAN: u32 = 0x4E00;

static LEVELS: LazyLock<Levels> = LazyLock::new(|| Levels {
    simplified: level(encoding_rs::GBK, 0xB0..=0xD7),
    traditional: level(encoding_rs::BIG5, 0xA4..=0xC6),
});

fn level(encoding: &'static Encoding, leads: std::ops::RangeInclusive<u8>) -> Vec<bool> {
    let from = if encoding == encoding_rs::BIG5 {
        0x40
    } else {
        0xA1
    };
    let bytes: Vec<u8> = leads
        .flat_map(|lead| (from..=0xFE).flat_map(move |trail| [lead, trail]))
        .collect();
    let mut level = vec![false; 0x5200];
    for c in encoding.decode_without_bom_handling(&bytes).0.chars() {
        if let Some(held) = slot(c).and_then(|slot| level.get_mut(slot)) {
            *held = true;
        }
    }
    level
}

fn slot(c: char) -> Option<usize> {
    u32::from(c).checked_sub(HAN).map(|slot| slot as usize)
}

/// The writing an encoding was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// All of Unicode.
    Any,
    Simplified,
    Traditional,
    Japanese,
    Korean,
    /// Western European.
    Western,
    /// Any other alphabet.
    Foreign,
}

impl Writing {
    pub(super) fn of(encoding: &'static Encoding) -> Writing {
        match encoding.name() {
            "UTF-8" | "UTF-16LE" | "UTF-16BE" => Writing::Any,
            "gb18030" | "GBK" => Writing::Simplified,
            "Big5" => Writing::Traditional,
            "Shift_JIS" | "EUC-JP" | "ISO-2022-JP" => Writing::Japanese,
            "EUC-KR" => Writing::Korean,
            "windows-1252" => Writing::Western,
            _ => Writing::Foreign,
        }
    }
}

/// What a character of ASCII costs, the same in all encodings.
const PLAIN: f64 = 3.0;

/// How surprising the characters other than ASCII are in the mean; about 8 in Chinese news, half
/// again as much where it is misread.
pub(super) fn mean(text: &str, surprise: f64) -> f64 {
    let (mut plain, mut others) = (0, 0);
    for c in text.chars() {
        if c.is_ascii() {
            plain += 1;
        } else {
            others += 1;
        }
    }
    (surprise - PLAIN * f64::from(plain)) / f64::from(others.max(1))
}

/// How surprising a text is in news of that writing: minus the natural logarithm of its likelihood,
/// the characters taken one by one. The figures are round estimates; only large differences count.
pub(super) fn surprise(text: &str, writing: Writing) -> f64 {
    let mut sum = 0.0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        sum += of_char(c, writing);
        sum += match writing {
            // Rare in every language, the rule where Chinese is read as an alphabet.
            Writing::Any | Writing::Western if is_accented(before) && is_accented(c) => 4.0,
            // A stray byte that has eaten the letter behind it.
            Writing::Simplified | Writing::Traditional
                if slot(c).is_some()
                    && before.is_ascii()
                    && chars.peek().is_some_and(char::is_ascii_alphabetic) =>
            {
                8.0
            }
            _ => 0.0,
        };
        before = c;
    }
    sum
}

fn is_accented(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}') && c.is_alphabetic()
}

fn of_char(c: char, writing: Writing) -> f64 {
    use Writing::*;
    match c {
        '\t' | '\n' | '\r' | ' '..='~' => PLAIN,
        '\0'..='\x1F' | '\x7F' => 12.0,
        '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' | char::REPLACEMENT_CHARACTER => 15.0,
        '‘' | '’' | '“' | '”' | '–' | '—' | '…' | '•' | '·' => 5.0,
        '\u{3000}'..='\u{3011}' | '！' | '（' | '）' | '，' | '．' | '：' | '；' | '？' | '％' => {
            match writing {
                Any | Simplified | Traditional | Japanese => 4.5,
                _ => 7.0,
            }
        }
        '\u{4E00}'..='\u{9FFF}' => of_han(c, writing),
        '\u{3040}'..='\u{30FF}' | '\u{FF61}'..='\u{FF9F}' if writing == Japanese => 5.0,
        '\u{3040}'..='\u{30FF}' if writing == Any => 6.5,
        '\u{AC00}'..='\u{D7A3}' if writing == Any => 10.0,
        '\u{AC00}'..='\u{D7A3}' if writing == Korean => 7.0,
        '\u{3040}'..='\u{31BF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF61}'..='\u{FF9F}' => 11.5,
        '\u{FF01}'..='\u{FF5E}' => 6.5,
        '\u{370}'..='\u{6FF}' | '\u{E00}'..='\u{E7F}' if writing == Foreign => 5.0,
        '«' | '»' | '‹' | '›' => 6.0,
        '\u{A0}' | '£' | '©' | '®' | '°' | '¼' | '½' | '¾' | '€' | '™' => 7.0,
        '¢' | '¥' | '§' | '±' | '²' | '³' | 'ª' | 'º' | '×' | '¡' | '¿' | 'œ' => 9.0,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ç' | 'è' | 'é' | 'ê' | 'ë' | 'í' | 'î' | 'ï' | 'ñ'
        | 'ó' | 'ô' | 'ö' | 'ø' | 'ú' | 'û' | 'ü' | 'ß' => 6.5,
        '\u{C0}'..='\u{DE}' if !matches!(c, 'Ã' | 'Â' | 'Ð' | '×' | 'Ý' | 'Þ') => 9.0,
        '\u{100}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if writing == Foreign => 7.5,
        '\u{2010}'..='\u{22FF}' | '\u{2460}'..='\u{26FF}' => 9.5,
        '\u{A1}'..='\u{FF}' => 13.0,
        _ => 14.0,
    }
}

fn of_han(c: char, writing: Writing) -> f64 {
    let held = |level: &[bool]| slot(c).is_some_and(|slot| level[slot]);
    let levels = &*LEVELS;
    let common = IS_COMMON.contains(&simplified(c));
    match writing {
        Writing::Japanese if common => 7.5,
        Writing::Korean if common => 10.0,
        Writing::Western | Writing::Foreign => 14.0,
        _ if common => 6.5,
        Writing::Simplified if held(&levels.simplified) => 9.0,
        Writing::Traditional if held(&levels.traditional) => 9.0,
        Writing::Any | Writing::Simplified | Writing::Japanese
            if held(&levels.simplified) || held(&levels.traditional) =>
        {
            10.0
        }
        _ => 13.5,
    }
}
