"""The ONNX nodes of each TFLite op; see onnx_op.py for the styles."""

import numpy as np

MICROSOFT = "com.microsoft"
ON_IMAGES = {"CONV_2D", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D"}
BINARY = {"ADD": "Add", "SUB": "Sub", "MUL": "Mul"}
FUSED_BINARY = ("Add", "Mul")
QLINEAR_ONLY = ("opset", "channels_last")  # attributes of the quantized operators alone
REAL = {"TANH": "Tanh", "HARD_SWISH": "HardSwish"}
RELUS = {"RELU": (0, None), "RELU6": (0, 6), "RELU_N1_TO_1": (-1, 1)}
ACTIVATIONS = {1: RELUS["RELU"], 2: RELUS["RELU_N1_TO_1"], 3: RELUS["RELU6"]}


def on_images(op):
    """Whether the op's tensors have to be NCHW in the model.

    The others stay NHWC, as ONNX Runtime has them next to convolutions, too.
    """
    return op.name in ON_IMAGES or is_global_mean(op)


def is_global_mean(op):
    return op.name == "MEAN" and list(op.inputs[1].data.reshape(-1)) == [1, 2]


def activation(op):
    return ACTIVATIONS.get(getattr(op.options, "fusedActivationFunction", 0))


def add(model, op):
    ADDERS.get(op.name, add_real)(model, op)
    bounds = activation(op)
    if bounds is not None:
        add_clip(model, op.output, bounds)


def add_clip(model, output, bounds):
    """A fused activation: stored values are limited."""
    info = np.iinfo(output.type)
    stored = [info.min, info.max]
    for i, bound in enumerate(bounds):
        if bound is not None:
            scaled = np.float32(bound) / output.activation_scale()
            level = int(output.zero_point[0]) + int(np.sign(scaled) * np.floor(abs(scaled) + 0.5))
            stored[i] = min(max(level, info.min), info.max)
    names = [model.constant(output.type(v)) for v in stored]
    model.node("Clip", [model.nodes[-1].output[0], *names])


def add_real(model, op):
    """The float operator between DequantizeLinear and QuantizeLinear."""
    x = model.real_input(op.inputs[0])
    if op.name in RELUS:
        bounds = [np.float32(-np.inf if b is None else b) for b in RELUS[op.name]]
        bounds[1] = np.float32(np.inf) if RELUS[op.name][1] is None else bounds[1]
        return model.finish_real(model.node("Clip", [x, *map(model.constant, bounds)]))
    if op.name in REAL:
        return model.finish_real(model.node(REAL[op.name], [x]))
    raise KeyError(op.name)


def add_unary(kind, **attributes):
    """An operator that has a QLinear form with the parameters of input and output."""

    def adder(model, op, **more):
        if model.style == "qdq":
            own = {k: v for k, v in {**attributes, **more}.items() if k not in QLINEAR_ONLY}
            return model.finish_real(model.node(kind, [model.real_input(op.inputs[0])], **own))
        x = op.inputs[0]
        inputs = [model.stored_input(x), *model.parameters(x), *model.parameters(op.output)]
        model.node("QLinear" + kind, inputs, MICROSOFT, **attributes, **more)
        return None

    return adder


def window(op, x, size):
    """Kernel, strides, dilations and pads of a window on an image."""
    strides = [op.options.strideH, op.options.strideW]
    dilations = [getattr(op.options, f"dilation{d}Factor", 1) for d in "HW"]
    pads = [0, 0, 0, 0]
    if op.options.padding == 0:  # SAME
        for d in range(2):
            reach = (op.output.shape[1 + d] - 1) * strides[d] + (size[d] - 1) * dilations[d] + 1
            total = max(reach - x.shape[1 + d], 0)
            pads[d], pads[2 + d] = total // 2, total - total // 2
    result = {"kernel_shape": size, "strides": strides, "pads": pads}
    return result, dilations


def add_convolution(model, op):
    x, weights, bias = op.inputs
    depthwise = op.name == "DEPTHWISE_CONV_2D"
    data = weights.data
    data = data[0].transpose(2, 0, 1)[:, None] if depthwise else data.transpose(0, 3, 1, 2)
    attributes, dilations = window(op, x, list(data.shape[2:]))
    attributes.update(dilations=dilations, group=x.shape[3] // data.shape[1])
    add_weighted(model, op, "Conv", "QLinearConv", "", np.ascontiguousarray(data), attributes)


def add_fully_connected(model, op):
    """QGemm with a bias, QLinearMatMul without."""
    if model.style == "qlinear" and (len(op.inputs) < 3 or op.inputs[2] is None):
        data = np.ascontiguousarray(op.inputs[1].data.T)
        add_weighted(model, op, "MatMul", "QLinearMatMul", "", data, {})
        return
    attributes = {"alpha": 1.0, "transB": 1}
    add_weighted(model, op, "Gemm", "QGemm", MICROSOFT, op.inputs[1].data, attributes)


def add_weighted(model, op, real, quantized, domain, data, attributes):
    x, weights = op.inputs[:2]
    bias = op.inputs[2] if len(op.inputs) > 2 else None
    shape = (-1,) if weights.scale.size > 1 else ()
    scale = weights.scale.reshape(shape)
    w = [
        model.constant(data),
        model.constant(scale),
        model.constant(weights.zero_point.astype(data.dtype).reshape(shape)),
    ]
    b = "" if bias is None else model.constant(bias.data)
    if model.style == "qlinear":
        inputs = [model.stored_input(x), *model.parameters(x), *w]
        output = model.parameters(op.output)
        inputs += [b, *output] if quantized == "QGemm" else [*output, *([b] if b else [])]
        model.node(quantized, inputs, domain, **attributes)
        return
    axis = {"axis": 0} if shape else {}
    inputs = [model.real_input(x), model.node("DequantizeLinear", w, **axis)]
    if bias is not None:
        scales = [model.constant(x.activation_scale() * scale)]
        scales.append(model.constant(np.zeros(scale.shape, np.int32)))
        inputs.append(model.node("DequantizeLinear", [b, *scales], **axis))
    model.finish_real(model.node(real, inputs, **attributes))


def add_average_pool(model, op):
    attributes, _ = window(op, op.inputs[0], [op.options.filterHeight, op.options.filterWidth])
    add_unary("AveragePool")(model, op, **attributes)


def add_max_pool(model, op):
    attributes, _ = window(op, op.inputs[0], [op.options.filterHeight, op.options.filterWidth])
    add_moving(model, op, "MaxPool", [], attributes)


def add_moving(model, op, kind, more_inputs, attributes):
    """An operator that runs on integers as it is."""
    if model.style == "qdq":
        inputs = [model.real_input(op.inputs[0]), *more_inputs]
        return model.finish_real(model.node(kind, inputs, **attributes))
    model.node(kind, [model.stored_input(op.inputs[0]), *more_inputs], **attributes)
    return None


def add_resize(model, op):
    linear = op.name == "RESIZE_BILINEAR"
    mode = "asymmetric"
    if op.options.alignCorners:
        mode = "align_corners"
    if op.options.halfPixelCenters:
        mode = "half_pixel"
    attributes = {
        "mode": "linear" if linear else "nearest",
        "coordinate_transformation_mode": mode,
    }
    if not linear:
        attributes["nearest_mode"] = "floor" if mode == "asymmetric" else "round_prefer_ceil"
    sizes = model.constant(np.array(op.output.shape, np.int64))
    add_moving(model, op, "Resize", ["", "", sizes], attributes)


def add_binary(model, op):
    kind = BINARY[op.name]
    if model.style == "qlinear" and kind in FUSED_BINARY:
        inputs = []
        for x in op.inputs:
            inputs += [model.stored_input(x), *model.parameters(x)]
        model.node("QLinear" + kind, inputs + model.parameters(op.output), MICROSOFT)
        return
    model.finish_real(model.node(kind, [model.real_input(x) for x in op.inputs]))


def add_mean(model, op):
    if is_global_mean(op):
        return add_unary("GlobalAveragePool", channels_last=0)(model, op)
    axes = model.constant(op.inputs[1].data.reshape(-1).astype(np.int64))
    x = model.real_input(op.inputs[0])
    keep = int(op.options.keepDims)
    return model.finish_real(model.node("ReduceMean", [x, axes], keepdims=keep))


def add_concat(model, op):
    if model.style == "qdq":
        inputs = [model.real_input(x) for x in op.inputs]
        return model.finish_real(model.node("Concat", inputs, axis=op.options.axis))
    inputs = model.parameters(op.output)
    for x in op.inputs:
        inputs += [model.stored_input(x), *model.parameters(x)]
    model.node("QLinearConcat", inputs, MICROSOFT, axis=op.options.axis)
    return None


def add_pad(model, op):
    pads = model.constant(op.inputs[1].data.astype(np.int64).T.reshape(-1))
    zero = np.float32(0) if model.style == "qdq" else op.inputs[0].activation_zero_point()
    add_moving(model, op, "Pad", [pads, model.constant(zero)], {})


def add_transpose(model, op):
    add_moving(model, op, "Transpose", [], {"perm": op.inputs[1].data.reshape(-1).tolist()})


def add_arg(kind):
    def adder(model, op):
        axis = int(op.inputs[1].data.reshape(-1)[0])
        index = model.node(kind, [model.stored_input(op.inputs[0])], axis=axis, keepdims=0)
        model.node("Cast", [index], to=7 if op.output.type == np.int64 else 6)  # ONNX's numbers

    return adder


def add_quantize(model, op):
    x = op.inputs[0]
    real = model.names[id(x)] if x.type == np.float32 else model.real_input(x)
    model.finish_real(real)


def add_dequantize(model, op):
    model.real_input(op.inputs[0])


def add_leaky_relu(model, op):
    add_unary("LeakyRelu")(model, op, alpha=float(op.options.alpha))


ADDERS = {
    "CONV_2D": add_convolution,
    "DEPTHWISE_CONV_2D": add_convolution,
    "FULLY_CONNECTED": add_fully_connected,
    "AVERAGE_POOL_2D": add_average_pool,
    "MAX_POOL_2D": add_max_pool,
    "RESIZE_BILINEAR": add_resize,
    "RESIZE_NEAREST_NEIGHBOR": add_resize,
    "ADD": add_binary,
    "SUB": add_binary,
    "MUL": add_binary,
    "LOGISTIC": add_unary("Sigmoid"),
    "LEAKY_RELU": add_leaky_relu,
    "SOFTMAX": add_unary("Softmax", axis=-1, opset=13),
    "MEAN": add_mean,
    "CONCATENATION": add_concat,
    "PAD": add_pad,
    "TRANSPOSE": add_transpose,
    "ARG_MAX": add_arg("ArgMax"),
    "ARG_MIN": add_arg("ArgMin"),
    "QUANTIZE": add_quantize,
    "DEQUANTIZE": add_dequantize,
}
