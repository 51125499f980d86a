"""Top-1 of a model in LiteRT's reference kernels, on what `requant eval --data` names.

Needs the packages of requirements.txt. Images are cropped as `requant` crops them; models whose
input is much smaller than the images are refused, because the scaling would differ.
"""

import argparse
import csv
import lzma
import pathlib
import sys

import numpy
from ai_edge_litert import interpreter as litert
from PIL import Image


def folder_samples(folder, height, width):
    """Centre crops of the images in labels.csv, as uint8, with their labels."""
    with open(folder / "labels.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            image = numpy.asarray(Image.open(folder / row["file"]).convert("RGB"))
            top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
            if min(image.shape[:2]) > 1.15 * min(height, width):
                sys.exit("skipped: the images are much larger than the input")
            yield image[top:top + height, left:left + width], int(row["label0"])


def cifar_samples(folder):
    raw = lzma.open(folder / "test_batch.bin.xz").read()
    for record in numpy.frombuffer(raw, numpy.uint8).reshape(-1, 3073):
        yield record[1:].reshape(3, 32, 32).transpose(1, 2, 0), int(record[0])


def npy_samples(spec):
    arrays, labels = (numpy.load(path) for path in spec.split(","))
    yield from zip(arrays, (int(label) for label in labels))


def samples(spec, height, width):
    kind, _, rest = spec.rpartition(":")
    if kind == "cifar10":
        return cifar_samples(pathlib.Path(rest))
    if kind == "npy":
        return npy_samples(rest)
    return folder_samples(pathlib.Path(spec), height, width)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("--limit", type=int, default=0)
    options = parser.parse_args()

    model = litert.Interpreter(
        options.model,
        experimental_op_resolver_type=litert.OpResolverType.BUILTIN_REF)
    model.allocate_tensors()
    entry, out = model.get_input_details()[0], model.get_output_details()[0]
    signed_pixels = entry["dtype"] == numpy.int8 and not options.data.startswith("npy:")
    hits = count = 0
    for sample, label in samples(options.data, *entry["shape"][1:3]):
        if options.limit and count == options.limit:
            break
        stored = sample.astype(numpy.int16) - 128 if signed_pixels else sample
        model.set_tensor(entry["index"], stored.astype(entry["dtype"])[None])
        model.invoke()
        scores = model.get_tensor(out["index"]).ravel()
        hits += int(scores.argmax()) == label + (scores.size == 1001)
        count += 1
    print(f"{100 * hits / count:.2f} % of {count}")


if __name__ == "__main__":
    main()
