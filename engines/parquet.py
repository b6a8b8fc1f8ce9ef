"""Parquet files of flat rows, by Arrow."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

_TYPES: Final[dict[object, pa.DataType]] = {
    str: pa.string(),
    bool: pa.bool_(),
    float: pa.float64(),
    datetime: pa.timestamp("us", tz="UTC"),
    tuple: pa.list_(pa.string()),
}


def write(file: Path, columns: dict[str, type], rows: Sequence[dict[str, Any]]) -> None:
    """Every column may be empty; its type holds in each file, so that they are read as one."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    pq.write_table(pa.Table.from_pylist(list(rows), schema), file, compression="zstd")
