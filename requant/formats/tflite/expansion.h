// What the objects of a file's tables would be: how large, and whether they can be read.
#pragma once

#include <cstddef>

#include "requant/formats/tflite/schema/model_generated.h"

namespace requant::formats::tflite {

struct Expansion {
  // The bytes that tables, vectors and strings take when each is counted as often as it is referred
  // to. Objects take memory in proportion to this, not to the size of the file, whose tables may
  // share parts.
  std::size_t bytes = 0;
  // The elements of every vector lie at multiples of their size, which the verifier of flatbuffers
  // does not check.
  bool aligned = true;
};

// Looks at a verified model; stops above `limit` bytes.
Expansion expand(const schema::Model& model, std::size_t limit);

}  // namespace requant::formats::tflite
