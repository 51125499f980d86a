#include "requant/measure/evaluate.h"
