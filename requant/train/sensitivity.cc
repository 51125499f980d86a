#include "requant/train/sensitivity.h"

#include <Eigen/Dense>
#include <array>
#include <map>

namespace requant::train {
namespace {

constexpr double kPull = 1.0;

// A layer, whose widths (2: of both, 1: of weights, 0: of activations), and the bits.
using Term = std::array<int, 3>;
constexpr int kBoth = 2;

class Terms {
 public:
  Terms(const precision::Tables& tables, bool independent) {
    for (std::size_t i = 0; i < tables.layers.size(); ++i) {
      const auto& layer = tables.layers[i];
      const auto add = [&](int of, const std::vector<int>& widths) {
        for (std::size_t j = 1; j < widths.size(); ++j) {
          columns_.emplace(Term{static_cast<int>(i), of, widths[j]},
                           static_cast<Eigen::Index>(columns_.size()));
        }
      };
      if (independent) {
        add(1, layer.weight_bits);
        add(0, layer.activation_bits);
      } else {
        add(kBoth, layer.weight_bits);
      }
    }
  }

  Eigen::Index count() const { return static_cast<Eigen::Index>(columns_.size()); }

  // Calls visit(column) for each term that a layer meets with that precision.
  template <typename Visit>
  void visit(int layer, const precision::Precision& precision, const Visit& visit) const {
    for (const auto& [of, bits] :
         {std::pair(kBoth, precision.weights), std::pair(1, precision.weights),
          std::pair(0, precision.activations)}) {
      const auto found = columns_.find({layer, of, bits});
      if (found != columns_.end()) visit(found->second);
    }
  }

 private:
  std::map<Term, Eigen::Index> columns_;
};

}  // namespace

void fit_sensitivities(precision::Tables& tables, std::span<const MixtureLoss> losses,
                       bool independent) {
  const Terms terms(tables, independent);
  Eigen::MatrixXd meets = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(losses.size()),
                                                std::max<Eigen::Index>(1, terms.count()));
  Eigen::VectorXd growth(meets.rows());
  for (std::size_t n = 0; n < losses.size(); ++n) {
    const auto row = static_cast<Eigen::Index>(n);
    growth[row] = losses[n].growth;
    for (std::size_t i = 0; i < tables.layers.size(); ++i) {
      terms.visit(static_cast<int>(i), losses[n].assignment.layers[i],
                  [&](Eigen::Index column) { meets(row, column) = 1; });
    }
  }
  Eigen::MatrixXd normal = meets.transpose() * meets;
  normal.diagonal().array() += kPull;
  const Eigen::VectorXd loss = normal.ldlt().solve(meets.transpose() * growth);
  for (std::size_t i = 0; i < tables.layers.size(); ++i) {
    auto& layer = tables.layers[i];
    layer.sensitivity.clear();
    for (const int weights : layer.weight_bits) {
      for (const int activations : layer.activation_bits) {
        const bool equal = layer.weight_bits.size() == 1 || weights == activations;
        if (!independent && !equal) continue;
        double sum = 0;
        terms.visit(static_cast<int>(i), {weights, activations},
                    [&](Eigen::Index column) { sum += loss[column]; });
        layer.sensitivity[{weights, activations}] = sum;
      }
    }
  }
}

}  // namespace requant::train
