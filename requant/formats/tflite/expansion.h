// How much of a file its tables reach.
#pragma once

#include <cstddef>

#include "requant/formats/tflite/schema/model_generated.h"

namespace requant::formats::tflite {

// The bytes that the tables, vectors and strings of a verified model take when each is counted as
// often as it is referred to; stops counting above `limit`. Tables as objects take memory in
// proportion to this, not to the size of the file, whose tables may share parts.
std::size_t expanded_size(const schema::Model& model, std::size_t limit);

}  // namespace requant::formats::tflite
