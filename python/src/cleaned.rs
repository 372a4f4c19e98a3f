//! The answer to one text.

use jingwen::report::{OffsetUnit, Offsets};
use jingwen::{Edit, Outcome};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple, PyType};

use crate::arguments::failure;
use crate::values;

/// The body of a text, and what was deleted from it.
///
/// Made by `Cleaner.clean`; made of a stored body and edits, it restores the text.
///
/// >>> from jingwen import Cleaned, Edit
/// >>> Cleaned("Rain.\n", "cleaned", [Edit(0, "Advertisement\n", "ad/line", "advertisement")]).restore()
/// 'Advertisement\nRain.\n'
#[pyclass(module = "jingwen", frozen)]
pub struct Cleaned {
    /// The article body, a subsequence of the text.
    #[pyo3(get)]
    body: Py<PyString>,
    outcome: Outcome,
    edits: Vec<Edit>,
}

impl Cleaned {
    /// The answer of the library to a text; what is unchanged is not copied.
    pub fn new(text: &Bound<'_, PyString>, cleaned: jingwen::Cleaned) -> Self {
        let outcome = cleaned.outcome();
        let (body, edits) = cleaned.into_parts();
        let body = if edits.is_empty() {
            text.clone()
        } else {
            PyString::new(text.py(), &body)
        };
        Cleaned {
            body: body.unbind(),
            outcome,
            edits,
        }
    }
}

#[pymethods]
impl Cleaned {
    #[new]
    fn make(body: Bound<'_, PyString>, outcome: &str, edits: Vec<Given>) -> PyResult<Self> {
        let text = body.to_cow()?;
        let offsets = Offsets::new(&text, OffsetUnit::Char);
        let edits: PyResult<Vec<Edit>> = edits.into_iter().map(|e| e.edit(&offsets)).collect();
        Ok(Cleaned {
            outcome: outcome.parse().map_err(failure)?,
            edits: edits?,
            body: body.unbind(),
        })
    }

    /// What became of the text: `unchanged`, `cleaned`, `review` (judging would have taken too much, so
    /// that only decisive findings went) or `empty` (these alone took everything).
    #[getter]
    fn outcome(&self) -> &'static str {
        self.outcome.as_str()
    }

    /// What was deleted, in order: a list of `Edit`, whose `at` counts code points of the body.
    #[getter]
    fn edits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        values::edits(py, &self.body.bind(py).to_cow()?, &self.edits)
    }

    /// The text as it was, exactly.
    ///
    /// >>> from jingwen import Cleaner
    /// >>> text = "The bridge opens in May.\r\nAdvertisement\r\n"
    /// >>> Cleaner().clean(text).restore() == text
    /// True
    ///
    /// Raises JingwenError if edits do not fit the body.
    fn restore<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        if self.edits.is_empty() {
            return Ok(self.body.bind(py).clone());
        }
        let body = self.body.bind(py).to_cow()?;
        let text = jingwen::restore(&body, &self.edits).map_err(failure)?;
        Ok(PyString::new(py, &text))
    }

    fn __eq__(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let same = self.outcome == other.outcome && self.edits == other.edits;
        Ok(same && self.body.bind(py).as_any().eq(&other.body)?)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (outcome, edits) = (self.outcome, self.edits.len());
        let length = self.body.bind(py).len()?;
        Ok(format!(
            "<Cleaned {outcome}: {length} code points, {edits} edits>"
        ))
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let arguments = (&self.body, self.outcome(), self.edits(py)?);
        Ok((py.get_type::<Self>(), arguments.into_pyobject(py)?))
    }
}

/// An edit as Python gives it: a tuple of its fields.
#[derive(FromPyObject)]
struct Given(usize, String, String, Option<String>);

impl Given {
    fn edit(self, offsets: &Offsets<'_>) -> PyResult<Edit> {
        let Given(at, text, rule, category) = self;
        let byte = offsets.to_byte(at).ok_or_else(|| {
            failure(format!(
                "edit at {at} lies outside the body; the body was changed after cleaning"
            ))
        })?;
        let category = category.map(|name| name.parse()).transpose();
        Ok(Edit {
            at: byte,
            text,
            rule,
            category: category.map_err(failure)?,
        })
    }
}
