// The tables of options that the ops read and write. Included where OperatorT is known.
#pragma once

#include "requant/formats/tflite/schema/model_generated.h"

// Applies X to each of the tables.
#define REQUANT_TFLITE_OPTIONS(X) \
  X(Add)                          \
  X(ArgMax)                       \
  X(ArgMin)                       \
  X(Concatenation)                \
  X(Conv2D)                       \
  X(DepthwiseConv2D)              \
  X(Dequantize)                   \
  X(ExpandDims)                   \
  X(FullyConnected)               \
  X(HardSwish)                    \
  X(LeakyRelu)                    \
  X(MaximumMinimum)               \
  X(Mul)                          \
  X(Pad)                          \
  X(PadV2)                        \
  X(Pool2D)                       \
  X(Quantize)                     \
  X(Reducer)                      \
  X(Reshape)                      \
  X(ResizeBilinear)               \
  X(ResizeNearestNeighbor)        \
  X(Softmax)                      \
  X(Squeeze)                      \
  X(Sub)                          \
  X(Transpose)
