#include "requant/measure/sample_comparer.h"

#include "requant/base/error.h"
#include "requant/measure/evaluate.h"

namespace requant::measure {
namespace {

[[noreturn]] void throw_cannot_run() {
  throw Error(
      "the first output comes from an op that cannot be simulated, so that there is nothing to "
      "compare");
}

std::int64_t best_class(const Array& array, const Tensor& tensor, const Change& change) {
  return data::arg_max(real_unchanged(array, tensor, change));
}

// The quantization under which stored values of the source's input have the result's real values.
std::optional<Quantization> changed(const Tensor& input, const Change& change) {
  if (change.gain.size() > 1) {
    throw Error("input '" + input.name +
                "' has gains per channel, which the input of a converted model cannot have");
  }
  const bool as_is = change.gain[0] == 1 && change.offset == 0;
  if (!input.quantization || as_is) return input.quantization;
  return data::shifted(*input.quantization, change.gain[0], change.offset);
}

}  // namespace

SampleComparer::SampleComparer(const Side& source, const Side& result,
                               const data::Preprocess& preprocess)
    : source_(source), result_(result), preprocess_(preprocess) {
  const Changes changes = read_changes(result.model);
  pairs_ = match_tensors(source.model.graph, result.model.graph, changes);
  logits_ = {logits(source.model.graph), logits(result.model.graph), "", {}};
  logits_.change = change_of(changes, result.model.graph.tensor(logits_.result).name);
  output_ = {source.model.graph.outputs[0], result.model.graph.outputs[0], "", {}};
  output_.change = change_of(changes, result.model.graph.tensor(output_.result).name);
  classifier_ = class_count(source.model.graph) > 0;
  check_shapes();
  const Tensor& fed = result.model.graph.tensor(result.model.graph.inputs[0]);
  input_form_ = changed(source.model.graph.tensor(source.model.graph.inputs[0]),
                        change_of(changes, fed.name));
}

SampleResult SampleComparer::run(const data::Sample& sample, bool with_layers) const {
  const Graph& source = source_.model.graph;
  const Graph& result = result_.model.graph;
  const Array source_input = preprocess_.apply(source, sample);
  const Array result_input =
      data::convert_input(source_input, input_form_, result.tensor(result.inputs[0]));

  const Values wanted = source_values(source_input, with_layers);
  SampleResult out;
  out.layers.resize(pairs_.size());
  const auto got = [&](TensorId id, const Array& array) {
    for (std::size_t p = 0; with_layers && p < pairs_.size(); ++p) {
      if (pairs_[p].result == id) out.layers[p] = error_of(pairs_[p], wanted, array);
    }
    if (logits_.result == id) add_logits(wanted, array, out.centred_logits);
  };
  const auto outputs = result_.program.run({&result_input, 1}, got);
  if (outputs[0].bytes.empty() || !wanted.contains(output_.source)) throw_cannot_run();
  out.output = error_of(output_, wanted, outputs[0]);
  if (classifier_) {
    out.class_source = best_class(wanted.at(output_.source), source.tensor(output_.source), {});
    out.class_result = best_class(outputs[0], result.tensor(output_.result), output_.change);
  }
  return out;
}

void SampleComparer::check_shapes() const {
  const Graph& source = source_.model.graph;
  const Graph& result = result_.model.graph;
  if (result.inputs.size() != 1 ||
      source.tensor(source.inputs[0]).shape != result.tensor(result.inputs[0]).shape) {
    throw Error("the two models take different inputs, so that they cannot be compared");
  }
  if (source.tensor(output_.source).shape != result.tensor(output_.result).shape) {
    throw Error("the first outputs of the two models differ in shape (" +
                source.tensor(output_.source).shape.text() + " and " +
                result.tensor(output_.result).shape.text() + "), so that they cannot be compared");
  }
}

// The values of the tensors that are compared, as far as they can be computed.
SampleComparer::Values SampleComparer::source_values(const Array& input, bool with_layers) const {
  Values values;
  if (with_layers) {
    for (const TensorPair& pair : pairs_) values[pair.source];
  }
  values[output_.source];
  values[logits_.source];
  source_.program.run({&input, 1}, [&](TensorId id, const Array& array) {
    const auto found = values.find(id);
    if (found != values.end()) found->second = array;
  });
  std::erase_if(values, [](const auto& entry) { return entry.second.bytes.empty(); });
  return values;
}

TensorError SampleComparer::error_of(const TensorPair& pair, const Values& wanted,
                                     const Array& got) const {
  const auto found = wanted.find(pair.source);
  if (found == wanted.end() || got.bytes.empty()) return {};
  return tensor_error(found->second, source_.model.graph.tensor(pair.source), got,
                      result_.model.graph.tensor(pair.result), pair.change);
}

void SampleComparer::add_logits(const Values& wanted, const Array& got, data::Sqnr& sqnr) const {
  const auto found = wanted.find(logits_.source);
  if (found == wanted.end() || found->second.shape.count() != got.shape.count()) return;
  if (got.bytes.empty()) return;
  const auto signal =
      real_values(found->second, source_.model.graph.tensor(logits_.source).quantization);
  sqnr.add_centred(signal,
                   real_unchanged(got, result_.model.graph.tensor(logits_.result), logits_.change));
}

}  // namespace requant::measure
