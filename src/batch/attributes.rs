//! Attribute files beside documents, as dolma lays them out: where each goes.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf, absolute};

use super::find::form::Format;
use super::find::walk::Input;
use super::notice::Notice;
use crate::text::printable::printable;

/// The directory of dolma's documents, and that of its attributes beside it.
const DOCUMENTS: &str = "documents";
const ATTRIBUTES: &str = "attributes";

/// A directory of attribute files, `…/attributes/NAME`: for every `…/documents/PLACE` there is, or
/// will be, a file `…/attributes/NAME/PLACE`. dolma finds the one by the path of the other.
///
/// ```
/// use jingwen::batch::Attributes;
///
/// let attributes = Attributes::of("news/attributes/jingwen".as_ref()).unwrap();
/// assert_eq!(attributes.name(), "jingwen");
/// assert!(Attributes::of("news/..".as_ref()).is_err());
/// ```
#[derive(Debug, Clone)]
pub struct Attributes {
    /// As it was named, and from the root.
    named: PathBuf,
    root: PathBuf,
    name: String,
}

/// Why attributes cannot be written; nothing was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeError {
    /// The directory has no name, or none that JSON can spell.
    #[error(
        "{0}: attributes are called as their directory is: name one such as data/attributes/jingwen"
    )]
    Nameless(String),
    /// dolma reads JSON lines only.
    #[error(
        "{0}: is {1}, and dolma's documents are JSON lines: leave such files out with --exclude, or make JSON lines of them with `jingwen clean --output-format jsonl`"
    )]
    NotLines(String, Format),
}

impl Attributes {
    /// Attributes under a directory, which need not be there.
    ///
    /// # Errors
    /// Its last part is no name.
    pub fn of(directory: &Path) -> Result<Self, AttributeError> {
        let nameless = || AttributeError::Nameless(printable(&directory.to_string_lossy()));
        let name = directory.file_name().and_then(OsStr::to_str);
        Ok(Attributes {
            name: name.ok_or_else(nameless)?.to_owned(),
            root: absolute(directory).map_err(|_| nameless())?,
            named: directory.to_owned(),
        })
    }

    /// The name in front of every attribute: the last part of the directory's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives every input the place of its attributes under the directory, the one at which dolma looks
    /// for them if that is under it, and says if it is not. What is called `.json` is read as JSON
    /// lines, as dolma does.
    ///
    /// # Errors
    /// An input of another form.
    pub fn pair(&self, inputs: &mut [Input]) -> Result<Option<Notice>, AttributeError> {
        let mut astray = Vec::new();
        for input in &mut *inputs {
            match input.form.format {
                Format::Json => input.form.format = Format::Jsonl,
                Format::Jsonl => {}
                other => return Err(AttributeError::NotLines(input.to_string(), other)),
            }
            let Some(path) = input.path.as_ref().and_then(|path| absolute(path).ok()) else {
                continue;
            };
            let looked_for = self.beside(&path);
            match looked_for.strip_prefix(&self.root) {
                Ok(place) => input.relative = place.to_owned(),
                Err(_) => astray.push((input.to_string(), path != looked_for, looked_for)),
            }
        }
        let told = astray.first().map(|(first, paired, looked_for)| {
            let (count, all) = (astray.len(), inputs.len());
            let named = printable(&self.named.to_string_lossy());
            let why = match paired {
                true => format!("dolma looks at {}", printable(&looked_for.to_string_lossy())),
                false => format!("dolma finds attributes by a directory called {DOCUMENTS}"),
            };
            Notice::note(format_args!(
                "attributes of {count} of {all} files will not be found where they are written, under {named}; of the first, {first}, {why}"
            ))
        });
        Ok(told)
    }

    /// Where dolma looks for the attributes of a document file.
    fn beside(&self, path: &Path) -> PathBuf {
        let parts: Vec<Component<'_>> = self.root.components().collect();
        let is = |part: &Component<'_>, name: &str| part.as_os_str() == name;
        let at = parts.iter().rposition(|part| is(part, ATTRIBUTES));
        let mut known = &parts[at.map_or(parts.len(), |at| at + 1)..];
        if known.is_empty() {
            known = &parts[parts.len() - 1..];
        }
        let mut looked_for = PathBuf::new();
        for part in path.components() {
            if is(&part, DOCUMENTS) {
                looked_for.push(ATTRIBUTES);
                looked_for.extend(known);
            } else {
                looked_for.push(part);
            }
        }
        looked_for
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::find::form::Form;

    fn input(path: &str, relative: &str) -> Input {
        Input {
            path: Some(path.into()),
            relative: relative.into(),
            form: Form::of_name(path.as_ref()).unwrap(),
            size: 0,
            begun: Vec::new(),
        }
    }

    fn paired(directory: &str, path: &str, relative: &str) -> (PathBuf, Option<String>) {
        let mut inputs = [input(path, relative)];
        let attributes = Attributes::of(directory.as_ref()).unwrap();
        let said = attributes.pair(&mut inputs).unwrap();
        let [input] = inputs;
        let said = said.map(|said| match said {
            Notice::Note(said) => said,
            other => panic!("{other:?}"),
        });
        (input.relative, said)
    }

    #[test]
    fn a_file_goes_where_dolma_looks_however_it_was_named() {
        let place = Path::new("cc/a.jsonl.gz");
        for relative in ["cc/a.jsonl.gz", "a.jsonl.gz", "documents/cc/a.jsonl.gz"] {
            for name in ["jingwen", "team/jingwen"] {
                let directory = format!("news/attributes/{name}");
                let got = paired(&directory, "news/documents/cc/a.jsonl.gz", relative);
                assert_eq!(got, (place.to_owned(), None), "{relative} {name}");
            }
        }
    }

    #[test]
    fn where_dolma_does_not_look_is_said() {
        let (relative, said) = paired("out/jw", "news/documents/a.jsonl", "a.jsonl");
        assert_eq!(relative, Path::new("a.jsonl"));
        let said = said.unwrap();
        assert!(said.contains("news/attributes/jw/a.jsonl"), "{said}");
        let (_, said) = paired("news/attributes/jw", "news/a.jsonl", "a.jsonl");
        assert!(said.unwrap().contains("a directory called documents"));
    }

    #[test]
    fn json_is_read_as_lines_and_other_forms_are_refused() {
        let attributes = Attributes::of("d/attributes/jw".as_ref()).unwrap();
        let mut inputs = [input("d/documents/a.json.gz", "a.json.gz")];
        attributes.pair(&mut inputs).unwrap();
        assert_eq!(inputs[0].form.format, Format::Jsonl);
        let refused = attributes.pair(&mut [input("d/documents/a.csv", "a.csv")]);
        let error = AttributeError::NotLines("d/documents/a.csv".to_owned(), Format::Csv);
        assert_eq!(refused.unwrap_err(), error);
    }
}
