//! Reads every document on every core, for whoever only looks at them.

use std::sync::Arc;

use super::document::{self, Document};
use super::fields::Fields;
use super::form::Format;
use super::notice::Notice;
use super::pipeline;
use super::skips::Skips;
use super::split::{Chunk, What};
use super::stream::Stream;
use super::walk::Input;
use super::work::Style;
use crate::text::decode::decode;

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
    let produce = |send: &mut dyn FnMut((usize, Event)) -> bool| {
        for (index, input) in inputs.iter().enumerate() {
            if !read(input, style, &mut |event| send((index, event))) {
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
                each(
                    &inputs[index],
                    chunk,
                    style,
                    fields,
                    &names,
                    &work,
                    &mut seen,
                );
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
fn read(input: &Input, style: &Style, send: &mut dyn FnMut(Event) -> bool) -> bool {
    let path = input.path.as_deref();
    let opened = Stream::open(input, path, style.encoding, style.limit, &Arc::default());
    let mut stream = match opened {
        Ok(stream) => stream,
        Err(notice) => return send(Event::Said(notice)),
    };
    if let Some(notice) = document::assumed(input, stream.assumed(), style.strict) {
        let refused = matches!(notice, Notice::Error(..));
        let wanted = send(Event::Said(notice));
        if refused || !wanted {
            return wanted;
        }
    }
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

fn each<R>(
    input: &Input,
    mut chunk: Chunk,
    style: &Style,
    fields: &Fields,
    names: &[String],
    work: &impl Fn(&Document<'_>) -> R,
    seen: &mut Seen<R>,
) {
    for piece in &chunk.pieces {
        let over = document::passed_over(input, piece, style.limit);
        seen.notices.extend(over);
    }
    let is_document = |what: What| what == What::Document;
    if input.form.format == Format::Text {
        if chunk.pieces.iter().any(|piece| is_document(piece.what)) {
            let decoded = decode(std::mem::take(&mut chunk.bytes), style.encoding);
            let said = document::decoding(input, &decoded, style.strict);
            let refused = matches!(said, Some(Notice::Error(..)));
            seen.notices.extend(said);
            if !refused {
                let document = document::text_document(input, decoded.text(), fields);
                seen.results.push(work(&document));
            }
        }
        return;
    }
    for piece in chunk.pieces.iter().filter(|piece| is_document(piece.what)) {
        seen.skips.line();
        let bytes = &chunk.bytes[piece.range.clone()];
        match document::object(input, piece, bytes, names) {
            Ok(object) => match object.text {
                Ok(_) => seen
                    .results
                    .push(work(&object.document(input, piece, fields))),
                Err(why) => seen.skips.skip(why, piece.line),
            },
            Err(notice) => seen.notices.push(notice),
        }
    }
}
