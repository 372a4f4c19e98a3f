//! Arrow data in and out, through the PyCapsule interface.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field, FieldRef};
use jingwen::Cleaner;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{
    ArrayIterator, ArrayReader, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};
use pyo3_arrow::input::AnyArray;

use crate::arguments::failure;
use crate::columns::{Columns, answer, answer_type};

/// What data holds, array by array, and whether it is one. `method` and `hint` are for who gives something
/// else.
pub fn read(
    data: &Bound<'_, PyAny>,
    method: &str,
    hint: &str,
) -> PyResult<(Box<dyn ArrayReader + Send>, bool)> {
    let is_array = data.hasattr("__arrow_c_array__")?;
    if !is_array && !data.hasattr("__arrow_c_stream__")? {
        return Err(PyTypeError::new_err(format!(
            "{method} takes what has the Arrow PyCapsule interface, such as data of pyarrow or Polars, not {}{hint}",
            data.get_type().name()?
        )));
    }
    Ok((data.extract::<AnyArray>()?.into_reader()?, is_array))
}

/// Cleans an array, batch or stream of these; what is made has the same form.
pub fn clean<'py>(
    cleaner: &Cleaner,
    data: &Bound<'py, PyAny>,
    columns: &Columns<'_>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let py = data.py();
    let (reader, is_array) = read(
        data,
        "clean_batch",
        "; clean_many takes any iterable of texts",
    )?;
    let field = reader.field();
    let kind = answer_type(field.data_type(), columns).map_err(failure)?;
    let DataType::Struct(fields) = &kind else {
        unreachable!("an answer is of structs");
    };
    let mut chunks = Vec::new();
    for array in reader {
        let array = array.map_err(failure)?;
        let made = py.detach(|| answer(cleaner, &array, columns, fields, threads));
        chunks.push(made.map_err(failure)?);
    }
    // The metadata of a batch's schema stand there.
    let metadata = field.metadata().clone();
    let field = Field::new(field.name(), kind.clone(), field.is_nullable());
    let field = Arc::new(field.with_metadata(metadata));
    match <[ArrayRef; 1]>::try_from(chunks) {
        Ok([array]) if is_array => Ok(Bound::new(py, ArrowArray { field, array })?.into_any()),
        Ok(one) => Ok(Bound::new(
            py,
            ArrowStream {
                field,
                chunks: one.into(),
            },
        )?
        .into_any()),
        Err(chunks) => Ok(Bound::new(py, ArrowStream { field, chunks })?.into_any()),
    }
}

fn stream<'py>(
    py: Python<'py>,
    field: &FieldRef,
    chunks: Vec<ArrayRef>,
    requested: Option<Bound<'py, PyCapsule>>,
) -> PyArrowResult<Bound<'py, PyCapsule>> {
    let chunks = chunks.into_iter().map(Ok);
    let reader = ArrayIterator::new(chunks, Arc::clone(field));
    to_stream_pycapsule(py, Box::new(reader), requested)
}

/// An array or record batch for any library with the Arrow PyCapsule interface: `pyarrow.array(it)`,
/// `pyarrow.record_batch(it)`, `polars.DataFrame(it)`. Its length is the number of rows.
#[pyclass(module = "jingwen", frozen)]
pub struct ArrowArray {
    field: FieldRef,
    array: ArrayRef,
}

#[pymethods]
impl ArrowArray {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.field.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        to_array_pycapsules(py, Arc::clone(&self.field), &self.array, requested_schema)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let chunks = vec![Arc::clone(&self.array)];
        stream(py, &self.field, chunks, requested_schema)
    }

    fn __len__(&self) -> usize {
        self.array.len()
    }
}

/// A chunked array or table for any library with the Arrow PyCapsule interface: `pyarrow.table(it)`,
/// `pyarrow.chunked_array(it)`, `polars.DataFrame(it)`. Its length is the number of rows.
#[pyclass(module = "jingwen", frozen)]
pub struct ArrowStream {
    field: FieldRef,
    chunks: Vec<ArrayRef>,
}

#[pymethods]
impl ArrowStream {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.field.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        stream(py, &self.field, self.chunks.clone(), requested_schema)
    }

    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }
}
