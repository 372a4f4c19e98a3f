//! The named tuples that answers are made of.

use jingwen::language::LangSpan;
use jingwen::learn::Considered;
use jingwen::report::{OffsetUnit, Offsets};
use jingwen::{Edit, Finding};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyTuple, PyType};

static EDIT: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static FINDING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static LANGUAGE_SPAN: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static REPEATED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static REASON: PyOnceLock<Py<PyType>> = PyOnceLock::new();

fn class<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyType>>,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, "jingwen._values", name)
}

/// Edits of a body.
pub fn edits<'py>(py: Python<'py>, body: &str, edits: &[Edit]) -> PyResult<Bound<'py, PyList>> {
    let class = class(py, &EDIT, "Edit")?;
    let offsets = Offsets::new(body, OffsetUnit::Char);
    let edit = |e: &Edit| {
        let category = e.category.map(|c| c.as_str());
        class.call1((offsets.convert(e.at), &e.text, &e.rule, category))
    };
    let edits: PyResult<Vec<_>> = edits.iter().map(edit).collect();
    PyList::new(py, edits?)
}

/// Findings in a text.
pub fn findings<'py>(
    py: Python<'py>,
    text: &str,
    findings: &[Finding],
) -> PyResult<Bound<'py, PyList>> {
    let (class, reason) = (
        class(py, &FINDING, "Finding")?,
        class(py, &REASON, "Reason")?,
    );
    let offsets = Offsets::new(text, OffsetUnit::Char);
    let finding = |f: &Finding| {
        let reasons = f.reasons.iter().map(|r| reason.call1((&r.what, r.points)));
        let reasons: PyResult<Vec<_>> = reasons.collect();
        class.call1((
            offsets.convert(f.range.start),
            offsets.convert(f.range.end),
            f.category.as_str(),
            &*f.rule,
            f.lang.as_str(),
            score(f),
            f.removed,
            PyTuple::new(py, reasons?)?,
        ))
    };
    let findings: PyResult<Vec<_>> = findings.iter().map(finding).collect();
    PyList::new(py, findings?)
}

/// Lines that repeat.
pub fn repeated<'py>(py: Python<'py>, lines: &[Considered]) -> PyResult<Bound<'py, PyList>> {
    let class = class(py, &REPEATED, "Repeated")?;
    let line = |line: &Considered| {
        let became = match &line.became {
            Ok(strength) => strength.as_str(),
            Err(why) => why,
        };
        let is_rule = line.became.is_ok();
        class.call1((&line.source, &line.text, &line.counted, is_rule, became))
    };
    let lines: PyResult<Vec<_>> = lines.iter().map(line).collect();
    PyList::new(py, lines?)
}

/// Language spans of a text.
pub fn languages<'py>(
    py: Python<'py>,
    text: &str,
    spans: &[LangSpan],
) -> PyResult<Bound<'py, PyList>> {
    let class = class(py, &LANGUAGE_SPAN, "LanguageSpan")?;
    let offsets = Offsets::new(text, OffsetUnit::Char);
    let span = |span: &LangSpan| {
        let (start, end) = (span.range.start, span.range.end);
        let (start, end) = (offsets.convert(start), offsets.convert(end));
        class.call1((start, end, span.lang.as_str(), span.certain))
    };
    let spans: PyResult<Vec<_>> = spans.iter().map(span).collect();
    PyList::new(py, spans?)
}

/// A score as records give it, 0 to 1.
pub fn score(finding: &Finding) -> f64 {
    f64::from(finding.score) / 1000.0
}
