// Minimum of a smooth convex function.
#pragma once

#include <Eigen/Core>
#include <functional>

namespace requant::requantize {

// Value of the function at a point; writes its gradient.
using SmoothFunction = std::function<double(const Eigen::VectorXd&, Eigen::VectorXd&)>;

// Limited-memory BFGS with backtracking from `start` (Nocedal and Wright, Numerical Optimization,
// algorithms 3.1 and 7.4). Ends when a step gains less than `tolerance` of the value, or after
// `steps`.
Eigen::VectorXd minimise(const SmoothFunction& function, Eigen::VectorXd start, int steps,
                         double tolerance);

}  // namespace requant::requantize
