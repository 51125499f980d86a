#include "requant/formats/tflite/check.h"

#include <cstdint>

#include "requant/formats/tflite/check_tensor.h"

namespace requant::formats::tflite {
namespace {

constexpr std::size_t kLongestName = 100;

std::string prefix(std::size_t subgraph) {
  return subgraph == 0 ? "" : "subgraph " + std::to_string(subgraph) + ", ";
}

std::string out_of(std::int64_t index, std::size_t count, const std::string& things) {
  return things + " " + std::to_string(index) + ", but the file has " + std::to_string(count);
}

// Checks one file; the problems go to the diagnostics.
class Checker {
 public:
  Checker(const File& file, Diagnostics& diagnostics)
      : file_(file), model_(file.model), diagnostics_(diagnostics) {}

  Sound check() {
    Sound sound;
    check_model();
    for (std::size_t s = 0; s < model_.subgraphs.size(); ++s) {
      Sound result = check_subgraph(s, *model_.subgraphs[s]);
      if (s == 0) sound = std::move(result);
    }
    for (const auto& signature : model_.signature_defs) check_signature(*signature);
    return sound;
  }

 private:
  // Whether the index is below the count; reports it if not.
  bool within(std::int64_t index, std::size_t count, const std::string& where,
              const std::string& what) {
    if (index >= 0 && static_cast<std::uint64_t>(index) < count) return true;
    diagnostics_.add(where, out_of(index, count, what));
    return false;
  }

  void check_model() {
    if (model_.version != kSchemaVersion) {
      diagnostics_.add("", "the schema version is " + std::to_string(model_.version) +
                               "; requant "
                               "reads version " +
                               std::to_string(kSchemaVersion) + ": convert the model again");
    }
    if (model_.subgraphs.empty()) diagnostics_.add("", "the file has no subgraph to run");
    if (!model_.external_buffers.empty() || !model_.external_buffer_groups.empty()) {
      diagnostics_.add("",
                       "the file keeps data in other files (external buffers), which requant "
                       "does not read: put the data into the file");
    }
    for (std::size_t i = 0; i < model_.operator_codes.size(); ++i) {
      if (static_cast<int>(builtin_operator(*model_.operator_codes[i])) < 0) {
        diagnostics_.add("operator code " + std::to_string(i), "is negative");
      }
    }
    for (const auto& entry : model_.metadata) {
      within(entry->buffer, file_.buffers.size(), "metadata '" + entry->name + "'",
             "refers to buffer");
    }
    for (const auto buffer : model_.metadata_buffer) {
      within(buffer, file_.buffers.size(), "metadata", "refers to buffer");
    }
  }

  Sound check_subgraph(std::size_t index, const schema::SubGraphT& subgraph) {
    Sound sound;
    for (std::size_t t = 0; t < subgraph.tensors.size(); ++t) {
      const auto& tensor = *subgraph.tensors[t];
      sound.tensors.push_back(
          check_tensor(file_, tensor, tensor_label(index, t, tensor.name), diagnostics_));
    }
    for (std::size_t n = 0; n < subgraph.operators.size(); ++n) {
      sound.operators.push_back(check_operator(index, n, subgraph));
    }
    const std::size_t tensors = subgraph.tensors.size();
    for (const auto id : subgraph.inputs) {
      within(id, tensors, prefix(index) + "inputs of the graph", "name tensor");
    }
    for (const auto id : subgraph.outputs) {
      within(id, tensors, prefix(index) + "outputs of the graph", "name tensor");
    }
    return sound;
  }

  bool check_operator(std::size_t subgraph_index, std::size_t n,
                      const schema::SubGraphT& subgraph) {
    const auto& op = *subgraph.operators[n];
    const bool known = op.opcode_index < model_.operator_codes.size();
    const std::string where = node_label(
        subgraph_index, n, known ? operator_name(*model_.operator_codes[op.opcode_index]) : "");
    bool sound = within(op.opcode_index, model_.operator_codes.size(), where, "uses operator code");
    const std::size_t tensors = subgraph.tensors.size();
    for (const auto id : op.inputs) {
      if (id != kNoTensor) sound &= within(id, tensors, where, "reads tensor");
    }
    for (const auto id : op.outputs) sound &= within(id, tensors, where, "writes tensor");
    for (const auto id : op.intermediates) {
      if (id != kNoTensor) sound &= within(id, tensors, where, "uses tensor");
    }
    return sound;
  }

  void check_signature(const schema::SignatureDefT& signature) {
    const std::string where = "signature '" + signature.signature_key + "'";
    if (!within(signature.subgraph_index, model_.subgraphs.size(), where, "names subgraph")) return;
    const std::size_t tensors = model_.subgraphs[signature.subgraph_index]->tensors.size();
    for (const auto* maps : {&signature.inputs, &signature.outputs}) {
      for (const auto& map : *maps) within(map->tensor_index, tensors, where, "names tensor");
    }
  }

  const File& file_;
  const schema::ModelT& model_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::string tensor_label(std::size_t subgraph, std::size_t index, const std::string& name) {
  const std::string shown =
      name.size() > kLongestName ? name.substr(0, kLongestName) + "..." : name;
  return prefix(subgraph) + "tensor " + std::to_string(index) +
         (shown.empty() ? "" : " ('" + shown + "')");
}

std::string node_label(std::size_t subgraph, std::size_t index, const std::string& op) {
  return prefix(subgraph) + "node " + std::to_string(index) + (op.empty() ? "" : " (" + op + ")");
}

Sound check(const File& file, Diagnostics& diagnostics) {
  return Checker(file, diagnostics).check();
}

}  // namespace requant::formats::tflite
