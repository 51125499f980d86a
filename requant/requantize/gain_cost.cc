#include "requant/requantize/gain_cost.h"

#include <algorithm>
#include <cmath>

namespace requant::requantize {
namespace {

constexpr double kNorm = 12;  // p of the p-norms
constexpr double kWeightLevels = 127;
constexpr double kValueLevels = 255;
constexpr double kRidge = 1e-6;     // holds gains that nothing depends on
constexpr double kQuietest = 0.02;  // channels are taken to use this share of the range at least

Eigen::ArrayXd read(const Eigen::VectorXd& theta, const std::vector<Eigen::Index>& reads) {
  Eigen::ArrayXd result(static_cast<Eigen::Index>(reads.size()));
  for (std::size_t i = 0; i < reads.size(); ++i)
    result(static_cast<Eigen::Index>(i)) = reads[i] < 0 ? 0 : theta(reads[i]);
  return result;
}

void add(Eigen::VectorXd& gradient, const std::vector<Eigen::Index>& reads,
         const Eigen::ArrayXd& parts) {
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (reads[i] >= 0) gradient(reads[i]) += parts(static_cast<Eigen::Index>(i));
  }
}

}  // namespace

GainVariables gain_variables(const Draft& draft, const std::vector<GainGroup>& groups,
                             const ChannelRanges& ranges, ClampedGains clamped) {
  GainVariables variables;
  for (const GainGroup& group : groups) {
    if (!group.possible || group.producers.empty()) continue;
    const auto channels =
        static_cast<std::size_t>(channel_count(draft.source.tensor(group.tensors.front())));
    const Eigen::Index common = variables.count++;
    std::vector<Eigen::Index> of(channels, common);
    for (std::size_t c = 0; c < channels; ++c) {
      if (clamped == ClampedGains::own || never_clamped(draft, group, ranges, c))
        of[c] = variables.count++;
    }
    for (const TensorId id : group.tensors) {
      variables.of[id] = of;
      variables.common[id] = common;
    }
  }
  return variables;
}

GainCost::GainCost(const Draft& draft, const Statistics& statistics, const ChannelRanges& ranges,
                   const NoiseGains& gains, const GainVariables& variables)
    : draft_(draft), statistics_(statistics), gains_(gains), variables_(variables) {
  for (const auto& [id, layer] : draft.layers) {
    if (statistics.contains(layer.input) && statistics.contains(id))
      weights_.push_back(weight_term(layer));
  }
  for (const auto& [id, of] : variables.of) {
    const auto s = statistics.find(id);
    if (s == statistics.end()) continue;
    const ActivationPlan& plan = draft.at(id);
    ValueTerm term{of, {}, {}};
    const auto channels = static_cast<Eigen::Index>(of.size());
    term.width.resize(channels);
    term.noise.resize(channels);
    for (Eigen::Index c = 0; c < channels; ++c) {
      const ValueRange range = ranges.at(id)[static_cast<std::size_t>(c)];
      term.width(c) = std::max({range.high, -range.low, kQuietest * (plan.high - plan.low)}) *
                      (plan.low < 0 ? 2 : 1);
      term.noise(c) =
          elements_per_channel(draft.source, id) * gains.at(id)[static_cast<std::size_t>(c)];
    }
    values_.push_back(std::move(term));
  }
}

GainCost::WeightTerm GainCost::weight_term(const Layer& layer) const {
  WeightTerm term;
  term.depthwise = layer.group_channels == 1 && layer.kind == OpKind::depthwise_conv2d;
  const auto rows = static_cast<Eigen::Index>(layer.rows);
  const auto channels = static_cast<Eigen::Index>(layer.input_channels);
  const auto reads_of = [&](TensorId id, Eigen::Index count) {
    const auto found = variables_.of.find(id);
    return found == variables_.of.end() ? Reads(static_cast<std::size_t>(count), -1)
                                        : found->second;
  };
  term.x = reads_of(layer.input, channels);
  term.y = reads_of(layer.output, rows);
  for (const double w : layer.weights) term.largest = std::max(term.largest, std::abs(w));
  term.largest = std::max(term.largest, 1e-30);
  const TensorStatistics& x = statistics_.at(layer.input);
  const TensorStatistics& y = statistics_.at(layer.output);
  const ActivationPlan& out = draft_.at(layer.output);
  const auto& noise = gains_.at(layer.output);
  const double per_row = elements_per_channel(draft_.source, layer.output);
  const double loudest = *std::max_element(x.variance.begin(), x.variance.end());
  term.powers = Eigen::MatrixXf::Zero(rows, term.depthwise ? 1 : channels);
  term.energy = Eigen::VectorXd::Zero(term.depthwise ? rows : channels);
  term.row_noise.resize(rows);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    term.row_noise(r) = per_row * noise[row] * (1 - (out.clamps_low ? y.below[row] : 0));
    if (term.depthwise) term.reads.push_back(layer.input_channel(r, 0));
    for (std::int64_t k = 0; k < layer.cols; ++k) {
      const auto c = static_cast<Eigen::Index>(layer.input_channel(r, k));
      term.powers(r, term.depthwise ? 0 : c) +=
          static_cast<float>(std::pow(std::abs(layer.weight(r, k)) / term.largest, kNorm));
    }
  }
  const auto energy_of = [&](Eigen::Index c) {
    return std::max(x.variance[static_cast<std::size_t>(c)], 1e-4 * loudest);
  };
  if (term.depthwise) {
    for (Eigen::Index r = 0; r < rows; ++r)
      term.energy(r) =
          static_cast<double>(layer.cols) * energy_of(term.reads[static_cast<std::size_t>(r)]);
  } else {
    const double taps = static_cast<double>(layer.cols) / static_cast<double>(layer.group_channels);
    for (Eigen::Index c = 0; c < channels; ++c) term.energy(c) = taps * energy_of(c);
  }
  return term;
}

double GainCost::cost_of(const WeightTerm& term, const Eigen::VectorXd& theta,
                         Eigen::VectorXd& gradient) const {
  const Eigen::ArrayXd x = read(theta, term.x);
  const Eigen::ArrayXd y = read(theta, term.y);
  const double step = term.largest / kWeightLevels;
  const Eigen::ArrayXd up = (kNorm * y).exp();
  const Eigen::ArrayXd row_noise = term.row_noise.array() * (-2 * y).exp();
  if (term.depthwise) {
    Eigen::ArrayXd xr(y.size());
    for (Eigen::Index r = 0; r < y.size(); ++r) xr(r) = x(term.reads[static_cast<std::size_t>(r)]);
    const Eigen::ArrayXd share =
        term.powers.col(0).cast<double>().array() * up * (-kNorm * xr).exp();
    const Eigen::ArrayXd noise = row_noise * term.energy.array() * (2 * xr).exp();
    const double peak = share.sum() + 1e-300;
    const double total = noise.sum();
    const double cost = 1.0 / 12 * step * step * std::pow(peak, 2 / kNorm) * total;
    const Eigen::ArrayXd part =
        total > 0 ? Eigen::ArrayXd(2 * cost * (share / peak - noise / total)) : 0 * share;
    add(gradient, term.y, part);
    Eigen::ArrayXd of_x = Eigen::ArrayXd::Zero(x.size());
    for (Eigen::Index r = 0; r < y.size(); ++r)
      of_x(term.reads[static_cast<std::size_t>(r)]) -= part(r);
    add(gradient, term.x, of_x);
    return cost;
  }
  const Eigen::VectorXf down = (-kNorm * x).exp().cast<float>();
  const Eigen::ArrayXd rows = (term.powers * down).cast<double>().array() * up;
  const Eigen::ArrayXd cols =
      (term.powers.transpose() * up.cast<float>().matrix()).cast<double>().array() *
      down.cast<double>().array();
  const Eigen::ArrayXd energy = term.energy.array() * (2 * x).exp();
  const double peak = rows.sum() + 1e-300;
  const double noise = row_noise.sum();
  const double total = energy.sum();
  const double cost = 1.0 / 12 * step * step * std::pow(peak, 2 / kNorm) * noise * total;
  if (noise <= 0 || total <= 0) return cost;
  add(gradient, term.y, 2 * cost * (rows / peak - row_noise / noise));
  add(gradient, term.x, 2 * cost * (energy / total - cols / peak));
  return cost;
}

double GainCost::cost_of(const ValueTerm& term, const Eigen::VectorXd& theta,
                         Eigen::VectorXd& gradient) const {
  const Eigen::ArrayXd g = read(theta, term.g);
  const double widest = term.width.maxCoeff();
  const Eigen::ArrayXd share = (kNorm * (g + (term.width.array() / widest).log())).exp();
  const Eigen::ArrayXd noise = term.noise.array() * (-2 * g).exp();
  const double peak = share.sum();
  const double total = noise.sum();
  const double step = widest / kValueLevels;
  const double cost = step * step * std::pow(peak, 2 / kNorm) / 12 * total;
  if (total > 0) add(gradient, term.g, 2 * cost * (share / peak - noise / total));
  return cost;
}

double GainCost::operator()(const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) const {
  gradient.setZero(theta.size());
  double cost = 0;
  for (const WeightTerm& term : weights_) cost += cost_of(term, theta, gradient);
  for (const ValueTerm& term : values_) cost += cost_of(term, theta, gradient);
  gradient = gradient / cost + 2 * kRidge * theta;
  return std::log(cost) + kRidge * theta.squaredNorm();
}

}  // namespace requant::requantize
