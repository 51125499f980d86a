// Both models on one sample. Used by compare.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "requant/measure/change.h"
#include "requant/measure/compare.h"
#include "requant/measure/tensor_error.h"

namespace requant::measure {

// A tensor that both models have.
struct TensorPair {
  TensorId source = kNoTensor;
  TensorId result = kNoTensor;
  std::string op;
  Change change;
};

// The tensors that nodes of both graphs write under the same name and shape, in the order in which
// the source writes them.
std::vector<TensorPair> match_tensors(const Graph& source, const Graph& result,
                                      const Changes& changes);

// What is wanted of one sample.
struct SampleResult {
  std::vector<TensorError> layers;  // one a pair; without elements where it was not computed
  TensorError output;
  data::Sqnr centred_logits;
  std::int64_t class_source = -1;
  std::int64_t class_result = -1;
};

class SampleComparer {
 public:
  // Throws Error where the inputs or first outputs of the models differ in shape. Keeps references.
  SampleComparer(const Side& source, const Side& result, const data::Preprocess& preprocess);

  // With the errors of all layers, or those at the ends alone. May be called from several threads
  // at once.
  SampleResult run(const data::Sample& sample, bool with_layers) const;

  bool classifier() const { return classifier_; }
  const std::vector<TensorPair>& pairs() const { return pairs_; }

 private:
  using Values = std::map<TensorId, Array>;

  void check_shapes() const;
  Values source_values(const Array& input, bool with_layers) const;
  TensorError error_of(const TensorPair& pair, const Values& wanted, const Array& got) const;
  void add_logits(const Values& wanted, const Array& got, data::Sqnr& sqnr) const;

  const Side& source_;
  const Side& result_;
  const data::Preprocess& preprocess_;
  std::vector<TensorPair> pairs_;
  TensorPair output_;
  TensorPair logits_;
  std::optional<Quantization>
      input_form_;  // under it, stored inputs of the source mean the result's
  bool classifier_ = false;
};

}  // namespace requant::measure
