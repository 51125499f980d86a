#include "requant/search/front.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

#include "requant/base/error.h"
#include "requant/base/write_file.h"

namespace requant::search {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFrontVersion = 1;

Json to_json(const Point& point) {
  Json weights = Json::array();
  Json activations = Json::array();
  for (const auto& layer : point.assignment.layers) {
    weights.push_back(layer.weights);
    activations.push_back(layer.activations);
  }
  Json json{{"score", point.score},          {"cycles", point.costs.cycles},
            {"energy", point.costs.energy},  {"bytes", point.costs.bytes},
            {"weights", std::move(weights)}, {"activations", std::move(activations)}};
  if (point.verified) json["verified"] = *point.verified;
  return json;
}

Point point_of(const Json& json, std::size_t layers) {
  Point point;
  point.score = json.at("score").get<double>();
  point.costs = {json.at("cycles").get<double>(), json.at("energy").get<double>(),
                 json.at("bytes").get<double>()};
  const auto weights = json.at("weights").get<std::vector<int>>();
  const auto activations = json.at("activations").get<std::vector<int>>();
  if (weights.size() != layers || activations.size() != layers) {
    throw Error("a point has not one width for each of the " + std::to_string(layers) + " layers");
  }
  for (std::size_t i = 0; i < layers; ++i) {
    point.assignment.layers.push_back({weights[i], activations[i]});
  }
  if (json.contains("verified")) point.verified = json["verified"].get<double>();
  return point;
}

Json history_json(const Front& front) {
  Json history = Json::array();
  for (const Generation& generation : front.history) {
    history.push_back({{"evaluations", generation.evaluations},
                       {"hypervolume", generation.hypervolume},
                       {"front", generation.front}});
  }
  return history;
}

Json to_json(const std::vector<Point>& points) {
  Json list = Json::array();
  for (const Point& point : points) list.push_back(to_json(point));
  return list;
}

std::vector<Point> points_of(const Json& list, std::size_t layers) {
  std::vector<Point> points;
  for (const Json& point : list) points.push_back(point_of(point, layers));
  return points;
}

Json front_json(const Front& front, const std::string& network) {
  Json references = Json::array();
  for (const Reference& reference : front.references) {
    Json entry = to_json(reference.point);
    entry["name"] = reference.name;
    references.push_back(std::move(entry));
  }
  return {{"requant_front", kFrontVersion},
          {"network", network},
          {"target", {{"name", front.target_name}, {"yaml", front.target_yaml}}},
          {"objective", front.objective},
          {"score", {{"name", front.score_name}, {"unit", front.score_unit}}},
          {"how", front.how},
          {"verified_by", front.verified_by},
          {"seed", front.seed},
          {"evaluations", front.evaluations},
          {"seconds", front.seconds},
          {"command", front.command},
          {"layers", front.layers},
          {"points", to_json(front.points)},
          {"references", std::move(references)},
          {"others", to_json(front.others)},
          {"history", history_json(front)}};
}

Front front_of(const Json& json) {
  if (json.at("requant_front").get<int>() != kFrontVersion) {
    throw Error("it is of version " + json.at("requant_front").dump() + ", this program reads " +
                std::to_string(kFrontVersion));
  }
  Front front;
  front.network = json.at("network").get<std::string>();
  front.target_name = json.at("target").at("name").get<std::string>();
  front.target_yaml = json.at("target").at("yaml").get<std::string>();
  front.objective = json.at("objective").get<std::string>();
  front.score_name = json.at("score").at("name").get<std::string>();
  front.score_unit = json.at("score").at("unit").get<std::string>();
  front.how = json.at("how").get<std::string>();
  front.verified_by = json.value("verified_by", "");
  front.seed = json.at("seed").get<std::uint64_t>();
  front.evaluations = json.at("evaluations").get<std::size_t>();
  front.seconds = json.at("seconds").get<double>();
  front.command = json.at("command").get<std::string>();
  front.layers = json.at("layers").get<std::vector<std::string>>();
  front.points = points_of(json.at("points"), front.layers.size());
  front.others = points_of(json.at("others"), front.layers.size());
  for (const Json& entry : json.at("references")) {
    front.references.push_back(
        {entry.at("name").get<std::string>(), point_of(entry, front.layers.size())});
  }
  for (const Json& entry : json.at("history")) {
    front.history.push_back({entry.at("evaluations").get<std::size_t>(),
                             entry.at("hypervolume").get<double>(),
                             entry.at("front").get<std::vector<std::pair<double, double>>>()});
  }
  return front;
}

}  // namespace

void write_front(const Front& front, const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code code;
  const fs::path folder = fs::absolute(path).parent_path();
  const fs::path relative = fs::relative(fs::absolute(front.network), folder, code);
  const std::string network = code || relative.empty() ? front.network : relative.string();
  const std::string text = front_json(front, network).dump(1) + "\n";
  write_file(path, std::as_bytes(std::span(text)));
}

Front read_front(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw Error(path.string() + ": cannot be opened; name the front.json of a search");
  }
  try {
    Front front = front_of(Json::parse(file));
    if (std::filesystem::path(front.network).is_relative()) {
      front.network = (path.parent_path() / front.network).lexically_normal().string();
    }
    return front;
  } catch (const Json::exception& error) {
    throw Error(path.string() + ": it is no front of a search: " + error.what());
  } catch (const Error& error) {
    throw Error(path.string() + ": " + error.what());
  }
}

const Point& point_at(const Front& front, std::size_t index, const std::string& file) {
  if (index < front.points.size()) return front.points[index];
  throw Error(file + ": there is no point " + std::to_string(index) +
              (front.points.empty()
                   ? "; the front is empty"
                   : "; its points are 0 to " + std::to_string(front.points.size() - 1)));
}

}  // namespace requant::search
