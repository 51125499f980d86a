// Which operators of the format are which ops.
#pragma once

#include "requant/formats/tflite/ops/ops.h"
#include "requant/formats/tflite/schema/builtin_operator_generated.h"

namespace requant::formats::tflite {

// The reader of an operator; null for one that stays Opaque.
OpReader find_reader(schema::BuiltinOperator code);

}  // namespace requant::formats::tflite
