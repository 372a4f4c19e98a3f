//! The way between places in folded text and in the input.
//!
//! Every byte of folded text is carried by one of the input: the first bytes of a character's source
//! carry its folded bytes, one each. A bit for every byte of the input tells those that carry
//! nothing, and a mark for every 256 bytes how many were carried up to there, so a place is found by
//! counting the bits of at most 256 bytes.

/// Bytes of the input from mark to mark.
pub(super) const EVERY: usize = 256;

/// Bytes of the input to a word of bits.
const WORD: usize = 64;

/// Which bytes of the input carry the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// By byte of the input: whether it carries nothing. Bits behind the input are not set.
    gone: Vec<u64>,
    /// By multiple of [`EVERY`]: bytes of folded text that the input before it carries.
    marks: Vec<usize>,
    /// Bytes of the input, in order, that carry two: few lower-case letters are longer than their
    /// capital, and those by one byte.
    double: Vec<usize>,
}

impl Places {
    /// For a text of `len` bytes, of which all carry until something else is said.
    pub(super) fn new(len: usize) -> Self {
        let mut marks = Vec::with_capacity(len / EVERY + 1);
        marks.push(0);
        Places {
            gone: vec![0; len / WORD + 2],
            marks,
            double: Vec::new(),
        }
    }

    /// Says that bytes of the input carry nothing.
    pub(super) fn drop(&mut self, mut from: usize, to: usize) {
        while from < to {
            let (word, bit) = (from / WORD, from % WORD);
            let bits = (to - from).min(WORD - bit);
            self.gone[word] |= u64::MAX >> (WORD - bits) << bit;
            from += bits;
        }
    }

    /// Says that those of up to sixteen bytes of the input carry nothing whose bits are set.
    #[inline]
    pub(super) fn drop_some(&mut self, from: usize, bits: u32) {
        let bits = u128::from(bits) << (from % WORD);
        self.gone[from / WORD] |= bits as u64;
        self.gone[from / WORD + 1] |= (bits >> WORD) as u64;
    }

    /// Says that a byte of the input carries two. Said in order.
    pub(super) fn carry_two(&mut self, at: usize) {
        self.double.push(at);
    }

    /// The byte of the input up to which marks are set.
    pub(super) fn next_mark(&self) -> usize {
        self.marks.len() * EVERY
    }

    /// Sets the marks up to byte `input`, before which `folded` bytes are carried.
    #[inline]
    pub(super) fn mark(&mut self, input: usize, folded: usize) {
        let first = self.marks.len();
        if input < first * EVERY {
            return;
        }
        self.marks.resize(input / EVERY + 1, 0);
        let (mut at, mut carried) = (input, folded);
        for mark in (first..self.marks.len()).rev() {
            carried -= self.carried(mark * EVERY, at);
            at = mark * EVERY;
            self.marks[mark] = carried;
        }
    }

    /// Bytes of folded text that a stretch of the input carries.
    fn carried(&self, from: usize, to: usize) -> usize {
        let mut gone = 0;
        let mut at = from;
        while at < to {
            let bits = (to - at).min(WORD - at % WORD);
            let word = self.gone[at / WORD] >> (at % WORD) & (u64::MAX >> (WORD - bits));
            gone += word.count_ones() as usize;
            at += bits;
        }
        to - from - gone + self.doubles(from, to)
    }

    /// How many bytes of a stretch carry two.
    #[inline]
    fn doubles(&self, from: usize, to: usize) -> usize {
        if self.double.is_empty() {
            return 0;
        }
        let before = |end| self.double.partition_point(|&at| at < end);
        before(to) - before(from)
    }

    /// Bytes of folded text that the input before byte `input` carries.
    pub(super) fn before(&self, input: usize) -> usize {
        let mark = (input / EVERY).min(self.marks.len() - 1);
        self.marks[mark] + self.carried(mark * EVERY, input)
    }

    /// The byte of the input that carries byte `folded`, which some byte carries.
    pub(super) fn carrier(&self, folded: usize) -> usize {
        let mark = self.marks.partition_point(|&m| m <= folded) - 1;
        let mut wanted = folded - self.marks[mark];
        let mut at = mark * EVERY;
        loop {
            let carried = self.carried(at, at + WORD);
            if wanted < carried {
                break;
            }
            wanted -= carried;
            at += WORD;
        }
        if self.doubles(at, at + WORD) > 0 {
            return (at..at + WORD)
                .find(|&to| self.carried(at, to + 1) > wanted)
                .expect("the word carries it");
        }
        // The byte with so many before it that carry: from the least it can be, every round adds
        // those that turn out to be gone.
        let gone = self.gone[at / WORD];
        let mut place = wanted;
        loop {
            let gone = (gone & u64::MAX >> (WORD - 1 - place)).count_ones() as usize;
            if wanted + gone == place {
                return at + place;
            }
            place = wanted + gone;
        }
    }
}
