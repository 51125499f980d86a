// How tensors of a converted model differ from those of its source by intention.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "requant/graph/graph.h"

namespace requant::measure {

// real value in the result = gain * real value in the source + offset (cross-layer equalization
// moves gains from layer to layer; targets without free zero points have offsets).
struct Change {
  std::vector<double> gain{1};  // one, or one for each index of the tensor's last dimension; not 0
  double offset = 0;            // in real values of the result

  double gain_at(std::size_t element) const { return gain[element % gain.size()]; }
};

// By tensor name; a tensor that is not named is unchanged.
using Changes = std::map<std::string, Change>;

// From the metadata of a converted model: "requant.gains", JSON {tensor: [gain, ...]}, and
// "requant.offsets", JSON {tensor: offset}; empty where there is neither. Throws Error where they
// are damaged, or where the number of gains does not fit a tensor of the graph.
Changes read_changes(const Model& model);

// The metadata entries (name, text) of changes, without the tensors that are unchanged.
std::vector<std::pair<std::string, std::string>> change_entries(const Changes& changes);

// The change of one tensor.
Change change_of(const Changes& changes, const std::string& tensor);

}  // namespace requant::measure
