#include "requant/formats/onnx/source.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <unordered_set>

#include "requant/formats/onnx/constant.h"
#include "requant/formats/onnx/proto.h"

namespace requant::formats::onnx {
namespace {

constexpr std::size_t kMostFollowed = 1000;                          // values of one walk
constexpr std::size_t kMostBytes = std::numeric_limits<int>::max();  // of one protobuf message

bool parse_message(std::span<const std::byte> content, proto::ModelProto& model) {
  if (content.size() > kMostBytes) return false;
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const std::uint8_t*>(content.data()), static_cast<int>(content.size()));
  stream.SetTotalBytesLimit(std::numeric_limits<int>::max());
  return model.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

// Collects what the file holds, and what is wrong with it.
class Indexer {
 public:
  Indexer(Source& source, const std::filesystem::path& folder, Diagnostics& diagnostics)
      : source_(source), folder_(folder), diagnostics_(diagnostics) {}

  void run() {
    read_versions();
    for (const auto& initializer : source_.graph().initializer()) {
      read_initializer(initializer, "initializer '" + initializer.name() + "'", initializer.name());
    }
    if (source_.graph().sparse_initializer_size() > 0) {
      diagnostics_.add("", "it has sparse initializers, which requant does not read");
    }
    for (const auto& input : source_.graph().input()) written_.insert(input.name());
    for (int i = 0; i < source_.graph().node_size(); ++i) index_node(i);
    for (const auto& output : source_.graph().output()) {
      if (!is_written(output.name())) {
        diagnostics_.add("graph output '" + output.name() + "'", "no node writes it");
      }
    }
  }

 private:
  void read_versions() {
    for (const auto& import : source_.model->opset_import()) {
      if (!import.domain().empty() && import.domain() != "ai.onnx") continue;
      const std::int64_t version = import.version();
      if (kOldestReadOpset <= version && version <= kNewestReadOpset) {
        source_.opset = static_cast<int>(version);
        return;
      }
      diagnostics_.add("", "it uses opset " + std::to_string(version) + "; requant reads " +
                               std::to_string(kOldestReadOpset) + " to " +
                               std::to_string(kNewestReadOpset) +
                               " (onnx.version_converter changes it)");
      return;
    }
    diagnostics_.add("", "it imports no opset of the ai.onnx domain");
  }

  void read_initializer(const proto::TensorProto& tensor, const std::string& where,
                        const std::string& name) {
    if (name.empty() || source_.constants.contains(name)) {
      diagnostics_.add(where, name.empty() ? "it has no name" : "it is there twice");
      return;
    }
    Tensor& constant = source_.constants[name];
    constant.name = name;
    try {
      constant = read_constant(tensor, folder_);
      constant.name = name;
    } catch (const Error& error) {
      diagnostics_.add(where, error.what());
    }
  }

  void index_node(int i) {
    const auto& node = source_.node(i);
    const std::string where = describe(node, i);
    bool sound = true;
    for (const std::string& input : node.input()) {
      if (input.empty()) continue;
      source_.consumers[input].push_back(i);
      if (is_written(input)) continue;
      diagnostics_.add(where, "it reads '" + input +
                                  "', which nothing before it writes (nodes must stand in the "
                                  "order in which they can run)");
      sound = false;
    }
    for (const std::string& output : node.output()) {
      if (output.empty()) continue;
      if (is_written(output)) {
        diagnostics_.add(where, "it writes '" + output + "', which is written before");
        sound = false;
      }
      written_.insert(output);
      source_.producers[output] = i;
    }
    if (sound && node.op_type() == "Constant") read_constant_node(node, where);
    source_.sound.push_back(sound);
  }

  void read_constant_node(const proto::NodeProto& node, const std::string& where) {
    if (node.output_size() != 1) return;
    for (const auto& attribute : node.attribute()) {
      proto::TensorProto tensor;
      if (attribute.name() == "value") {
        tensor = attribute.t();
      } else if (attribute.name() == "value_int" || attribute.name() == "value_ints") {
        tensor.set_data_type(proto::TensorProto::INT64);
        *tensor.mutable_int64_data() = attribute.ints();
        if (attribute.name() == "value_int") tensor.add_int64_data(attribute.i());
        if (attribute.name() == "value_ints") tensor.add_dims(attribute.ints_size());
      } else if (attribute.name() == "value_float" || attribute.name() == "value_floats") {
        tensor.set_data_type(proto::TensorProto::FLOAT);
        *tensor.mutable_float_data() = attribute.floats();
        if (attribute.name() == "value_float") tensor.add_float_data(attribute.f());
        if (attribute.name() == "value_floats") tensor.add_dims(attribute.floats_size());
      } else {
        continue;
      }
      read_initializer(tensor, where, node.output(0));
    }
  }

  bool is_written(const std::string& name) const {
    return written_.contains(name) || source_.constants.contains(name);
  }

  Source& source_;
  const std::filesystem::path& folder_;
  Diagnostics& diagnostics_;
  std::unordered_set<std::string> written_;
};

}  // namespace

const proto::GraphProto& Source::graph() const { return model->graph(); }

const proto::NodeProto& Source::node(int i) const { return model->graph().node(i); }

bool Source::is_output(const std::string& value) const {
  return std::ranges::any_of(graph().output(),
                             [&](const auto& output) { return output.name() == value; });
}

const Tensor* Source::constant(const std::string& value) const {
  const auto found = constants.find(value);
  return found == constants.end() || !found->second.is_constant() ? nullptr : &found->second;
}

std::string describe(const proto::NodeProto& node, int index) {
  const std::string name =
      !node.name().empty() ? node.name() : (node.output_size() > 0 ? node.output(0) : "");
  return "node " + std::to_string(index) + " (" + node.op_type() +
         (name.empty() ? "" : " '" + name + "'") + ")";
}

std::string_view domain(const proto::NodeProto& node) {
  return node.domain() == "ai.onnx" ? std::string_view() : std::string_view(node.domain());
}

void walk_readers(const Source& source, const std::string& value,
                  const std::function<Walk(const proto::NodeProto&, const std::string&)>& visit) {
  std::deque<std::string> ahead{value};
  std::unordered_set<std::string> seen{value};
  for (; !ahead.empty() && seen.size() < kMostFollowed; ahead.pop_front()) {
    const auto readers = source.consumers.find(ahead.front());
    if (readers == source.consumers.end()) continue;
    for (const int reader : readers->second) {
      const auto& node = source.node(reader);
      const Walk walk = visit(node, ahead.front());
      if (walk == Walk::end) return;
      if (walk == Walk::not_beyond) continue;
      for (const std::string& output : node.output()) {
        if (seen.insert(output).second) ahead.push_back(output);
      }
    }
  }
}

Source parse(std::span<const std::byte> content, const std::filesystem::path& folder,
             Diagnostics& diagnostics) {
  Source source;
  auto model = std::make_shared<proto::ModelProto>();
  source.model = model;
  if (!parse_message(content, *model)) {
    diagnostics.add("", "it is damaged or cut short: no complete ONNX message");
    return source;
  }
  if (!model->has_graph()) {
    diagnostics.add("", "it has no graph");
    return source;
  }
  Indexer(source, folder, diagnostics).run();
  return source;
}

}  // namespace requant::formats::onnx
