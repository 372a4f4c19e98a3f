//! Two halves of the annotated articles: rules are fitted on one, the floors stand on the other.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// First hex digits of the SHA-256 of the ids that are held, as baseline files spell them.
pub const HELD_DIGITS: &str = "0-7";

/// Which articles are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Half {
    /// Never fitted on: carries the floors.
    Held,
    /// The others.
    Fitted,
    /// Both.
    #[default]
    All,
}

impl Half {
    /// Every choice.
    pub const ALL: [Half; 3] = [Half::Held, Half::Fitted, Half::All];

    /// `held`, `fitted` or `all`.
    pub fn as_str(self) -> &'static str {
        match self {
            Half::Held => "held",
            Half::Fitted => "fitted",
            Half::All => "all",
        }
    }

    /// Whether the article of this id belongs to it.
    pub fn has(self, id: &str) -> bool {
        match self {
            Half::Held => is_held(id),
            Half::Fitted => !is_held(id),
            Half::All => true,
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Half {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Half::ALL.into_iter().find(|half| half.as_str() == s);
        found.ok_or_else(|| format!("unknown half `{s}`: held, fitted or all"))
    }
}

/// Whether the SHA-256 of the id (FIPS 180-4, over its UTF-8 bytes) begins with a hex digit from
/// 0 to 7: the id alone decides, so an article never changes sides when others come.
pub fn is_held(id: &str) -> bool {
    Sha256::digest(id.as_bytes())[0] < 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests are those of `printf %s ID | sha256sum`.
    #[test]
    fn the_first_hex_digit_of_the_id_decides() {
        let ids = [
            ("abc", false),                 // ba7816bf…, the example of FIPS 180-4
            ("", false),                    // e3b0c442…
            ("en-recipe-lemon-tart", true), // 0599680b…
            ("净文", true),                 // 76aa682b…
        ];
        for (id, held) in ids {
            assert_eq!(is_held(id), held, "{id}");
            assert_eq!(Half::Held.has(id), held);
            assert_eq!(Half::Fitted.has(id), !held);
            assert!(Half::All.has(id));
        }
    }

    #[test]
    fn names_parse_back() {
        for half in Half::ALL {
            assert_eq!(half.as_str().parse(), Ok(half));
        }
        assert!("left".parse::<Half>().is_err());
    }
}
