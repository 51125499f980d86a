"""Runs the JSON of `requant export` in NumPy: the reading of docs/export-json.md as a program."""

import base64

import numpy as np

ROUNDINGS = {
    "half_up": lambda floor, twice_rest, unit, value: twice_rest >= unit,
    "half_away": lambda floor, twice_rest, unit, value: np.where(
        value >= 0, twice_rest >= unit, twice_rest > unit),
    "half_even": lambda floor, twice_rest, unit, value: (twice_rest > unit) | (
        (twice_rest == unit) & (floor % 2 != 0)),
}


def shifted(value, right_shift, rounding):
    """value / 2^right_shift, rounded; a negative shift is one to the left."""
    value = value.astype(object)  # of any size: products have up to 63 bits
    shift = np.broadcast_to(np.asarray(right_shift, dtype=object), value.shape)
    result = np.empty(value.shape, dtype=np.int64)
    for at in np.ndindex(value.shape):
        v, s = int(value[at]), int(shift[at])
        if s <= 0:
            result[at] = v << -s
            continue
        floor = v >> s
        twice_rest = 2 * (v - (floor << s))
        result[at] = floor + int(ROUNDINGS[rounding](floor, twice_rest, 1 << s, v))
    return result


def rescaled(values, how, rule):
    assert not rule["double_rounding"], "the mixed-precision target rounds once"
    product = values.astype(object) * np.asarray(how["multiplier"], dtype=object)
    return shifted(product, how["right_shift"], rule["rounding"])


def unpacked(weights):
    bits, shape = weights["bits"], weights["shape"]
    stream = np.unpackbits(np.frombuffer(base64.b64decode(weights["data"]), np.uint8),
                           bitorder="little")[:bits * int(np.prod(shape))].reshape(-1, bits)
    values = stream.astype(np.int64) @ (1 << np.arange(bits))
    if weights["signed"]:
        values -= (values >> (bits - 1)) << bits
    return values.reshape(shape)


class Network:
    def __init__(self, document):
        self.document = document
        self.tensors = {tensor["name"]: tensor for tensor in document["tensors"]}

    def run(self, stored):
        """All tensors by name, for the stored values of the input."""
        name = self.document["inputs"][0]
        values = {name: np.asarray(stored, np.int64).reshape(self.tensors[name]["shape"])}
        for layer in self.document["layers"]:
            inputs = [values[name] for name in layer["inputs"]]
            values[layer["output"]] = getattr(self, layer["op"])(layer, *inputs)
        return values

    def zero(self, name):
        return self.tensors[name]["zero_point"]

    def rule(self, layer):
        return self.document["arithmetic"][layer["op"]]

    def finish(self, layer, value):
        return np.clip(value + self.zero(layer["output"]), *layer["range"])

    def conv2d(self, layer, x):
        x = x - self.zero(layer["inputs"][0])
        top, left, bottom, right = layer["pads"]
        x = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))
        weights = unpacked(layer["weights"])
        (sy, sx), (height, width) = layer["stride"], self.tensors[layer["output"]]["shape"][1:3]
        sums = np.zeros((1, height, width, weights.shape[0]), np.int64)
        for ky in range(weights.shape[1]):
            for kx in range(weights.shape[2]):
                part = x[:, ky:ky + sy * height:sy, kx:kx + sx * width:sx][:, :height, :width]
                sums += part @ weights[:, ky, kx].T
        sums += np.asarray(layer.get("bias", 0))
        return self.finish(layer, rescaled(sums, layer["rescale"], self.rule(layer)))

    def fully_connected(self, layer, x):
        sums = (x - self.zero(layer["inputs"][0])).reshape(1, -1) @ unpacked(layer["weights"]).T
        sums = sums + np.asarray(layer.get("bias", 0))
        return self.finish(layer, rescaled(sums, layer["rescale"], self.rule(layer)))

    def add(self, layer, *operands):
        how, rule = layer["rescale"], self.rule(layer)
        total = sum(
            rescaled((x - self.zero(name)) << how["left_shift"], part, rule)
            for x, name, part in zip(operands, layer["inputs"], how["inputs"]))
        return self.finish(layer, rescaled(total, how["output"], rule))

    def mean(self, layer, x):
        sums = (x - self.zero(layer["inputs"][0])).sum(axis=tuple(layer["axes"]))
        value = self.finish(layer, rescaled(sums, layer["rescale"], self.rule(layer)))
        return value.reshape(self.tensors[layer["output"]]["shape"])

    def quantize(self, layer, x):
        x = x - self.zero(layer["inputs"][0])
        return self.finish(layer, rescaled(x, layer["rescale"], self.rule(layer)))

    def reshape(self, layer, x):
        return x.reshape(layer["shape"])
