"""The same walk by crawlee; a script for the venv of the peers, which ours knows nothing of."""
# ruff: noqa: PLC0415 - the peer is not installed where this file is only named
# mypy: disable-error-code="import-not-found, untyped-decorator"

import asyncio
import sys


async def walk(url: str, concurrency: int) -> None:
    from crawlee import ConcurrencySettings
    from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
    from crawlee.storage_clients import MemoryStorageClient

    crawler = ParselCrawler(
        storage_client=MemoryStorageClient(),
        concurrency_settings=ConcurrencySettings(
            min_concurrency=concurrency,
            desired_concurrency=concurrency,
            max_concurrency=concurrency,
        ),
        configure_logging=False,
    )

    @crawler.router.default_handler
    async def follow(context: ParselCrawlingContext) -> None:
        await context.enqueue_links()

    await crawler.run([url])


if __name__ == "__main__":
    asyncio.run(walk(sys.argv[1], int(sys.argv[2])))
