#pragma once

#include <string>

namespace requant {

// An op that only the format knows. It is kept as it was read: its inputs and outputs stay where
// they are, and no executor runs it.
struct Opaque {
  std::string name;  // "CUSTOM TFLite_Detection_PostProcess"
  friend bool operator==(const Opaque&, const Opaque&) = default;
};

}  // namespace requant
