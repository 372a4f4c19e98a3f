//! Texts from an iterator, answers in their order.

use std::collections::VecDeque;
use std::sync::Arc;

use jingwen::Context;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyIterator, PyString};

use crate::cleaned::Cleaned;

/// Texts that are read ahead of the answers, at most.
const TEXTS: usize = 4096;
/// Bytes of text after which no more are read ahead, for each thread.
const BYTES: usize = 256 << 10;

type Item = (PyBackedStr, Option<PyBackedStr>, Option<PyBackedStr>);

/// The answers to the texts of an iterator.
#[pyclass(module = "jingwen._native")]
pub struct Many {
    cleaner: Arc<jingwen::Cleaner>,
    /// None at its end.
    texts: Option<Py<PyIterator>>,
    threads: usize,
    ready: VecDeque<Cleaned>,
    /// What ended the texts, told after the answers to those before it.
    error: Option<PyErr>,
}

impl Many {
    pub fn new(
        cleaner: &Arc<jingwen::Cleaner>,
        texts: Bound<'_, PyIterator>,
        threads: usize,
    ) -> Self {
        Many {
            cleaner: Arc::clone(cleaner),
            texts: Some(texts.unbind()),
            threads,
            ready: VecDeque::new(),
            error: None,
        }
    }

    /// The next texts; fewer than fit in if they end or fail.
    fn read<'py>(&mut self, py: Python<'py>) -> Vec<(Bound<'py, PyString>, Item)> {
        let mut read = Vec::new();
        let mut bytes = 0;
        let Some(texts) = &self.texts else {
            return read;
        };
        let mut texts = texts.bind(py).clone();
        while read.len() < TEXTS && bytes < BYTES * self.threads {
            let Some(next) = texts.next() else {
                self.texts = None;
                break;
            };
            match next.and_then(|next| item(&next)) {
                Ok((text, item)) => {
                    bytes += item.0.len();
                    read.push((text, item));
                }
                Err(error) => {
                    self.error = Some(error);
                    self.texts = None;
                    break;
                }
            }
        }
        read
    }
}

fn item<'py>(given: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyString>, Item)> {
    if let Ok(text) = given.cast::<PyString>() {
        let backed = PyBackedStr::try_from(text.clone())?;
        return Ok((text.clone(), (backed, None, None)));
    }
    let Ok((text, source, title)) = given.extract::<(Bound<'py, PyString>, _, _)>() else {
        return Err(PyTypeError::new_err(format!(
            "an item is a text, or a tuple of text, source and title, not of type {}",
            given.get_type().name()?
        )));
    };
    let backed = PyBackedStr::try_from(text.clone())?;
    Ok((text, (backed, source, title)))
}

fn document((text, source, title): &Item) -> (&str, Context<'_>) {
    let context = Context::new().source(source.as_deref());
    (text, context.title(title.as_deref()))
}

#[pymethods]
impl Many {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Cleaned>> {
        if self.ready.is_empty() {
            let read = self.read(py);
            let (texts, items): (Vec<_>, Vec<Item>) = read.into_iter().unzip();
            let (cleaner, threads) = (&*self.cleaner, self.threads);
            let answers = py.detach(|| {
                let documents: Vec<_> = items.iter().map(document).collect();
                cleaner.clean_each(&documents, threads, |_, cleaned| cleaned)
            });
            let pairs = texts.iter().zip(answers);
            self.ready = pairs
                .map(|(text, answer)| Cleaned::new(text, answer))
                .collect();
        }
        match (self.ready.pop_front(), self.error.take()) {
            (Some(cleaned), error) => {
                self.error = error;
                Ok(Some(cleaned))
            }
            (None, Some(error)) => Err(error),
            (None, None) => Ok(None),
        }
    }
}
