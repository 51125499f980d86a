#include "requant/formats/onnx/message_builder.h"

#include <utility>

#include "requant/base/error.h"
#include "requant/formats/onnx/element_type.h"

namespace requant::formats::onnx {
namespace {

int element_type_of(const std::string& name, DataType type) {
  const auto result = to_element_type(type);
  if (!result) {
    throw Error("tensor '" + name + "' is of type " + std::string(requant::name(type)) +
                ", which ONNX lacks");
  }
  return *result;
}

void set_attribute(const Attribute& attribute, proto::AttributeProto& target) {
  target.set_name(attribute.name);
  if (const auto* i = std::get_if<std::int64_t>(&attribute.value)) {
    target.set_type(proto::AttributeProto::INT);
    target.set_i(*i);
  } else if (const auto* f = std::get_if<float>(&attribute.value)) {
    target.set_type(proto::AttributeProto::FLOAT);
    target.set_f(*f);
  } else if (const auto* s = std::get_if<std::string>(&attribute.value)) {
    target.set_type(proto::AttributeProto::STRING);
    target.set_s(*s);
  } else {
    target.set_type(proto::AttributeProto::INTS);
    for (const auto v : std::get<std::vector<std::int64_t>>(attribute.value)) target.add_ints(v);
  }
}

}  // namespace

void describe_value(const FileValue& value, proto::ValueInfoProto& info) {
  info.set_name(value.name);
  auto* type = info.mutable_type()->mutable_tensor_type();
  type->set_elem_type(element_type_of(value.name, value.type));
  auto* shape = type->mutable_shape();
  for (const auto d : value.shape.dims) shape->add_dim()->set_dim_value(d);
}

std::string MessageBuilder::unique(const std::string& wanted) {
  std::string result = wanted.empty() ? "tensor" : wanted;
  for (int i = 2; !names_.insert(result).second; ++i) {
    result = (wanted.empty() ? "tensor" : wanted) + "_" + std::to_string(i);
  }
  return result;
}

FileValue MessageBuilder::add_node(const Operator& op, const std::vector<std::string>& inputs,
                                   const Attributes& attributes, const std::string& base,
                                   FileValue result) {
  result.name = unique(base + "/" + op.name);
  auto* node = graph_.add_node();
  node->set_op_type(op.name);
  node->set_domain(op.domain);
  if (!op.domain.empty()) domains_.insert(op.domain);
  for (const auto& input : inputs) node->add_input(input);
  while (node->input_size() > 0 && node->input(node->input_size() - 1).empty()) {
    node->mutable_input()->RemoveLast();
  }
  node->add_output(result.name);
  for (const auto& attribute : attributes) set_attribute(attribute, *node->add_attribute());
  outputs_[result.name] = {graph_.node_size() - 1, result};
  return result;
}

proto::NodeProto* MessageBuilder::producer(const std::string& value_name) {
  const auto found = outputs_.find(value_name);
  return found == outputs_.end() ? nullptr : graph_.mutable_node(found->second.first);
}

void MessageBuilder::rename_output(const FileValue& value, const std::string& name) {
  auto entry = outputs_.extract(value.name);
  graph_.mutable_node(entry.mapped().first)->set_output(0, name);
  entry.key() = name;
  entry.mapped().second.name = name;
  outputs_.insert(std::move(entry));
  names_.erase(value.name);
}

std::string MessageBuilder::add_initializer(const std::string& wanted, DataType type,
                                            const Shape& shape, const Bytes& bytes) {
  auto* tensor = graph_.add_initializer();
  const std::string name = unique(wanted);
  tensor->set_name(name);
  tensor->set_data_type(element_type_of(name, type));
  for (const auto d : shape.dims) tensor->add_dims(d);
  tensor->set_raw_data(bytes.data(), bytes.size());
  return name;
}

std::string MessageBuilder::add_shared(const std::string& wanted, DataType type, const Shape& shape,
                                       const Bytes& bytes) {
  const std::string key = wanted + " " + std::string(name(type)) + " " + shape.text() + " " +
                          std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto [entry, is_new] = shared_.try_emplace(key);
  if (is_new) entry->second = add_initializer(wanted, type, shape, bytes);
  return entry->second;
}

std::string MessageBuilder::add_integers(const std::string& wanted,
                                         const std::vector<std::int64_t>& values) {
  return add_shared(wanted, DataType::int64, Shape{static_cast<std::int64_t>(values.size())},
                    pack_integers(DataType::int64, values));
}

void MessageBuilder::finish(const std::set<std::string>& except) {
  std::set<std::string> taken;
  for (const auto& node : graph_.node()) {
    if (!node.name().empty()) taken.insert(node.name());
  }
  for (auto& node : *graph_.mutable_node()) {
    if (!node.name().empty()) continue;
    std::string name = node.output(0);
    if (taken.contains(name)) name += "/" + node.op_type();
    while (!taken.insert(name).second) name += "_";
    node.set_name(name);
  }
  for (const auto& node : graph_.node()) {
    const FileValue& value = outputs_.at(node.output(0)).second;
    if (!except.contains(value.name)) describe_value(value, *graph_.add_value_info());
  }
}

}  // namespace requant::formats::onnx
