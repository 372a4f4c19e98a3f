//! Columns of text in, columns of answers out.

use std::sync::Arc;

use arrow_array::builder::{LargeStringBuilder, StringBuilder, StringViewBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, Float64Array, Int64Array, LargeBinaryArray,
    ListArray, StringArray, StructArray, new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use jingwen::report::{OffsetUnit, Offsets};
use jingwen::{Cleaned, Cleaner, Context, Finding, Outcome};

/// The names of columns, those read and those written.
pub struct Columns<'a> {
    pub text: &'a str,
    pub source: Option<&'a str>,
    pub title: Option<&'a str>,
    pub outcome: &'a str,
    pub spans: &'a str,
}

/// A column of strings and what it is called.
struct Strings {
    name: String,
    bytes: Bytes,
}

/// Strings as they were handed over, which are not known to be UTF-8.
enum Bytes {
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
    Null,
}

impl Strings {
    /// A column that was not asked for.
    const NONE: Self = Strings {
        name: String::new(),
        bytes: Bytes::Null,
    };

    fn new(array: &ArrayRef, name: String) -> Result<Self, String> {
        let broken = |error| format!("{name} is broken: {error}");
        let bytes = match array.data_type() {
            // An empty slice may come without the values that its offset speaks of.
            DataType::Utf8 | DataType::LargeUtf8 if array.is_empty() => Bytes::Null,
            DataType::Utf8 => {
                let (offsets, values, nulls) = array.as_string::<i32>().clone().into_parts();
                Bytes::Small(BinaryArray::try_new(offsets, values, nulls).map_err(broken)?)
            }
            DataType::LargeUtf8 => {
                let (offsets, values, nulls) = array.as_string::<i64>().clone().into_parts();
                Bytes::Large(LargeBinaryArray::try_new(offsets, values, nulls).map_err(broken)?)
            }
            DataType::Utf8View => Bytes::View(array.as_string_view().clone().to_binary_view()),
            DataType::Null => Bytes::Null,
            other => {
                return Err(format!(
                    "{name} is of type {other}, not of strings (Utf8, LargeUtf8 or Utf8View): cast it"
                ));
            }
        };
        Ok(Strings { name, bytes })
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Bytes::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Bytes::View(array) => array.is_valid(row).then(|| array.value(row)),
            Bytes::Null => None,
        }
    }

    /// Every row as text.
    fn texts(&self, rows: usize) -> Result<Vec<Option<&str>>, String> {
        let name = &self.name;
        let text = |row| {
            let text = self.get(row).map(std::str::from_utf8).transpose();
            text.map_err(|error| format!("{name} is not UTF-8 in row {row}: {error}"))
        };
        (0..rows).map(text).collect()
    }
}

/// A removed span, in code points.
struct Span {
    start: i64,
    end: i64,
    finding: Finding,
}

/// The answer to one row.
struct Answer {
    body: String,
    outcome: Outcome,
    spans: Vec<Span>,
}

impl Answer {
    fn new(text: &str, cleaned: Cleaned) -> Self {
        let removed = cleaned.findings().iter().filter(|f| f.removed);
        let mut removed = removed.cloned().peekable();
        let spans = if removed.peek().is_some() {
            let offsets = Offsets::new(text, OffsetUnit::Char);
            let span = |finding: Finding| Span {
                start: offsets.convert(finding.range.start) as i64,
                end: offsets.convert(finding.range.end) as i64,
                finding,
            };
            removed.map(span).collect()
        } else {
            Vec::new()
        };
        Answer {
            outcome: cleaned.outcome(),
            body: cleaned.into_body(),
            spans,
        }
    }
}

/// The type of what is made of a type of array: of strings a struct, of a batch the batch and more.
pub fn answer_type(given: &DataType, columns: &Columns<'_>) -> Result<DataType, String> {
    let added = |name: &str, kind| Arc::new(Field::new(name, kind, true));
    let outcome = added(columns.outcome, DataType::Utf8);
    let spans = added(columns.spans, spans_type());
    if let DataType::Struct(fields) = given {
        find(fields, columns.text)?;
        for new in [&outcome, &spans] {
            if fields.find(new.name()).is_some() {
                return Err(format!(
                    "there is a column `{}` already: give the new one another name with `outcome` or `spans`",
                    new.name()
                ));
            }
        }
        let all = fields.iter().cloned().chain([outcome, spans]);
        return Ok(DataType::Struct(all.collect()));
    }
    if columns.source.is_some() || columns.title.is_some() {
        return Err(
            "an array has no columns: `source` and `title` name those of a batch".to_owned(),
        );
    }
    let body = added("body", given.clone());
    Ok(DataType::Struct(Fields::from(vec![body, outcome, spans])))
}

fn find(fields: &Fields, name: &str) -> Result<usize, String> {
    fields.find(name).map(|(i, _)| i).ok_or_else(|| {
        let all: Vec<&str> = fields.iter().map(|f| f.name().as_str()).collect();
        format!(
            "there is no column `{name}`; the columns are {}",
            all.join(", ")
        )
    })
}

/// The answers to one array, of the type that [`answer_type`] gives.
pub fn answer(
    cleaner: &Cleaner,
    array: &ArrayRef,
    columns: &Columns<'_>,
    answer: &Fields,
    threads: usize,
) -> Result<ArrayRef, String> {
    let rows = array.len();
    let Some(batch) = array.as_struct_opt() else {
        let text = Strings::new(array, "the array".to_owned())?;
        let given = [text, Strings::NONE, Strings::NONE];
        let answers = answers(cleaner, rows, &given, None, threads)?;
        let nulls = array.logical_nulls();
        let made = made(array.data_type(), &answers);
        return Ok(Arc::new(StructArray::new(
            answer.clone(),
            made.into(),
            nulls,
        )));
    };
    let given = read(batch, columns)?;
    let text = find(batch.fields(), columns.text)?;
    let answers = answers(cleaner, rows, &given, batch.nulls(), threads)?;
    let mut all = batch.columns().to_vec();
    let [body, outcome, spans] = made(all[text].data_type(), &answers);
    all[text] = body;
    all.extend([outcome, spans]);
    let nulls = batch.nulls().cloned();
    Ok(Arc::new(StructArray::new(answer.clone(), all, nulls)))
}

/// The columns of texts, sources and titles.
fn read(batch: &StructArray, columns: &Columns<'_>) -> Result<[Strings; 3], String> {
    let column = |name: Option<&str>| match name {
        None => Ok(Strings::NONE),
        Some(name) => {
            let at = find(batch.fields(), name)?;
            Strings::new(batch.column(at), format!("the column `{name}`"))
        }
    };
    let [text, source, title] = [Some(columns.text), columns.source, columns.title].map(column);
    Ok([text?, source?, title?])
}

/// The answer to every row that has a text.
fn answers(
    cleaner: &Cleaner,
    rows: usize,
    [text, source, title]: &[Strings; 3],
    nulls: Option<&NullBuffer>,
    threads: usize,
) -> Result<Vec<Option<Answer>>, String> {
    let (texts, sources, titles) = (text.texts(rows)?, source.texts(rows)?, title.texts(rows)?);
    let text = |row: usize| texts[row].filter(|_| nulls.is_none_or(|nulls| nulls.is_valid(row)));
    let document = |row: usize| {
        let context = Context::new().source(sources[row]).title(titles[row]);
        Some((text(row)?, context))
    };
    let documents: Vec<(&str, Context<'_>)> = (0..rows).filter_map(document).collect();
    let mut answers = cleaner
        .clean_each(&documents, threads, Answer::new)
        .into_iter();
    let answer = |row| text(row).and_then(|_| answers.next());
    Ok((0..rows).map(answer).collect())
}

/// Takes text, source and title of every row of a batch that has a text.
pub fn documents(
    array: &ArrayRef,
    columns: &Columns<'_>,
    mut take: impl FnMut(&str, Option<&str>, Option<&str>) -> Result<(), String>,
) -> Result<(), String> {
    let Some(batch) = array.as_struct_opt() else {
        return Err(
            "an array has no sources: give a batch or table with a column of them".to_owned(),
        );
    };
    let rows = array.len();
    let [text, source, title] = read(batch, columns)?;
    let (texts, sources, titles) = (text.texts(rows)?, source.texts(rows)?, title.texts(rows)?);
    for row in (0..rows).filter(|&row| batch.is_valid(row)) {
        if let Some(text) = texts[row] {
            take(text, sources[row], titles[row])?;
        }
    }
    Ok(())
}

fn spans_type() -> DataType {
    DataType::List(span_field())
}

fn span_field() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(span_fields()), false))
}

fn span_fields() -> Fields {
    let field = |name: &str, kind| Field::new(name, kind, false);
    Fields::from(vec![
        field("start", DataType::Int64),
        field("end", DataType::Int64),
        field("category", DataType::Utf8),
        field("rule", DataType::Utf8),
        field("score", DataType::Float64),
    ])
}

/// The columns body, outcome and spans.
fn made(kind: &DataType, answers: &[Option<Answer>]) -> [ArrayRef; 3] {
    let bodies = answers.iter().map(|a| a.as_ref().map(|a| a.body.as_str()));
    let bytes: usize = bodies.clone().flatten().map(str::len).sum();
    // Builders, and not the conversions from iterators, which guess at capacities.
    let body: ArrayRef = match kind {
        DataType::Utf8 => {
            let mut builder = StringBuilder::with_capacity(answers.len(), bytes);
            builder.extend(bodies);
            Arc::new(builder.finish())
        }
        DataType::LargeUtf8 => {
            let mut builder = LargeStringBuilder::with_capacity(answers.len(), bytes);
            builder.extend(bodies);
            Arc::new(builder.finish())
        }
        DataType::Utf8View => {
            let mut builder = StringViewBuilder::with_capacity(answers.len());
            builder.extend(bodies);
            Arc::new(builder.finish())
        }
        kind => new_null_array(kind, answers.len()),
    };
    let outcomes = answers
        .iter()
        .map(|a| a.as_ref().map(|a| a.outcome.as_str()));
    let outcome: StringArray = outcomes.collect();
    [body, Arc::new(outcome), Arc::new(span_lists(answers))]
}

fn span_lists(answers: &[Option<Answer>]) -> ListArray {
    let lists = || {
        answers
            .iter()
            .map(|a| a.as_ref().map_or(&[][..], |a| &a.spans))
    };
    let spans = || lists().flatten();
    let (start, end): (Vec<i64>, Vec<i64>) = spans().map(|s| (s.start, s.end)).unzip();
    let categories: Vec<&str> = spans().map(|s| s.finding.category.as_str()).collect();
    let rules: Vec<&str> = spans().map(|s| &*s.finding.rule).collect();
    let scores: Vec<f64> = spans().map(|s| crate::values::score(&s.finding)).collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(start)),
        Arc::new(Int64Array::from(end)),
        Arc::new(StringArray::from(categories)),
        Arc::new(StringArray::from(rules)),
        Arc::new(Float64Array::from(scores)),
    ];
    let items = StructArray::new(span_fields(), columns, None);
    let offsets = OffsetBuffer::<i32>::from_lengths(lists().map(<[Span]>::len));
    let nulls = NullBuffer::from_iter(answers.iter().map(Option::is_some));
    ListArray::new(span_field(), offsets, Arc::new(items), Some(nulls))
}
