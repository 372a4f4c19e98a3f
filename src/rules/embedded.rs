//! The built-in rules as the build script embeds them: folded, so that loading copies next to
//! nothing.

use std::borrow::Cow::Borrowed;
use std::path::{Path, PathBuf};

use super::load::DEFAULT_GAP;
use super::model::{
    self, Alternatives, Anchor, Except, Extent, HostGlob, PatternLang, Shape, Status, Strength,
    Zone,
};
use crate::category::Category;

/// A rule file. Words not given are empty.
pub(super) struct Family {
    pub file: &'static str,
    pub category: &'static str,
    pub covers: &'static [&'static str],
    pub since: &'static str,
    pub patterns: &'static [Pattern],
}

/// A pattern, with the file's defaults filled in.
pub(super) struct Pattern {
    pub id: &'static str,
    pub lang: &'static str,
    pub shape: &'static str,
    pub atoms: &'static [Alternatives],
    pub gap: Option<i64>,
    pub zone: &'static str,
    pub extent: &'static str,
    pub strength: &'static str,
    pub anchor: &'static str,
    pub status: &'static str,
    pub sources: &'static [&'static str],
    pub except: &'static [Except],
}

impl Family {
    /// The family; none if its category is unknown.
    pub fn load(&self) -> Option<model::Family> {
        let file = Path::new(self.file);
        let id = file.file_stem()?.to_str()?.to_owned();
        let category: Category = self.category.parse().ok()?;
        let owned = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect();
        let patterns = self.patterns.iter().map(|p| p.load(category)).collect();
        Some(model::Family {
            id,
            file: PathBuf::from(self.file),
            category,
            covers: owned(self.covers),
            description: String::new(),
            since: self.since.to_owned(),
            origin: Vec::new(),
            patterns,
            examples: Vec::new(),
        })
    }
}

impl Pattern {
    fn load(&self, category: Category) -> model::Pattern {
        let shape = Shape::from_word(self.shape);
        let anchor = match shape {
            Some(shape) => Some(shape.anchor()),
            None => Anchor::from_word(self.anchor),
        };
        model::Pattern {
            id: self.id.into(),
            category,
            lang: PatternLang::from_word(self.lang).unwrap_or(PatternLang::Other),
            shape,
            atoms: Borrowed(self.atoms),
            gap: self.gap.map_or(DEFAULT_GAP, |gap| gap.max(0) as usize),
            zone: Zone::from_word(self.zone).unwrap_or(Zone::Any),
            extent: Extent::from_word(self.extent).unwrap_or(Extent::Sentence),
            strength: Strength::from_word(self.strength).unwrap_or(Strength::Strong),
            anchor,
            slack: [0; 2],
            sources: self.sources.iter().map(|s| HostGlob::embedded(s)).collect(),
            except: Borrowed(self.except),
            status: Status::from_word(self.status).unwrap_or(Status::Stable),
            line: 0,
        }
    }
}
