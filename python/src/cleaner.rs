//! The cleaner.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use jingwen::{Context, Options};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::arguments::{Arguments, Given, failure};
use crate::arrow;
use crate::cleaned::Cleaned;
use crate::columns::Columns;
use crate::learned::{How, Learned, RuleName};
use crate::many::Many;
use crate::values;

/// Cleans texts by rules and a fitted model; build it once and share it.
///
/// >>> from jingwen import Cleaner
/// >>> cleaner = Cleaner()
/// >>> cleaned = cleaner.clean("The bridge opens in May, the mayor said.\nAdvertisement\n")
/// >>> cleaned.body
/// 'The bridge opens in May, the mayor said.\n'
///
/// level is `conservative`, `standard` or `thorough`. keep, remove and only name categories, one or
/// many (`jingwen.CATEGORIES` has all): those that stay, those that go although they stay by default,
/// the only ones that go. rules adds rules to the built-in ones: the path of a `.toml` file or of a
/// directory of them, or an iterable of such paths and of pairs (file name, text); a rule that could be
/// better written is warned of. weights is the path of a file that `jingwen fit` wrote, or such a pair.
/// builtin=False leaves the built-in rules out, model=False lets rules decide alone, and
/// keep_whitespace=True leaves the blank lines that a removed span stood on.
///
/// Raises JingwenError for what cannot be read or used: every mistake with its file, line and column.
///
/// A cleaner never changes: threads may share it, and all methods release the GIL while they work. It
/// pickles as its arguments, files as their text, so that it works where the files are not.
#[pyclass(module = "jingwen", frozen)]
pub struct Cleaner {
    /// Tells bodies and places alone.
    pub lean: Arc<jingwen::Cleaner>,
    /// Tells reasons and languages, too.
    full: jingwen::Cleaner,
    arguments: Arguments,
}

/// How many threads work: those asked for, or one a core.
pub fn threads(asked: Option<usize>) -> PyResult<usize> {
    match asked {
        Some(0) => Err(failure(
            "threads is 0: at least one is needed, or None for one a core",
        )),
        Some(n) => Ok(n),
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (*, level=Cow::Borrowed("standard"), keep=None, remove=None, only=None, rules=None, weights=None, builtin=true, model=true, keep_whitespace=false), text_signature = "(*, level='standard', keep=None, remove=None, only=None, rules=None, weights=None, builtin=True, model=True, keep_whitespace=False)")]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn new(
        py: Python<'_>,
        level: Cow<'_, str>,
        keep: Option<&Bound<'_, PyAny>>,
        remove: Option<&Bound<'_, PyAny>>,
        only: Option<&Bound<'_, PyAny>>,
        rules: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        builtin: bool,
        model: bool,
        keep_whitespace: bool,
    ) -> PyResult<Self> {
        let given = Given {
            level: &level,
            keep,
            remove,
            only,
            rules,
            weights,
            builtin,
            model,
            keep_whitespace,
        };
        let arguments = given.read()?;
        let full = arguments.cleaner(py)?;
        let mut lean: Options = full.options().clone();
        lean.lean = true;
        lean.without_langs = true;
        Ok(Cleaner {
            lean: Arc::new(full.under(lean)),
            full,
            arguments,
        })
    }

    /// The body of a text, and what was deleted from it.
    ///
    /// source is the host or label of the publisher, for rules that hold for one alone; title is the
    /// article's, which is never removed. Takes time linear in the length of the text and fails for
    /// none, lone surrogates aside (UnicodeEncodeError).
    ///
    /// >>> from jingwen import Cleaner
    /// >>> text = "南灣新碼頭完工，明年初啟用 🚢。\n免責聲明：投資有風險，本文並非投資建議。\n"
    /// >>> cleaned = Cleaner().clean(text)
    /// >>> cleaned.body
    /// '南灣新碼頭完工，明年初啟用 🚢。\n'
    /// >>> cleaned.edits[0].at, cleaned.edits[0].category
    /// (17, 'liability_disclaimer')
    #[pyo3(signature = (text, source=None, title=None))]
    fn clean(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyString>,
        source: Option<PyBackedStr>,
        title: Option<PyBackedStr>,
    ) -> PyResult<Cleaned> {
        let backed = PyBackedStr::try_from(text.clone())?;
        let context = Context::new();
        let context = context.source(source.as_deref()).title(title.as_deref());
        let cleaned = py.detach(|| self.lean.clean_with(&backed, &context));
        Ok(Cleaned::new(text, cleaned))
    }

    /// What would go, and why: a list of `Finding`, in code points and in order, those that stay because
    /// their category does (`removed` is False) included.
    ///
    /// >>> from jingwen import Cleaner
    /// >>> text = "The bridge opens in May 🌉.\nAdvertisement\n"
    /// >>> [found] = Cleaner().scan(text)
    /// >>> text[found.start:found.end], found.category, found.lang, found.removed
    /// ('Advertisement', 'advertisement', 'en', True)
    /// >>> 0 <= found.score <= 1, len(found.reasons) > 0
    /// (True, True)
    #[pyo3(signature = (text, source=None, title=None))]
    fn scan<'py>(
        &self,
        py: Python<'py>,
        text: PyBackedStr,
        source: Option<PyBackedStr>,
        title: Option<PyBackedStr>,
    ) -> PyResult<Bound<'py, PyList>> {
        let context = Context::new();
        let context = context.source(source.as_deref()).title(title.as_deref());
        let cleaned = py.detach(|| self.full.clean_with(&text, &context));
        values::findings(py, &text, cleaned.findings())
    }

    /// The languages of a text: a list of `LanguageSpan`, in code points, that tile it, whatever the rules.
    ///
    /// >>> from jingwen import Cleaner
    /// >>> [(s.start, s.end, s.lang) for s in Cleaner().languages("Shares rose. 投資有風險。")]
    /// [(0, 13, 'en'), (13, 19, 'zh-Hant')]
    fn languages<'py>(&self, py: Python<'py>, text: PyBackedStr) -> PyResult<Bound<'py, PyList>> {
        let spans = py.detach(|| jingwen::language::spans(&text));
        values::languages(py, &text, &spans)
    }

    /// Cleans a batch of texts in Arrow's form, on every core or on `threads` threads. The answers are in
    /// order, and the same on any number of them.
    ///
    /// data is what has the Arrow PyCapsule interface: an array or series of strings, or a record batch,
    /// table or data frame with a column of them (`text` names it; `source` and `title` name the columns
    /// that hold those), of pyarrow, Polars, pandas, DuckDB and others. The three string types of Arrow
    /// will do.
    ///
    /// An array gives an array of structs: `body` (of the type of the texts), `outcome`, and `spans`, the
    /// removed spans, a list of structs of `start` and `end` (code points of the text), `category`,
    /// `rule` and `score`. A batch gives the batch, the body in the place of the text, with the further
    /// columns `outcome` and `spans`, which these arguments rename. A null gives null. What came as a
    /// stream of chunks goes as one: pass it to `pyarrow.table`, `polars.DataFrame` and the like.
    ///
    /// Raises JingwenError for columns that are missing, not of strings, or not UTF-8.
    ///
    /// >>> import pyarrow as pa
    /// >>> from jingwen import Cleaner
    /// >>> cleaner = Cleaner()
    /// >>> texts = pa.array(["Rain fell all day.\nAdvertisement\n", None])
    /// >>> pa.array(cleaner.clean_batch(texts)).field("body").to_pylist()
    /// ['Rain fell all day.\n', None]
    /// >>> batch = pa.record_batch({"id": [1, 2], "text": texts})
    /// >>> cleaned = pa.record_batch(cleaner.clean_batch(batch))
    /// >>> cleaned.schema.names, cleaned["text"].to_pylist()
    /// (['id', 'text', 'outcome', 'spans'], ['Rain fell all day.\n', None])
    #[pyo3(signature = (data, text=Cow::Borrowed("text"), source=None, title=None, *, outcome=Cow::Borrowed("outcome"), spans=Cow::Borrowed("spans"), threads=None), text_signature = "($self, data, text='text', source=None, title=None, *, outcome='outcome', spans='spans', threads=None)")]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn clean_batch<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        text: Cow<'_, str>,
        source: Option<Cow<'_, str>>,
        title: Option<Cow<'_, str>>,
        outcome: Cow<'_, str>,
        spans: Cow<'_, str>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let columns = Columns {
            text: &text,
            source: source.as_deref(),
            title: title.as_deref(),
            outcome: &outcome,
            spans: &spans,
        };
        arrow::clean(&self.lean, data, &columns, self::threads(threads)?)
    }

    /// Cleans texts as they come, on every core or on `threads` threads, and gives a `Cleaned` for each, in
    /// order. An item is a text, or a tuple of text, source and title, either of which may be None.
    ///
    /// Some texts are read ahead, at most 4096 or about 256 KB a thread; no more are held. An error of the
    /// iterable comes after the answers to what it gave before.
    ///
    /// >>> from jingwen import Cleaner
    /// >>> texts = ["Rain fell all day.\nAdvertisement", ("Snow.", "www.example.com", None)]
    /// >>> [cleaned.body for cleaned in Cleaner().clean_many(texts)]
    /// ['Rain fell all day.', 'Snow.']
    #[pyo3(signature = (texts, *, threads=None))]
    fn clean_many(&self, texts: &Bound<'_, PyAny>, threads: Option<usize>) -> PyResult<Many> {
        let texts = texts.try_iter()?;
        Ok(Many::new(&self.lean, texts, self::threads(threads)?))
    }

    /// Learns the lines that sites repeat, and makes draft rules of those that are boilerplate, as
    /// `jingwen learn` does: the rules are the same.
    ///
    /// data is what has the Arrow PyCapsule interface and columns of strings (a batch, table, data frame or
    /// reader); `text`, `source` and `title` name them. The documents of a source are compared with each
    /// other alone. Rows without a text are passed over. A reader is read batch by batch: texts are kept in
    /// a temporary file (in `folder`, or where the system has such files), not in memory.
    ///
    /// `file` is the name of the rule file that this is for, whose stem names the rules, or a pair of that
    /// name and a text. If the file is there, nothing that a person decided in it is proposed again. Nothing
    /// is written. `min_documents` (2 to 200) is in how many documents of a source a line must stand.
    ///
    /// Raises JingwenError for a name, column or number that cannot be used, and where the folder is full.
    ///
    /// >>> import pyarrow as pa
    /// >>> from jingwen import Cleaner
    /// >>> made = ["bridge", "school", "tram", "market", "river wall"]
    /// >>> line = "Something seen? Tell the night desk of the Lantern."
    /// >>> texts = [f"The council will talk about the {what} on Monday.\n{line}\n" for what in made]
    /// >>> table = pa.table({"host": ["lantern.example"] * 5, "text": texts})
    /// >>> learned = Cleaner().learn(table, source="host")
    /// >>> learned.documents, learned.sources, [repeated.text == line for repeated in learned.lines]
    /// (5, 1, [True])
    #[pyo3(signature = (data, source, text=Cow::Borrowed("text"), title=None, *, file=None, min_documents=3, threads=None, folder=None), text_signature = "($self, data, source, text='text', title=None, *, file='learned.toml', min_documents=3, threads=None, folder=None)")]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn learn(
        &self,
        data: &Bound<'_, PyAny>,
        source: Cow<'_, str>,
        text: Cow<'_, str>,
        title: Option<Cow<'_, str>>,
        file: Option<&Bound<'_, PyAny>>,
        min_documents: u32,
        threads: Option<usize>,
        folder: Option<PathBuf>,
    ) -> PyResult<Learned> {
        let columns = Columns {
            text: &text,
            source: Some(&source),
            title: title.as_deref(),
            outcome: "",
            spans: "",
        };
        let file = match file {
            Some(file) => RuleName::read(file)?,
            None => RuleName::of_file(PathBuf::from("learned.toml"))?,
        };
        // Rules of an earlier run would hide what they take.
        let other = match self.arguments.has(file.path()) {
            true => Some(self.arguments.without(file.path()).cleaner(data.py())?),
            false => None,
        };
        let how = How {
            file,
            least: min_documents,
            threads: self::threads(threads)?,
            folder,
        };
        Learned::from_rows(other.as_ref().unwrap_or(&self.full), data, &columns, how)
    }

    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.arguments.to_dict(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Cleaner({})", self.arguments.written(py)?))
    }
}
