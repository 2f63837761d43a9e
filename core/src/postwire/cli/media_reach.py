"""`postwire media check`."""

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say
from postwire.cli.prober import policy
from postwire.cli.problems import tell
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.shapes import facts_plain, problem_plain
from postwire.links import web_address
from postwire.problem import Severity
from postwire.registry import Registry


@click.command
@click.argument("url", metavar="URL")
@click.option("--for", "platform", metavar="PLATFORM", required=True, help="Whose crawler comes for it.")
@click.option("--allow-host", "allow_hosts", metavar="HOST[:PORT]", multiple=True, help="A media host as in `post`.")
@json_option
@common_options
def check(*, url: str, platform: str, allow_hosts: tuple[str, ...], as_json: bool) -> Exit:
    """Go to an address as a platform's crawler would, and say what would keep it from the file.

    Looks at redirects, encryption and certificates, refusals of the crawler's user agent, robots.txt, content type,
    length and ranges, and then at the file itself against the platform's limits. The crawler comes from elsewhere: a
    firewall that lets this machine through may still refuse it. Exits with 1 if there is an error.
    """
    from postwire.mending import findings  # noqa: PLC0415 - 100 ms
    from postwire.probe import ProbeFailed, ProbeUnavailable, probe_url, reach  # noqa: PLC0415 - as above

    if web_address(url) is None:
        raise UsageRefusal(
            "what is checked is an http(s) address", field="URL", fix="Give a whole one; files: `postwire media fix`."
        )
    manifest = connector_named(Registry.installed(), platform).manifest
    allowed = policy(allow_hosts)
    reached = reach(url, manifest, allowed)
    problems, facts = list(reached.problems), None
    if not any(problem.severity is Severity.ERROR for problem in problems):
        try:
            facts = probe_url(url, allowed)
            problems += findings(url, facts, manifest)
        except ProbeFailed as error:
            raise Refusal(
                f"{error.location}: {error.reason}",
                code=f"probe_{error.fault.value}",
                field="URL",
                value=error.location,
                fix=f"{error.fix[0].upper()}{error.fix[1:]}.",
            ) from None
        except ProbeUnavailable as error:
            note(f"the file itself is not looked into: {error}", style="wait")
    bad = any(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        told = {"location": reached.location, "ok": not bad, "facts": facts_plain(facts) if facts else None}
        emit({"platform": platform, **told, "problems": [problem_plain(problem) for problem in problems]})
    else:
        tell([(platform, problem) for problem in problems], aside=False)
        end = "would not be fetched, or not be taken" if bad else "nothing speaks against it"
        say(f"{reached.location}: {end}", style="bad" if bad else "good")
    return Exit.REFUSED if bad else Exit.DONE
