//! What there is on a page of Markdown, as far as these tests look at it.

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(page: &Path) -> String {
    let text = fs::read_to_string(page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    text.replace("\r\n", "\n")
}

/// Every page for people: those at the top, of docs/, and those beside the data.
pub fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in ["", "docs", "python", "corpus", "tests/data"] {
        let deep = !folder.is_empty() && folder != "python";
        walk(&root().join(folder), deep, &["md"], &mut pages);
    }
    pages.sort();
    pages
}

/// The code under these folders, in files of these endings.
pub fn code(folders: &[&str], endings: &[&str]) -> String {
    let mut files = Vec::new();
    for folder in folders {
        walk(&root().join(folder), true, endings, &mut files);
    }
    files.iter().map(|file| read(file)).collect()
}

fn walk(folder: &Path, deep: bool, endings: &[&str], files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            walk(&path, deep, endings, files);
        } else if path
            .extension()
            .is_some_and(|e| endings.iter().any(|ending| e == *ending))
        {
            files.push(path);
        }
    }
}

/// A fenced block: the word behind its fence, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: String,
    pub text: String,
}

/// A page divided into what is fenced and the lines that are not.
#[derive(Debug, Default)]
pub struct Page {
    pub blocks: Vec<Block>,
    pub lines: Vec<String>,
}

impl Page {
    pub fn new(text: &str) -> Self {
        let mut page = Page::default();
        let mut open = false;
        for line in text.lines() {
            match (open, line.strip_prefix("```")) {
                (false, Some(kind)) => page.blocks.push(Block {
                    kind: kind.to_owned(),
                    text: String::new(),
                }),
                (true, Some(_)) => {}
                (false, None) => page.lines.push(line.to_owned()),
                (true, None) => {
                    let text = &mut page.blocks.last_mut().unwrap().text;
                    text.push_str(line);
                    text.push('\n');
                }
            }
            open ^= line.starts_with("```");
        }
        assert!(!open, "a block is not closed");
        page
    }

    /// Level and text of every heading.
    pub fn headings(&self) -> Vec<(usize, &str)> {
        self.lines.iter().filter_map(|line| heading(line)).collect()
    }

    /// The names by which links reach its headings.
    pub fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for (_, text) in self.headings() {
            let name: String = plain(text)
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect();
            let same = |a: &&String| {
                **a == name || a.strip_prefix(&name).is_some_and(|r| r.starts_with('-'))
            };
            let before = anchors.iter().filter(same).count();
            anchors.push(match before {
                0 => name,
                n if anchors.contains(&name) => format!("{name}-{n}"),
                _ => name,
            });
        }
        anchors
    }
}

pub fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    (level > 0).then(|| Some((level, line[level..].strip_prefix(' ')?)))?
}

/// A heading without the marks of code and links.
fn plain(text: &str) -> String {
    let mut text = text.replace('`', "");
    while let (Some(open), Some(middle)) = (text.find('['), text.find("](")) {
        let end = middle + text[middle..].find(')').unwrap();
        text = format!(
            "{}{}{}",
            &text[..open],
            &text[open + 1..middle],
            &text[end + 1..]
        );
    }
    text
}

/// A text without what stands between backticks, and that.
pub fn without_code(text: &str) -> (String, Vec<String>) {
    let parts: Vec<&str> = text.split('`').collect();
    let (outside, inside) = (parts.iter().step_by(2), parts.iter().skip(1).step_by(2));
    let words: Vec<&str> = outside.copied().collect();
    (
        words.join("`"),
        inside.map(|&code| code.to_owned()).collect(),
    )
}

/// The targets of links and pictures.
pub fn links(text: &str) -> Vec<String> {
    let (text, _) = without_code(text);
    let behind = text.split("](").skip(1);
    behind
        .map(|rest| rest.split(')').next().unwrap().to_owned())
        .collect()
}
