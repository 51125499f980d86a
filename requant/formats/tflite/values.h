// Values that the schema and the graph name differently.
#pragma once

#include <optional>

#include "requant/formats/tflite/schema/options_generated.h"
#include "requant/graph/data_type.h"
#include "requant/graph/ops/common.h"

namespace requant::formats::tflite {

// `other` for types that only the format knows (strings, complex numbers, ...).
DataType to_data_type(schema::TensorType type);
// Nothing for `other` and for types that the format lacks.
std::optional<schema::TensorType> to_tensor_type(DataType type);
bool is_known(schema::TensorType type);

// Nothing for the fused activations that the graph lacks (tanh, sign bit).
std::optional<Activation> to_activation(schema::ActivationFunctionType type);
schema::ActivationFunctionType to_activation_type(Activation activation);

}  // namespace requant::formats::tflite
