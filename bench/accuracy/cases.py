"""The labelled models of the evaluation data, and the data each is measured on."""

import csv
import dataclasses
import pathlib
import struct

# The schemes of the MRQ paper and the kinds of hardware with the tightest rules.
TARGETS = (
    "symmetric-int8",
    "symmetric-uint8-act",
    "symmetric-int8-per-channel",
    "symmetric-int8-pow2",
    "esp32-p4",
    "shift-only",
)


@dataclasses.dataclass(frozen=True)
class Case:
    """A model (file name without its extension), the name of its data, its format, and how pixels
    become its input where the file does not tell."""

    model: str
    data: str  # "imagenet", "cifar10" or "kws"
    format: str = "tflite"
    normalize: str = ""


CASES = (
    Case("mobilenet_v2_1.0_224_quant", "imagenet"),
    Case("mobilenet_v1_0.25_128_quant", "imagenet"),
    Case("mobilenet_v1_0.5_160_quant", "imagenet"),
    Case("mobilenet_edgetpu_1.0_224_uint8", "imagenet"),
    Case("tf2_mobilenet_v2_1.0_224_ptq", "imagenet"),
    Case("mlperf_tiny_ic_resnet8_int8", "cifar10"),
    Case("mlperf_tiny_kws_dscnn_int8", "kws"),
    Case("mobilenet_v2_qoperator_uint8_pertensor", "imagenet", "onnx", "imagenet"),
    Case("mobilenet_v2_qdq_int8_pertensor", "imagenet", "onnx", "imagenet"),
)


def write_npy(path, dtype, shape, payload):
    """A NumPy 1.0 array file of raw little-endian bytes."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    padding = -(len(header) + 11) % 64
    header = header + " " * padding + "\n"
    magic = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    path.write_bytes(magic + header.encode("ascii") + payload)


def kws_arrays(root, folder):
    """Writes the 1,000 keyword samples and their labels as .npy; returns both paths."""
    samples, labels = folder / "kws_samples.npy", folder / "kws_labels.npy"
    source = root / "mlperf_tiny"
    payload = (source / "kws01_1000x490_int8.bin").read_bytes()
    write_npy(samples, "|i1", (1000, 49, 10, 1), payload)
    with open(source / "labels" / "kws01_y_labels.csv", encoding="utf-8") as file:
        classes = [int(row[2]) for row in csv.reader(file)]
    write_npy(labels, "<i8", (len(classes),), struct.pack(f"<{len(classes)}q", *classes))
    return samples, labels


def data_spec(case, root, folder):
    """What --data names for a case. `root`: the evaluation data; `folder`: for files made here."""
    if case.data == "imagenet":
        return str(root / "imagenet" / "val_1300")
    if case.data == "cifar10":
        return f"cifar10:{root / 'cifar10'}"
    samples, labels = kws_arrays(root, folder)
    return f"npy:{samples},{labels}"


def model_path(case, root):
    return pathlib.Path(root) / "models" / case.format / f"{case.model}.{case.format}"
