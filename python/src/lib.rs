//! The Python package `jingwen`: the library's types for Python, and nothing of its own. Offsets are in
//! code points here, as Python counts.

mod arguments;
mod arrow;
mod cleaned;
mod cleaner;
mod columns;
mod learned;
mod many;
mod values;

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

create_exception!(
    jingwen,
    JingwenError,
    PyValueError,
    "Rules, weights, options or columns that cannot be used; says which, where, and how to mend it."
);

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let categories = jingwen::Category::ALL.iter().map(|c| c.as_str());
    module.add("CATEGORIES", PyTuple::new(py, categories)?)?;
    module.add("JingwenError", py.get_type::<JingwenError>())?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<arrow::ArrowArray>()?;
    module.add_class::<arrow::ArrowStream>()?;
    module.add_class::<cleaned::Cleaned>()?;
    module.add_class::<cleaner::Cleaner>()?;
    module.add_class::<learned::Learned>()
}
