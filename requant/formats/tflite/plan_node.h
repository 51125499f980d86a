// What the operator of a node will be, before tensors have their places in the file.
#pragma once

#include <memory>
#include <vector>

#include "requant/formats/tflite/file.h"

namespace requant::formats::tflite {

// A constant input of an operator that holds an attribute of the op.
struct Parameter {
  TensorId origin = kNoTensor;  // the tensor of the file that it was read from
  Tensor tensor;                // a new one where there is no origin
};

struct PlannedNode {
  std::unique_ptr<schema::OperatorT> op;  // complete but for its tensors
  std::vector<Parameter> parameters;      // follow the node's inputs
};

// A node that has not changed since `base` was read (null for a new model) keeps its operator as it
// was; one that has is written anew, with the options and constants that are still right. Operator
// codes are added to `model`. Throws Error on an op that the format cannot express.
PlannedNode plan_node(const Graph& graph, const Node& node, const File* base,
                      schema::ModelT& model);

}  // namespace requant::formats::tflite
