#include "requant/formats/onnx/attributes.h"

#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {

const proto::AttributeProto* find_attribute(const proto::NodeProto& node, const std::string& name) {
  for (const auto& attribute : node.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

std::int64_t integer_attribute(const proto::NodeProto& node, const std::string& name,
                               std::int64_t fallback) {
  const auto* found = find_attribute(node, name);
  return found == nullptr ? fallback : found->i();
}

double real_attribute(const proto::NodeProto& node, const std::string& name, double fallback) {
  const auto* found = find_attribute(node, name);
  return found == nullptr ? fallback : static_cast<double>(found->f());
}

std::vector<std::int64_t> integers_attribute(const proto::NodeProto& node, const std::string& name,
                                             std::vector<std::int64_t> fallback) {
  const auto* found = find_attribute(node, name);
  if (found == nullptr) return fallback;
  return {found->ints().begin(), found->ints().end()};
}

std::string text_attribute(const proto::NodeProto& node, const std::string& name,
                           const std::string& fallback) {
  const auto* found = find_attribute(node, name);
  return found == nullptr ? fallback : found->s();
}

}  // namespace requant::formats::onnx
