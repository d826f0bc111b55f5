// When the widget speaks first, and colours that can be read.
import assert from "node:assert/strict";
import test from "node:test";
import { dueNow, fits, type Visit } from "../../../../plugins/widget/web/rules";
import { readable } from "../../../../plugins/widget/web/theme";

test("a pattern fits whole addresses, with * for anything", () => {
  const url = "https://shop.example.com/checkout/pay";
  for (const pattern of [undefined, "", "*", "*/checkout*", "https://shop.example.com/*/pay", url]) assert.ok(fits(pattern, url), String(pattern));
  for (const pattern of ["/checkout*", "*/checkout", "*/pay*/checkout*", "https://other.example.com*", "*pay/"]) assert.ok(!fits(pattern, url), pattern);
});

test("a rule is due when all it asks for holds, once in a visit", () => {
  const rule = { id: "pay", url: "*/checkout*", seconds: 40, second_visit: true, articles_read: 2, message: "Help?" };
  const visit: Visit = { url: "https://shop.example.com/checkout", seconds: 40, visits: 2, articles: 2, offered: [] };
  assert.equal(dueNow([rule], visit), rule);
  for (const short of [{ seconds: 39 }, { visits: 1 }, { articles: 1 }, { url: "https://shop.example.com/" }, { offered: ["pay"] }]) assert.equal(dueNow([rule], { ...visit, ...short }), undefined, JSON.stringify(short));
});

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (hex: string) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * linear(parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) / 255), 0);
const contrast = (a: string, b: string) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number]; return (x + 0.05) / (y + 0.05); };

test("whatever colour the operator chose can be read, in both themes and with text in it", () => {
  for (const ground of ["#ffffff", "#eef3f0", "#1f2724", "#121715"])
    for (const accent of ["#0b6e4f", "#ffcc00", "#ffffff", "#000000", "#808080", "#f0f", "nonsense", "#1e90ff"]) {
      const { accent: shown, on } = readable(accent, ground);
      assert.ok(contrast(shown, ground) >= 4.5, `${accent} on ${ground}: ${shown}`);
      assert.ok(contrast(shown, on) >= 4.5, `${on} in ${shown}`);
    }
  assert.equal(readable("#0b6e4f", "#ffffff").accent, "#0b6e4f", "what can be read stays as it is");
});
