// A conversion to one target or several as plain values, and the page that shows it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "requant/report/fact.h"

namespace requant::report {

// How far one tensor of the result is from the source's.
struct TensorError {
  std::string tensor;
  std::string op;      // that writes it
  double sqnr_db = 0;  // infinite where there is no error
  double exact = 0;    // percent of elements that are the source's, rounded to the result's grid
  double max_lsb = 0;  // greatest difference in steps of that grid; NaN for floats
};

// The error of a conversion with the passes up to this one.
struct PassEffect {
  std::string pass;
  std::string what;                 // what the pass does
  std::optional<double> agreement;  // percent
  std::optional<double> sqnr_db;
  std::string failure;  // why there are no figures
};

struct ConvertedTarget {
  std::string name;
  std::string title;                  // one line for people
  std::string scheme;                 // types, granularity and scales in words
  std::string file;                   // as written; empty where nothing was
  double seconds = 0;                 // of the conversion, without the proof
  std::vector<std::string> problems;  // why it does not fit; the figures below are missing then
  std::optional<double> agreement;    // percent
  std::string agreement_of;           // "of the images get the same class"
  std::optional<double> sqnr_db;      // of the logits; infinite where they are equal
  std::string sqnr_of;                // "on the logits, each image's mean taken off"
  std::optional<double> top1_source;  // percent, where the data is labelled
  std::optional<double> top1_result;
  std::size_t inputs = 0;           // of the proof
  std::string end;                  // what is compared instead of the outputs; else empty
  std::vector<TensorError> layers;  // along the depth of the network
  std::size_t pass_inputs = 0;      // on which the passes were compared
  std::vector<PassEffect> passes;   // may be empty
};

struct ConvertReport {
  std::string title;  // of the page: "mobilenet_v2.tflite for esp32-s3"
  std::string model;  // the file
  std::string source_target;
  std::string source_scheme;
  std::vector<ConvertedTarget> targets;  // at least one
  double seconds = 0;                    // of the whole command
  std::string command;                   // the command line
  Facts versions;                        // {"requant", "0.1.0"}, ...
  Facts facts;                           // {"Fitted to", "..."}, ...
};

// A whole HTML page of UTF-8 in one string; it loads nothing from elsewhere. Throws Error where
// there is no target, or the program was built without report (requant/report/built.h).
std::string convert_html(const ConvertReport& report);

}  // namespace requant::report
