#include "cli/convert_page.h"

#include <filesystem>

#include "cli/comparison_report.h"
#include "cli/text.h"
#include "requant/graph/summary.h"

namespace requant::cli {
namespace {

report::PassEffect effect_of(const PassResult& pass) {
  report::PassEffect effect{pass.name, pass.what, std::nullopt, std::nullopt, pass.failure};
  if (pass.comparison) {
    effect.agreement = pass.comparison->agreement;
    effect.sqnr_db = pass.comparison->sqnr_db;
  }
  return effect;
}

void add_proof(const requantize::Proof& proof, report::ConvertedTarget& page) {
  const measure::Comparison& c = proof.comparison;
  page.agreement = c.agreement;
  page.agreement_of = agreement_of(c);
  page.sqnr_db = c.sqnr_db;
  page.sqnr_of = sqnr_of(c);
  page.top1_source = c.top1_source;
  page.top1_result = c.top1_result;
  page.inputs = c.images;
  page.end = proof.end;
  for (const auto& layer : c.layers) {
    page.layers.push_back({layer.tensor, layer.op, layer.sqnr_db, layer.exact, layer.max_lsb});
  }
}

}  // namespace

report::ConvertedTarget page_of(const ConversionReport& conversion) {
  report::ConvertedTarget page;
  page.name = conversion.target.name;
  page.title = conversion.target.title;
  page.scheme = conversion.scheme;
  page.file = conversion.file;
  page.seconds = conversion.seconds;
  page.problems = conversion.problems;
  if (conversion.proof) add_proof(*conversion.proof, page);
  for (const auto& pass : conversion.passes) {
    page.passes.push_back(effect_of(pass));
    if (pass.comparison) page.pass_inputs = pass.comparison->images;
  }
  return page;
}

report::ConvertReport convert_page(const std::string& model, const Graph& source,
                                   const std::string& source_target,
                                   const std::vector<ConversionReport>& conversions) {
  report::ConvertReport page;
  const std::string name = std::filesystem::path(model).filename().string();
  page.title = name + " for " +
               (conversions.size() == 1
                    ? conversions[0].target.name
                    : counted(static_cast<std::int64_t>(conversions.size()), "target", "targets"));
  page.model = model;
  page.source_target = source_target;
  page.source_scheme = summarize(source).scheme;
  for (const auto& conversion : conversions) page.targets.push_back(page_of(conversion));
  page.versions = {{"requant", REQUANT_VERSION}};
  return page;
}

}  // namespace requant::cli
