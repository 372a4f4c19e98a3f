//! Measurements against text labelled by hand.

pub mod languages;
