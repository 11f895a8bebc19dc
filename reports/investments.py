"""Investments on a screen: what the money buys, the rankings, the gaps, and the roadmap.

Each picture has its sentence, made of the same figures. What a score stands in for is said to be
an estimate wherever its sum is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from governance.investments.field import Choice
from governance.investments.outlook import CENTS, Line, Outlook, Unblocked
from governance.investments.proposals import Proposal
from governance.investments.worth import PointPrice
from governance.readiness import DatasetStanding
from reports.dumbbell import Address
from reports.format import figure, percent
from reports.markup import Child, box, element, text, written
from reports.tables import Column, table, words

AND = " and "


def answer(found: Outlook) -> str:
    """Return the answer to the budget question, with what a ranking alone would have missed."""
    return written(
        element(
            "section",
            {"class": "tandem answer"},
            element("p", {"class": "headline"}, headline(found)),
            element("p", None, greedy_words(found)),
        )
    )


def headline(found: Outlook) -> str:
    """Return the answer in a sentence."""
    best, budget = found.best, figure(found.budget_eur, "EUR")
    if not any(line.is_open for line in found.lines):
        return "No foundation project is proposed that the money could go to."
    if not best.ids:
        return f"With {budget} no set of projects unblocks anything."
    many = len(best.initiatives)
    return (
        f"With {budget} the best set unblocks {many} {_plural(many, 'initiative')} "
        f"worth an expected {_cents(best.value_cents)} a year; it holds "
        f"{listing([found.titles[each] for each in best.ids])}."
    )


def greedy_words(found: Outlook) -> str:
    """Return what taking the best ratio first would choose instead."""
    best, greedy = found.best, found.greedy
    if not best.ids:
        return ""
    if best.value_cents == greedy.value_cents:
        said = "Taking the best ratio first would be worth the same here."
    else:
        missed = [found.titles[each] for each in best.ids if each not in greedy.ids]
        said = (
            f"Taking the best ratio first would reach {_cents(greedy.value_cents)} a year, "
            f"{_cents(best.value_cents - greedy.value_cents)} less"
        )
        said += f": it leaves out {listing(missed)}." if missed else "."
    if not best.is_proved:
        said += " The search was ended before it was proved that nothing is better."
    return said


def next_words(found: Outlook) -> str:
    """Return what somewhat more money would buy."""
    step = found.next
    more = f"With {figure(step.budget_eur, 'EUR')}, {_cents_more(found)} more,"
    if not step.more_cents:
        return f"{more} nothing further could be unblocked."
    changes = [f"{listing([found.titles[each] for each in step.added])} would come in"]
    if step.left_out:
        changes.append(f"{listing([found.titles[each] for each in step.left_out])} would go out")
    return f"{more} {AND.join(changes)}, for {_cents(step.more_cents)} more a year."


def sets(found: Outlook) -> str:
    """Return the sets side by side: the best, the greedy one, and that of the next euros."""
    step = figure(found.next.budget_eur, "EUR")
    rows = [
        _set_row(found, "Best set", found.best),
        _set_row(found, "Best ratio first", found.greedy),
        _set_row(found, f"Best set with {step}", found.next.best),
    ]
    columns = (
        Column("Set"),
        Column("Projects"),
        Column("Cost", True),
        Column("Expected a year", True),
        Column("Unblocks", True),
    )
    return table(columns, rows, title="Sets of projects within the budget")


def price_words(price: PointPrice, found: Outlook) -> str:
    """Return what the values rest on."""
    bases = [told.basis for line in found.lines for told in line.unblocks if told.is_blocked]
    scored = sum(basis == "score" for basis in bases)
    said = "Values are a year's benefit times the chance that it comes true."
    if scored == 0:
        return said
    whose = (
        f"the median of the {price.known} initiatives where both are known"
        if price.known
        else "an assumption of the policy, for too few benefits are known"
    )
    return (
        f"{said} {'All' if scored == len(bases) else f'{scored} of {len(bases)}'} of them are "
        "estimates: the ledger names no benefit yet, so the value score stands in, a point for "
        f"{figure(price.eur_a_year, 'EUR')} a year ({whose})."
    )


def ranking_words(found: Outlook) -> str:
    """Return where the three orders disagree."""
    ranked = [line for line in found.lines if line.is_open]
    if not ranked:
        return "There is nothing to rank."
    by_value = min(ranked, key=lambda line: (line.value_place or 0, line.project.goal_id))
    by_job = min(ranked, key=lambda line: (line.wsjf_place or 0, line.project.goal_id))
    first = by_value.project.content.title
    if by_value is by_job:
        return f"Value per cost and weighted shortest job first both begin with {first}."
    return (
        f"Value per cost begins with {first}, weighted shortest job first with "
        f"{by_job.project.content.title}; neither order knows the budget."
    )


def rankings(found: Outlook, goal_address: Address, gap_address: Address) -> str:
    """Return every project with its place in each order.

    Args:
        found: The answer.
        goal_address: Gives the address of a goal.
        gap_address: Gives the address of a dataset.
    """
    columns = (
        Column("Project"),
        Column("Best set", is_short=True),
        Column("Value per cost", True),
        Column("WSJF", True),
        Column("Best ratio first", is_short=True),
        Column("Cost", True),
        Column("Duration", is_short=True),
        Column("Needs"),
        Column("Unblocks, with its chance"),
        Column("Closes gaps in", is_short=True),
    )
    ordered = sorted(
        found.lines,
        key=lambda line: (not line.in_best, line.value_place or len(found.lines) + 1),
    )
    rows = [_ranked(line, found, goal_address, gap_address) for line in ordered]
    return table(columns, rows, title="Foundation projects in three orders")


def proposal_words(
    proposals: Sequence[Proposal], datasets: Sequence[DatasetStanding], wanted: float
) -> str:
    """Return what the measured gaps ask for; without a measurement they ask for nothing."""
    critical = [one for one in datasets if one.critical]
    measured = sum(one.state == "measured" for one in critical)
    known = f"{measured} of {len(critical)} critical {_plural(len(critical), 'dataset')} measured"
    if not proposals:
        return (
            f"No critical dataset below {wanted:g} points in a dimension is without a project that "
            f"answers for it; {known}."
            if measured
            else f"Nothing can be proposed from measured gaps: {known}."
        )
    first = proposals[0]
    said = (
        f"{len(proposals)} critical {_plural(len(proposals), 'dataset')} "
        f"{'has' if len(proposals) == 1 else 'have'} a gap and no project"
    )
    if first.at_stake_eur:
        said += f"; most is at stake with {first.title}, {figure(first.at_stake_eur, 'EUR')} a year"
    return f"{said}. Known so far: {known}."


def proposed(proposals: Sequence[Proposal], names: Mapping[str, str], goal_address: Address) -> str:
    """Return the proposals as a table."""
    columns = (
        Column("Dataset"),
        Column("Gap, in points"),
        Column("Initiatives that wait"),
        Column("Goals"),
        Column("At stake a year", True),
        Column("Owner"),
        Column("Cost and effort", is_short=True),
    )
    rows = [
        (
            box("", one.title, text("muted id", one.dataset)),
            box("", *(_gap_line(one))),
            box("", *(_named(name, names) for name in one.initiatives)) if one.initiatives else "–",
            links(one.goals, goal_address),
            figure(one.at_stake_eur, "EUR"),
            one.owner or "nobody named",
            text("muted", "to be filled in"),
        )
        for one in proposals
    ]
    return table(columns, rows, title="Projects that the measured gaps ask for")


def listing(names: Sequence[str]) -> str:
    """Return names as a person lists them: ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}{AND}{names[-1]}"


def links(named: Sequence[str], address: Address) -> Element:
    """Return identifiers as links; those that lead nowhere stay text."""
    return text(
        "links",
        None if named else "–",
        *(child for each in named for child in (_linked(each, address(each)), " ")),
    )


def _linked(name: str, address: str) -> Element:
    """Return a name as a link, or as text where there is no address."""
    return element("a", {"href": address}, name) if address else text("muted", name)


def _set_row(found: Outlook, name: str, chosen: Choice) -> tuple[Child, ...]:
    """Return one set."""
    projects = [box("", found.titles[each], text("muted id", each)) for each in chosen.ids]
    return (
        name,
        box("roomy", *projects) if projects else "nothing",
        _cents(chosen.cost_cents),
        _cents(chosen.value_cents),
        str(len(chosen.initiatives)),
    )


def _ranked(
    line: Line, found: Outlook, goal_address: Address, gap_address: Address
) -> tuple[Child, ...]:
    """Return one project."""
    project = line.project.content
    datasets = dict.fromkeys(gap.dataset for gap in project.closes)
    return (
        box(
            "",
            project.title,
            text("muted id", line.project.goal_id),
            *([box("muted small", words(project.state))] if project.state != "proposed" else []),
        ),
        _is_in(line.in_best, line.is_open),
        _value_cell(line),
        _place(line.wsjf_place, f"{line.wsjf:.2f}"),
        _is_in(line.in_greedy, line.is_open),
        figure(project.cost_eur, "EUR"),
        figure(project.duration_months, "months"),
        listing([found.titles.get(each, each) for each in project.prerequisites]) or "–",
        box("roomy", *(_unblocked(told, found, goal_address) for told in line.unblocks))
        if line.unblocks
        else "–",
        links(tuple(datasets), gap_address),
    )


def _value_cell(line: Line) -> Child:
    """Return a project's place by value per cost, and with what it was judged together."""
    if line.judged is None:
        return "–"
    cell = _place(line.value_place, f"€{float(line.judged.per_euro):.2f} a year per €")
    others = [each for each in line.judged.together if each != line.project.goal_id]
    if others:
        cell.append(box("muted small", f"together with {listing(others)}"))
    return cell


def _place(place: int | None, said: str) -> Element:
    """Return a place with the figure behind it."""
    return box("", text("strong", "–" if place is None else f"{place}."), " ", said)


def _is_in(is_in: bool, is_open: bool) -> Child:
    """Return whether a project is in a set, in a sign and a word."""
    if not is_open:
        return text("muted", "not asked")
    return text("good strong", "● in") if is_in else text("muted", "○ out")


def _unblocked(told: Unblocked, found: Outlook, goal_address: Address) -> Child:
    """Return one initiative with its chance, its value and its goals."""
    line = box("", told.name, text("muted id", told.initiative_id), " ")
    if not told.is_blocked:
        line.append(text("muted small", "already in production or retired, adds nothing"))
        return line
    others = "".join(f" with {found.titles.get(each, each)}" for each in told.together_with)
    worth = _cents(told.expected_cents) if told.expected_cents else "value not known"
    line.append(text("muted small", f"{percent(told.probability)}{others}, {worth} a year "))
    if told.goals:
        line.append(links(told.goals, goal_address))
    return line


def _gap_line(one: Proposal) -> list[Child]:
    """Return the gaps of a dataset, and what nobody measured."""
    lines: list[Child] = [
        box("", f"{words(gap.dimension)} {gap.score:.0f}, ", text("bad", f"{gap.points:.0f} short"))
        for gap in one.gaps
    ]
    if one.not_measured:
        lines.append(box("muted small", f"{listing(one.not_measured)} not measured".capitalize()))
    return lines


def _named(name: str, names: Mapping[str, str]) -> Child:
    """Return an initiative with its identifier."""
    return box("", names.get(name, name), text("muted id", name))


def _cents(cents: int) -> str:
    """Return whole cents as euros."""
    return figure(cents / CENTS, "EUR")


def _cents_more(found: Outlook) -> str:
    """Return how much more the next step costs."""
    return figure(found.next.budget_eur - found.budget_eur, "EUR")


def _plural(count: int, word: str) -> str:
    """Return a word for one or for many."""
    return word if count == 1 else f"{word}s"
