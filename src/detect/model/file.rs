//! The weights as a file: TOML, every input by name, the hashed wording as bytes in base64.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;

use super::inputs::Layout;
use super::trees::{Node, Question, Trees};
use super::weights::{KIND_BUCKETS, Table, Thresholds, Weights};
use super::wording::BUCKETS;
use crate::category::Category;

/// The version of the format; another one has other inputs.
const FORMAT: u32 = 1;

/// A weights file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// Not TOML, or not of this form.
    #[error("{line}: {what}; write the file anew with `jingwen fit`")]
    Form {
        /// Counted from 1.
        line: usize,
        /// What the reader said.
        what: String,
    },
    /// Made by another version.
    #[error(
        "1: the file has format {0}, this program reads {FORMAT}; write it anew with `jingwen fit`"
    )]
    Format(u32),
    /// An input of another version, or one that is missing.
    #[error("1: [{table}] does not fit: {what}; write the file anew with `jingwen fit`")]
    Inputs {
        /// Name of the table.
        table: &'static str,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    thresholds: Thresholds,
    bias: i32,
    inputs: BTreeMap<String, i16>,
    trees: TreesTable,
    wording: Wording,
    categories: Categories,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TreesTable {
    questions: Vec<String>,
    sizes: Vec<u8>,
    nodes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    scale: i32,
    weights: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    names: Vec<Category>,
    bias: Vec<i32>,
    weights: String,
}

impl Weights {
    /// Reads weights written by `jingwen fit`.
    ///
    /// # Errors
    /// The text is not of the form that [`to_text`](Self::to_text) gives, or of another version.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        Ok(Weights(Arc::new(parse(text)?)))
    }

    /// The weights as text; [`parse`](Self::parse) reads it back.
    pub fn to_text(&self) -> String {
        to_text(&self.0)
    }
}

fn parse(text: &str) -> Result<Table, WeightsError> {
    let file: File = toml::from_str(text).map_err(|e| WeightsError::Form {
        line: e.span().map_or(1, |s| {
            text[..s.start.min(text.len())].matches('\n').count() + 1
        }),
        what: e.message().trim().to_owned(),
    })?;
    if file.format != FORMAT {
        return Err(WeightsError::Format(file.format));
    }
    let n = file.categories.names.len();
    if file.categories.bias.len() != n {
        return Err(WeightsError::Inputs {
            table: "categories",
            what: format!("{n} names and {} biases", file.categories.bias.len()),
        });
    }
    Ok(Table {
        first_bias: file.bias,
        first: by_number(&file.inputs)?,
        trees: trees(&file.trees)?,
        wording: bytes("wording", &file.wording.weights, BUCKETS)?,
        wording_scale: file.wording.scale,
        thresholds: file.thresholds,
        category_wording: bytes("categories", &file.categories.weights, KIND_BUCKETS * n)?,
        categories: file.categories.names,
        category_bias: file.categories.bias,
    })
}

/// The weights in the order of the inputs; those that are not named count nothing.
fn by_number(named: &BTreeMap<String, i16>) -> Result<Vec<i16>, WeightsError> {
    let layout = Layout::get();
    let mut left = named.len();
    let weight = |i: usize| {
        let weight = named.get(&layout.name(i)).copied();
        left -= usize::from(weight.is_some());
        weight.unwrap_or(0)
    };
    let weights: Vec<i16> = (0..layout.len()).map(weight).collect();
    if left > 0 {
        let names: std::collections::HashSet<String> =
            (0..layout.len()).map(|i| layout.name(i)).collect();
        let unknown = named.keys().find(|name| !names.contains(*name));
        return Err(WeightsError::Inputs {
            table: "inputs",
            what: format!("unknown input `{}`", unknown.map_or("", |n| n)),
        });
    }
    Ok(weights)
}

/// Bytes of a node in the file.
const NODE: usize = 5;

fn trees(table: &TreesTable) -> Result<Trees, WeightsError> {
    let wrong = |what: String| WeightsError::Inputs {
        table: "trees",
        what,
    };
    let all = Question::all();
    if !all
        .iter()
        .map(|q| q.name())
        .eq(table.questions.iter().cloned())
    {
        return Err(wrong("its questions are not this program's".to_owned()));
    }
    let count: usize = table.sizes.iter().map(|&n| usize::from(n)).sum();
    let bytes = bytes("trees", &table.nodes, count * NODE)?;
    let node = |b: &[i8]| Node {
        question: b[0] as u8,
        limit: b[1] as u8,
        skip: b[2] as u8,
        value: i16::from_le_bytes([b[3] as u8, b[4] as u8]),
    };
    let nodes: Vec<Node> = bytes.chunks_exact(NODE).map(node).collect();
    let mut trees = Trees::default();
    let mut at = 0;
    for &size in &table.sizes {
        let tree = &nodes[at..at + usize::from(size)];
        let inside = |(i, n): (usize, &Node)| {
            n.skip == 0
                || n.skip > 1
                    && i + usize::from(n.skip) < tree.len()
                    && usize::from(n.question) < all.len()
        };
        if tree.is_empty() || !tree.iter().enumerate().all(inside) {
            return Err(wrong(format!(
                "tree {} leads out of itself",
                trees.roots.len() + 1
            )));
        }
        trees.push(tree);
        at += tree.len();
    }
    Ok(trees)
}

fn bytes(table: &'static str, text: &str, len: usize) -> Result<Vec<i8>, WeightsError> {
    let wrong = |what: String| WeightsError::Inputs { table, what };
    let bytes = BASE64.decode(text).map_err(|e| wrong(e.to_string()))?;
    if bytes.len() != len {
        return Err(wrong(format!("{} weights instead of {len}", bytes.len())));
    }
    Ok(bytes.into_iter().map(|b| b as i8).collect())
}

fn to_text(table: &Table) -> String {
    let mut out = String::from(
        "# What the judge has learnt, written by `jingwen fit`. Scores are 256ths of the natural\n\
         # logarithm of the odds that a unit is boilerplate.\n",
    );
    let encode =
        |weights: &[i8]| BASE64.encode(weights.iter().map(|&w| w as u8).collect::<Vec<_>>());
    let Thresholds { take, free, leave } = table.thresholds;
    let mut line = |text: std::fmt::Arguments<'_>| {
        out.write_fmt(text).expect("writing to a string");
        out.push('\n');
    };
    line(format_args!(
        "format = {FORMAT}\nbias = {}\n",
        table.first_bias
    ));
    line(format_args!(
        "[thresholds]\ntake = {take:?}\nfree = {free:?}\nleave = {leave:?}"
    ));
    let encode_nodes = |nodes: &[Node]| {
        let bytes = nodes.iter().flat_map(|n| {
            let [low, high] = n.value.to_le_bytes();
            [n.question, n.limit, n.skip, low, high]
        });
        BASE64.encode(bytes.collect::<Vec<u8>>())
    };
    line(format_args!("\n[inputs]"));
    for (i, weight) in table.first.iter().enumerate().filter(|(_, w)| **w != 0) {
        line(format_args!("{:?} = {weight}", Layout::get().name(i)));
    }
    let questions: Vec<String> = Question::all().iter().map(|q| q.name()).collect();
    let sizes: Vec<usize> = table.trees.each().map(<[Node]>::len).collect();
    line(format_args!(
        "\n[trees]\nquestions = {questions:?}\nsizes = {sizes:?}"
    ));
    line(format_args!(
        "nodes = \"{}\"",
        encode_nodes(&table.trees.nodes)
    ));
    let names: Vec<&str> = table.categories.iter().map(|c| c.as_str()).collect();
    let (scale, wording) = (table.wording_scale, encode(&table.wording));
    line(format_args!(
        "\n[wording]\nscale = {scale}\nweights = \"{wording}\""
    ));
    line(format_args!(
        "\n[categories]\nnames = {names:?}\nbias = {:?}",
        table.category_bias
    ));
    line(format_args!(
        "weights = \"{}\"",
        encode(&table.category_wording)
    ));
    out
}
