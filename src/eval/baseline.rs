//! Floors: what a change of the rules may not fall below, measured on the held half.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

use super::gold::LANGUAGES;
use super::half::HELD_DIGITS;
use super::rates::four_digits;
use super::summary::Summary;

/// Measured values may fall short of a floor by this much: what rounding of sums can make.
const TOLERANCE: f64 = 1e-9;

/// The floors of one language, by characters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Share, 0 to 1.
    pub precision: f64,
    /// Share, 0 to 1.
    pub recall: f64,
}

/// Body characters that the documents of a group may lose together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Documents of the kind `clean`.
    pub clean: u64,
    /// Documents of the kind `trap`.
    pub trap: u64,
    /// Documents of a `structural:` layout.
    pub structural: u64,
}

impl Lost {
    fn groups(self) -> [(&'static str, u64); 3] {
        [
            ("clean", self.clean),
            ("trap", self.trap),
            ("structural", self.structural),
        ]
    }
}

/// The floors, or values measured to be held against them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Baseline {
    /// By language.
    pub languages: BTreeMap<String, Floor>,
    /// At most.
    pub lost: Lost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    held: Held,
    #[serde(default)]
    languages: BTreeMap<String, Floor>,
    lost: Lost,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    #[serde(rename = "sha256-of-id")]
    digits: String,
}

/// A file of floors that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// Not TOML, or not of this form.
    #[error("{line}: {what}; mend it, or remove the file and write it with --update-baseline")]
    Form {
        /// Counted from 1.
        line: usize,
        /// In the words of the TOML reader.
        what: String,
    },
    /// Another half than the program holds.
    #[error(
        "[held] sha256-of-id is `{0}`, but the held half is `{HELD_DIGITS}`: floors of one half say nothing about another; write `{HELD_DIGITS}` and measure anew"
    )]
    Half(String),
    /// A floor for a language that no article can have.
    #[error("[languages.{0}] is no language of articles; write en, zh-Hans, zh-Hant, zh or mixed")]
    Language(String),
    /// A floor that is no share.
    #[error("[languages.{language}] {figure} is {value}; a floor is a share from 0 to 1")]
    Share {
        /// Of this language.
        language: String,
        /// `precision` or `recall`.
        figure: &'static str,
        /// As written.
        value: String,
    },
}

/// A value that fell below its floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Fall {
    /// What was measured, such as `zh-Hant recall` or `trap body characters lost`.
    pub what: String,
    /// The floor, or for characters lost the ceiling.
    #[serde(serialize_with = "four_digits")]
    pub floor: f64,
    /// None if there was nothing to measure.
    pub measured: Option<f64>,
}

impl fmt::Display for Fall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fall { what, floor, .. } = self;
        match self.measured {
            None => write!(f, "{what}: floor {floor:.3}, but nothing to measure it on"),
            Some(lost) if what.ends_with("lost") => write!(f, "{what}: {lost}, allowed {floor}"),
            Some(value) => write!(f, "{what}: {value:.4}, floor {floor:.3}"),
        }
    }
}

impl Baseline {
    /// The values of a summary, which should be that of the held half, as they are.
    pub fn measured(summary: &Summary) -> Self {
        let floor = |row: &super::summary::Row| Floor {
            precision: row.characters.precision,
            recall: row.characters.recall,
        };
        let rows = summary.by_lang.iter();
        Baseline {
            languages: rows.map(|(lang, row)| (lang.clone(), floor(row))).collect(),
            lost: Lost {
                clean: summary.clean.body_chars_lost,
                trap: summary.trap.body_chars_lost,
                structural: summary.structural.body_chars_lost,
            },
        }
    }

    /// Shares rounded down to three digits, as they are written.
    #[must_use]
    pub fn rounded_down(mut self) -> Self {
        let down = |share: f64| (share * 1000.0 + TOLERANCE).floor() / 1000.0;
        for floor in self.languages.values_mut() {
            floor.precision = down(floor.precision);
            floor.recall = down(floor.recall);
        }
        self
    }

    /// Reads a file of floors.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let before = text.as_bytes()[..at].iter();
            BaselineError::Form {
                line: before.filter(|byte| **byte == b'\n').count() + 1,
                what: error.message().to_owned(),
            }
        })?;
        if file.held.digits != HELD_DIGITS {
            return Err(BaselineError::Half(file.held.digits));
        }
        for (language, floor) in &file.languages {
            if !LANGUAGES.contains(&language.as_str()) {
                return Err(BaselineError::Language(language.clone()));
            }
            let figures = [("precision", floor.precision), ("recall", floor.recall)];
            for (figure, value) in figures {
                if !(0.0..=1.0).contains(&value) {
                    return Err(BaselineError::Share {
                        language: language.clone(),
                        figure,
                        value: value.to_string(),
                    });
                }
            }
        }
        Ok(Baseline {
            languages: file.languages,
            lost: file.lost,
        })
    }

    /// The file that [`parse`](Self::parse) reads back, with three digits.
    pub fn to_toml(&self) -> String {
        let mut out = format!(
            "# What `jingwen eval --baseline` may not fall below; written by --update-baseline.\n\n\
             # The floors stand on the articles whose id has a SHA-256 that begins with one of these\n\
             # hex digits. Nothing is fitted on them.\n\
             [held]\nsha256-of-id = \"{HELD_DIGITS}\"\n"
        );
        for (language, floor) in &self.languages {
            let Floor { precision, recall } = floor;
            let _ = write!(
                out,
                "\n[languages.{language}]\nprecision = {precision:.3}\nrecall = {recall:.3}\n"
            );
        }
        out += "\n# Body characters that these articles may lose together.\n[lost]\n";
        for (group, lost) in self.lost.groups() {
            let _ = writeln!(out, "{group} = {lost}");
        }
        out
    }

    /// Where measured values fall below these floors, in the order of the file.
    pub fn falls(&self, measured: &Baseline) -> Vec<Fall> {
        let mut falls = Vec::new();
        for (language, floor) in &self.languages {
            let row = measured.languages.get(language);
            let figures = [
                ("precision", floor.precision, row.map(|r| r.precision)),
                ("recall", floor.recall, row.map(|r| r.recall)),
            ];
            for (figure, floor, measured) in figures {
                if measured.is_none_or(|value| value + TOLERANCE < floor) {
                    falls.push(Fall {
                        what: format!("{language} {figure}"),
                        floor,
                        measured,
                    });
                }
            }
        }
        let groups = self.lost.groups().into_iter().zip(measured.lost.groups());
        for ((group, allowed), (_, lost)) in groups {
            if lost > allowed {
                falls.push(Fall {
                    what: format!("{group} body characters lost"),
                    floor: allowed as f64,
                    measured: Some(lost as f64),
                });
            }
        }
        falls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline(languages: &[(&str, f64, f64)], lost: (u64, u64, u64)) -> Baseline {
        let floor = |&(language, precision, recall): &(&str, f64, f64)| {
            (language.to_owned(), Floor { precision, recall })
        };
        let (clean, trap, structural) = lost;
        Baseline {
            languages: languages.iter().map(floor).collect(),
            lost: Lost {
                clean,
                trap,
                structural,
            },
        }
    }

    fn texts(falls: &[Fall]) -> Vec<String> {
        falls.iter().map(Fall::to_string).collect()
    }

    #[test]
    fn what_fell_is_named_and_what_rose_is_not() {
        let floors = baseline(&[("en", 0.98, 0.7), ("zh-Hans", 0.9, 0.5)], (0, 3, 0));
        let same = floors.clone();
        assert!(floors.falls(&same).is_empty());
        let better = baseline(
            &[
                ("en", 1.0, 0.8),
                ("mixed", 0.1, 0.1),
                ("zh-Hans", 0.9, 0.51),
            ],
            (0, 2, 0),
        );
        assert!(floors.falls(&better).is_empty());
        let worse = baseline(&[("en", 0.97994, 0.9)], (1, 4, 0));
        assert_eq!(
            texts(&floors.falls(&worse)),
            [
                "en precision: 0.9799, floor 0.980",
                "zh-Hans precision: floor 0.900, but nothing to measure it on",
                "zh-Hans recall: floor 0.500, but nothing to measure it on",
                "clean body characters lost: 1, allowed 0",
                "trap body characters lost: 4, allowed 3",
            ]
        );
    }

    #[test]
    fn floors_are_rounded_down_and_hold_for_what_they_were_made_of() {
        let exact = baseline(&[("en", 2.0 / 3.0, 0.985), ("mixed", 1.0, 0.0)], (0, 0, 7));
        let floors = exact.clone().rounded_down();
        assert_eq!(floors.languages["en"].precision, 0.666);
        assert_eq!(floors.languages["en"].recall, 0.985);
        assert!(floors.falls(&exact).is_empty());
        assert_eq!(Baseline::parse(&floors.to_toml()), Ok(floors));
    }

    #[test]
    fn mistakes_in_the_file_are_named_with_how_to_mend_them() {
        let good = baseline(&[("en", 0.5, 0.5)], (0, 0, 0)).to_toml();
        let cases = [
            (
                good.replace("0-7", "0-3"),
                "`0-3`, but the held half is `0-7`",
            ),
            (
                good.replace("languages.en", "languages.de"),
                "[languages.de]",
            ),
            (
                good.replace("precision = 0.500", "precision = 98"),
                "precision is 98;",
            ),
            (good.replace("recall", "recal"), "10: unknown field `recal`"),
            (good.replace("trap = 0", ""), "missing field `trap`"),
            ("nothing".to_owned(), "1: "),
        ];
        for (text, expected) in cases {
            let error = Baseline::parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
