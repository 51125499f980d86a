#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "requant/train/statistics.h"

namespace requant::train {
namespace {

using precision::MeasuredStatistics;
using precision::StatisticsTerm;
using Matrix = Eigen::MatrixXd;

// Weighs as much as so many measurements in which a width makes no difference.
constexpr double kRidge = 1.0;
// A variance below this stands for a channel that is off.
constexpr double kSmallestVariance = 1e-12;

bool widths_are_equal(const std::vector<MeasuredStatistics>& measured,
                      const precision::Tables& tables) {
  for (const MeasuredStatistics& one : measured) {
    for (std::size_t i = 0; i < tables.layers.size(); ++i) {
      const bool pinned =
          tables.layers[i].weight_bits.size() == 1 || tables.layers[i].activation_bits.size() == 1;
      const precision::Precision& width = one.assignment.layers[i];
      if (!pinned && width.weights != width.activations) return false;
    }
  }
  return true;
}

// The terms that the statistics of a layer may have.
std::vector<StatisticsTerm> terms_of(const precision::Tables& tables, int layer, bool equal) {
  std::vector<StatisticsTerm> terms;
  for (int before = 0; before <= layer; ++before) {
    const auto& table = tables.layers[static_cast<std::size_t>(before)];
    const auto add = [&](const std::vector<int>& widths, bool of_weights) {
      for (std::size_t j = 1; j < widths.size(); ++j) {
        terms.push_back({before, of_weights, widths[j], {}, {}});
      }
    };
    add(table.weight_bits, true);
    if (!equal || table.weight_bits.size() == 1) add(table.activation_bits, false);
  }
  return terms;
}

Matrix features(const std::vector<StatisticsTerm>& terms,
                const std::vector<MeasuredStatistics>& measured) {
  Matrix x = Matrix::Zero(static_cast<Eigen::Index>(measured.size()),
                          static_cast<Eigen::Index>(terms.size()));
  for (std::size_t row = 0; row < measured.size(); ++row) {
    for (std::size_t column = 0; column < terms.size(); ++column) {
      const StatisticsTerm& term = terms[column];
      const auto& width = measured[row].assignment.layers[static_cast<std::size_t>(term.layer)];
      if (width.bits(term.of_weights) != term.bits) continue;
      x(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) = 1;
    }
  }
  return x;
}

// Means in the first half of the columns, log variances in the second.
Matrix targets(const std::vector<MeasuredStatistics>& measured, std::size_t layer) {
  const auto channels = static_cast<Eigen::Index>(measured[0].layers[layer].mean.size());
  Matrix y(static_cast<Eigen::Index>(measured.size()), 2 * channels);
  for (std::size_t row = 0; row < measured.size(); ++row) {
    const precision::Statistics& one = measured[row].layers[layer];
    for (Eigen::Index c = 0; c < channels; ++c) {
      const auto i = static_cast<std::size_t>(c);
      y(static_cast<Eigen::Index>(row), c) = static_cast<double>(one.mean[i]);
      y(static_cast<Eigen::Index>(row), channels + c) =
          std::log(std::max(static_cast<double>(one.variance[i]), kSmallestVariance));
    }
  }
  return y;
}

std::vector<float> row_of(const Matrix& matrix, Eigen::Index row, Eigen::Index begin,
                          Eigen::Index count) {
  std::vector<float> values;
  for (Eigen::Index c = begin; c < begin + count; ++c) {
    values.push_back(static_cast<float>(matrix(row, c)));
  }
  return values;
}

}  // namespace

void fit_rules(precision::Tables& tables, const std::vector<MeasuredStatistics>& measured) {
  const bool equal = widths_are_equal(measured, tables);
  for (std::size_t layer = 0; layer < tables.layers.size(); ++layer) {
    if (measured.empty() || measured[0].layers[layer].mean.empty()) continue;
    std::vector<StatisticsTerm> terms = terms_of(tables, static_cast<int>(layer), equal);
    const Matrix x = features(terms, measured);
    const Matrix y = targets(measured, layer);
    const Eigen::RowVectorXd x_mean = x.colwise().mean();
    const Eigen::RowVectorXd y_mean = y.colwise().mean();
    const Matrix centred = x.rowwise() - x_mean;
    Matrix gram = centred.transpose() * centred;
    gram.diagonal().array() += kRidge;
    const Matrix slopes = gram.ldlt().solve(centred.transpose() * (y.rowwise() - y_mean));
    const Matrix base = y_mean - x_mean * slopes;
    const Eigen::Index channels = y.cols() / 2;
    for (std::size_t t = 0; t < terms.size(); ++t) {
      const auto row = static_cast<Eigen::Index>(t);
      terms[t].mean = row_of(slopes, row, 0, channels);
      terms[t].log_variance = row_of(slopes, row, channels, channels);
    }
    tables.layers[layer].statistics = {row_of(base, 0, 0, channels),
                                       row_of(base, 0, channels, channels), std::move(terms)};
  }
}

}  // namespace requant::train
