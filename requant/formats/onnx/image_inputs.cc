#include "requant/formats/onnx/image_inputs.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string_view>
#include <unordered_set>

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

constexpr std::size_t kMostFollowed = 1000;  // values

}  // namespace

bool is_image(const Source& source, const std::string& value) {
  std::deque<std::string> ahead{value};
  std::unordered_set<std::string> seen{value};
  while (!ahead.empty() && seen.size() < kMostFollowed) {
    const std::string at = ahead.front();
    ahead.pop_front();
    const auto readers = source.consumers.find(at);
    if (readers == source.consumers.end()) continue;
    for (const int reader : readers->second) {
      const auto& node = source.node(reader);
      if (std::ranges::find(kOnImages, node.op_type()) != kOnImages.end()) return true;
      if (std::ranges::find(kDependOnOrder, node.op_type()) != kDependOnOrder.end()) {
        if (node.op_type() == "Shape") continue;
        return false;
      }
      for (const std::string& output : node.output()) {
        if (seen.insert(output).second) ahead.push_back(output);
      }
    }
  }
  return false;
}

}  // namespace requant::formats::onnx
