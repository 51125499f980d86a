// Batch normalization of inference as a linear function of each channel.
#pragma once

#include <optional>
#include <vector>

#include "requant/formats/onnx/source.h"

namespace requant::formats::onnx {

// y[c] = gain[c] x[c] + offset[c]
struct ChannelLine {
  std::vector<double> gain;
  std::vector<double> offset;
};

// Nothing where its parameters are no constants or it trains (source: ONNX BatchNormalization).
std::optional<ChannelLine> read_batch_normalization(const Source& source,
                                                    const proto::NodeProto& node);

}  // namespace requant::formats::onnx
