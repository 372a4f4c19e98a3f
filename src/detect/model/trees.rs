//! The second pass: a sum of small decision trees over the facts of a unit and of those beside it.
//!
//! Trees because what a fact means depends on the others: a date alone on its line is a stamp among
//! credits and content in a list of dates. Every node has a value, so that what a step down adds or
//! takes can be told fact by fact (Saabas, "Interpreting random forests", 2014), and the steps sum
//! up to the score exactly.

use std::sync::LazyLock;

use super::facts::{Fact, Facts};

/// A fact of the unit itself, of the one before it, or of the one behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Question {
    pub fact: Fact,
    /// -1, 0 or 1.
    pub beside: i8,
}

/// Facts that trees also ask of the neighbours.
const BESIDE: &[Fact] = &[
    Fact::Length,
    Fact::InLine,
    Fact::Start,
    Fact::End,
    Fact::Digits,
    Fact::Link,
    Fact::Label,
    Fact::Stamp,
    Fact::Script,
    Fact::Hit,
    Fact::Points,
    Fact::Cover,
    Fact::Kind,
    Fact::Capitals,
];

/// How many questions there are.
pub(crate) const QUESTIONS: usize = Fact::ALL.len() + 2 * BESIDE.len();

/// What a unit answers to every question.
pub(crate) type Answers = [u8; QUESTIONS];

impl Question {
    /// Every question, in the order of [`answers`].
    pub fn all() -> &'static [Question] {
        static ALL: LazyLock<Vec<Question>> = LazyLock::new(|| {
            let own = Fact::ALL.iter().map(|&fact| Question { fact, beside: 0 });
            let others = [-1, 1]
                .into_iter()
                .flat_map(|beside| BESIDE.iter().map(move |&fact| Question { fact, beside }));
            own.chain(others).collect()
        });
        &ALL
    }

    /// The name used in weights files.
    pub fn name(self) -> String {
        let of = ["the one before: ", "", "the one behind: "][(self.beside + 1) as usize];
        format!("{of}{}", self.fact.name())
    }

    /// The question with its answer, for people.
    pub fn told(self, answer: u8) -> String {
        let value = self.fact.values().get(usize::from(answer));
        format!("{}={}", self.name(), value.unwrap_or(&"none"))
    }

    /// How many answers there are; of a neighbour that is missing the last.
    pub fn answers(self) -> usize {
        self.fact.values().len() + usize::from(self.beside != 0)
    }
}

/// The answers of every unit to every question. Neighbours are units of the sentences beside.
pub(crate) fn answers(facts: &[Facts], sentences: impl Fn(usize) -> usize) -> Vec<Answers> {
    const OWN: usize = Fact::ALL.len();
    let missing = |f: &Fact| f.values().len() as u8;
    (0..facts.len())
        .map(|i| {
            let mut all: Answers = [0; QUESTIONS];
            let before = (i > 0 && sentences(i - 1) + 1 == sentences(i)).then(|| &facts[i - 1]);
            let behind = facts.get(i + 1);
            let behind = behind.filter(|_| sentences(i + 1) == sentences(i) + 1);
            let (own, beside) = all.split_at_mut(OWN);
            own.copy_from_slice(facts[i].values());
            let sides = beside.chunks_exact_mut(BESIDE.len()).zip([before, behind]);
            for (answers, other) in sides {
                for (answer, fact) in answers.iter_mut().zip(BESIDE) {
                    *answer = other.map_or_else(|| missing(fact), |o| o.get(*fact) as u8);
                }
            }
            all
        })
        .collect()
}

/// A node: those whose answer is at most the limit go to the next node, the others `skip` nodes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub question: u8,
    pub limit: u8,
    /// 0: no question, the path ends.
    pub skip: u8,
    /// In 256ths.
    pub value: i16,
}

/// Trees, each a list of nodes with the root first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trees {
    pub nodes: Vec<Node>,
    /// Where each begins.
    pub roots: Vec<u32>,
}

impl Trees {
    pub fn push(&mut self, tree: &[Node]) {
        self.roots.push(self.nodes.len() as u32);
        self.nodes.extend_from_slice(tree);
    }

    /// The trees, each its nodes.
    pub fn each(&self) -> impl Iterator<Item = &[Node]> {
        let end = self.nodes.len() as u32;
        let ends = self.roots.iter().skip(1).copied().chain([end]);
        let range = |(&root, end): (&u32, u32)| &self.nodes[root as usize..end as usize];
        self.roots.iter().zip(ends).map(range)
    }

    /// Ends every path at the first question for a fact, as though the answer were not known.
    pub fn forget(&mut self, fact: Fact) {
        let all = Question::all();
        for node in &mut self.nodes {
            if all[usize::from(node.question)].fact == fact {
                node.skip = 0;
            }
        }
    }

    /// The sum of the values at the ends of the paths.
    pub fn score(&self, answers: &[u8]) -> i32 {
        let mut sum = 0;
        for &root in &self.roots {
            sum += self.walk(root as usize, answers, |_, _| ());
        }
        sum
    }

    /// By question: what the answer adds to the score.
    pub fn parts(&self, answers: &[u8]) -> Vec<i32> {
        let mut parts = vec![0; Question::all().len()];
        for &root in &self.roots {
            self.walk(root as usize, answers, |question, step| {
                parts[question] += step
            });
        }
        parts
    }

    /// The value at the end of a path; `step` gets what each question adds.
    fn walk(&self, root: usize, answers: &[u8], mut step: impl FnMut(usize, i32)) -> i32 {
        let mut at = root;
        loop {
            let node = self.nodes[at];
            let value = i32::from(node.value);
            if node.skip == 0 {
                return value;
            }
            let question = usize::from(node.question);
            let low = answers[question] <= node.limit;
            at += if low { 1 } else { usize::from(node.skip) };
            step(question, i32::from(self.nodes[at].value) - value);
        }
    }
}
