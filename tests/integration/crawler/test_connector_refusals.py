"""What a declared source may not do ends in one clear line of its run, and nothing is touched."""

import json
from pathlib import Path

import pytest

from tests.integration.crawler.connected import HEAD, Connected, Left
from tests.integration.crawler.test_connectors_local import hr

pytestmark = pytest.mark.timeout(600)
SQL = """\
{name}
spec:
  yields: postings
  sql: {{url: "{url}", query: "{query}", key: id, size: 20000}}
  fields: {{title: title}}
  pace: {{intervalMs: 0}}
"""
FILE = """\
{name}
spec:
  yields: postings
  csv: {{url: "{url}"}}
  fields: {{title: title}}
"""
HR = "sqlite://imports/hr.db"
MANY = (
    "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 11000) "
    "SELECT id, 'x' AS title FROM n"
)
REFUSED = {
    "inner": 'PROSPEKT_NET_ALLOW=\'{"default"',
    "writes": "SQLite refuses the query",
    "loads": "SQLite refuses the query: not authorized to use function: load_extension",
    "many": "its answer is larger than 10000 rows; ask for pages",
    "nowhere": "no folder is called 'nowhere'; an admin adds it to PROSPEKT_FOLDERS",
    "linked": "leads out of its folder; name a file that is in it",
    "upwards": "leads out of its folder; name a file that is in it",
    "ours": "leads out of its folder; name a file that is in it",
    "nameless": "space 'default' does not have; an admin adds it to PROSPEKT_CREDENTIALS",
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Connected, str]:
    """All that is refused in one crawl, and what `prospekt get run` says of it."""
    place = tmp_path_factory.mktemp("refused")
    home = Connected(place)
    imports = home.folder("imports")
    hr(imports, 3)
    (place / "secret.csv").write_text("title\ncanary\n")
    (imports / "link.csv").symlink_to(place / "secret.csv")
    (imports / "home").symlink_to(place / "home")

    def sql(name: str, query: str, url: str = HR) -> str:
        return HEAD + SQL.format(name=name, url=url, query=query)

    def file(name: str, url: str) -> str:
        return HEAD + FILE.format(name=name, url=url)

    home.apply(
        sql("inner", "SELECT 1 AS id", "postgresql://127.0.0.1:1/hr?sslmode=disable"),
        sql("writes", "WITH gone AS (SELECT 1) DELETE FROM jobs RETURNING id, title"),
        sql("loads", "SELECT 1 AS id, load_extension('x') AS title"),
        sql("many", MANY),
        file("nowhere", "file://nowhere/jobs.csv"),
        file("linked", "file://imports/link.csv"),
        file("upwards", "file://imports/%2e%2e/secret.csv"),
        file("ours", "file://imports/home/config.db"),
        sql("nameless", "SELECT 1 AS id", "postgresql://127.0.0.1:1/x") + "  credential: absent\n",
    )
    home.crawl()
    (number,) = [row["id"] for row in home.told("get", "runs", "all", "--json").json]
    return home, home.told("get", "run", str(number), "--json").out


@pytest.mark.parametrize("name", list(REFUSED))
def test_it_is_said_in_the_log_of_the_run(ended: tuple[Connected, str], name: str) -> None:
    lines = [line["text"] for line in json.loads(ended[1])["lines"]]
    own = [line for line in lines if line.startswith(f"{name}: blocked: ")]
    assert any(REFUSED[name] in line for line in own), lines


def test_nothing_came_of_it_and_nothing_is_under_way(ended: tuple[Connected, str]) -> None:
    home, _ = ended
    left = Left(home.home)
    assert left.found == []
    assert b"canary" not in b"".join(
        path.read_bytes() for path in Path(home.home.root).rglob("*") if path.is_file()
    )
    assert {name: len(ends) for name, ends in left.ends.items()} == dict.fromkeys(REFUSED, 1)
    assert not any(end.end.complete for ends in left.ends.values() for end in ends)
