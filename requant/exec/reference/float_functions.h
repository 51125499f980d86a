// Elementwise functions in float32 as ONNX Runtime's MLAS evaluates them on x86-64 with FMA; each
// operation is rounded once, fused multiply-adds are std::fma.
#pragma once

namespace requant::exec::reference {

// 0.5 + x p(x^2) / q(x^2) with x limited to [-18, 18] (source: onnxruntime mlas/lib/logistic.cpp
// and x86_64/LogisticKernelFma3.S; the rational approximation is Eigen's).
float logistic_float(float x);

// x p(x^2) / q(x^2) with x limited to [-9, 9] (source: onnxruntime mlas/lib/tanh.cpp and
// x86_64/TanhKernelFma3.S; the rational approximation is Eigen's).
float tanh_float(float x);

// x * min(max(x * float(1/6) + 0.5, 0), 1), no operation fused.
float hard_swish_float(float x);

}  // namespace requant::exec::reference
