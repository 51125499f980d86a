// Rounding a matrix of real weights to the grid of the target so that the layer's output keeps.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace requant::requantize {

// Stored weights w - zero_point in [low, high].
struct WeightLevels {
  std::int64_t low = -127;
  std::int64_t high = 127;
};

// Nearest: each weight for itself, ties to even.
Eigen::MatrixXf round_nearest(const Eigen::MatrixXf& weights, const Eigen::VectorXf& scale,
                              WeightLevels levels);

// Rounds column by column; the error of a column is spread over the columns that are not rounded
// yet so that E[(dw x)^2] stays small (GPTQ: Frantar et al. 2210.17323, after OBQ 2208.11580).
// Prepared once for a second moment, used for any number of scales.
class MomentRounder {
 public:
  // H = E[x x^T] of the layer's input, cols x cols, symmetric; damped here.
  explicit MomentRounder(const Eigen::MatrixXf& second_moment);

  // The integers for weights [rows x cols] on scale[row]. Rows that are on the grid already stay as
  // they are.
  Eigen::MatrixXf round(const Eigen::MatrixXf& weights, const Eigen::VectorXf& scale,
                        WeightLevels levels) const;

 private:
  std::vector<Eigen::Index> order_;
  Eigen::MatrixXf factor_;  // upper Cholesky factor of the inverse
};

// dw H dw^T of every row.
Eigen::VectorXf output_errors(const Eigen::MatrixXf& weights, const Eigen::MatrixXf& integers,
                              const Eigen::VectorXf& scale, const Eigen::MatrixXf& second_moment);

}  // namespace requant::requantize
