"""A step of a datatrove pipeline.

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from jingwen.datatrove import Clean

    LocalPipelineExecutor([JsonlReader("in"), Clean(source="host"), JsonlWriter("out")]).run()

Importing it needs datatrove: `pip install 'jingwen[datatrove]'`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Optional, Union

from . import Cleaned, Cleaner, JingwenError

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise ImportError("jingwen.datatrove needs datatrove: pip install 'jingwen[datatrove]'") from error

if TYPE_CHECKING:
    from datatrove.pipeline.writers.disk_base import DiskWriter

__all__ = ["Clean"]

_Path = Union[str, "PathLike[str]"]


class Clean(PipelineStep):  # type: ignore[misc, unused-ignore]
    """Puts the body in the place of each document's text.

    `source` and `title` name entries of a document's metadata. A document of which nothing is left is
    dropped, unless `keep_empty`. With `metadata="jingwen"` each document that goes on has an entry of that name
    with `outcome` and `edits` (`at` in code points of the body, `text`, `rule`, `category`), of which
    `jingwen.Cleaned` restores the text.

    `exclusion_writer` gets what was taken out: for every document of which something was removed, a document of
    the same id and metadata whose text is the removed passages, a line each, with the outcome and the edits
    under `jingwen` in its metadata.

    `batch` documents are cleaned together, on `threads` threads; the executor's tasks are the usual way to
    use more cores. The other arguments are those of `Cleaner`.

    Its statistics are `total`, `forwarded`, `dropped`, one `outcome_…` for each outcome, `removed_chars`, and
    one `removed_…` for each category, in removed passages.
    """

    name = "🧹 jingwen"
    type = "✂️ - FORMAT"

    def __init__(
        self,
        source: Optional[str] = None,
        title: Optional[str] = None,
        *,
        exclusion_writer: Optional[DiskWriter] = None,
        keep_empty: bool = False,
        metadata: Optional[str] = None,
        batch: int = 256,
        threads: int = 1,
        level: Literal["conservative", "standard", "thorough"] = "standard",
        keep: Union[str, Iterable[str], None] = None,
        remove: Union[str, Iterable[str], None] = None,
        only: Union[str, Iterable[str], None] = None,
        rules: Union[_Path, Iterable[Union[_Path, tuple[str, str]]], None] = None,
        weights: Union[_Path, tuple[str, str], None] = None,
        builtin: bool = True,
        model: bool = True,
        keep_whitespace: bool = False,
    ) -> None:
        super().__init__()
        if batch < 1:
            raise JingwenError(f"batch is {batch}: give at least 1")
        self.source = source
        self.title = title
        self.exclusion_writer = exclusion_writer
        self.keep_empty = keep_empty
        self.metadata = metadata
        self.batch = batch
        self.threads = threads
        # Pickles as its arguments, so that tasks on other machines need no files.
        self.cleaner = Cleaner(
            level=level,
            keep=keep,
            remove=remove,
            only=only,
            rules=rules,
            weights=weights,
            builtin=builtin,
            model=model,
            keep_whitespace=keep_whitespace,
        )

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        documents = iter(data or ())
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            while batch := list(islice(documents, self.batch)):
                with self.track_time("batch"):
                    items = [self._item(document) for document in batch]
                    answers = list(self.cleaner.clean_many(items, threads=self.threads))
                for document, cleaned in zip(batch, answers):
                    self._count(cleaned)
                    if writer is not None and any(edit.category for edit in cleaned.edits):
                        writer.write(_removed(document, cleaned), rank)
                    if cleaned.outcome == "empty" and not self.keep_empty:
                        self.stat_update("dropped")
                        continue
                    document.text = cleaned.body
                    if self.metadata is not None:
                        document.metadata[self.metadata] = _record(cleaned)
                    self.stat_update("forwarded")
                    self.update_doc_stats(document)
                    yield document

    def _item(self, document: Document) -> tuple[str, Optional[str], Optional[str]]:
        return (document.text, self._entry(document, self.source), self._entry(document, self.title))

    def _entry(self, document: Document, name: Optional[str]) -> Optional[str]:
        found = None if name is None else document.metadata.get(name)
        if found is not None and not isinstance(found, str):
            raise JingwenError(f"{document.id}: `{name}` of the metadata is {type(found).__name__}, not text")
        return found

    def _count(self, cleaned: Cleaned) -> None:
        self.stat_update("total", f"outcome_{cleaned.outcome}")
        for edit in cleaned.edits:
            self.stat_update("removed_chars", value=len(edit.text), unit="edit")
            if edit.category is not None:
                self.stat_update(f"removed_{edit.category}")


def _record(cleaned: Cleaned) -> dict[str, Any]:
    return {"outcome": cleaned.outcome, "edits": [edit._asdict() for edit in cleaned.edits]}


def _removed(document: Document, cleaned: Cleaned) -> Document:
    passages = [edit.text.strip("\n") for edit in cleaned.edits if edit.category is not None]
    metadata = {**document.metadata, "jingwen": _record(cleaned)}
    return Document(text="\n".join(passages), id=document.id, metadata=metadata)
