#include "requant/formats/onnx/reader.h"

#include <algorithm>
#include <set>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/element_type.h"
#include "requant/formats/onnx/file_types.h"
#include "requant/formats/onnx/image_inputs.h"
#include "requant/formats/onnx/input_grid.h"
#include "requant/formats/onnx/proto.h"
#include "requant/formats/onnx/registry.h"
#include "requant/formats/onnx/requant_shift.h"
#include "requant/formats/onnx/shape_values.h"
#include "requant/formats/onnx/tidy_graph.h"
#include "requant/graph/verify.h"

namespace requant::formats::onnx {
namespace {

constexpr std::size_t kConstantBytes = std::size_t{1} << 26;
constexpr std::size_t kConstantGrowth = 64;

std::string quoted(const std::string& name) { return "'" + name + "'"; }

class ModelReader {
 public:
  ModelReader(const Source& source, Diagnostics& diagnostics)
      : source_(source),
        diagnostics_(diagnostics),
        done_(static_cast<std::size_t>(source.graph().node_size()), false) {}

  Model read() {
    allow_constants();
    for (const auto& input : source_.graph().input()) {
      if (!source_.constants.contains(input.name())) read_input(input);
    }
    for (int i = 0; i < source_.graph().node_size(); ++i) read_node(i);
    diagnostics_.throw_if_any();
    for (const auto& output : source_.graph().output()) read_output(output.name());
    diagnostics_.throw_if_any();
    model_.graph = std::move(builder_).take();
    model_.graph.name = source_.graph().name();
    absorb_transposes(model_.graph);
    drop_unused(model_.graph);
    in_graph_types(model_.graph);
    drop_unused(model_.graph);
    make_names_unique(model_.graph);
    verify(model_.graph, diagnostics_);
    diagnostics_.throw_if_any();
    read_metadata();
    model_.format = "onnx";
    const auto& nodes = source_.graph().node();
    model_.arithmetic = std::ranges::any_of(nodes, is_requant_shift) ? "pulp-nn" : "onnx-qlinear";
    return std::move(model_);
  }

 private:
  // A file without tricks makes few constants from each of its own: permuted ones, real ones.
  void allow_constants() {
    std::size_t bytes = kConstantBytes;
    for (const auto& [name, constant] : source_.constants) {
      if (constant.is_constant()) bytes += kConstantGrowth * constant.data->size();
    }
    builder_.allow(bytes);
  }

  // Of a key that is there twice, the first.
  void read_metadata() {
    std::set<std::string> seen;
    for (const auto& entry : source_.model->metadata_props()) {
      if (seen.insert(entry.key()).second) model_.metadata.emplace_back(entry.key(), entry.value());
    }
  }

  void read_input(const proto::ValueInfoProto& input) {
    const std::string where = "graph input " + quoted(input.name());
    if (!input.type().has_tensor_type()) {
      return diagnostics_.add(where, "it is no tensor");
    }
    Tensor tensor;
    tensor.name = input.name();
    tensor.type = to_data_type(input.type().tensor_type().elem_type());
    if (tensor.type == DataType::other) {
      return diagnostics_.add(where, "it has an element type that requant does not read");
    }
    const auto& dims = input.type().tensor_type().shape().dim();
    if (dims.size() > kMostDimensions) {
      return diagnostics_.add(where, "it has " + std::to_string(dims.size()) +
                                         " dimensions; requant takes up to " +
                                         std::to_string(kMostDimensions));
    }
    for (int d = 0; d < dims.size(); ++d) {
      // A batch of any size is one.
      const bool is_open = dims[d].dim_value() == 0;
      if (dims[d].dim_value() < 0 || (is_open && d > 0)) {
        return diagnostics_.add(
            where, "its dimension " + std::to_string(d) +
                       (dims[d].dim_param().empty() ? "" : " " + quoted(dims[d].dim_param())) +
                       " is not fixed: give it a number "
                       "(onnx.tools.update_model_dims)");
      }
      tensor.shape.dims.push_back(is_open ? 1 : dims[d].dim_value());
    }
    try {
      tensor.shape.count();
    } catch (const Error& error) {
      return diagnostics_.add(where, error.what());
    }
    if (is_integer(tensor.type) && bit_width(tensor.type) <= 16) {
      try {
        tensor.quantization = find_input_grid(source_, input.name());
      } catch (const Error&) {
        // The node that states the grid is read later, and refused then.
      }
    }
    Value value;
    if (tensor.shape.rank() == 4 && is_image(source_, input.name())) {
      tensor.shape = channels_last_shape(tensor.shape);
      value.layout = Layout::channels_last;
    }
    value.tensor = builder_.add_input(std::move(tensor));
    model_.input_layouts.push_back(value.layout == Layout::channels_last ? Layout::channels_first
                                                                         : Layout::channels_last);
    builder_.bind(input.name(), value);
  }

  // A node that reads what could not be read is passed over: that has been reported.
  bool is_readable(const proto::NodeProto& node) const {
    return std::ranges::none_of(node.input(),
                                [&](const std::string& name) { return lost_.contains(name); });
  }

  void read_node(int i) {
    const auto& node = source_.node(i);
    if (done_[static_cast<std::size_t>(i)] || node.op_type() == "Constant") return;
    const auto lose = [&] { lost_.insert(node.output().begin(), node.output().end()); };
    if (!source_.sound[static_cast<std::size_t>(i)] || !is_readable(node)) return lose();
    const NodeReader in(source_, i, builder_, done_);
    builder_.origin = i;
    try {
      if (domain(node).empty() && fold_shape_value(in)) return;
      const OpReader reader = find_reader(domain(node), node.op_type());
      if (reader == nullptr) {
        throw Error(node.domain().empty()
                        ? "requant has no such operator"
                        : "requant has no such operator of domain " + quoted(node.domain()));
      }
      reader(in);
    } catch (const Error& error) {
      diagnostics_.add(describe(node, i), error.what());
      lose();
    }
  }

  void read_output(const std::string& name) {
    try {
      const Value* found = builder_.find(name);
      if (found == nullptr) throw Error("it is a constant, or could not be read");
      Value value = builder_.as_real(*found);
      value.tensor = own_tensor(value.tensor, name);
      Graph& graph = builder_.graph();
      graph.tensor(value.tensor).name = name;
      graph.outputs.push_back(value.tensor);
      model_.output_layouts.push_back(
          value.layout == Layout::channels_last ? Layout::channels_first : Layout::channels_last);
    } catch (const Error& error) {
      diagnostics_.add("graph output " + quoted(name), error.what());
    }
  }

  // The tensor, or a copy of it where it is an input, a constant or an output already.
  TensorId own_tensor(TensorId id, const std::string& name) {
    const Graph& graph = builder_.graph();
    if (!graph.is_input(id) && !graph.is_output(id) && !graph.tensor(id).is_constant()) return id;
    Tensor copy = builder_.like(id, name);
    copy.shape = graph.tensor(id).shape;
    Op op = Reshape{.dims = copy.shape.dims};
    return builder_.add_node(std::move(op), {id}, std::move(copy), -1);
  }

  const Source& source_;
  Diagnostics& diagnostics_;
  GraphBuilder builder_;
  std::vector<bool> done_;
  std::set<std::string> lost_;
  Model model_;
};

}  // namespace

bool is_onnx(std::span<const std::byte> content) {
  if (content.size() < 3 || content[0] != std::byte{0x08}) return false;
  const auto version = static_cast<int>(content[1]);
  const auto next = static_cast<int>(content[2]);
  // ir_version, then producer_name, graph or opset_import.
  return version > 0 && version < 0x20 &&
         (next == 0x12 || next == 0x3A || next == 0x42 || next == 0x1A || next == 0x22);
}

Model read(std::span<const std::byte> content, const std::string& subject,
           const std::filesystem::path& folder) {
  Diagnostics diagnostics(subject);
  const Source source = parse(content, folder, diagnostics);
  if (!source.model->has_graph() || source.opset == 0) diagnostics.throw_if_any();
  return ModelReader(source, diagnostics).read();
}

}  // namespace requant::formats::onnx
