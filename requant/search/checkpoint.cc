#include "requant/search/checkpoint.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "requant/base/error.h"
#include "requant/base/write_file.h"

namespace requant::search {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCheckpointVersion = 1;

SearchState state_of(const Json& json) {
  SearchState state;
  for (const Json& entry : json.at("evaluated")) {
    state.evaluated.push_back(
        {entry.at(0).get<Genes>(), {entry.at(1).get<double>(), entry.at(2).get<double>()}});
  }
  const auto indices = [&](const Json& list) {
    auto result = list.get<std::vector<std::size_t>>();
    for (const std::size_t i : result) static_cast<void>(state.evaluated.at(i));
    return result;
  };
  state.population = indices(json.at("population"));
  for (const Json& entry : json.at("history")) {
    state.history.push_back({entry.at("evaluations").get<std::size_t>(),
                             entry.at("hypervolume").get<double>(), indices(entry.at("front"))});
  }
  state.seconds = json.at("seconds").get<double>();
  return state;
}

}  // namespace

void save_state(const SearchState& state, const std::string& fingerprint,
                const std::filesystem::path& path) {
  Json evaluated = Json::array();
  for (const Individual& one : state.evaluated) {
    evaluated.push_back(Json::array({one.genes, one.worth.cost, one.worth.score}));
  }
  Json history = Json::array();
  for (const Progress& generation : state.history) {
    history.push_back({{"evaluations", generation.evaluations},
                       {"hypervolume", generation.hypervolume},
                       {"front", generation.front}});
  }
  const Json json{{"requant_search", kCheckpointVersion}, {"fingerprint", fingerprint},
                  {"evaluated", std::move(evaluated)},    {"population", state.population},
                  {"history", std::move(history)},        {"seconds", state.seconds}};
  const std::string text = json.dump() + "\n";
  write_file(path, std::as_bytes(std::span(text)));
}

std::optional<SearchState> load_state(const std::string& fingerprint,
                                      const std::filesystem::path& path, Team& team) {
  std::stringstream content;
  if (team.rank() == 0) {
    if (std::ifstream file(path); file) content << file.rdbuf();
  }
  const std::string text = team.from_first(content.str());
  if (text.empty()) return std::nullopt;
  try {
    const Json json = Json::parse(text);
    if (json.at("requant_search").get<int>() != kCheckpointVersion) {
      throw Error(path.string() + ": it is a checkpoint of another version of this program");
    }
    if (json.at("fingerprint").get<std::string>() != fingerprint) {
      throw Error(path.string() +
                  ": it is of another search (another network, target, data, objective, method, "
                  "population or seed); leave out --resume, or name another folder with -o");
    }
    return state_of(json);
  } catch (const Json::exception& error) {
    throw Error(path.string() + ": it is no checkpoint of a search: " + error.what());
  } catch (const std::out_of_range&) {
    throw Error(path.string() + ": it is no checkpoint of a search: an index is out of range");
  }
}

}  // namespace requant::search
