//! Records of what was found and removed.
