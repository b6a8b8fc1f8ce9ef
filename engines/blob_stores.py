"""Which blob store the settings ask for: the home's own folder, or a bucket that many share."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.blobs.settings import BlobSettings
from engines.embedded.blobs import FolderBlobs

if TYPE_CHECKING:
    from engines.blobs.s3 import S3Blobs


def open_blobs(settings: BlobSettings, folder: Path) -> "FolderBlobs | S3Blobs":
    if settings.url:
        from engines.blobs.s3 import S3Blobs  # noqa: PLC0415 - not all who run need its client

        return S3Blobs(settings)
    return FolderBlobs(folder)


def examine(settings: BlobSettings, folder: Path) -> None:
    """Raise where it cannot be written; clear away what killed writers left in a folder."""
    with closing(open_blobs(settings, folder)) as blobs:
        blobs.ping()
        if isinstance(blobs, FolderBlobs):
            blobs.sweep_temporary()
