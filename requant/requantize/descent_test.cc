#include "requant/requantize/descent.h"

#include <gtest/gtest.h>

#include <cmath>

namespace requant::requantize {
namespace {

TEST(minimise, finds_the_minimum_of_a_badly_scaled_quadratic) {
  const Eigen::Vector3d scale(1, 100, 0.01);
  const Eigen::Vector3d minimum(3, -2, 5);
  const auto function = [&](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    const Eigen::VectorXd d = x - minimum;
    gradient = 2 * scale.cwiseProduct(d);
    return d.dot(scale.cwiseProduct(d)) + 1;
  };
  const Eigen::VectorXd found = minimise(function, Eigen::VectorXd::Zero(3), 100, 1e-14);
  EXPECT_LT((found - minimum).norm(), 1e-3);
}

TEST(minimise, finds_the_minimum_of_a_sum_of_exponentials) {
  // exp(x) + exp(-2 x): the derivative is zero at x = ln(2) / 3.
  const auto function = [](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    gradient.resize(1);
    gradient(0) = std::exp(x(0)) - 2 * std::exp(-2 * x(0));
    return std::exp(x(0)) + std::exp(-2 * x(0));
  };
  const Eigen::VectorXd found = minimise(function, Eigen::VectorXd::Constant(1, 4), 100, 1e-14);
  EXPECT_NEAR(found(0), std::log(2.0) / 3, 1e-5);
}

TEST(minimise, stays_where_the_gradient_is_zero) {
  const auto function = [](const Eigen::VectorXd& x, Eigen::VectorXd& gradient) {
    gradient = Eigen::VectorXd::Zero(x.size());
    return 1.0;
  };
  EXPECT_EQ(minimise(function, Eigen::VectorXd::Constant(2, 7), 10, 1e-9)(0), 7);
}

}  // namespace
}  // namespace requant::requantize
