#include "cli/convert_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/comparison_report.h"
#include "cli/model_options.h"
#include "cli/text.h"

namespace requant::cli {
namespace {

constexpr std::size_t kWorstLayers = 3;
constexpr std::size_t kNamedProblems = 20;
constexpr std::size_t kNameWidth = 50;

void print_passes(const std::vector<PassResult>& passes, Output& output) {
  std::vector<std::vector<std::string>> rows{{"pass", "agreement", "sqnr", "what it does"}};
  for (const auto& pass : passes) {
    const bool has = pass.comparison.has_value();
    rows.push_back({(rows.size() > 1 ? "+ " : "") + pass.name,
                    has ? percent_text(pass.comparison->agreement) : "-",
                    has ? db_text(pass.comparison->sqnr_db) : "-",
                    has ? pass.what : "fails: " + pass.failure});
  }
  std::size_t inputs = 0;
  for (const auto& pass : passes) {
    if (pass.comparison) inputs = pass.comparison->images;
  }
  output.text(fmt::format("\nwhat each pass did, on {}",
                          counted(static_cast<std::int64_t>(inputs), "input", "inputs")));
  for (const auto& line : table({Align::left, Align::right, Align::right, Align::left}, rows, "")) {
    output.text(line);
  }
}

Json passes_json(const std::vector<PassResult>& passes) {
  Json json = Json::array();
  for (const auto& pass : passes) {
    Json row{{"pass", pass.name}, {"agreement", nullptr}, {"sqnr_db", nullptr}};
    if (pass.comparison) {
      row["agreement"] = pass.comparison->agreement;
      row["sqnr_db"] = pass.comparison->sqnr_db;
      row["inputs"] = pass.comparison->images;
    } else {
      row["failure"] = pass.failure;
    }
    json.push_back(std::move(row));
  }
  return json;
}

}  // namespace

Json to_json(const ConversionReport& report, bool layers) {
  Json json{{"target", report.target.name},
            {"fits", report.fits()},
            {"problems", report.problems},
            {"file", report.file.empty() ? Json() : Json(report.file)},
            {"seconds", report.seconds}};
  const bool has = report.proof.has_value();
  json["agreement"] = has ? Json(report.proof->comparison.agreement) : Json();
  json["sqnr_db"] = has ? Json(report.proof->comparison.sqnr_db) : Json();
  json["output_sqnr_db"] = has ? Json(report.proof->comparison.output_sqnr_db) : Json();
  json["inputs"] = has ? Json(report.proof->comparison.images) : Json();
  if (has && layers) {
    json["layers"] = Json::array();
    for (const auto& layer : report.proof->comparison.layers) {
      json["layers"].push_back(to_json(layer));
    }
  }
  if (!report.passes.empty()) json["passes"] = passes_json(report.passes);
  return json;
}

void print_report(const ConversionReport& report, bool layers, Output& output) {
  if (report.proof) {
    const measure::Comparison& c = report.proof->comparison;
    print_row(output, "agreement", agreement_text(c));
    print_row(output, "sqnr", sqnr_text(c));
    print_row(output, "output sqnr", db_text(c.output_sqnr_db) + " on the first output as it is");
    if (!report.proof->end.empty()) {
      print_row(output, "compared",
                "up to what is read by " + report.proof->end + ", which cannot be simulated");
    }
    measure::Comparison shown = c;
    if (!layers) {
      shown.layers = requantize::worst_layers(c, kWorstLayers);
      for (auto& layer : shown.layers) layer.tensor = shortened(layer.tensor, kNameWidth);
    }
    output.text(layers ? "\nall layers" : "\nthe layers that are furthest from the source");
    print_layers(shown, output);
  }
  if (!report.passes.empty()) print_passes(report.passes, output);
}

void print_table(const std::vector<ConversionReport>& reports, Output& output) {
  std::vector<std::vector<std::string>> rows{
      {"target", "fits", "agreement", "sqnr", "seconds", "file"}};
  for (const auto& report : reports) {
    const auto& proof = report.proof;
    rows.push_back({report.target.name, report.fits() ? "yes" : "no",
                    proof ? percent_text(proof->comparison.agreement) : "-",
                    proof ? db_text(proof->comparison.sqnr_db) : "-",
                    fmt::format("{:.1f}", report.seconds),
                    report.fits() ? report.file : report.problems.front()});
  }
  output.text("");
  for (const auto& line :
       table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::left},
             rows, "")) {
    output.text(line);
  }
}

std::string failure_text(const std::string& model, const ConversionReport& report) {
  const std::size_t count = report.problems.size();
  std::string text =
      model + " cannot be converted to " + report.target.name + "; nothing was written for it:";
  for (std::size_t i = 0; i < std::min(count, kNamedProblems); ++i) {
    text += "\n  " + report.problems[i];
  }
  if (count > kNamedProblems) text += fmt::format("\n  and {} more", count - kNamedProblems);
  return text;
}

}  // namespace requant::cli
