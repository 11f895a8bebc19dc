"""metrics.yaml is refused with file, line and a remedy where it does not hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.extracts.reading import read_contracts
from pipelines.metrics.book import metric_book
from pipelines.metrics.schema import metric_file_schema
from pipelines.settings import ROOT, Settings

EXTRACTS = read_contracts(Settings().extracts)
SHIPPED = ROOT / "metrics.yaml"

ADOPTION = """\
metrics:
  adoption_rate:
    title: Adoption
    question: How many use it?
    perspective: operational
    kind: leading
    type: ratio
    extract: adoption
    numerator: sum(active_users)
    denominator: sum(eligible_users)
    unit: "%"
    better: higher
    owner: cio
    source: Usage export
    thresholds: {green: 60, amber: 40}
    missing: Nothing is guessed.
    caveat: User-months.
"""

MISTAKES = [
    ("adoption\n    numerator", "adoptoin\n    numerator", 8, "Did you mean “adoption”"),
    ("sum(active_users)", "sum(activ_users)", 9, "“activ_users” at position 5. Did you mean"),
    ("    unit: \"%\"\n", "", 2, "unit has a problem: it is required and missing"),
    ("caveat:", "caveats:", 17, "it is not a known field. Did you mean “caveat”"),
    ("better: higher", "better: more", 12, "better has a problem"),
    ("{green: 60, amber: 40}", "{green: 40, amber: 60}", 2, "green must not lie below amber"),
    ("{green: 60, amber: 40}", "{green: 0.6, amber: 0.4}", 2, "written 35, not 0.35"),
    ("better: higher", "better: higher\n    note_when_red: no", 13, "note_when_red has a problem"),
    ("    thresholds: {green: 60, amber: 40}\n", "    note_when_red: required\n", 2,
     "else nothing is red"),
    ("type: ratio", "type: simple", 2, "needs formula"),
    ("    denominator: sum(eligible_users)\n", "", 2, "needs denominator"),
    ("better: higher", "better: higher\n    over: at_end", 13, "holds events"),
    ("better: higher", "better: higher\n    per: modelid", 13, "Did you mean “model_id”"),
    ("sum(active_users)", "sum(range(9))", 9, "is not allowed"),
    ("  adoption_rate:", "  Adoption:", 2, "name has a problem"),
    ("title: Adoption", "title: a: b", 3, "not valid YAML"),
    ("title: Adoption", "title: A\n    title: B", 4, "“title” stands twice"),
]  # fmt: skip


def test_the_shipped_file_holds_and_covers_what_an_executive_asks():
    book = metric_book(SHIPPED, EXTRACTS).metrics.values()
    assert len(book) >= 20
    assert {metric.perspective for metric in book} == {"financial", "operational", "risk"}
    assert {metric.kind for metric in book} == {"leading", "lagging"}


@pytest.mark.parametrize(("right", "wrong", "line", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path, right, wrong, line, words):
    assert right in ADOPTION
    file = tmp_path / "metrics.yaml"
    file.write_text(ADOPTION.replace(right, wrong, 1))
    with pytest.raises(GapError) as refusal:
        metric_book(file, EXTRACTS)
    assert words in str(refusal.value)
    assert refusal.value.where == f"metrics.yaml:{line}"


def test_derived_metrics_that_define_each_other_are_refused(tmp_path):
    before, _, after = ADOPTION.partition("    type: ratio\n")
    rest = after[after.index("    unit:") :]
    one = f"{before}    type: derived\n    formula: 2 * other\n{rest}"
    two = one.replace("metrics:\n  adoption_rate:", "  other:")
    two = two.replace("2 * other", "adoption_rate + 1")
    file = tmp_path / "metrics.yaml"
    file.write_text(one + two)
    with pytest.raises(GapError, match="adoption_rate -> other -> adoption_rate"):
        metric_book(file, EXTRACTS)


def test_an_unknown_metric_is_answered_with_the_nearest_name():
    with pytest.raises(GapError, match="Did you mean “adoption_rate”"):
        metric_book(SHIPPED, EXTRACTS).metric("adoption_rat")


def test_the_editors_schema_accepts_the_shipped_file_and_refuses_a_misspelt_field():
    schema = json.loads(json.dumps(metric_file_schema()))
    data = yaml.safe_load(SHIPPED.read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    data["metrics"]["adoption_rate"]["titel"] = "Adoption"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(data)


@given(st.data())
def test_any_mutilated_file_is_read_or_refused_in_words(tmp_path_factory, data):
    lines = ADOPTION.splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    lines[index] = data.draw(
        st.one_of(
            st.text(max_size=40),
            st.just(lines[index] + lines[index]),
            st.from_regex(re.compile(r" {0,6}[a-z]{1,9}: ?[\[{\"'a-z0-9:,-]{0,9}"), fullmatch=True),
        )
    )
    file = tmp_path_factory.mktemp("book") / "metrics.yaml"
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    try:
        metric_book(file, EXTRACTS)
    except GapError as refusal:
        assert refusal.what


def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path):
    for content in (b"", b"\x00", b"\xff\xfe", b"metrics: 3", b"[]", b"metrics: {}", b"a: &a [*a]"):
        (tmp_path / "metrics.yaml").write_bytes(content)
        with pytest.raises(GapError):
            metric_book(tmp_path / "metrics.yaml", EXTRACTS)
