// The graph message of an ONNX file while it grows.
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "requant/formats/onnx/file_value.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {

inline constexpr const char* kMicrosoftDomain = "com.microsoft";
inline constexpr const char* kQonnxDomain = "qonnx.custom_op.general";

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string> value;
};
using Attributes = std::vector<Attribute>;

// An operator: its name, and its domain where that is not the standard one.
struct Operator {
  std::string name;
  std::string domain;

  Operator(const char* n) : name(n) {}  // NOLINT(google-explicit-constructor): reads as its name
  Operator(const char* n, const char* d) : name(n), domain(d) {}
};

class MessageBuilder {
 public:
  explicit MessageBuilder(proto::GraphProto& graph) : graph_(graph) {}

  // `wanted`, or that with a number where it is taken (or empty); it is taken from now on.
  std::string unique(const std::string& wanted);

  // Adds a node with one output and returns that: `result` under a new name that begins with
  // `base`. Empty inputs are left out.
  FileValue add_node(const Operator& op, const std::vector<std::string>& inputs,
                     const Attributes& attributes, const std::string& base, FileValue result);
  // Gives the output of a node, which no node has read, the name `name`.
  void rename_output(const FileValue& value, const std::string& name);
  // The node that writes the value, null where there is none.
  proto::NodeProto* producer(const std::string& value_name);
  // A constant under a name that is unique; returns the name.
  std::string add_initializer(const std::string& wanted, DataType type, const Shape& shape,
                              const Bytes& bytes);
  // A small constant; equal ones that want the same name are one initializer. (Parameters of
  // different weights are never one: ONNX Runtime 1.32 fails on those where it makes int8 weights
  // uint8.)
  std::string add_shared(const std::string& wanted, DataType type, const Shape& shape,
                         const Bytes& bytes);
  // The int64 list, as a shared constant.
  std::string add_integers(const std::string& wanted, const std::vector<std::int64_t>& values);

  // The domains of its nodes, but for the standard one.
  const std::set<std::string>& domains() const { return domains_; }
  // Names the nodes that have none after their outputs, and states type and shape of every value
  // but `except`.
  void finish(const std::set<std::string>& except);

 private:
  proto::GraphProto& graph_;
  std::set<std::string> names_;
  std::map<std::string, std::string> shared_;
  std::map<std::string, std::pair<int, FileValue>> outputs_;  // name: node, value
  std::set<std::string> domains_;
};

// Describes a value as a graph input, output or inner value.
void describe_value(const FileValue& value, proto::ValueInfoProto& info);

}  // namespace requant::formats::onnx
