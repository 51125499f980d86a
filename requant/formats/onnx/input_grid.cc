#include "requant/formats/onnx/input_grid.h"

#include <algorithm>
#include <array>
#include <string_view>

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

}  // namespace

std::optional<Quantization> find_input_grid(const Source& source, const std::string& value) {
  std::optional<Quantization> result;
  walk_readers(source, value, [&](const proto::NodeProto& node, const std::string& read) {
    if (states_grids(node)) result = stated(source, node, read);
    if (result) return Walk::end;
    const bool moves = std::ranges::find(kMoving, node.op_type()) != kMoving.end();
    return moves ? Walk::on : Walk::not_beyond;
  });
  return result;
}

}  // namespace requant::formats::onnx
