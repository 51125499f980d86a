// The operator codes of a file that is written.
#pragma once

#include <cstdint>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

// The index of a code for the builtin operator: `current`, if it is of that operator and at least
// that version, else one of exactly that version, added if there is none.
std::uint32_t operator_code(schema::ModelT& model, schema::BuiltinOperator builtin, int version,
                            std::uint32_t current = UINT32_MAX);

// Whether each code is used by an operator of any subgraph.
std::vector<bool> used_codes(const schema::ModelT& model);
// Removes the codes that were used before and are no more.
void remove_unused_codes(schema::ModelT& model, const std::vector<bool>& used_before);

}  // namespace requant::formats::tflite
