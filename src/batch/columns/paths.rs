//! Finds columns by the names that fields have in JSON objects: a name, or a path through columns of
//! columns.

use std::ops::Range;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

/// A column that was found: the names on the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub parts: Vec<String>,
    /// The leaves below it, by their numbers.
    pub leaves: Range<usize>,
}

/// The column of a name, else of a path, as for JSON objects.
pub(crate) fn find(schema: &SchemaDescriptor, path: &str) -> Option<Found> {
    found(schema, descend(schema.root_schema(), path)?)
}

/// The column of a name, else of a path, or the map that the path leads through.
pub(crate) fn find_or_map(schema: &SchemaDescriptor, path: &str) -> Option<Found> {
    find(schema, path).or_else(|| {
        let outer = |(dot, _)| {
            let parts = descend(schema.root_schema(), &path[..dot])?;
            let node = node(schema.root_schema(), &parts)?;
            is_map(node).then(|| found(schema, parts))?
        };
        path.match_indices('.').find_map(outer)
    })
}

/// A column by its place.
pub(crate) fn top(schema: &SchemaDescriptor, index: usize) -> Option<Found> {
    let name = schema.root_schema().get_fields()[index].name().to_owned();
    let under = |leaf: &usize| schema.get_column_root_idx(*leaf) == index;
    let mut leaves = (0..schema.num_columns()).filter(under);
    let first = leaves.next()?;
    Some(Found {
        parts: vec![name],
        leaves: first..leaves.next_back().unwrap_or(first) + 1,
    })
}

fn found(schema: &SchemaDescriptor, parts: Vec<String>) -> Option<Found> {
    let under = |leaf: &usize| schema.column(*leaf).path().parts().starts_with(&parts);
    let mut leaves = (0..schema.num_columns()).filter(under);
    let first = leaves.next()?;
    let last = leaves.next_back().unwrap_or(first);
    Some(Found {
        leaves: first..last + 1,
        parts,
    })
}

fn descend(group: &Type, path: &str) -> Option<Vec<String>> {
    let fields = group.get_fields();
    if fields.iter().any(|field| field.name() == path) {
        return Some(vec![path.to_owned()]);
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let outer = fields.iter().find(|field| field.name() == &path[..dot])?;
        let inner = is_struct(outer).then(|| descend(outer, &path[dot + 1..]))??;
        Some([vec![path[..dot].to_owned()], inner].concat())
    })
}

/// The node that the names lead to.
pub(crate) fn node<'t>(root: &'t Type, parts: &[String]) -> Option<&'t Type> {
    parts.iter().try_fold(root, |node, part| {
        let fields = node.is_group().then(|| node.get_fields())?;
        fields
            .iter()
            .find(|field| field.name() == part)
            .map(|field| &**field)
    })
}

fn is_repeated(node: &Type) -> bool {
    let info = node.get_basic_info();
    info.has_repetition() && info.repetition() == Repetition::REPEATED
}

fn is_list(node: &Type) -> bool {
    let info = node.get_basic_info();
    info.converted_type() == ConvertedType::LIST
        || info.logical_type_ref() == Some(&LogicalType::List)
}

fn is_map(node: &Type) -> bool {
    let info = node.get_basic_info();
    node.is_group()
        && (matches!(
            info.converted_type(),
            ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
        ) || info.logical_type_ref() == Some(&LogicalType::Map))
}

/// A group that is an object in JSON.
fn is_struct(node: &Type) -> bool {
    node.is_group() && !is_repeated(node) && !is_list(node) && !is_map(node)
}

fn is_string(leaf: &ColumnDescriptor) -> bool {
    leaf.physical_type() == Physical::BYTE_ARRAY
        && (leaf.converted_type() == ConvertedType::UTF8
            || leaf.logical_type_ref() == Some(&LogicalType::String))
}

/// The leaf with the text of a column: one of strings, or of lists of them.
pub(crate) fn text_leaf(schema: &SchemaDescriptor, column: &Found) -> Option<usize> {
    let leaf = column.leaves.start;
    let descriptor = schema.column(leaf);
    if column.leaves.len() != 1 || !is_string(&descriptor) {
        return None;
    }
    let node = node(schema.root_schema(), &column.parts)?;
    let lists = usize::from(is_list(node) || is_repeated(node));
    let single = descriptor.max_rep_level() as usize == lists;
    // Below a list there are its elements, or what repeats, and in it the elements.
    let below = descriptor.path().parts().len() - column.parts.len();
    (single && below <= 2 * lists).then_some(leaf)
}

/// The columns that may hold the text, as they are named.
pub(crate) fn text_columns(schema: &SchemaDescriptor) -> Vec<String> {
    let mut names = Vec::new();
    for leaf in 0..schema.num_columns() {
        let parts = schema.column(leaf).path().parts().to_vec();
        // The names up to a list, if there is one.
        let mut depth = 1;
        while node(schema.root_schema(), &parts[..depth]).is_some_and(is_struct) {
            depth += 1;
        }
        let column = found(schema, parts[..depth].to_vec());
        if column.is_some_and(|column| text_leaf(schema, &column).is_some()) {
            names.push(parts[..depth].join("."));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn schema() -> SchemaDescriptor {
        let message = "message m {
            optional int64 id;
            optional group data {
                optional binary content (STRING);
                optional binary raw;
                optional group paragraphs (LIST) { repeated group list { optional binary element (STRING); } }
            }
            optional binary a.b (STRING);
            optional group metadata (MAP) { repeated group key_value { required binary key (STRING); optional binary value (STRING); } }
            optional group nested (LIST) { repeated group list { optional group element { optional binary x (STRING); } } }
            repeated binary old (UTF8);
        }";
        SchemaDescriptor::new(Arc::new(parse_message_type(message).unwrap()))
    }

    #[test]
    fn columns_are_found_by_name_and_by_path() {
        let schema = schema();
        let leaves = |path| find(&schema, path).map(|found| found.leaves);
        assert_eq!(leaves("id"), Some(0..1));
        assert_eq!(leaves("data"), Some(1..4));
        assert_eq!(leaves("data.content"), Some(1..2));
        assert_eq!(leaves("a.b"), Some(4..5));
        for absent in ["metadata.key_value", "nested.list", "data.x", "id.x", ""] {
            assert_eq!(leaves(absent), None, "{absent}");
        }
        let map = find_or_map(&schema, "metadata.url").unwrap();
        assert_eq!(map.parts, ["metadata"]);
    }

    #[test]
    fn texts_are_strings_and_lists_of_them() {
        let schema = schema();
        let leaf = |path| text_leaf(&schema, &find(&schema, path).unwrap());
        assert_eq!(leaf("data.content"), Some(1));
        assert_eq!(leaf("data.paragraphs"), Some(3));
        for other in ["id", "data", "data.raw", "metadata", "nested"] {
            assert_eq!(leaf(other), None, "{other}");
        }
        let all = ["data.content", "data.paragraphs", "a.b", "old"];
        assert_eq!(text_columns(&schema), all);
    }
}
