// What every op's header needs to declare its inference.
#pragma once

#include <optional>

#include "requant/graph/shape.h"

namespace requant {

class NodeCheck;

// Every op's header declares
//   std::optional<Shape> infer_output(const TheOp& op, NodeCheck& node);
// the shape of the op's output, by the shapes of its inputs, after it has checked the constraints
// that the header numbers (and the shared ones, see node_check.h) and reported the violated ones.
// Nothing, where a violated constraint leaves no shape.

}  // namespace requant
