#include "schooling.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>

#include "evaluation.hpp"
#include "labelled_text.hpp"
#include "model_file.hpp"

namespace patchbay::chatbot {

json::object to_json(const HeldOut& report) {
  json::array confusions, curve;
  for (const HeldOut::Confusion& one : report.confusions)
    confusions.push_back(json::object{{"wanted", one.wanted}, {"said", one.said}, {"times", one.times}});
  for (const HeldOut::Point& one : report.curve)
    curve.push_back(json::object{
        {"threshold", one.threshold}, {"accuracy", one.accuracy}, {"oos_recall", one.oos_recall}});
  return {{"in_scope", report.in_scope},     {"out_of_scope", report.out_of_scope},
          {"accuracy", report.accuracy},     {"open_accuracy", report.open_accuracy},
          {"oos_recall", report.oos_recall}, {"confusions", std::move(confusions)},
          {"curve", std::move(curve)}};
}

std::string learn_routine(std::string_view input) {
  std::vector<Example> examples;
  const json::value parsed = json::parse({input.data(), input.size()});
  for (const json::value& item : parsed.as_array())
    examples.push_back(
        {std::string{view(item.at(0).as_string())}, std::string{view(item.at(1).as_string())}});
  const Classifier classifier = Classifier::learn(examples);
  return to_text(to_json(classifier.held_out())) + "\n" + to_bytes(classifier);
}

std::string evaluate_routine(std::string_view input) {
  const json::object asked = read_object(input);
  const std::vector<std::string> names = texts_of(asked, "names");
  if (names.size() != 2) throw std::invalid_argument{"names: write those of both files"};
  const std::vector<Example> train = labelled_texts(text_of(asked, "train"), names[0]);
  const std::vector<Example> test = labelled_texts(text_of(asked, "test"), names[1]);
  return to_json(evaluate(train, test));
}

}  // namespace patchbay::chatbot
