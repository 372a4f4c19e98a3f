//! The facts of a unit: each is one of a few named values, so that what the model looks at can be
//! read, listed and left out by name.

/// Declares the facts, each with its name and values.
macro_rules! facts {
    ($($variant:ident $name:literal [$($value:literal),* $(,)?]),* $(,)?) => {
        /// What is known of a unit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fact {
            $(#[doc = $name] $variant,)*
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &'static [Fact] = &[$(Fact::$variant),*];

            /// The name used in weights files.
            pub const fn name(self) -> &'static str {
                match self { $(Fact::$variant => $name),* }
            }

            /// The names of its values.
            pub const fn values(self) -> &'static [&'static str] {
                match self { $(Fact::$variant => &[$($value),*]),* }
            }
        }
    };
}

facts! {
    // Place.
    Place "place" ["head", "middle", "tail"],
    FromStart "from start" ["0", "1", "2", "3-4", "5-8", "9-16", "17+"],
    FromEnd "from end" ["0", "1", "2", "3-4", "5-8", "9-16", "17+"],
    BodyBefore "body before" ["none", "little", "some", "much"],
    BodyAfter "body after" ["none", "little", "some", "much"],
    // Shape of the unit.
    Length "length" ["0", "1", "2-3", "4-6", "7-10", "11-16", "17-25", "26-40", "41+"],
    LineLength "line length" ["0", "1", "2-3", "4-6", "7-10", "11-16", "17-25", "26-40", "41+"],
    InLine "in its line" ["alone", "first", "inside", "last"],
    Start "starts with" ["letter", "capital", "Han", "digit", "quote", "bracket", "mark", "other"],
    End "ends with" ["letter", "stop", "question", "colon", "comma", "dots", "bracket", "quote", "digit", "mark"],
    Digits "digits" ["none", "few", "some", "most"],
    Link "link" ["none", "url", "mail", "phone", "tag", "handle"],
    Marks "separators" ["none", "one", "more"],
    Capitals "capitals" ["no Latin", "sentence", "title", "all"],
    Label "label" ["none", "short value", "long value", "no value"],
    Stamp "date" ["no", "inside", "whole"],
    Quote "quotation" ["none", "part", "whole", "reported"],
    Script "script" ["the document's", "other", "mixed"],
    Repeat "repeated" ["no", "yes"],
    // Surroundings.
    Blank "blank lines" ["none", "before", "after", "both"],
    Previous "line before" ["none", "short", "short sentence", "long", "paragraph", "found"],
    Next "line after" ["none", "short", "short sentence", "long", "paragraph", "found"],
    Run "short lines around" ["long line", "1", "2", "3-4", "5-8", "9+"],
    Anchor "found in its run" ["no", "before", "after", "both"],
    // Shape of the document.
    Prose "prose" ["none", "little", "half", "most"],
    Size "document" ["tiny", "short", "medium", "long"],
    Language "language" ["Latin", "Han"],
    Form "form" ["plain", "dialogue", "legal", "filing", "verse", "timed", "signed"],
    // What the rules say.
    Hit "phrase" ["none", "let go", "supporting", "strong", "decisive"],
    Points "points" ["none", "negative", "0-39", "40-69", "70-99", "100-149", "150+"],
    Cover "taken by rules" ["no", "a part", "half", "all"],
    Kind "kind" ["none", "legal", "credit", "chrome"],
    Reach "reach" ["none", "phrase", "heading", "surroundings"],
    // Of the sequence: what the first scores say, known to the trees only.
    Own "score" ["<.005", "<.01", "<.02", "<.04", "<.07", "<.1", "<.15", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.85", "<.9", "<.93", "<.96", "<.98", "<.99", "<.995", ".995+"],
    Before1 "score before" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    After1 "score after" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    Before2 "score two before" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    After2 "score two after" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    Before3 "score three before" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    After3 "score three after" ["none", "body", "<.02", "<.1", "<.25", "<.5", "<.75", "<.9", "<.98", ".98+"],
    MeanBefore "mean score before" ["none", "<.05", "<.1", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.9", ".9+"],
    MeanAfter "mean score after" ["none", "<.05", "<.1", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.9", ".9+"],
    NearBefore "mean score since the story" ["none", "<.05", "<.1", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.9", ".9+"],
    NearAfter "mean score up to the story" ["none", "<.05", "<.1", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.9", ".9+"],
    StoryBefore "story before" ["<300", "<750", "<1500", "<3000", "<6000", "<12000", "<24000", "24000+"],
    StoryAfter "story after" ["<300", "<750", "<1500", "<3000", "<6000", "<12000", "<24000", "24000+"],
    Share "mean score" ["none", "<.05", "<.1", "<.2", "<.3", "<.4", "<.5", "<.6", "<.7", "<.8", "<.9", ".9+"],
}

/// A value for every fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts([u8; Fact::ALL.len()]);

impl Facts {
    pub const fn new() -> Self {
        Facts([0; Fact::ALL.len()])
    }

    /// Sets a value by its number; past the last means the last.
    pub fn set(&mut self, fact: Fact, value: usize) {
        self.0[fact as usize] = value.min(fact.values().len() - 1) as u8;
    }

    /// The numbers of all values, in the order of [`Fact::ALL`].
    pub fn values(&self) -> &[u8; Fact::ALL.len()] {
        &self.0
    }

    pub fn get(&self, fact: Fact) -> usize {
        usize::from(self.0[fact as usize])
    }
}

/// The number of limits that the value reaches: limits rise, and a value falls in one bucket.
pub(super) fn bucket(value: usize, limits: &[usize]) -> usize {
    limits.iter().take_while(|&&l| value >= l).count()
}

/// Weight of one word, and lengths in words.
pub(super) const WORD: usize = 60;
pub(super) const LENGTHS: [usize; 8] = [1, 2, 4, 7, 11, 17, 26, 41];
