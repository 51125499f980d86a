"""Compares every tensor of every integer model with LiteRT's reference kernels, bit for bit.

litert_tensors.py DUMP_TENSORS [--images N] [--models PART]

For each model: tensors and values compared, and how many values differ. Inputs are real samples
of the evaluation data and one random sample. Exit status 1 where a value differs.
"""

import argparse
import sys

import common
import compare

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


def samples_of(folder, name, details, count):
    random = np.random.default_rng(SEED)
    result = []
    if len(details) == 1:
        result = [[sample] for sample in real_samples(folder, name, details[0], count)]
    randoms = 1 if result else count
    return result + [[compare.random_array(random, d) for d in details] for _ in range(randoms)]


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
        result = compare.compare(interpreter, samples, dumps)
        print(
            f"{model.stem}: {len(samples)} inputs, {result.tensors} tensors, "
            f"{result.values} values, {result.differing} differ",
            flush=True,
        )
        print("\n".join(result.where[:12]), end="\n" if result.where else "")
        failed = failed or result.differing > 0 or result.tensors == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
