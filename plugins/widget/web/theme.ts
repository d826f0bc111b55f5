// The operator's accent colour, moved until text in it and on it can be read (WCAG AA, 4.5 : 1) on the given ground.
type Rgb = [number, number, number];

function parse(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1] ?? "0b6e4f";
  const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16)) as Rgb;
}
const print = (colour: Rgb) => "#" + colour.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("");
const linear = (channel: number) => (channel <= 10.31475 ? channel / 3294.6 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
function contrast(a: Rgb, b: Rgb): number {
  const x = luminance(a), y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

// `colour` as it may be used for text on `ground`, and what may be written on it.
export function readable(colour: string, ground: string): { accent: string; on: string } {
  const from = parse(colour), back = parse(ground), target = luminance(back) > 0.18 ? 0 : 255;
  let shown = from;
  for (let step = 0; step <= 100; ++step) {
    shown = parse(print(from.map((channel) => channel + ((target - channel) * step) / 100) as Rgb));
    if (contrast(shown, back) >= 4.5) break;
  }
  return { accent: print(shown), on: contrast(shown, [255, 255, 255]) >= 4.5 ? "#ffffff" : "#0b1210" };
}
