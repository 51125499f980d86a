#include "requant/requantize/offsets.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "requant/requantize/storage.h"
#include "requant/requantize/value_range.h"

namespace requant::requantize {
namespace {

bool renames(const Tensor& x, const Tensor& y) {
  if (!x.quantization || !y.quantization || !is_integer(x.type) || !is_integer(y.type))
    return false;
  const auto a = integer_type(x.type);
  const auto b = integer_type(y.type);
  return a.bits == b.bits && x.quantization->scale[0] == y.quantization->scale[0] &&
         x.quantization->zero_point[0] - a.min() == y.quantization->zero_point[0] - b.min();
}

bool one_sided(const ActivationPlan& plan) { return plan.low == 0; }

// Where a tensor would like its offset, in steps of its grid, and how much it minds.
struct Wish {
  double offset = 0;
  double weight = 1;
  bool firm = false;  // no other offset will do
};

// minimise sum weight (o - wish)^2 with rows * o = 0; firm ones are not moved.
Eigen::VectorXd solve(const std::vector<Wish>& wishes, const std::vector<Eigen::VectorXd>& rows) {
  const auto n = static_cast<Eigen::Index>(wishes.size());
  const auto m = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(n + m, n + m);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n + m);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Wish& wish = wishes[static_cast<std::size_t>(i)];
    system(i, i) = wish.weight;
    right(i) = wish.weight * wish.offset;
  }
  for (Eigen::Index j = 0; j < m; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      const double factor = rows[static_cast<std::size_t>(j)](i);
      if (wishes[static_cast<std::size_t>(i)].firm) {
        right(n + j) -= factor * wishes[static_cast<std::size_t>(i)].offset;
      } else {
        system(n + j, i) = system(i, n + j) = factor;
      }
    }
  }
  return system.completeOrthogonalDecomposition().solve(right).head(n);
}

class OffsetSolver {
 public:
  OffsetSolver(Draft& draft, const Target& target, const Statistics& statistics)
      : draft_(draft), target_(target), statistics_(statistics) {
    for (const auto& [id, plan] : draft.plan) {
      index_[id] = static_cast<Eigen::Index>(ids_.size());
      ids_.push_back(id);
    }
  }

  void run() {
    std::vector<Wish> wishes;
    for (const TensorId id : ids_) wishes.push_back(wish(id));
    const Eigen::VectorXd offsets = solve(wishes, constraints());
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      ActivationPlan& plan = draft_.at(ids_[i]);
      const double offset = plan.scale * offsets(static_cast<Eigen::Index>(i));
      if (std::abs(offset - plan.offset) < 1e-6 * plan.scale) continue;
      const double wished = wishes[i].offset * plan.scale;
      plan.displaced = one_sided(plan) ? 0 : (wished - offset) / plan.unit;
      plan.offset = std::abs(offset) < 1e-9 * plan.scale ? 0 : offset;
      if (target_.scale_form == ScaleForm::free) widen(plan);
    }
  }

 private:
  Wish wish(TensorId id) const {
    const ActivationPlan& plan = draft_.at(id);
    // No offset: the tensor's grid needs none, or an op stands in the way of one.
    if (plan.offset == 0) return {0, is_spare(id) ? 1e-6 : 1, !may_balance(id)};
    if (one_sided(plan) || draft_.source.is_input(id)) return {plan.offset / plan.scale, 1e3};
    double preferred = plan.offset;
    if (target_.scale_form != ScaleForm::free && statistics_.contains(id)) {
      preferred = centred(plan, expected_values(draft_, id, statistics_.at(id)).range);
    }
    return {preferred / plan.scale, is_spare(id) ? 1e-6 : 1};
  }

  // The offset that puts the middle of the values in the middle of the grid.
  static double centred(const ActivationPlan& plan, const ValueRange& values) {
    const auto range = integer_type(plan.type);
    const double middle = (values.low + values.high) / 2;
    const double grid_middle =
        plan.scale * (static_cast<double>(range.min() + range.max() + 1) / 2 -
                      static_cast<double>(plan.zero_point));
    return grid_middle - plan.unit * middle;
  }

  // A layer's output that only one sum reads: without an offset of its own the others of the sum
  // would have to have equal ones, whatever their scales.
  bool may_balance(TensorId id) const {
    const auto consumers = draft_.source.consumers(id);
    if (!draft_.layers.contains(id) || consumers.size() != 1 || !is_shiftable(draft_, id)) {
      return false;
    }
    const Node& node = draft_.source.node(consumers[0]);
    if (node.kind() != OpKind::add) return false;
    const TensorId other = node.inputs[node.inputs[0] == id ? 1 : 0];
    const auto shifts = [&](TensorId of) {
      return draft_.plan.contains(of) && draft_.at(of).offset != 0;
    };
    return shifts(other) || shifts(node.outputs[0]);
  }

  // A layer's output that only one sum reads, and that matters less than the sum's other input.
  bool is_spare(TensorId id) const {
    const auto consumers = draft_.source.consumers(id);
    if (!draft_.layers.contains(id) || consumers.size() != 1) return false;
    const Node& node = draft_.source.node(consumers[0]);
    if (node.kind() != OpKind::add) return false;
    const TensorId other = node.inputs[node.inputs[0] == id ? 1 : 0];
    const bool other_could =
        draft_.layers.contains(other) && draft_.source.consumers(other).size() == 1;
    return !other_could || draft_.at(id).source_step() <= draft_.at(other).source_step();
  }

  std::vector<Eigen::VectorXd> constraints() const {
    std::vector<Eigen::VectorXd> rows;
    const auto row = [&](std::initializer_list<std::pair<TensorId, double>> terms) {
      Eigen::VectorXd r = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(ids_.size()));
      for (const auto& [id, factor] : terms) r(index_.at(id)) += factor * draft_.at(id).scale;
      rows.emplace_back(r / r.cwiseAbs().maxCoeff());
    };
    for (const Node& node : draft_.source.nodes) {
      const TensorId y = node.outputs.empty() ? kNoTensor : node.outputs[0];
      if (!draft_.plan.contains(y)) continue;
      if (node.kind() == OpKind::add && draft_.plan.contains(node.input(0)) &&
          draft_.plan.contains(node.input(1))) {
        row({{y, 1}, {node.input(0), -1}, {node.input(1), -1}});
      } else if (hands_offset_on(draft_, node)) {
        for (const TensorId x : node.inputs) {
          if (draft_.plan.contains(x)) row({{y, 1}, {x, -1}});
        }
      }
    }
    return rows;
  }

  static void widen(ActivationPlan& plan) {
    const auto range = integer_type(plan.type);
    const double low = plan.unit * plan.span * plan.low + plan.offset;
    const double high = plan.unit * plan.span * plan.high + plan.offset;
    const double below = static_cast<double>(range.min() - plan.zero_point);
    const double above = static_cast<double>(range.max() - plan.zero_point);
    if (below < 0) plan.scale = std::max(plan.scale, low / below);
    if (above > 0) plan.scale = std::max(plan.scale, high / above);
  }

  Draft& draft_;
  const Target& target_;
  const Statistics& statistics_;
  std::vector<TensorId> ids_;
  std::map<TensorId, Eigen::Index> index_;
};

}  // namespace

bool hands_offset_on(const Draft& draft, const Node& node) {
  if (node.kind() == OpKind::quantize) {
    return renames(draft.source.tensor(node.input(0)), draft.source.tensor(node.outputs[0]));
  }
  return keeps_grid(node.kind()) || node.kind() == OpKind::mean;
}

void solve_offsets(Draft& draft, const Target& target, const Statistics& statistics) {
  const bool any = std::any_of(draft.plan.begin(), draft.plan.end(),
                               [](const auto& p) { return p.second.offset != 0; });
  if (any) OffsetSolver(draft, target, statistics).run();
}

}  // namespace requant::requantize
