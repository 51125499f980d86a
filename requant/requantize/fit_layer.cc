#include "requant/requantize/fit_layer.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "requant/base/error.h"
#include "requant/base/parallel.h"
#include "requant/requantize/weight_grid.h"

namespace requant::requantize {
namespace {

// Rows that read the same input channels, and so have one second moment.
struct RowGroup {
  Eigen::Index first = 0;  // first row
  Eigen::Index rows = 0;
  std::vector<Eigen::Index> columns;  // of the patch matrix
  Eigen::MatrixXf weights;            // rows x cols, result real units
  Eigen::VectorXf importance;         // result real units
  Eigen::VectorXf mean;               // of the result's input
  Eigen::MatrixXf moment;             // second moment; centred where the bias takes the mean
};

std::vector<Eigen::Index> columns_of(const Layer& layer, std::int64_t row) {
  std::vector<Eigen::Index> columns;
  for (std::int64_t k = 0; k < layer.cols; ++k) {
    if (layer.kind == OpKind::depthwise_conv2d) {
      columns.push_back(k * layer.input_channels + layer.input_channel(row, k));
    } else if (layer.group_channels == layer.input_channels ||
               layer.kind == OpKind::fully_connected) {
      columns.push_back(k);
    } else {
      columns.push_back(k / layer.group_channels * layer.input_channels +
                        layer.input_channel(row, k));
    }
  }
  return columns;
}

double gain_of_input(const ActivationPlan& plan, const Layer& layer, std::int64_t row,
                     std::int64_t col) {
  return plan.gain_at(layer.input_channel(row, col));
}

// What few samples say of pairs of inputs is mostly chance: the fewer samples an input has, the
// closer the moment is taken to its diagonal.
void shrink(Eigen::MatrixXf& moment, Eigen::Index samples) {
  const Eigen::VectorXf diagonal = moment.diagonal();
  moment *= static_cast<float>(samples) / static_cast<float>(samples + moment.cols());
  moment.diagonal() = diagonal;
}

RowGroup make_group(const Draft& draft, const Layer& layer, const PatchMatrix& patches,
                    const std::vector<double>& importance, bool centred, std::int64_t first,
                    std::int64_t rows) {
  const ActivationPlan& x = draft.at(layer.input);
  const ActivationPlan& y = draft.at(layer.output);
  RowGroup group{first, rows, columns_of(layer, first), {}, {}, {}, {}};
  group.weights.resize(rows, layer.cols);
  group.importance.resize(rows);
  for (std::int64_t r = 0; r < rows; ++r) {
    const double gain = y.gain_at(first + r);
    group.importance(r) =
        static_cast<float>(importance[static_cast<std::size_t>(first + r)] / (gain * gain));
    for (std::int64_t k = 0; k < layer.cols; ++k) {
      group.weights(r, k) = static_cast<float>(gain * layer.weight(first + r, k) /
                                               gain_of_input(x, layer, first + r, k));
    }
  }
  Eigen::MatrixXf samples = patches(Eigen::all, group.columns);
  group.mean = samples.colwise().mean();
  if (centred) samples.rowwise() -= group.mean.transpose();
  group.moment = samples.transpose() * samples / static_cast<float>(samples.rows());
  shrink(group.moment, samples.rows());
  return group;
}

std::vector<RowGroup> make_groups(const Draft& draft, const Layer& layer,
                                  const PatchMatrix& patches, const std::vector<double>& importance,
                                  bool centred) {
  const std::int64_t count =
      layer.kind == OpKind::fully_connected ? 1 : layer.input_channels / layer.group_channels;
  const std::int64_t rows = layer.rows / count;
  std::vector<RowGroup> groups(static_cast<std::size_t>(count));
  parallel_for(groups.size(), [&](std::size_t g) {
    groups[g] = make_group(draft, layer, patches, importance, centred,
                           static_cast<std::int64_t>(g) * rows, rows);
  });
  return groups;
}

// The scales to try for weights whose largest magnitude is `largest`; `natural` is the source's own
// scale.
std::vector<double> candidate_scales(double largest, double natural, double ratio,
                                     const Target& target, double levels) {
  const double top = largest / levels;
  std::vector<double> result;
  if (target.scale_form == ScaleForm::free) {
    if (natural > 0 && natural * 3 > top) result.push_back(natural);
    for (const double f : {1.0, 0.9, 0.8, 0.7, 0.6, 0.5}) result.push_back(top * f);
    return result;
  }
  // Powers of two times s_y / s_x.
  const double first = std::ceil(std::log2(top / ratio) - 1e-6);
  for (double n = first; n > first - 3; --n) result.push_back(ratio * std::exp2(n));
  return result;
}

struct Fitted {
  std::vector<Eigen::MatrixXf> integers;  // per group
  Eigen::VectorXf scale;                  // per row
};

class Fitter {
 public:
  Fitter(const Draft& draft, const Layer& layer, const LayerInputs& inputs,
         const std::vector<double>& importance, const Target& target, const FitOptions& options)
      : draft_(draft),
        layer_(layer),
        inputs_(inputs),
        target_(target),
        options_(options),
        groups_(make_groups(draft, layer, inputs.result, importance, options.correct_bias)) {
    const auto range = integer_type(target.weight.types.front());
    const std::int64_t half = std::int64_t{1} << (range.bits - 1);
    levels_ = {-(half - 1), half - 1};
    per_tensor_ = target.weight.granularity == Granularity::per_tensor ||
                  target.weight.per_tensor_ops.contains(layer.kind);
  }

  LayerIntegers run() {
    const Fitted fitted = choose();
    LayerIntegers result;
    result.weights.resize(layer_.weights.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (Eigen::Index r = 0; r < groups_[g].rows; ++r) {
        for (Eigen::Index k = 0; k < layer_.cols; ++k) {
          result.weights[static_cast<std::size_t>((groups_[g].first + r) * layer_.cols + k)] =
              std::llround(fitted.integers[g](r, k));
        }
      }
    }
    const std::size_t scales = per_tensor_ ? 1 : static_cast<std::size_t>(layer_.rows);
    result.scale.assign(fitted.scale.data(), fitted.scale.data() + scales);
    result.bias = fit_bias(fitted);
    return result;
  }

 private:
  double natural(std::int64_t row) const {
    if (per_tensor_ && layer_.has_row_scales()) return 0;
    const ActivationPlan& x = draft_.at(layer_.input);
    return layer_.row_scale[static_cast<std::size_t>(row)] * draft_.at(layer_.output).unit / x.unit;
  }

  // Candidate i of every row.
  std::vector<Eigen::VectorXf> candidates() const {
    const double ratio = draft_.at(layer_.output).scale / draft_.at(layer_.input).scale;
    const auto levels = static_cast<double>(levels_.high);
    std::vector<Eigen::VectorXf> result;
    double largest = 0;
    for (const RowGroup& g : groups_)
      largest = std::max<double>(largest, g.weights.cwiseAbs().maxCoeff());
    const double floor = largest > 0 ? largest * 1e-4 : 1;
    const auto add_row = [&](std::int64_t row, double row_largest) {
      auto scales =
          candidate_scales(std::max(row_largest, floor), natural(row), ratio, target_, levels);
      if (!options_.correct_weights) scales = {plain_scale(scales, row_largest / levels)};
      if (result.empty()) result.assign(8, Eigen::VectorXf::Zero(layer_.rows));
      for (std::size_t i = 0; i < result.size(); ++i)
        result[i](row) = static_cast<float>(scales[std::min(i, scales.size() - 1)]);
      return scales.size();
    };
    std::size_t used = 1;
    for (const RowGroup& g : groups_) {
      for (Eigen::Index r = 0; r < g.rows; ++r) {
        used = std::max(
            used, add_row(g.first + r, per_tensor_ ? largest
                                                   : static_cast<double>(
                                                         g.weights.row(r).cwiseAbs().maxCoeff())));
      }
    }
    result.resize(used);
    return result;
  }

  // The lowest scale that clips nothing.
  static double plain_scale(const std::vector<double>& scales, double top) {
    double best = *std::max_element(scales.begin(), scales.end());
    for (const double s : scales) {
      if (s >= top * (1 - 1e-6)) best = std::min(best, s);
    }
    return best;
  }

  Fitted choose() const {
    const auto scales = candidates();
    std::vector<Fitted> tried(scales.size());
    std::vector<Eigen::VectorXf> errors(scales.size(), Eigen::VectorXf::Zero(layer_.rows));
    for (std::size_t i = 0; i < scales.size(); ++i) {
      tried[i].scale = scales[i];
      tried[i].integers.resize(groups_.size());
    }
    parallel_for(groups_.size(), [&](std::size_t g) {
      const RowGroup& group = groups_[g];
      const auto rounder =
          options_.correct_weights ? std::make_unique<MomentRounder>(group.moment) : nullptr;
      for (std::size_t i = 0; i < scales.size(); ++i) {
        const Eigen::VectorXf scale = scales[i].segment(group.first, group.rows);
        tried[i].integers[g] = rounder ? rounder->round(group.weights, scale, levels_)
                                       : round_nearest(group.weights, scale, levels_);
        errors[i].segment(group.first, group.rows) =
            output_errors(group.weights, tried[i].integers[g], scale, group.moment)
                .cwiseProduct(group.importance);
      }
    });
    return per_tensor_ ? best_for_all(tried, errors) : best_for_each(tried, errors);
  }

  static Fitted best_for_all(const std::vector<Fitted>& tried,
                             const std::vector<Eigen::VectorXf>& errors) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < tried.size(); ++i) {
      if (errors[i].cast<double>().sum() < errors[best].cast<double>().sum()) best = i;
    }
    return tried[best];
  }

  Fitted best_for_each(const std::vector<Fitted>& tried,
                       const std::vector<Eigen::VectorXf>& errors) const {
    Fitted result = tried.front();
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      for (Eigen::Index r = 0; r < groups_[g].rows; ++r) {
        const Eigen::Index row = groups_[g].first + r;
        std::size_t best = 0;
        for (std::size_t i = 1; i < tried.size(); ++i) {
          if (errors[i](row) < errors[best](row)) best = i;
        }
        result.scale(row) = tried[best].scale(row);
        result.integers[g].row(r) = tried[best].integers[g].row(r);
      }
    }
    return result;
  }

  // Real bias of a row, result units: the source's, the offsets of both grids, and, where
  // corrected, the mean that the new weights and the inputs so far have moved.
  double real_bias(const RowGroup& group, Eigen::Index r, const Eigen::VectorXd& new_weights,
                   const Eigen::VectorXf& source_mean) const {
    const ActivationPlan& x = draft_.at(layer_.input);
    const ActivationPlan& y = draft_.at(layer_.output);
    const std::int64_t row = group.first + r;
    const double base = y.gain_at(row) * layer_.bias[static_cast<std::size_t>(row)] + y.offset;
    if (!options_.correct_bias) return base - x.offset * new_weights.sum();
    double source_sum = 0;
    for (std::int64_t k = 0; k < layer_.cols; ++k)
      source_sum += layer_.weight(row, k) * static_cast<double>(source_mean(k));
    return base + y.gain_at(row) * source_sum - new_weights.dot(group.mean.cast<double>());
  }

  std::vector<std::int64_t> fit_bias(const Fitted& fitted) const {
    std::vector<std::int64_t> bias(static_cast<std::size_t>(layer_.rows));
    const double input_scale = draft_.at(layer_.input).scale;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const RowGroup& group = groups_[g];
      const Eigen::VectorXf source_mean =
          inputs_.source(Eigen::all, group.columns).colwise().mean();
      for (Eigen::Index r = 0; r < group.rows; ++r) {
        const double scale = fitted.scale(group.first + r);
        const Eigen::VectorXd new_weights =
            fitted.integers[g].row(r).transpose().cast<double>() * scale;
        bias[static_cast<std::size_t>(group.first + r)] =
            std::llround(real_bias(group, r, new_weights, source_mean) / (input_scale * scale));
      }
    }
    limit_bias(bias);
    return bias;
  }

  void limit_bias(std::vector<std::int64_t>& bias) const {
    const arith::IntegerType range{std::min(target_.bias.bits, 63), true};
    int shift = 0;
    if (target_.bias.own_shift) {
      for (const auto b : bias) {
        while (!range.contains(arith::rounding_right_shift(b, shift, arith::Rounding::half_even)))
          ++shift;
      }
    }
    for (auto& b : bias) {
      b = range.saturate(arith::rounding_right_shift(b, shift, arith::Rounding::half_even))
          << shift;
    }
  }

  const Draft& draft_;
  const Layer& layer_;
  const LayerInputs& inputs_;
  const Target& target_;
  const FitOptions& options_;
  std::vector<RowGroup> groups_;
  WeightLevels levels_;
  bool per_tensor_ = true;
};

}  // namespace

LayerIntegers fit_layer(const Draft& draft, const Layer& layer, const LayerInputs& inputs,
                        const std::vector<double>& importance, const Target& target,
                        const FitOptions& options) {
  return Fitter(draft, layer, inputs, importance, target, options).run();
}

}  // namespace requant::requantize
