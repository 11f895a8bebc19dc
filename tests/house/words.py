"""Rules about words: what must not stand in any file, and what must give its reason."""

from __future__ import annotations

import re

LOCAL = re.compile(
    r"https?://(?:127\.0\.0\.1|localhost|\[::1\]|\{|%|www\.w3\.org/|json-schema\.org/"
    r"|[\w.-]*\.(?:example|invalid|test)\b|[\w.-]*example\.(?:org|com)\b|…|\.\.\.|[\"'`)\s])"
)
FORBIDDEN = {
    "unfinished work": re.compile(r"(?:#|//|--).*\b(?:TODO|FIXME|XXX|HACK)\b"),
    "HTML without escaping": re.compile(r"unsafe_allow_html|unsafe_allow_javascript"),
    "a private key": re.compile(r"BEGIN [A-Z ]*PRIVATE KEY"),
    "a secret": re.compile(
        r"AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|xox[abp]-\w{10,}"
        r"|(?i:password|passwd|secret|api_key|token)\s*[:=]\s*[\"'][^\"'\s{}]{8,}[\"']"
    ),
    "a machine's own path": re.compile(r"(?:^|[\s\"'=(:`])/(?:root|home|Users|work|mnt|opt)/\w"),
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted|npmjs|registry\.npm|registry\.yarn|anaconda\.(?:org|com)|crates\.io|proxy\.golang"
    ),
}
AMERICAN = re.compile(
    r"\b(?:behaviors?|favorites?|labeled|labeling|catalogs?|canceled|fulfill|neighbors?"
    r"|(?:organ|anal|summar|recogn|optim|real|categor|priorit|final|normal|aggreg)(?:iz|yz)\w+)\b",
    re.IGNORECASE,
)
URL = re.compile(r"https?://[^\s\"'`)>\]]*.?")
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore|nosec)\b(?P<rest>.*)")


def forbidden_words(source: str) -> list[str]:
    """Return what stands in a file that must not."""
    return [
        f"{what}: {match.group().strip()}"
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(source)
    ]


def american_spellings(prose: str) -> list[str]:
    """Return the words of a text that British readers spell otherwise."""
    return [match.group() for match in AMERICAN.finditer(prose)]


def outside_addresses(source: str) -> list[str]:
    """Return the addresses of other people's machines in a program."""
    return [match.group() for match in URL.finditer(source) if not LOCAL.match(match.group())]


def excuses_without_reason(source: str) -> list[str]:
    """Return the rules that are switched off without a word why, or without naming the rule."""
    complaints = []
    for line in source.splitlines():
        match = EXCUSE.search(line)
        if match is None:
            continue
        rest = match["rest"]
        named = re.match(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z0-9, -]+\])(?P<why>.*)", rest)
        if named is None or not re.search(r"[A-Za-z]{3}", named["why"]):
            complaints.append(line.strip())
    return complaints
