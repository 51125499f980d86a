// Attributes of a node by name, with what the operator takes where they are left out.
#pragma once

#include <string>
#include <vector>

#include "requant/formats/onnx/proto_forward.h"

namespace requant::formats::onnx {

// Null where the node has none of that name.
const proto::AttributeProto* find_attribute(const proto::NodeProto& node, const std::string& name);

std::int64_t integer_attribute(const proto::NodeProto& node, const std::string& name,
                               std::int64_t fallback);
double real_attribute(const proto::NodeProto& node, const std::string& name, double fallback);
std::vector<std::int64_t> integers_attribute(const proto::NodeProto& node, const std::string& name,
                                             std::vector<std::int64_t> fallback);
std::string text_attribute(const proto::NodeProto& node, const std::string& name,
                           const std::string& fallback);

}  // namespace requant::formats::onnx
