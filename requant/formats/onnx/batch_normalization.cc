#include "requant/formats/onnx/batch_normalization.h"

#include <array>
#include <cmath>

#include "requant/formats/onnx/attributes.h"
#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/grid.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {

std::optional<ChannelLine> read_batch_normalization(const Source& source,
                                                    const proto::NodeProto& node) {
  if (node.input_size() != 5 || integer_attribute(node, "training_mode", 0) != 0) {
    return std::nullopt;
  }
  std::array<std::vector<double>, 4> parameters;  // scale, bias, mean, variance
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto constant = real_constant(source, node.input(static_cast<int>(i) + 1));
    if (!constant) return std::nullopt;
    parameters[i] = float_values(*constant);
    if (parameters[i].size() != parameters[0].size()) {
      throw Error("its parameters have different numbers of channels");
    }
  }
  const auto& [scale, bias, mean, variance] = parameters;
  const double epsilon = real_attribute(node, "epsilon", 1e-5);
  ChannelLine line;
  for (std::size_t c = 0; c < scale.size(); ++c) {
    line.gain.push_back(scale[c] / std::sqrt(variance[c] + epsilon));
    line.offset.push_back(bias[c] - mean[c] * line.gain[c]);
    if (!std::isfinite(line.gain[c]) || !std::isfinite(line.offset[c])) {
      throw Error("its parameters give no finite factor for channel " + std::to_string(c));
    }
  }
  return line;
}

}  // namespace requant::formats::onnx
