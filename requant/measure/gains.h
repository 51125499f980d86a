// Factors and offsets by which tensors of a converted model differ from those of its source.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::measure {

// Of one tensor: real value in the result = factor[c] * real value in the source + offset.
struct TensorGain {
  TensorGain() = default;
  TensorGain(std::initializer_list<double> factors) : factor(factors) {}
  TensorGain(std::vector<double> factors, double shift = 0)
      : factor(std::move(factors)), offset(shift) {}

  // One factor for the tensor or one for each index of its last dimension, none of them 0; empty:
  // 1.
  std::vector<double> factor;
  double offset = 0;  // real units of the result

  bool is_identity() const { return factor.empty() && offset == 0; }
  friend bool operator==(const TensorGain&, const TensorGain&) = default;
};

// By tensor name. Cross-layer equalization moves factors from layer to layer; targets without free
// zero points store some tensors shifted.
using Gains = std::map<std::string, TensorGain>;

// The metadata entry "requant.gains" of a converted model, empty where there is none. Throws Error
// where it is damaged. JSON: by tensor a list of factors, or {"gains": factors, "offset": number}.
Gains read_gains(const Model& model);
// That of one tensor; the identity where it has none.
TensorGain gains_of(const Gains& gains, const std::string& tensor);
// The text of that entry.
std::string gains_text(const Gains& gains);
inline constexpr const char* kGainsEntry = "requant.gains";

}  // namespace requant::measure
