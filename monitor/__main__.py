"""The command line. Imports are lazy: a look-up starts no machinery that it does not need."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from monitor import places, terminal
from monitor.codes import SHOWN, Over


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 the input has findings that stop the work, 2 wrong usage. Errors go to
    standard error, a line each."""
    terminal.begin()
    options = command_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        return terminal.tell(error)
    except KeyboardInterrupt:
        print("monitor: stopped", file=sys.stderr)
        return 1


def command_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = terminal.Parser(
        prog="python -m monitor",
        description="Explore a survey monitor: SPSS files in, protected figures out.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, text: str, command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    def add_store(sub: argparse.ArgumentParser) -> None:
        where = "folder of the store (default: MONITOR_STORE, or data/store)"
        sub.add_argument("--store", type=Path, default=None, help=where)

    def add_inputs(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--codebook",
            type=Path,
            default=places.CODEBOOK,
            help="folder of the codebook (default: data/codebook)",
        )
        sub.add_argument(
            "--raw", type=Path, default=places.RAW, help="folder of the survey files (default: data/raw)"
        )

    def add_selection(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("indicator", metavar="INDICATOR")
        sub.add_argument(
            "--group", "-g", action="append", default=[], metavar="G", help="only this group; may be repeated"
        )
        sub.add_argument(
            "--wave", "-w", action="append", default=[], metavar="W", help="only this wave; may be repeated"
        )
        sub.add_argument("--by", default="", metavar="BREAKDOWN[,BREAKDOWN]", help="one breakdown, or two")
        sub.add_argument(
            "--exact",
            action="store_true",
            help="unrounded numbers, from the researcher's own file beside the store",
        )
        add_store(sub)
        add_format(sub)

    def add_format(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--format", choices=("table", "csv", "json"), default="table")

    def add_language(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--lang",
            type=_language,
            default=None,
            metavar="LANGUAGE",
            help="language of the answer (default: the survey's own)",
        )

    draft = add("draft", "write a codebook from the files' own metadata", _draft)
    draft.add_argument("files", nargs="+", type=Path, metavar="FILE")
    where = draft.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="DIR", help="a new folder for the codebook")
    where.add_argument("--onto", type=Path, metavar="DIR", help="a codebook to add to; what was edited stays")
    draft.add_argument("--raw", type=Path, default=None, help="with --onto: where the codebook's files are")
    draft.add_argument("--group", default=None, metavar="G", help="with --onto: the group that was asked")
    also = "with --onto: a variable of an older wave to add; may be repeated"
    draft.add_argument("--also", action="append", default=[], metavar="VARIABLE", help=also)
    draft.add_argument("--dry-run", action="store_true", help="with --onto: show the change, write nothing")
    sheets = add("codebook", "the codebook as a spreadsheet, and back", _codebook)
    way = sheets.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", type=Path, metavar="FILE", help="write it to this .xlsx file")
    way.add_argument("--from", type=Path, metavar="FILE", dest="source", help="take over what this file says")
    sheets.add_argument("--codebook", type=Path, default=places.CODEBOOK, help="folder of the codebook")
    sheets.add_argument("--dry-run", action="store_true", help="with --from: show the change, write nothing")
    add_inputs(add("check", "tell every finding about codebook and files, worst first", _check))
    build = add("build", "estimate and protect everything, and put the new store in place", _build)
    add_inputs(build)
    add_store(build)
    public = "an earlier edition that was public, to compare with; may be repeated"
    build.add_argument("--public", type=Path, action="append", default=[], metavar="FILE", help=public)
    never = "editions in the store's folder that never were public (default: all of them)"
    build.add_argument("--not-public", nargs="*", default=None, metavar="EDITION", help=never)
    again = "build again each time the codebook or a file is saved, until stopped"
    build.add_argument("--watch", action="store_true", help=again)
    listed = add("editions", "list the editions in the store's folder, newest first", _editions)
    add_store(listed)
    add_format(listed)
    back = add("rollback", "serve an earlier edition again", _rollback)
    back.add_argument("edition", nargs="?", default=None, metavar="EDITION", help="default: the one before")
    add_store(back)
    preview = add("preview", "show one indicator from a quick build that is thrown away", _preview)
    preview.add_argument("indicator", metavar="INDICATOR")
    add_inputs(preview)
    preview.add_argument("--by", default="", metavar="BREAKDOWN[,BREAKDOWN]", help="one breakdown, or two")
    preview.add_argument("--lang", type=_language, default=None, help="language of the figure")
    kept = "write the figure to this file (.png, .svg, .pdf, .html …)"
    preview.add_argument("--out", type=Path, default=None, metavar="FILE", help=kept)
    add_selection(add("estimate", "look up estimates", _estimate))
    contrast = add("contrast", "look up tested differences", _contrast)
    add_selection(contrast)
    contrast.add_argument("--over", choices=[str(over) for over in Over], required=True)
    asking = add("ask", "find the views that answer a question in words, best first", _ask)
    asking.add_argument("question", metavar="QUESTION")
    add_language(asking)
    add_store(asking)
    asking.add_argument("--format", choices=("table", "json"), default="table")
    for name, text in (
        ("indicators", "list what may be asked"),
        ("breakdowns", "list what it may be asked by"),
    ):
        sub = add(name, text, _listed)
        sub.set_defaults(listed=name)
        add_store(sub)
        add_format(sub)
    standing = add("standing", "list what stands out in the newest wave, best first", _standing)
    add_language(standing)
    add_store(standing)
    add_format(standing)
    verify = add("verify", "set published figures beside computed ones", _verify)
    add_store(verify)
    add_format(verify)
    simulate = add("simulate", "write simulated survey files", _simulate)
    simulate.add_argument("--out", type=Path, default=places.RAW, metavar="DIR")
    simulate.add_argument(
        "--respondents", type=_positive, default=None, metavar="N", help="respondents a group and wave"
    )
    simulate.add_argument("--seed", type=int, default=2025)
    export = add("export", "write a figure, a deck or a workbook of views", _export)
    export.add_argument("what", metavar="WHAT", help="figure, deck, workbook …: docs/export.md")
    export.add_argument("views", nargs="*", metavar="VIEW", help="a view's query string, as in its link")
    export.add_argument("--out", type=Path, metavar="FILE", help="with --update: default the deck itself")
    export.add_argument("--update", type=Path, metavar="DECK", help="a deck of ours to bring up to date")
    export.add_argument("--newest", action="store_true", help="with --update: go on to the newest wave")
    add_store(export)
    bench = add("workbench", "edit a codebook beside its figures, on this machine alone", _workbench)
    bench.add_argument("folder", type=Path, metavar="FOLDER", help="of the survey: its codebook and store")
    files = "folder of the survey files (default: FOLDER/files)"
    bench.add_argument("--raw", type=Path, default=None, metavar="DIR", help=files)
    bench.add_argument("--port", type=_port, default=8601)
    serve = add("serve", "serve the app", _serve)
    serve.add_argument("--port", type=_port, default=8501)
    serve.add_argument(
        "--workers",
        type=_positive,
        default=None,
        help="processes behind the port (default: as many as processors)",
    )
    serve.add_argument("--host", default="0.0.0.0")
    add_store(serve)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port; choose 1 to 65535")
    return number


def _language(text: str) -> str:
    from monitor.locale import LANGUAGES

    if text not in LANGUAGES:
        raise argparse.ArgumentTypeError(f"no texts in '{text}'; choose from {', '.join(LANGUAGES)}")
    return text


def _draft(options: argparse.Namespace) -> int:
    if options.onto:
        from monitor.prepare.draft.onto import draft_onto

        raw = options.raw or options.files[0].parent
        write = not options.dry_run
        print(draft_onto(options.files, options.onto, raw, options.group, options.also, write))
        return 0
    from monitor.prepare.draft.codebook import draft_codebook

    print(draft_codebook(options.files, options.out))
    return 0


def _codebook(options: argparse.Namespace) -> int:
    from monitor.codebook.sheets import from_sheets, to_sheets

    if options.to:
        print(to_sheets(options.codebook, options.to))
    else:
        print(from_sheets(options.source, options.codebook, not options.dry_run) or "Nothing changed.")
    return 0


def _check(options: argparse.Namespace) -> int:
    from monitor.rehearsal import rehearse

    findings = rehearse(options.codebook, options.raw)
    for finding in findings.worst_first():
        print(finding)
    if not findings.items:
        print("No findings.")
    return 1 if findings.stop else 0


def _build(options: argparse.Namespace) -> int:
    from monitor.prepare.watch import at_each_save

    made: list[str] = []
    if not options.watch:
        _build_once(options, made)
        return 0
    return at_each_save(options.codebook, options.raw, lambda: _build_once(options, made))


def _build_once(options: argparse.Namespace, made: list[str]) -> None:
    """One build; `made` are the editions of this command, which nobody saw yet."""
    from monitor.prepare.pipeline import build
    from monitor.prepare.protect.editions import Earlier
    from monitor.progress import Bar
    from monitor.store import store_folder

    folder = options.store or store_folder()
    unseen, kept = options.not_public, [name for name in made if (folder / f"{name}.duckdb").is_file()]
    if kept and unseen != []:
        unseen = [*(unseen or []), *kept]
    with Bar() as progress:
        path, report = build(options.codebook, options.raw, folder, progress, Earlier(options.public, unseen))
    made.append(path.stem)
    shown = sum(count for status, count in report.cells.items() if status in SHOWN)
    hidden = sum(report.cells.values()) - shown
    print(
        f"{path}\n{shown} cells shown, {hidden} hidden or not asked; report:"
        f" {path.with_suffix('.report.html')}"
    )


def _editions(options: argparse.Namespace) -> int:
    from monitor.editions import editions
    from monitor.lookup import print_rows

    print_rows([edition.row() for edition in editions(options.store)], options.format)
    return 0


def _rollback(options: argparse.Namespace) -> int:
    from monitor.editions import roll_back

    print(f"Served is now {roll_back(options.store, options.edition).edition}")
    return 0


def _preview(options: argparse.Namespace) -> int:
    from monitor.progress import Bar
    from monitor.rehearsal.preview import previewed

    by = tuple(part for part in options.by.split(",") if part)
    with Bar() as progress:
        lines = previewed(
            options.codebook, options.raw, options.indicator, by, options.lang, options.out, progress
        )
    print("\n".join(lines))
    return 0


def _estimate(options: argparse.Namespace) -> int:
    from monitor.lookup import estimate_rows, print_rows

    print_rows(
        estimate_rows(
            options.store, options.indicator, options.group, options.wave, options.by, options.exact
        ),
        options.format,
    )
    return 0


def _contrast(options: argparse.Namespace) -> int:
    from monitor.lookup import contrast_rows, print_rows

    rows = contrast_rows(
        options.store, options.indicator, options.over, options.group, options.wave, options.by, options.exact
    )
    print_rows(rows, options.format)
    return 0


def _ask(options: argparse.Namespace) -> int:
    from monitor.ask import ask
    from monitor.lookup import print_rows
    from monitor.store import current_store

    store = current_store(options.store)
    found = ask(options.question, store, options.lang or store.languages[0])
    rows = [reply.row() for reply in found.replies]
    if options.format == "json":
        print_rows(rows, "json")
    else:
        for row in rows:
            address = f"{row['page']}?{row['view']}" if row["view"] else row["page"]
            print("\n  ".join(part for part in (row["title"], row["sentence"], address) if part))
        for line in (*found.missing, *found.aside):
            print(line)
    return 0


def _standing(options: argparse.Namespace) -> int:
    from monitor.figure.standing import rows
    from monitor.lookup import print_rows
    from monitor.store import current_store

    store = current_store(options.store)
    print_rows(rows(store, options.lang or store.languages[0]), options.format)
    return 0


def _listed(options: argparse.Namespace) -> int:
    from monitor.lookup import breakdown_rows, indicator_rows, print_rows

    rows = indicator_rows if options.listed == "indicators" else breakdown_rows
    print_rows(rows(options.store), options.format)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from monitor.lookup import print_rows
    from monitor.store import current_store
    from monitor.verify import verify

    verdicts = verify(current_store(options.store))
    print_rows([verdict.as_row() for verdict in verdicts], options.format)
    return 1 if any(verdict.differs for verdict in verdicts) else 0


def _simulate(options: argparse.Namespace) -> int:
    from monitor.prepare.simulate.survey import simulate

    for path in simulate(options.out, options.respondents, options.seed):
        print(path)
    return 0


def _export(options: argparse.Namespace) -> int:
    from monitor.export import ordered

    print("\n".join(ordered(options)))
    return 0


def _workbench(options: argparse.Namespace) -> int:
    from monitor.workbench.start import start

    return start(options.folder, options.raw, options.port)


def _serve(options: argparse.Namespace) -> int:
    from monitor.web.serve import serve

    return serve(options.host, options.port, options.workers, options.store)


if __name__ == "__main__":
    sys.exit(main())
