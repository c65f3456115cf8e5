"""One entry a claim: what is said, how it is tested, and the damaged formulas that must turn each test.

A module of claims makes a :class:`Section` and adds its entries in the order of the text.  Tests name their functions as
``"module:function"``, so that claims are imported without what checks them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from theory.ledger.claims import Check, Claim, Kind, LedgerError, Method, Origin, Result, Source
from theory.ledger.domain import Domain
from theory.sources import PACKAGES, PROJECT

_PACKAGES = {Method.MONTE_CARLO: "simulate", Method.NETWORK: "gpu_experiments"}


def package_of(method: Method) -> str:
    """Return the package whose command makes evidence by a method."""
    return _PACKAGES.get(method, "theory")


@dataclass(frozen=True)
class Test:
    """How one method tests a claim.

    Attributes:
        method: by which means.
        function: ``"module:function"``, or the function's name alone where it stands in the section's module of checks.
            It takes the formula and the options and returns a :class:`Result`.
        scope: says exactly which parameters are covered.
        damaged: formulas that must turn the verdict.
        options: further arguments of the function, plain data.
        premises: names of claims that the test assumes.
        widened: domains, as text, that the test must not cover whole.
        full: the scope on the records of a full plan, where there is one; the function then takes a ``plan``.
        reads: names of the package's files of results with these records.
    """

    method: Method
    function: str
    scope: str
    damaged: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    premises: tuple[str, ...] = ()
    widened: tuple[str, ...] = ()
    full: str = ""
    reads: tuple[str, ...] = ()

    __test__ = False  # its name is no test class of pytest's

    @property
    def package(self) -> str:
        """The package whose command runs it: that of its function, by its method where the function is a user's own."""
        home = re.split(r"[.:]", self.function, maxsplit=1)[0]
        return home if home in PACKAGES else package_of(self.method)


def _test(
    method: Method,
    function: str,
    scope: str,
    damaged: tuple[Any, ...],
    premises: str = "",
    widened: tuple[str, ...] = (),
    **options: Any,
) -> Test:
    return Test(method, function, scope, damaged, options, tuple(premises.split()), widened)


def symbolic(function: str, scope: str, *damaged: Any, **more: Any) -> Test:
    """Return a test by sympy; `more` is premises, widened and options."""
    return _test(Method.SYMBOLIC, function, scope, damaged, **more)


def rigorous(function: str, scope: str, *damaged: Any, **more: Any) -> Test:
    """Return a test in ball arithmetic; `more` is premises, widened and options."""
    return _test(Method.RIGOROUS, function, scope, damaged, **more)


def numerical(function: str, scope: str, *damaged: Any, **options: Any) -> Test:
    """Return a test at points, in floating point."""
    return _test(Method.NUMERICAL, function, scope, damaged, **options)


def sampled(function: str, scope: str, *damaged: Any, full: str = "", reads: str = "", **options: Any) -> Test:
    """Return a test by sampling; `full` is the scope on records of long runs, `reads` the names of their files."""
    test = _test(Method.MONTE_CARLO, function, scope, damaged, **options)
    return replace(test, full=full, reads=tuple(reads.split()))


def trained(function: str, table: str, *damaged: Any, **options: Any) -> Test:
    """Return a test by records of trained networks: those of a table, whose comparisons share the error probability.

    What the table holds is known where networks are trained, and so is the scope.
    """
    return _test(Method.NETWORK, function, "", damaged, table=table, **options)


@dataclass(frozen=True)
class Named:
    """A function by its name, with options: called, it is looked up, so that it can be sent to another process."""

    function: str
    options: tuple[tuple[str, Any], ...] = ()

    def __call__(self, formula: Any, domain: Domain) -> Result:
        """Return what the function says of a formula, on a domain if it takes one."""
        function = resolve(self.function)
        asked = {"domain": domain} if "domain" in inspect.signature(function).parameters else {}
        result: Result = function(formula, **asked, **dict(self.options))
        return result


def resolve(function: str) -> Any:
    """Return the function that ``"module:function"`` names.

    Raises:
        LedgerError: there is none.
    """
    module, colon, name = function.partition(":")
    try:
        if not colon:
            raise AttributeError("no module is named")
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise LedgerError(f"function: expected 'module:function', got {function!r} ({error})") from error


class Section:
    """A section of a paper: what its claims share, and its entries in the order of the text.

    Args:
        paper: the key that ids and sources begin with.
        url: where the paper stands.
        checks: the module that holds the functions which tests name without one.
        domain: the beginning of every claim's domain.
        reading, origin, source_note: of every claim that gives none of its own.
        locator: what every locator begins with.
    """

    def __init__(
        self,
        paper: str,
        url: str,
        checks: str = "",
        *,
        domain: str = "",
        reading: str = "",
        locator: str = "",
        origin: Origin | None = None,
        source_note: str = "",
    ) -> None:
        self.paper, self.url, self.checks = paper, url, checks
        self.domain, self.reading, self.locator = domain, reading, locator
        self.origin, self.source_note = origin, source_note
        self.claims: list[Claim] = []
        self.tests: dict[str, tuple[Test, ...]] = {}

    def _named(self, name: str) -> str:
        return name if "/" in name else f"{self.paper}/{name}"

    def _placed(self, test: Test) -> Test:
        if ":" in test.function:
            return test
        if not self.checks:
            raise LedgerError(
                f"function: expected 'module:function', got {test.function!r} in a section without checks"
            )
        return replace(test, function=f"{self.checks}:{test.function}")

    def add(
        self,
        kind: Kind,
        name: str,
        place: str,
        summary: str,
        statement: str,
        formula: Any = None,
        *tests: Test,
        domain: str = "",
        uses: str = "",
        corrects: str | None = None,
        reading: str | None = None,
        reported: Any = None,
        origin: Origin | None = None,
        source_note: str | None = None,
        parts: str = "",
        elsewhere: str = "",
    ) -> None:
        """Add an entry.

        Args:
            kind, summary, statement, formula, reported: as in :class:`Claim`.
            name: of the claim, without the paper's key.
            place: the locator.
            tests: by method, each at most once a package.
            domain: what follows the section's.
            uses: names of the claims that its printed proof rests on (of a measurement: beside which it was asked), apart
                by blanks.
            corrects: the name of the claim that it repairs.
            reading, origin, source_note: in place of the section's.
            parts, elsewhere: names of claims, apart by blanks; see :class:`Claim`.

        Raises:
            LedgerError: two tests of a method in one package, or a claim with parts and a test or formula of its own.
        """
        claim_id = self._named(name)
        placed = tuple(map(self._placed, tests))
        if len({(one.method, one.package) for one in placed}) < len(placed):
            raise LedgerError(f"claim {claim_id!r} has more than one test of a method")
        if parts and (tests or formula is not None):
            raise LedgerError(f"claim {claim_id!r} has parts: it is decided by them, and takes no formula or test")
        self.claims.append(
            Claim(
                claim_id,
                kind,
                Source(self.paper, self.locator + place, self.url),
                summary,
                statement,
                formula,
                self.domain + domain,
                tuple(map(self._named, uses.split())),
                reported,
                self.reading if reading is None else reading,
                corrects and self._named(corrects),
                origin or self.origin,
                self.source_note if source_note is None else source_note,
                tuple(map(self._named, parts.split())),
                tuple(map(self._named, elsewhere.split())),
            )
        )
        self.tests[claim_id] = placed

    def definition(self, *args: Any, **more: Any) -> None:
        """Add a definition; see :meth:`add`."""
        self.add(Kind.DEFINITION, *args, **more)

    def assumption(self, *args: Any, **more: Any) -> None:
        """Add an assumption; see :meth:`add`."""
        self.add(Kind.ASSUMPTION, *args, **more)

    def cited(self, *args: Any, **more: Any) -> None:
        """Add a result of others that is stated only; see :meth:`add`."""
        self.add(Kind.CITED, *args, **more)

    def equation(self, *args: Any, **more: Any) -> None:
        """Add an equation; see :meth:`add`."""
        self.add(Kind.EQUATION, *args, **more)

    def lemma(self, *args: Any, **more: Any) -> None:
        """Add a lemma; see :meth:`add`."""
        self.add(Kind.LEMMA, *args, **more)

    def theorem(self, *args: Any, **more: Any) -> None:
        """Add a theorem; see :meth:`add`."""
        self.add(Kind.THEOREM, *args, **more)

    def reported(self, *args: Any, **more: Any) -> None:
        """Add a statement about the numbers of a paper's own table; see :meth:`add`."""
        self.add(Kind.REPORTED, *args, **more)

    def empirical(self, *args: Any, **more: Any) -> None:
        """Add a statement about measured things; see :meth:`add`."""
        self.add(Kind.EMPIRICAL, *args, **more)

    def checks_of(self, package: str, full: bool = False) -> list[Check]:
        """Return the checks that a package runs, in the order of the entries; with `full` those on recorded results."""
        regions = {claim.id: claim.region for claim in self.claims}
        results = PROJECT / package / "results"
        return [
            Check(
                claim_id,
                one.method,
                one.full if full else one.scope,
                Named(one.function, tuple(one.options.items())),
                tuple(results / f"{name}.jsonl" for name in one.reads) if full else (),
                domain=regions[claim_id],
                premises=tuple(map(self._named, one.premises)),
            )
            for claim_id, tests in self.tests.items()
            for one in tests
            if one.package == package and (one.full or not full)
        ]


def joined(sections: Iterable[Section]) -> tuple[tuple[Claim, ...], dict[str, tuple[Test, ...]]]:
    """Return the claims of several sections and their tests by claim."""
    chosen = list(sections)
    return (
        tuple(claim for section in chosen for claim in section.claims),
        {claim_id: tests for section in chosen for claim_id, tests in section.tests.items()},
    )
