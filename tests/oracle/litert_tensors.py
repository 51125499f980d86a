"""Compares every tensor of every integer model with LiteRT's reference kernels, bit for bit.

litert_tensors.py DUMP_TENSORS [--images N] [--models PART]

For each model: tensors and values compared, and how many values differ. Inputs are real samples
of the evaluation data and one random sample. Exit status 1 where a value differs.
"""

import argparse
import sys

import common

common.import_litert()
import numpy as np  # noqa: E402  (comes with LiteRT)
from PIL import Image  # noqa: E402

SEED = 20
# Real samples a model is compared on; the others take DEFAULT_SAMPLES.
DEFAULT_SAMPLES = 20
SAMPLES = {
    "deeplabv3_mnv2_dm05_pascal_quant": 1,
    "ssdlite_mobilenet_v2_300_custom_quant": 1,
    "mobilenet_v2_1.0_224_quant": 2,
    "tf2_mobilenet_v2_1.0_224_ptq": 2,
    "mobilenet_edgetpu_1.0_224_uint8": 1,
    "mcunetv2_se_large_int8": 1,
    "mobilenet_v1_0.5_160_quant": 3,
    "mobilenet_v1_0.25_128_quant": 5,
}


def image(folder, number, height, width, channels):
    path = sorted((folder / "imagenet/val_1300").glob("*.[jJ]*"))[number * 97 % 1300]
    picture = Image.open(path).convert("RGB" if channels == 3 else "L").resize((width, height))
    return np.asarray(picture, dtype=np.uint8).reshape(1, height, width, channels)


def bin_rows(path, row_bytes, count):
    return np.fromfile(path, dtype=np.uint8, count=row_bytes * count).reshape(count, row_bytes)


def real_samples(folder, name, detail, count):
    """Stored or real values of the model's input; nothing where the data has none for it."""
    shape = tuple(detail["shape"])
    if "kws" in name:
        rows = bin_rows(folder / "mlperf_tiny/kws01_1000x490_int8.bin", 490, count)
        return [row.view(np.int8).reshape(shape) for row in rows]
    if "ic_resnet8" in name:
        rows = bin_rows(folder / "mlperf_tiny/ic01_200x3072_u8_hwc.bin", 3072, count)
        pixels = [row.reshape(shape) for row in rows]
    elif len(shape) == 4 and shape[3] in (1, 3) and shape[1] >= 32:
        pixels = [image(folder, i, *shape[1:]) for i in range(count)]
    else:
        return []
    if detail["dtype"] == np.int8:
        return [(p.astype(np.int16) - 128).astype(np.int8) for p in pixels]
    if detail["dtype"] == np.float32:
        return [(p.astype(np.float32) - 127.5) / 127.5 for p in pixels]
    return pixels


def random_sample(random, detail):
    shape = tuple(detail["shape"])
    if detail["dtype"] == np.float32:
        return random.uniform(-1.5, 1.5, shape).astype(np.float32)
    info = np.iinfo(detail["dtype"])
    return random.integers(info.min, info.max, shape, detail["dtype"], endpoint=True)


def samples_of(folder, name, details, count):
    random = np.random.default_rng(SEED)
    result = []
    if len(details) == 1:
        result = [[sample] for sample in real_samples(folder, name, details[0], count)]
    randoms = 1 if result else count
    return result + [[random_sample(random, d) for d in details] for _ in range(randoms)]


def compare(interpreter, samples, dumps):
    """(tensors, values, differing values, lines that say where) over all samples."""
    details = interpreter.get_input_details()
    names = {d["index"]: d["name"] for d in interpreter.get_tensor_details()}
    tensors, values, differing, where = set(), 0, 0, []
    for sample, dump in zip(samples, dumps):
        for detail, array in zip(details, sample):
            interpreter.set_tensor(detail["index"], array)
        try:
            interpreter.invoke()
        except RuntimeError as error:
            where.append(f"  LiteRT stopped: {error}")
        for index, ours in dump.items():
            theirs = interpreter.get_tensor(index)
            got = np.frombuffer(ours, dtype=theirs.dtype)
            tensors.add(index)
            values += theirs.size
            if got.size != theirs.size:
                differing += theirs.size
                where.append(f"  tensor {index} '{names[index]}': {got.size} values, not {theirs.size}")
                continue
            # Bits, so that float tensors are compared as strictly as integers.
            bits = np.dtype(f"u{theirs.dtype.itemsize}")
            wrong = np.flatnonzero(got.view(bits) != theirs.reshape(-1).view(bits))
            differing += wrong.size
            if wrong.size:
                i = wrong[0]
                where.append(
                    f"  tensor {index} '{names[index]}': {wrong.size} of {theirs.size} differ, "
                    f"at {i} {got[i]} is not {theirs.reshape(-1)[i]}"
                )
    return len(tensors), values, differing, where


def integer_models(folder):
    for model in sorted((folder / "models/tflite").glob("*.tflite")):
        if "_float" not in model.stem and "dynrange" not in model.stem:
            yield model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", help="the program dump_tensors")
    parser.add_argument("--images", type=int, help="real samples for each model")
    parser.add_argument("--models", default="", help="only models whose name contains this")
    arguments = parser.parse_args()
    folder = common.data_folder()
    failed = False
    for model in integer_models(folder):
        if arguments.models not in model.stem:
            continue
        count = arguments.images or SAMPLES.get(model.stem, DEFAULT_SAMPLES)
        interpreter = common.reference_interpreter(model)
        samples = samples_of(folder, model.stem, interpreter.get_input_details(), count)
        dumps = common.our_tensors(arguments.tool, model, samples)
        tensors, values, differing, where = compare(interpreter, samples, dumps)
        print(
            f"{model.stem}: {len(samples)} inputs, {tensors} tensors, {values} values, "
            f"{differing} differ",
            flush=True,
        )
        print("\n".join(where[:12]), end="\n" if where else "")
        failed = failed or differing > 0 or tensors == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
