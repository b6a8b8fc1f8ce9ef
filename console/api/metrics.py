"""The platform's books as Prometheus metrics, read when they are asked for."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from console.platform import Platform


def exposition(platform: Platform) -> bytes:
    now = platform.progress()
    registry = CollectorRegistry()
    requests = Gauge(
        "prospekt_frontier_requests", "Requests by where they are", ["state"], registry=registry
    )
    states = {"done": now.done, "queued": now.queued, "leased": now.leased, "dead": now.dead}
    for state, count in states.items():
        requests.labels(state).set(count)
    Gauge("prospekt_index_records", "Records that can be found", registry=registry).set(now.indexed)
    documents = Gauge("prospekt_index_documents", "Documents that can be found", registry=registry)
    documents.set(now.documents)
    Gauge("prospekt_log_lag_messages", "Messages not yet processed", registry=registry).set(now.lag)
    return generate_latest(registry)
