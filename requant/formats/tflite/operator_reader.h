// One operator of a file, as the readers of the ops see it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "requant/base/error.h"
#include "requant/formats/tflite/values.h"
#include "requant/graph/graph.h"

namespace requant::formats::tflite {

namespace schema {
struct OperatorT;
}

// What a reader makes of an operator: the op, and how many of the first inputs are data. The inputs
// that follow are constants that the op holds as attributes.
struct ReadOp {
  Op op;
  int data_inputs = 1;
};

class OperatorReader {
 public:
  // `where` names the node in messages. The references are kept.
  OperatorReader(const schema::OperatorT& source, const Graph& graph, std::string where,
                 Diagnostics& diagnostics)
      : source_(source), graph_(graph), where_(std::move(where)), diagnostics_(diagnostics) {}

  // The options of that table type; its defaults where the operator has none. One of the tables of
  // options.fbs.
  template <typename Options>
  const Options& options() const;

  int input_count() const;
  // The tensor at that place, null where it is left out.
  const Tensor* input(int i) const;
  const Tensor* output() const;
  // The integers that a constant input holds; nothing where it is not a constant of integers.
  std::optional<std::vector<std::int64_t>> integers(int i) const;

  // The number of dimensions of input 0; nothing where the file leaves the shape out.
  std::optional<int> rank() const;
  // An axis of input 0 counted from the front. Reports one outside; nothing where it cannot be
  // told.
  std::optional<std::int64_t> axis(std::int64_t value) const;
  // The window of a convolution or pool. Reports an unknown padding.
  Window window(schema::Padding padding, std::array<std::int64_t, 2> stride,
                std::array<std::int64_t, 2> dilation = {1, 1}) const;

  void problem(std::string what) const { diagnostics_.add(where_, std::move(what)); }

 private:
  const schema::OperatorT& source_;
  const Graph& graph_;
  std::string where_;
  Diagnostics& diagnostics_;
};

}  // namespace requant::formats::tflite
