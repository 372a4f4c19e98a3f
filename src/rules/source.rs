//! The sources that a pattern may be bound to.

use std::borrow::Cow;
use std::sync::OnceLock;

use globset::{Glob, GlobBuilder, GlobMatcher};

/// The same on every system: on some a `\` would be a separator.
fn parse(glob: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(glob).backslash_escape(true).build()
}

/// A glob over hosts, compiled when a source is first compared with it: most runs name none, and
/// compiling costs more than reading all rules.
#[derive(Debug, Clone)]
pub struct HostGlob {
    glob: Cow<'static, str>,
    compiled: OnceLock<Option<Box<GlobMatcher>>>,
}

impl HostGlob {
    /// A glob of the user's.
    ///
    /// # Errors
    /// It is not a glob.
    pub fn new(glob: &str) -> Result<Self, globset::Error> {
        let compiled = parse(glob)?.compile_matcher();
        Ok(HostGlob {
            glob: glob.to_owned().into(),
            compiled: OnceLock::from(Some(Box::new(compiled))),
        })
    }

    /// An embedded glob; the tests of the rules parse it.
    pub(super) fn embedded(glob: &'static str) -> Self {
        HostGlob {
            glob: Cow::Borrowed(glob),
            compiled: OnceLock::new(),
        }
    }

    /// The glob as it was written.
    pub fn glob(&self) -> &str {
        &self.glob
    }

    /// Whether the host is one of those meant. What is no glob matches nothing.
    pub fn is_match(&self, host: &str) -> bool {
        let compile = || {
            let glob = parse(&self.glob).ok()?;
            Some(Box::new(glob.compile_matcher()))
        };
        let compiled = self.compiled.get_or_init(compile);
        compiled.as_ref().is_some_and(|glob| glob.is_match(host))
    }
}
