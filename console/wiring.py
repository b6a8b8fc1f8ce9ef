"""The platform in process, put together: the one place where the console's mains pick engines."""

import logging
import time
from contextlib import closing

from console import doctor
from console.answers import Check
from console.engines import SPACES, Engines
from console.erasing import LocalErasing
from console.local import LocalPlatform
from console.repairs import LocalRepairs
from console.replaying import delivered, parsing, workplaces
from contracts.clock import clock
from crawler.settings import CrawlerSettings
from crawler.sources.catalogue import Catalogue
from embeddings.static import StaticEmbedder
from engines import blob_stores, frontiers, indexes, logs, signature_stores
from engines.blob_stores import open_blobs
from engines.blobs.settings import BlobSettings
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from engines.frontiers import open_frontier
from engines.kafka.settings import KafkaSettings
from engines.net.settings import ReachSettings
from engines.redis.settings import FrontierSettings, SignatureSettings
from engines.settings import HomeSettings, Origin, explain, read
from engines.signature_stores import open_signatures
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from model_service.answers import Answers
from model_service.registry import Registry
from model_service.settings import ModelSettings
from operators import running
from operators.settings import FleetSettings
from stream.metrics import Metrics
from stream.patience import Patience
from stream.replay.tools import Tools
from stream.settings import StreamSettings
from stream.watched import Watched

_FILES = (SqliteIndex, SqliteDocuments, SqliteLog, SqliteSignatures)
"""They keep what was deleted until they are written anew."""
SETTINGS = (
    HomeSettings,
    ReachSettings,
    ConfigSettings,
    FrontierSettings,
    SignatureSettings,
    BlobSettings,
    KafkaSettings,
    IndexSettings,
    FleetSettings,
    CrawlerSettings,
    StreamSettings,
    ModelSettings,
)


def open_platform() -> LocalPlatform:
    # `get sources` lists a faulty source; each command need not say it again.
    logging.getLogger("crawler.sources.catalogue").setLevel(logging.ERROR)
    settings = read(HomeSettings)
    home, now = Home(settings.home), clock(settings.clock)
    crawling = read(CrawlerSettings)
    config = open_config(read(ConfigSettings), home.config)
    index = indexes.open_index(read(IndexSettings), home.index)
    log = logs.open_log(read(KafkaSettings), home.log)
    blobs, embedder = open_blobs(read(BlobSettings), home.blobs), StaticEmbedder()
    documents = indexes.open_documents(read(IndexSettings), home.documents)
    signatures = open_signatures(joining := read(SignatureSettings), home.signatures)
    builds = indexes.open_builds(read(IndexSettings), joining, home)
    catalogue = Catalogue(crawling, config.sources)
    say = logging.getLogger("prospekt").warning
    return LocalPlatform(
        Engines(
            home=home.root,
            clock=now,
            frontier=open_frontier(read(FrontierSettings), home.frontier),
            log=log,
            index=index,
            documents=documents,
            watches=config.watches,
            runs=config.runs,
            embedder=embedder,
            catalogue=catalogue,
            declared=config.sources,
            health=config.health,
            rates=config.rates,
            pages=blobs,
            has_secret=lambda name: name in read(ReachSettings).credentials,
            answers=Answers(
                history=index,
                observed=index,
                registry=Registry(blobs, config.models),
                ledger=config.forecasts,
                clock=now,
                spaces=read(ModelSettings).spaces,
            ),
            erasures=LocalErasing(
                index=index,
                documents=documents,
                log=log,
                blobs=blobs,
                spaces=SPACES,
                scrubs=[
                    each.scrub
                    for each in (index, documents, log, signatures)
                    if isinstance(each, _FILES)
                ],
                clock=now,
            ),
            repairs=LocalRepairs(
                tools=Tools(
                    log=log,
                    builds=builds,
                    workplace=workplaces(
                        builds.open,
                        lambda file, build: closing(open_signatures(joining, file, build)),
                        embedder=embedder,
                        watched=Watched(config.watches, seconds=time.monotonic, say=say),
                        meter=Metrics(log),
                    ),
                    again=parsing(blobs, catalogue.sources),
                    embedder=embedder,
                    delivered=delivered(home.root),
                    patience=Patience(sleep=time.sleep, say=say),
                    batch=read(StreamSettings).batch,
                ),
                blobs=blobs,
                leader=config.leaders,
                clock=now,
                say=say,
            ),
        )
    )


def origins() -> list[Origin]:
    """Every setting of every process, with where its value came from."""
    return [origin for settings in SETTINGS for origin in explain(settings)]


def checks() -> list[Check]:
    home = Home(read(HomeSettings).home)
    fleet = read(FleetSettings)
    note = running.read(home.run) if running.is_up(home.run) else None
    ports = [("api", fleet.api_port), ("predictions", fleet.predictions_port)]
    found = doctor.machine(home.root, [] if note else ports)
    if all(check.ok for check in found if check.name == "home"):
        probes = (
            ("frontier", lambda: frontiers.examine(read(FrontierSettings), home.frontier)),
            ("log", lambda: logs.examine(read(KafkaSettings), home.log)),
            ("index", lambda: indexes.examine(read(IndexSettings), home.index)),
            (
                "documents",
                lambda: indexes.examine_documents(read(IndexSettings), home.documents),
            ),
            (
                "signatures",
                lambda: signature_stores.examine(read(SignatureSettings), home.signatures),
            ),
            ("blobs", lambda: blob_stores.examine(read(BlobSettings), home.blobs)),
            ("config", lambda: open_config(read(ConfigSettings), home.config).ping()),
        )
        found += [doctor.engine(name, probe) for name, probe in probes]
    services = note.urls.items() if note else ()
    return found + [doctor.service(name, url) for name, url in services]
