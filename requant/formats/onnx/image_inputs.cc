#include "requant/formats/onnx/image_inputs.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

using namespace std::string_view_literals;

constexpr std::array kOnImages{"Conv"sv,
                               "ConvInteger"sv,
                               "QLinearConv"sv,
                               "MaxPool"sv,
                               "AveragePool"sv,
                               "GlobalAveragePool"sv,
                               "GlobalMaxPool"sv,
                               "QLinearAveragePool"sv,
                               "QLinearGlobalAveragePool"sv,
                               "BatchNormalization"sv,
                               "Resize"sv};
constexpr std::array kDependOnOrder{"Transpose"sv,     "Reshape"sv, "Flatten"sv, "Squeeze"sv,
                                    "Unsqueeze"sv,     "MatMul"sv,  "Gemm"sv,    "QLinearMatMul"sv,
                                    "MatMulInteger"sv, "Shape"sv,   "QGemm"sv};

}  // namespace

bool is_image(const Source& source, const std::string& value) {
  bool result = false;
  walk_readers(source, value, [&](const proto::NodeProto& node, const std::string&) {
    result = std::ranges::find(kOnImages, node.op_type()) != kOnImages.end();
    if (result) return Walk::end;
    if (node.op_type() == "Shape") return Walk::not_beyond;
    const bool depends = std::ranges::find(kDependOnOrder, node.op_type()) != kDependOnOrder.end();
    return depends ? Walk::end : Walk::on;
  });
  return result;
}

}  // namespace requant::formats::onnx
