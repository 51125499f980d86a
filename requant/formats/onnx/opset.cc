#include "requant/formats/onnx/opset.h"

#include <algorithm>
#include <array>
#include <utility>

#include "requant/base/error.h"

namespace requant::formats::onnx {
namespace {

struct Need {
  int opset = kLeastWrittenOpset;
  std::string why;
};

int opset_of(const Tensor& tensor) {
  switch (tensor.type) {
    case DataType::int2:
    case DataType::uint2:
      return 25;
    case DataType::int4:
    case DataType::uint4:
      return 21;
    case DataType::int16:
    case DataType::uint16:
      return tensor.quantization ? 21 : kLeastWrittenOpset;
    default:
      return kLeastWrittenOpset;
  }
}

void raise(Need& need, int opset, const std::string& why) {
  if (opset > need.opset) need = {opset, why};
}

Need need_of(const Graph& graph) {
  Need need;
  const auto look_at = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids) {
      if (id == kNoTensor) continue;
      const Tensor& tensor = graph.tensor(id);
      raise(need, opset_of(tensor),
            "tensor '" + tensor.name + "' of type " + std::string(name(tensor.type)));
    }
  };
  for (const Node& node : graph.nodes) {
    look_at(node.inputs);
    look_at(node.outputs);
    if (node.kind() == OpKind::hard_swish) {
      raise(need, 14, "the hard_swish that writes '" + graph.tensor(node.outputs[0]).name + "'");
    }
  }
  look_at(graph.inputs);
  look_at(graph.outputs);
  return need;
}

}  // namespace

int choose_opset(const Graph& graph, int asked) {
  const Need need = need_of(graph);
  if (asked == 0) return need.opset;
  if (asked < kLeastWrittenOpset || asked > kNewestWrittenOpset) {
    throw Error("opset " + std::to_string(asked) + " cannot be written: ask for one from " +
                std::to_string(kLeastWrittenOpset) + " to " + std::to_string(kNewestWrittenOpset));
  }
  if (asked < need.opset) {
    throw Error("opset " + std::to_string(asked) + " is too low for " + need.why +
                ": ask for opset " + std::to_string(need.opset) + " or above");
  }
  return asked;
}

// Source: the table of versions in onnx/helper.py.
int ir_version(int opset) {
  constexpr std::array<std::pair<int, int>, 6> kFrom{
      {{15, 8}, {19, 9}, {21, 10}, {23, 11}, {24, 12}, {25, 13}}};
  int result = 7;
  for (const auto& [first, version] : kFrom) {
    if (opset >= first) result = version;
  }
  return result;
}

}  // namespace requant::formats::onnx
