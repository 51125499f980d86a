"""The comparison of LiteRT's tensors with ours."""

import dataclasses

import numpy as np


@dataclasses.dataclass
class Comparison:
    tensors: int = 0
    values: int = 0
    differing: int = 0
    where: list = dataclasses.field(default_factory=list)  # lines that say what differs


def random_array(random, detail):
    """Any value of an integer type; real values in [-1.5, 1.5)."""
    shape = tuple(detail["shape"])
    if detail["dtype"] == np.float32:
        return random.uniform(-1.5, 1.5, shape).astype(np.float32)
    info = np.iinfo(detail["dtype"])
    return random.integers(info.min, info.max, shape, detail["dtype"], endpoint=True)


def compare(interpreter, samples, dumps):
    """Runs the samples in LiteRT and compares every dumped tensor, by its bits."""
    details = interpreter.get_input_details()
    names = {d["index"]: d["name"] for d in interpreter.get_tensor_details()}
    result = Comparison()
    seen = set()
    for sample, dump in zip(samples, dumps):
        for detail, array in zip(details, sample):
            interpreter.set_tensor(detail["index"], array)
        interpreter.invoke()
        for index, ours in dump.items():
            theirs = interpreter.get_tensor(index).reshape(-1)
            seen.add(index)
            result.values += theirs.size
            wrong = differences(np.frombuffer(ours, dtype=theirs.dtype), theirs)
            result.differing += wrong.size
            if wrong.size:
                got = np.frombuffer(ours, dtype=theirs.dtype)
                i = wrong[0]
                ours_there = got[i] if i < got.size else "nothing"
                result.where.append(
                    f"  tensor {index} '{names[index]}': {wrong.size} of {theirs.size} differ, "
                    f"at {i} {ours_there} is not {theirs[i]}"
                )
    result.tensors = len(seen)
    return result


def differences(ours, theirs):
    """Indices where the bits differ; all where the sizes do."""
    if ours.size != theirs.size:
        return np.arange(theirs.size)
    bits = np.dtype(f"u{theirs.dtype.itemsize}")
    return np.flatnonzero(ours.view(bits) != theirs.view(bits))
