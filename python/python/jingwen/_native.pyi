from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Final, Literal, Optional, Protocol, Union, final, overload, type_check_only

from ._values import Edit, Finding, LanguageSpan, Repeated

__all__ = [
    "CATEGORIES",
    "ArrowArray",
    "ArrowStream",
    "Cleaned",
    "Cleaner",
    "JingwenError",
    "Learned",
    "__version__",
]

__version__: Final[str]
CATEGORIES: Final[tuple[str, ...]]

_Level = Literal["conservative", "standard", "thorough"]
_Outcome = Literal["unchanged", "cleaned", "review", "empty"]
_Path = Union[str, PathLike[str]]
_NameAndText = tuple[str, str]
_Item = Union[str, tuple[str, Optional[str], Optional[str]]]

@type_check_only
class _HasArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@type_check_only
class _HasArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class JingwenError(ValueError): ...

@final
class ArrowArray:
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class ArrowStream:
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

@final
class Cleaned:
    def __new__(cls, body: str, outcome: _Outcome, edits: Iterable[Edit]) -> Cleaned: ...
    @property
    def body(self) -> str: ...
    @property
    def outcome(self) -> _Outcome: ...
    @property
    def edits(self) -> list[Edit]: ...
    def restore(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Cleaner:
    def __new__(
        cls,
        *,
        level: _Level = "standard",
        keep: str | Iterable[str] | None = None,
        remove: str | Iterable[str] | None = None,
        only: str | Iterable[str] | None = None,
        rules: _Path | Iterable[_Path | _NameAndText] | None = None,
        weights: _Path | _NameAndText | None = None,
        builtin: bool = True,
        model: bool = True,
        keep_whitespace: bool = False,
    ) -> Cleaner: ...
    def clean(self, text: str, source: str | None = None, title: str | None = None) -> Cleaned: ...
    def scan(self, text: str, source: str | None = None, title: str | None = None) -> list[Finding]: ...
    def languages(self, text: str) -> list[LanguageSpan]: ...
    @overload
    def clean_batch(
        self,
        data: _HasArrowArray,
        text: str = "text",
        source: str | None = None,
        title: str | None = None,
        *,
        outcome: str = "outcome",
        spans: str = "spans",
        threads: int | None = None,
    ) -> ArrowArray: ...
    @overload
    def clean_batch(
        self,
        data: _HasArrowStream,
        text: str = "text",
        source: str | None = None,
        title: str | None = None,
        *,
        outcome: str = "outcome",
        spans: str = "spans",
        threads: int | None = None,
    ) -> ArrowStream: ...
    def clean_many(self, texts: Iterable[_Item], *, threads: int | None = None) -> Iterator[Cleaned]: ...
    def learn(
        self,
        data: _HasArrowArray | _HasArrowStream,
        source: str,
        text: str = "text",
        title: str | None = None,
        *,
        file: _Path | _NameAndText = "learned.toml",
        min_documents: int = 3,
        threads: int | None = None,
        folder: _Path | None = None,
    ) -> Learned: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, object]]: ...

@final
class Learned:
    def __new__(cls, file: _Path | _NameAndText, json: str) -> Learned: ...
    @staticmethod
    def merge(parts: Iterable[Learned]) -> Learned: ...
    @property
    def toml(self) -> str: ...
    @property
    def rules(self) -> tuple[str, str]: ...
    @property
    def file(self) -> tuple[str, str]: ...
    @property
    def lines(self) -> list[Repeated]: ...
    @property
    def documents(self) -> int: ...
    @property
    def sources(self) -> int: ...
    @property
    def copies(self) -> int: ...
    @property
    def without_source(self) -> int: ...
