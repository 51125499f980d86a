#include "requant/formats/onnx/input_grid.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string_view>
#include <unordered_set>

#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

using namespace std::string_view_literals;

constexpr std::array kMoving{"MaxPool"sv, "GlobalMaxPool"sv, "Reshape"sv,   "Flatten"sv,
                             "Squeeze"sv, "Unsqueeze"sv,     "Transpose"sv, "Identity"sv,
                             "Pad"sv,     "Clip"sv,          "Resize"sv,    "Dropout"sv};

bool states_grids(const proto::NodeProto& node) {
  return node.op_type() == "DequantizeLinear" || node.op_type() == "QGemm" ||
         node.op_type().starts_with("QLinear");
}

// The scale and zero point behind the input of that name.
std::optional<Quantization> stated(const Source& source, const proto::NodeProto& node,
                                   const std::string& value) {
  const auto place = std::ranges::find(node.input(), value) - node.input().begin();
  const int i = static_cast<int>(place);
  const auto constant = [&](int at) {
    return at < node.input_size() ? source.constant(node.input(at)) : nullptr;
  };
  const Tensor* scale = constant(i + 1);
  if (scale == nullptr || scale->shape.count() != 1) return std::nullopt;
  return read_grid(scale, constant(i + 2), DataType::uint8, 0).quantization;
}

constexpr std::size_t kMostValuesAhead = 1000;

}  // namespace

std::optional<Quantization> find_input_grid(const Source& source, const std::string& value) {
  std::deque<std::string> ahead{value};
  std::unordered_set<std::string> seen{value};
  while (!ahead.empty() && seen.size() < kMostValuesAhead) {
    const std::string at = ahead.front();
    ahead.pop_front();
    const auto readers = source.consumers.find(at);
    if (readers == source.consumers.end()) continue;
    for (const int reader : readers->second) {
      const auto& node = source.node(reader);
      if (states_grids(node)) {
        if (auto found = stated(source, node, at)) return found;
      }
      if (std::ranges::find(kMoving, node.op_type()) == kMoving.end() || node.output_size() < 1) {
        continue;
      }
      if (seen.insert(node.output(0)).second) ahead.push_back(node.output(0));
    }
  }
  return std::nullopt;
}

}  // namespace requant::formats::onnx
