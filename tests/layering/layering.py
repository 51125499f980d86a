"""Checks how the house is built: who includes whom, and the rules that every file keeps.

Usage: layering.py ROOT. Prints FILE:LINE: and the rule for each violation; status 1 if there is one.
"""

import pathlib
import re
import sys

# Which parts a part includes, besides itself and what those include in turn.
RULES = {
    "base": [],
    "report": ["base"],
    "arith": ["base"],
    "graph": ["arith"],
    "target": ["graph"],
    "formats": ["target"],
    "exec": ["target"],
    "precision": ["target"],
    "cost": ["precision"],
    "data": ["graph"],
    "measure": ["exec", "data"],
    "requantize": ["measure"],
    "train": ["precision", "exec", "data"],
    "search": ["precision", "requantize", "cost", "report"],
}
MAX_LINES = 500
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
# What library code leaves to the program: to print, and to end.
FORBIDDEN = re.compile(
    r"\b(?:v?f?printf|puts|fputs|putchar|perror|exit|_Exit|quick_exit|abort|terminate"
    r"|fmt::print)\s*\(|\bstd::(?:cout|cerr|clog)\b"
)
NOISE = re.compile(
    r'R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*(?:.|\n)*?\*/'
)


def reachable(part):
    """The part and all that it may include."""
    found, ahead = set(), [part]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(RULES[name])
    return found


def code_only(text):
    """The text with comments and literals blanked, lines kept."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def part_of(path):
    """The part that a path below the root belongs to; None outside of requant/."""
    names = pathlib.PurePosixPath(path).parts
    return names[1] if len(names) > 2 and names[0] == "requant" else None


def include_problems(path, text):
    """Includes of a library file that its part must not have."""
    part = part_of(path)
    if part is None:
        return
    if part not in RULES:
        yield 1, f"'{part}' is no part that tests/layering/layering.py knows: add its rule there"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        other = part_of(match.group(1))
        if match.group(1).startswith("cli/"):
            yield number, "the library does not include the program (cli/)"
        elif other is not None and other not in reachable(part):
            allowed = ", ".join(sorted(reachable(part)))
            yield number, f"{part} includes {other}; it may include only: {allowed}"


def style_problems(path, text):
    """What a file breaks of the rules for all files."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            yield number, "a merge left this conflict behind: decide between its two sides"
    if len(lines) > MAX_LINES:
        yield MAX_LINES + 1, f"{len(lines)} lines; no file is longer than {MAX_LINES}: split it"
    # Headers of kernels are included once for each instruction set, by Highway's own guard.
    if path.endswith(".h") and "#pragma once" not in text and "HWY_TARGET_TOGGLE" not in text:
        yield 1, "a header needs '#pragma once'"
    if part_of(path) is None or not path.endswith((".h", ".cc")) or path.endswith("_test.cc"):
        return
    for number, line in enumerate(code_only(text).splitlines(), 1):
        match = FORBIDDEN.search(line)
        if match:
            word = match.group().rstrip("( \t")
            yield number, f"'{word}': library code never prints or ends the program; throw Error"


def files(root):
    """The files that are checked."""
    for folder in ("requant", "cli", "tests", "bench", "targets", "docs", "scripts"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".h", ".cc", ".py", ".md", ".txt", ".yaml", ".sh"):
                yield file
    yield from root.glob("*.md")


def check(root):
    """All problems below the root, as lines of text."""
    found = []
    for file in files(root):
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        problems = [*style_problems(path, text)]
        if file.suffix in (".h", ".cc"):
            problems += include_problems(path, text)
        found += [f"{path}:{line}: {what}" for line, what in problems]
    return found


if __name__ == "__main__":
    problems = check(pathlib.Path(sys.argv[1]))
    print(*problems, sep="\n" if problems else "")
    sys.exit(1 if problems else 0)
