#include "classifier.hpp"

#include <gtest/gtest.h>

#include "evaluation.hpp"
#include "labelled_text.hpp"
#include "model_file.hpp"

namespace patchbay::chatbot {
namespace {

std::vector<Example> shop() {
  std::vector<Example> out;
  const auto add = [&](const char* label, std::initializer_list<const char*> texts) {
    for (const char* text : texts) out.push_back({text, label});
  };
  add("track",
      {"where is my order", "track my parcel", "has my parcel been sent", "when does my order arrive",
       "къде е поръчката ми", "кога ще дойде пратката", "đơn hàng của tôi đang ở đâu", "khi nào giao hàng"});
  add("return",
      {"i want to send it back", "how do i return a lamp", "return an item", "can i give this back",
       "искам да върна продукт", "как се връща стока", "tôi muốn trả hàng", "đổi trả sản phẩm thế nào"});
  add("pay",
      {"how can i pay", "do you take cards", "can i pay cash on delivery", "payment methods",
       "как мога да платя", "приемате ли карти", "thanh toán bằng thẻ được không", "trả tiền khi nhận hàng"});
  add("oos", {"who won the match", "what is the capital of france", "tell me about dinosaurs",
              "how tall is the moon", "кой спечели мача", "thời tiết hôm nay", "play some jazz",
              "what do whales eat"});
  return out;
}

std::string first_of(const Classifier& classifier, std::string_view text) {
  const Reading reading = classifier.read(text);
  return reading.guesses.empty() ? "" : reading.guesses.front().label;
}

TEST(Classifier, UnderstandsWhatItWasTaught) {
  const Classifier classifier = Classifier::learn(shop());
  EXPECT_EQ(first_of(classifier, "where is the order I placed"), "track");
  EXPECT_EQ(first_of(classifier, "искам да върна лампа"), "return");
  EXPECT_EQ(first_of(classifier, "don hang cua toi o dau"), "track");
  EXPECT_EQ(first_of(classifier, "iskam da varna produkt"), "return");
  EXPECT_EQ(first_of(classifier, "paymnet methds"), "pay");
}

TEST(Classifier, NeverAnswersWithTheLabelForNothing) {
  const Classifier classifier = Classifier::learn(shop());
  for (const std::string& label : classifier.labels()) EXPECT_NE(label, kOutOfScope);
  EXPECT_GT(classifier.read("where is my order").confidence,
            classifier.read("what do dinosaurs eat").confidence);
}

TEST(Classifier, TheSameExamplesGiveTheSameModel) {
  EXPECT_EQ(to_bytes(Classifier::learn(shop())), to_bytes(Classifier::learn(shop())));
}

TEST(Classifier, BearsHavingLearntNothing) {
  EXPECT_TRUE(Classifier{}.read("hello").guesses.empty());
  EXPECT_FALSE(Classifier::learn(std::vector<Example>{}).read("hello").sure);
  const std::vector<Example> nowhere{{"weather", "oos"}};
  EXPECT_TRUE(Classifier::learn(nowhere).read("hello").guesses.empty());
  const std::vector<Example> one{{"hello", "greet"}};
  EXPECT_EQ(first_of(Classifier::learn(one), "hello"), "greet");
}

TEST(Classifier, ReportsWhatWasHeldBack) {
  const HeldOut report = Classifier::learn(shop()).held_out();
  EXPECT_EQ(report.in_scope, 24u);
  EXPECT_EQ(report.out_of_scope, 8u);
  EXPECT_FALSE(report.curve.empty());
}

TEST(ModelFile, ComesBackAsItWent) {
  const Classifier classifier = Classifier::learn(shop());
  const Classifier again = classifier_from(to_bytes(classifier));
  for (const char* text : {"where is my order", "върни ми парите", "xyz", ""}) {
    EXPECT_EQ(classifier.read(text).confidence, again.read(text).confidence);
    EXPECT_EQ(classifier.read(text).sure, again.read(text).sure);
  }
}

TEST(ModelFile, RefusesWhatItDidNotWrite) {
  const std::string bytes = to_bytes(Classifier::learn(shop()));
  EXPECT_THROW(classifier_from(""), std::invalid_argument);
  EXPECT_THROW(classifier_from("PBBOT000" + bytes.substr(8)), std::invalid_argument);
  EXPECT_THROW(classifier_from(bytes.substr(0, bytes.size() / 2)), std::invalid_argument);
  std::string changed = bytes;
  changed[changed.size() / 2] ^= 1;
  EXPECT_THROW(classifier_from(changed), std::invalid_argument);
}

TEST(LabelledText, NamesTheLineThatIsWrong) {
  EXPECT_EQ(labelled_texts("a\tb\r\n\nc d\te\n", "x").size(), 2u);
  try {
    labelled_texts("a\tb\nno label\n", "train.tsv");
    FAIL();
  } catch (const std::invalid_argument& wrong) {
    EXPECT_EQ(std::string{wrong.what()}, "train.tsv:2: write the text, one tab and its label");
  }
}

TEST(Evaluation, CountsARefusedQuestionAsWrong) {
  const std::vector<Example> test{
      {"where is my order", "track"}, {"quantum chromodynamics", "oos"}, {"zzz", "pay"}};
  const Evaluation figures = evaluate(shop(), test);
  EXPECT_EQ(figures.in_scope, 2u);
  EXPECT_EQ(figures.out_of_scope, 1u);
  EXPECT_LE(figures.in_scope_accuracy, figures.open_accuracy);
}

}  // namespace
}  // namespace patchbay::chatbot
