//! Reads every document on every core, for whoever only looks at them.

use std::convert::Infallible;

use super::document::Document;
use super::find::walk::Input;
use super::input::chunk::Chunk;
use super::look::Look;
use super::notice::Notice;
use super::object::fields::Fields;
use super::pipeline;
use super::skips::Skips;
use super::work::Style;

/// What happens to an input.
enum Event {
    Chunk(Chunk),
    Said(Notice),
    End,
}

/// What became of it.
struct Seen<R> {
    index: usize,
    notices: Vec<Notice>,
    skips: Skips,
    results: Vec<R>,
    ended: bool,
}

/// Gives what `work` makes of every document that has a text to `take`, in the order of the inputs.
/// What goes wrong is said to `say`, and the rest is read.
///
/// # Errors
/// Those of `take`.
pub(crate) fn visit<R: Send, E>(
    inputs: &[Input],
    style: &Style,
    fields: &Fields,
    threads: usize,
    mut say: impl FnMut(Notice),
    work: impl Fn(&Document<'_>) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let names = fields.texts();
    let look = Look {
        style,
        fields,
        names: &names,
    };
    let produce = |send: &mut dyn FnMut((usize, Event)) -> bool| {
        for (index, input) in inputs.iter().enumerate() {
            if !read(&look, input, &mut |event| send((index, event))) {
                break;
            }
        }
    };
    let size = |(_, event): &(usize, Event)| match event {
        Event::Chunk(chunk) => chunk.bytes.len() * 2,
        _ => 0,
    };
    let work = |(index, event): (usize, Event)| {
        let mut seen = Seen {
            index,
            notices: Vec::new(),
            skips: Skips::default(),
            results: Vec::new(),
            ended: false,
        };
        match event {
            Event::Chunk(chunk) => {
                let Seen {
                    notices,
                    skips,
                    results,
                    ..
                } = &mut seen;
                let mut say = |notice| notices.push(notice);
                let mut each = |document: Document<'_>| {
                    if document.text.is_ok() {
                        results.push(work(&document));
                    }
                    Ok::<_, Infallible>(())
                };
                let Ok(()) = look.chunk(&inputs[index], chunk, skips, &mut say, &mut each);
            }
            Event::Said(notice) => seen.notices.push(notice),
            Event::End => seen.ended = true,
        }
        seen
    };
    let mut skips = Skips::default();
    let consume = |seen: Seen<R>| {
        seen.notices.into_iter().for_each(&mut say);
        skips.add(&seen.skips);
        if seen.ended {
            let said = std::mem::take(&mut skips).notices(&inputs[seen.index], &names);
            said.into_iter().for_each(&mut say);
        }
        seen.results.into_iter().try_for_each(&mut take)
    };
    pipeline::run(threads.max(1), size, produce, work, consume)
}

/// Sends the chunks of an input; false when nothing more is wanted.
fn read(look: &Look<'_>, input: &Input, send: &mut dyn FnMut(Event) -> bool) -> bool {
    let mut said = Vec::new();
    let stream = look.open(input, &mut |notice| said.push(notice));
    let wanted = said.into_iter().all(|notice| send(Event::Said(notice)));
    let Some(mut stream) = stream.filter(|_| wanted) else {
        return wanted;
    };
    loop {
        match stream.next_chunk() {
            Ok(Some(chunk)) => {
                if !send(Event::Chunk(chunk)) {
                    return false;
                }
            }
            Ok(None) => break,
            Err(notice) => return send(Event::Said(notice)) && send(Event::End),
        }
    }
    let ended = match stream.finish() {
        Ok(_) => true,
        Err(notice) => send(Event::Said(notice)),
    };
    ended && send(Event::End)
}
