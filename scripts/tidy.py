"""Runs clang-tidy over the project's sources but the tests, several at a time.

A file that passed is not checked again while it, the project's headers that it includes, the
schemas that headers are generated from, its compile command, .clang-tidy and the version of
clang-tidy stay the same: BUILD/tidy holds an empty file for each such state. With --since, files
whose state is that of a commit are not checked either. Standard library only.
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


@functools.cache
def contents(path):
    return path.read_bytes()


def with_headers(path):
    """The file and every file of the project that it includes, directly or not."""
    found, ahead = [], [path]
    while ahead:
        file = ahead.pop()
        if file in found or not file.is_file():
            continue
        found.append(file)
        for name in INCLUDE.findall(contents(file)):
            ahead.append(ROOT / name.decode())
            ahead.append(file.parent / name.decode())
    return sorted(found)


def state(entry, common):
    """A digest of everything that the outcome for a file depends on."""
    digest = hashlib.sha256(common)
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for file in with_headers(pathlib.Path(entry["file"])):
        digest.update(contents(file))
    return digest.hexdigest()


WITH_LIBTORCH = {"trainer_eval.cc"}


def is_checked(file, build):
    """The project's own sources, several in a file of CMake's unity builds or one by one; tests are
    left out, whose macros cost the most time, and what includes libtorch, whose headers (1.13) clang 14
    does not take as C++20."""
    if file.is_relative_to(build.resolve()):
        return "Unity" in file.parts and "requant_training.dir" not in file.parts
    if file.name in WITH_LIBTORCH:
        return False
    return file.is_relative_to(ROOT) and not file.name.endswith("_test.cc")


def git(*arguments):
    """What git prints, by line."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=True)
    return done.stdout.split("\n")[:-1]


def changed_since(commit):
    """The project's files that are not as in the commit; None where all have to be checked."""
    try:
        names = git("diff", "--name-only", commit) + git("ls-files", "-o", "--exclude-standard")
    except (subprocess.CalledProcessError, FileNotFoundError):
        print(f"git does not know '{commit}': all files are checked", flush=True)
        return None
    if any(name in (".clang-tidy", "scripts/tidy.py") or name.endswith(".fbs") for name in names):
        return None
    return {ROOT / name for name in names}


def run(entry, build):
    """What clang-tidy says of one file; empty where it passes."""
    done = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), "--extra-arg=-Wno-unknown-warning-option",
         entry["file"]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        return ""
    return done.stdout or done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True,
                        help="the build folder with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=1, help="files at a time")
    parser.add_argument("--since", metavar="COMMIT",
                        help="only files that, or whose headers, have changed since this commit")
    options = parser.parse_args()

    version = subprocess.run(["clang-tidy", "--version"], stdout=subprocess.PIPE, check=True).stdout
    common = version + contents(ROOT / ".clang-tidy") + contents(pathlib.Path(__file__).resolve())
    common += b"".join(contents(schema) for schema in sorted(ROOT.glob("requant/**/*.fbs")))
    stamps = options.build / "tidy"
    stamps.mkdir(exist_ok=True)

    entries = json.loads((options.build / "compile_commands.json").read_text())
    ours = [entry for entry in entries if is_checked(pathlib.Path(entry["file"]), options.build)]
    changed = changed_since(options.since) if options.since else None
    due = [entry for entry in ours
           if changed is None or not changed.isdisjoint(with_headers(pathlib.Path(entry["file"])))]
    todo = [(entry, stamps / state(entry, common)) for entry in due]
    todo = [(entry, stamp) for entry, stamp in todo if not stamp.exists()]
    print(f"{len(todo)} of {len(ours)} files to check", flush=True)

    failures = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = pool.map(lambda item: run(item[0], options.build), todo)
        for (_, stamp), said in zip(todo, outcomes):
            if said:
                failures += 1
                print(said, flush=True)
            else:
                stamp.touch()
    if failures:
        print(f"clang-tidy found problems in {failures} files", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
