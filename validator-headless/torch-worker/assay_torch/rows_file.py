"""Tokenized rows as bytes; src-shared/engine/text/rows-file.ts describes and writes them."""
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .failures import Failure

MAGIC = b"ASSAYTK1"


@dataclass(frozen=True)
class Row:
    ids: list
    # As the loss wants them: the id where it is a target, -100 elsewhere.
    labels: list

    @property
    def targets(self):
        """The first token is never a target: nothing comes before it."""
        return sum(label != -100 for label in self.labels[1:])


@dataclass(frozen=True)
class Rows:
    rows: list
    hash: str


def read_rows(path, vocabulary):
    def invalid(what):
        return Failure("RowsInvalid", file=str(path), what=what)

    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise invalid(error.strerror or str(error)) from error
    header = len(MAGIC) + 8
    not_rows = invalid("its bytes are not those of rows, or not all of them")
    if len(content) < header or content[: len(MAGIC)] != MAGIC:
        raise not_rows
    count, tokens = struct.unpack_from("<II", content, len(MAGIC))
    if len(content) != header + 4 * count + 5 * tokens:
        raise not_rows
    lengths = np.frombuffer(content, "<u4", count, header).astype(np.int64)
    if int(lengths.sum()) != tokens:
        raise not_rows
    ids = np.frombuffer(content, "<i4", tokens, header + 4 * count)
    learn = np.frombuffer(content, "u1", tokens, header + 4 * count + 4 * tokens)
    rows, start = [], 0
    for index, length in enumerate(lengths.tolist()):
        row_ids, row_learn = ids[start : start + length], learn[start : start + length]
        if length and (row_ids.min() < 0 or row_ids.max() >= vocabulary):
            unknown = int(row_ids[(row_ids < 0) | (row_ids >= vocabulary)][0])
            raise invalid(f"row {index + 1} has token {unknown}, and the model knows {vocabulary}")
        if length and row_learn.max() > 1:
            raise invalid(f"row {index + 1} marks targets by other than 0 and 1")
        rows.append(Row(row_ids.tolist(), np.where(row_learn == 1, row_ids, -100).tolist()))
        start += length
    return Rows(rows, hashlib.sha256(content).hexdigest())
