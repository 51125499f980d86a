// make_corpus FOLDER: writes the files that fuzzing starts from, in a folder for each format.
#include "requant/formats/file_io.h"
#include "requant/formats/onnx/test_model.h"
#include "requant/formats/tflite/rich_file.h"
#include "tests/tools/tool.h"

namespace {

using namespace requant;
using namespace requant::formats;

Bytes chain() {
  Model model;
  model.graph = test::chain(3);
  return tflite::write(model);
}

using formats::onnx::test::TestModel;
namespace proto = formats::onnx::proto;

// Weights OIHW 2x3x1x1 and a bias in units of 1/8.
TestModel with_parameters(int opset = 13) {
  TestModel m(opset);
  m.grid("x", 0.5F, 3).grid("w", 0.25F, 0).grid("y", 1.0F, -128);
  m.bytes("w", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6}).wide("b", {2}, {7, -9});
  m.floats("b_scale", {}, {0.125F}).wide("b_zero", {}, {0});
  m.input("x", {1, 3, 4, 4}, proto::TensorProto::INT8).output("y", proto::TensorProto::INT8);
  return m;
}

// A convolution, a pool and a dense layer.
TestModel qdq_layers() {
  TestModel m = with_parameters();
  m.dequantize("x", "xr", "x").dequantize("w", "wr", "w").dequantize("b", "br", "b");
  m.node("Conv", {"xr", "wr", "br"}, {"c"});
  m.node("Relu", {"c"}, {"r"});
  m.quantize("r", "q", "y").dequantize("q", "qr", "y");
  auto& pool = m.node("MaxPool", {"qr"}, {"p"});
  TestModel::set(pool, "kernel_shape", {2, 2});
  TestModel::set(pool, "strides", {2, 2});
  m.node("Flatten", {"p"}, {"f"});
  m.bytes("v", {8, 2}, std::vector<std::int8_t>(16, 3)).dequantize("v", "vr", "w");
  m.node("Gemm", {"f", "vr"}, {"g"});
  m.quantize("g", "y", "y");
  return m;
}

TestModel qoperators() {
  TestModel m = with_parameters();
  m.add_opset("com.microsoft", 1);
  m.node("QLinearConv",
         {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero", "b"}, {"c"});
  m.node("QLinearAdd", {"c", "y_scale", "y_zero", "c", "y_scale", "y_zero", "x_scale", "x_zero"},
         {"a"}, "com.microsoft");
  m.node("QLinearGlobalAveragePool", {"a", "x_scale", "x_zero", "y_scale", "y_zero"}, {"y"},
         "com.microsoft");
  return m;
}

TestModel integer_convolution() {
  TestModel m = with_parameters();
  m.floats("s", {2, 1, 1}, {0.125F, 0.25F});
  m.dequantize("x", "xr", "x").node("QuantizeLinear", {"xr", "x_scale", "x_zero"}, {"xq"});
  m.node("ConvInteger", {"xq", "w", "x_zero"}, {"c"});
  TestModel::set(m.node("Cast", {"c"}, {"f"}), "to", proto::TensorProto::FLOAT);
  m.node("Mul", {"f", "s"}, {"scaled"});
  m.quantize("scaled", "y", "y");
  return m;
}

// Weights and activations of 3 bits.
TestModel qonnx() {
  TestModel m;
  m.input("x", {1, 2}).output("y");
  m.floats("s", {}, {0.5F}).floats("z", {}, {0}).floats("bits", {}, {3});
  m.floats("w", {2, 2}, {0.5F, -1, 1.5F, 1});
  m.node("Quant", {"x", "s", "z", "bits"}, {"xq"}, "qonnx.custom_op.general");
  m.node("Quant", {"w", "s", "z", "bits"}, {"wq"}, "qonnx.custom_op.general");
  m.node("MatMul", {"xq", "wq"}, {"m"});
  m.node("Quant", {"m", "s", "z", "bits"}, {"y"}, "qonnx.custom_op.general");
  return m;
}

void set_tensor(proto::NodeProto& node, const std::string& name, float value) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(proto::AttributeProto::TENSOR);
  attribute->mutable_t()->set_data_type(proto::TensorProto::FLOAT);
  attribute->mutable_t()->add_float_data(value);
}

TestModel requant_shift() {
  TestModel m;
  m.input("x", {1, 2}).output("y").floats("w", {2, 2}, {1, -2, 3, 4});
  m.floats("mul", {1, 2}, {3, 5}).floats("add", {1, 2}, {6, -10});
  m.node("MatMul", {"x", "w"}, {"m"});
  auto& shift = m.node("RequantShift", {"m", "mul", "add"}, {"y"});
  set_tensor(shift, "div", 256);
  set_tensor(shift, "n_levels_out", 256);
  set_tensor(shift, "signed", 1);
  return m;
}

// Operators that move values, in floating point, and arithmetic on shapes.
TestModel moving() {
  TestModel m;
  m.input("x", {1, 2, 3, 3}).output("y").output("z").output("i");
  m.longs("pads", {8}, {0, 0, 1, 1, 0, 0, 1, 1}).longs("sizes", {4}, {1, 2, 10, 10});
  m.longs("first", {}, {0}).longs("rest", {1}, {-1}).longs("axes", {1}, {0});
  m.node("Pad", {"x", "pads"}, {"p"});
  auto& resize = m.node("Resize", {"p", "", "", "sizes"}, {"r"});
  auto* mode = resize.add_attribute();
  mode->set_name("coordinate_transformation_mode");
  mode->set_s("asymmetric");
  m.node("Shape", {"x"}, {"shape"}).set_name("");
  m.node("Gather", {"shape", "first"}, {"n"});
  m.node("Unsqueeze", {"n", "axes"}, {"n1"});
  TestModel::set(m.node("Concat", {"n1", "rest"}, {"to"}), "axis", 0);
  m.node("Reshape", {"r", "to"}, {"f"});
  m.node("Softmax", {"f"}, {"y"});
  TestModel::set(m.node("Transpose", {"x"}, {"t"}), "perm", {0, 2, 3, 1});
  m.node("Clip", {"t", "low", "high"}, {"z"});
  m.floats("low", {}, {-1}).floats("high", {}, {0.5F});
  TestModel::set(m.node("ArgMax", {"x"}, {"i"}), "axis", 1);
  return m;
}

// Elementwise operators and reductions on one grid.
TestModel elementwise() {
  TestModel m = with_parameters(17);
  m.dequantize("x", "xr", "x").floats("c", {3, 1, 1}, {1, 2, 4}).floats("one", {}, {1});
  const std::vector<std::pair<std::string, std::string>> steps{
      {"Add", "c"}, {"Mul", "one"}, {"Sub", "c"}, {"Max", "one"}, {"Div", "one"}, {"Min", "c"}};
  std::string from = "xr";
  for (const auto& [type, other] : steps) {
    m.node(type, {from, other}, {type + "_out"});
    m.quantize(type + "_out", type + "_q", "y").dequantize(type + "_q", type + "_r", "y");
    from = type + "_r";
  }
  for (const std::string type : {"HardSwish", "LeakyRelu", "Sigmoid", "Tanh", "Identity"}) {
    m.node(type, {from}, {type + "_out"});
    from = type + "_out";
  }
  TestModel::set(m.node("ReduceMean", {from}, {"mean"}), "axes", {2, 3});
  m.quantize("mean", "y", "y");
  return m;
}

TestModel batch_normalization() {
  TestModel m;
  m.input("x", {1, 2, 3, 3}).output("y").floats("one", {2}, {1, 1}).floats("mean", {2}, {0, 3});
  m.node("BatchNormalization", {"x", "one", "mean", "mean", "one"}, {"n"});
  auto& pool = m.node("AveragePool", {"n"}, {"p"});
  TestModel::set(pool, "kernel_shape", {2, 2});
  m.node("GlobalAveragePool", {"p"}, {"g"});
  m.node("Squeeze", {"g"}, {"y"});
  return m;
}

void write_tflite(const std::filesystem::path& folder) {
  write_file(folder / "chain.tflite", chain());
  write_file(folder / "convolution.tflite", tflite::test::small_file());
  write_file(folder / "rich.tflite", tflite::test::bytes_of(tflite::test::rich_file()));
  write_file(folder / "every_op.tflite", tflite::test::own_file());
}

void write_onnx(const std::filesystem::path& folder) {
  const auto add = [&](const char* name, const TestModel& model) {
    const std::string text = model.file();
    const auto bytes = std::as_bytes(std::span(text));
    write_file(folder / name, Bytes(bytes.begin(), bytes.end()));
  };
  add("qdq_layers.onnx", qdq_layers());
  add("qoperators.onnx", qoperators());
  add("integer_convolution.onnx", integer_convolution());
  add("qonnx.onnx", qonnx());
  add("requant_shift.onnx", requant_shift());
  add("moving.onnx", moving());
  add("elementwise.onnx", elementwise());
  add("batch_normalization.onnx", batch_normalization());
}

void make_corpus(const std::filesystem::path& folder) {
  for (const char* format : {"tflite", "onnx"}) {
    std::filesystem::create_directories(folder / format);
  }
  write_tflite(folder / "tflite");
  write_onnx(folder / "onnx");
}

}  // namespace

int main(int argc, char** argv) {
  return test::run_tool(argc, argv, 1, 1, "make_corpus FOLDER",
                        [](char** folder) { make_corpus(folder[1]); });
}
