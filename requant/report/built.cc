#include "requant/report/built.h"

#include "requant/base/error.h"
#include "requant/report/assets.h"

namespace requant::report {

bool is_built() { return !asset("chart.min.js").empty(); }

void check_built() {
  if (is_built()) return;
  throw Error(
      "this requant was built without report; install Chart.js (apt-get install libjs-chart.js, or "
      "name its chart.min.js with cmake -D REQUANT_CHART_JS=FILE) and build again");
}

}  // namespace requant::report
