// ONNX models for tests, node by node.
#pragma once

#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "requant/formats/onnx/proto.h"
#include "requant/formats/onnx/reader.h"

namespace requant::formats::onnx::test {

using Names = std::vector<std::string>;
using Dims = std::vector<std::int64_t>;

class TestModel {
 public:
  explicit TestModel(int opset = 13) {
    model.set_ir_version(8);
    model.set_producer_name("test");
    add_opset("", opset);
    model.mutable_graph()->set_name("test");
  }

  void add_opset(const std::string& domain, int version) {
    auto* import = model.add_opset_import();
    import->set_domain(domain);
    import->set_version(version);
  }

  TestModel& input(const std::string& name, const Dims& dims,
                   int type = proto::TensorProto::FLOAT) {
    describe(*model.mutable_graph()->add_input(), name, dims, type);
    return *this;
  }
  TestModel& output(const std::string& name, int type = proto::TensorProto::FLOAT) {
    auto* info = model.mutable_graph()->add_output();
    info->set_name(name);
    info->mutable_type()->mutable_tensor_type()->set_elem_type(type);
    return *this;
  }

  template <typename T>
  TestModel& constant(const std::string& name, const Dims& dims, const std::vector<T>& values,
                      int type) {
    auto* tensor = model.mutable_graph()->add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    for (const auto d : dims) tensor->add_dims(d);
    std::string raw(values.size() * sizeof(T), '\0');
    if (!values.empty()) std::memcpy(raw.data(), values.data(), raw.size());
    tensor->set_raw_data(raw);
    return *this;
  }
  TestModel& floats(const std::string& name, const Dims& dims, const std::vector<float>& values) {
    return constant(name, dims, values, proto::TensorProto::FLOAT);
  }
  TestModel& bytes(const std::string& name, const Dims& dims,
                   const std::vector<std::int8_t>& values) {
    return constant(name, dims, values, proto::TensorProto::INT8);
  }
  TestModel& wide(const std::string& name, const Dims& dims,
                  const std::vector<std::int32_t>& values) {
    return constant(name, dims, values, proto::TensorProto::INT32);
  }
  TestModel& longs(const std::string& name, const Dims& dims,
                   const std::vector<std::int64_t>& values) {
    return constant(name, dims, values, proto::TensorProto::INT64);
  }
  // NAME_scale and NAME_zero (int8).
  TestModel& grid(const std::string& name, float scale, std::int8_t zero_point) {
    return floats(name + "_scale", {}, {scale}).bytes(name + "_zero", {}, {zero_point});
  }

  proto::NodeProto& node(const std::string& type, const Names& inputs, const Names& outputs,
                         const std::string& domain = "") {
    auto* made = model.mutable_graph()->add_node();
    made->set_op_type(type);
    made->set_domain(domain);
    made->set_name(outputs.front() + "_node");
    for (const auto& name : inputs) made->add_input(name);
    for (const auto& name : outputs) made->add_output(name);
    return *made;
  }
  // `to` = QuantizeLinear or DequantizeLinear of `from`, by the grid of that name.
  TestModel& quantize(const std::string& from, const std::string& to, const std::string& grid) {
    node("QuantizeLinear", {from, grid + "_scale", grid + "_zero"}, {to});
    return *this;
  }
  TestModel& dequantize(const std::string& from, const std::string& to, const std::string& grid) {
    node("DequantizeLinear", {from, grid + "_scale", grid + "_zero"}, {to});
    return *this;
  }

  static void set(proto::NodeProto& node, const std::string& name, std::int64_t value) {
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(proto::AttributeProto::INT);
    attribute->set_i(value);
  }
  static void set(proto::NodeProto& node, const std::string& name, const Dims& values) {
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(proto::AttributeProto::INTS);
    for (const auto v : values) attribute->add_ints(v);
  }

  std::string file() const { return model.SerializeAsString(); }
  Model read(const std::filesystem::path& folder = ".") const { return read_text(file(), folder); }
  static Model read_text(const std::string& text, const std::filesystem::path& folder = ".") {
    return onnx::read(std::as_bytes(std::span(text)), "'test.onnx'", folder);
  }

  proto::ModelProto model;

 private:
  static void describe(proto::ValueInfoProto& info, const std::string& name, const Dims& dims,
                       int type) {
    info.set_name(name);
    auto* tensor = info.mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    for (const auto d : dims) tensor->mutable_shape()->add_dim()->set_dim_value(d);
  }
};

}  // namespace requant::formats::onnx::test
