#include "requant/requantize/weight_grid.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace requant::requantize {
namespace {

// Share of the mean of the diagonal that is added to it.
constexpr float kDamping = 0.1F;

float to_level(float value, WeightLevels levels) {
  return std::clamp(std::nearbyint(value), static_cast<float>(levels.low),
                    static_cast<float>(levels.high));
}

// Columns of much energy first: what is left to the end has nowhere to put its error.
std::vector<Eigen::Index> order_of(const Eigen::MatrixXf& h) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(h.cols()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return h(a, a) > h(b, b); });
  return order;
}

// The upper Cholesky factor of the inverse of the damped matrix, in the order given.
Eigen::MatrixXf inverse_factor(const Eigen::MatrixXf& h, const std::vector<Eigen::Index>& order) {
  const auto n = h.cols();
  Eigen::MatrixXd permuted(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      permuted(i, j) = static_cast<double>(
          h(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)]));
    }
  }
  const double mean = std::max(permuted.diagonal().mean(), 1e-30);
  permuted.diagonal().array() += static_cast<double>(kDamping) * mean;
  const Eigen::MatrixXd inverse = permuted.llt().solve(Eigen::MatrixXd::Identity(n, n));
  return inverse.llt().matrixU().toDenseMatrix().cast<float>();
}

}  // namespace

Eigen::MatrixXf round_nearest(const Eigen::MatrixXf& weights, const Eigen::VectorXf& scale,
                              WeightLevels levels) {
  return (weights.array().colwise() / scale.array()).unaryExpr([&](float v) {
    return to_level(v, levels);
  });
}

MomentRounder::MomentRounder(const Eigen::MatrixXf& second_moment)
    : order_(order_of(second_moment)), factor_(inverse_factor(second_moment, order_)) {}

Eigen::MatrixXf MomentRounder::round(const Eigen::MatrixXf& weights, const Eigen::VectorXf& scale,
                                     WeightLevels levels) const {
  const auto rows = weights.rows();
  const auto cols = weights.cols();
  // In units of the scale, so that the grid is the integers.
  Eigen::MatrixXf work(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    work.col(j) = weights.col(order_[static_cast<std::size_t>(j)]).array() / scale.array();
  }
  Eigen::MatrixXf result(rows, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Eigen::VectorXf rounded =
        work.col(j).unaryExpr([&](float v) { return to_level(v, levels); });
    Eigen::VectorXf error = (work.col(j) - rounded) / factor_(j, j);
    // Quotients of float scales are on the grid up to their precision.
    error = error.unaryExpr([](float e) { return std::abs(e) < 1e-4F ? 0.0F : e; });
    result.col(order_[static_cast<std::size_t>(j)]) = rounded;
    const auto rest = cols - j - 1;
    if (rest > 0 && !error.isZero(0))
      work.rightCols(rest).noalias() -= error * factor_.row(j).tail(rest);
  }
  return result;
}

Eigen::VectorXf output_errors(const Eigen::MatrixXf& weights, const Eigen::MatrixXf& integers,
                              const Eigen::VectorXf& scale, const Eigen::MatrixXf& second_moment) {
  const Eigen::MatrixXf error = weights - (integers.array().colwise() * scale.array()).matrix();
  return (error * second_moment).cwiseProduct(error).rowwise().sum();
}

}  // namespace requant::requantize
