// The operator's accent colour, moved in each theme until text on it and in it can be read (contrast 4.5 : 1).

type Rgb = [number, number, number];

const parse = (text: string): Rgb => {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1] ?? "0b6e4f";
  const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(wide.slice(at, at + 2), 16)) as Rgb;
};
const write = (colour: Rgb) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
const luminance = (colour: Rgb) => {
  const [r, g, b] = colour.map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
export const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(parse(a)), luminance(parse(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

export function readable(accent: string, grounds: string[], wanted = 4.6): string {
  const colour = parse(accent);
  const target: Rgb = luminance(parse(grounds[0]!)) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let step = 0; step <= 100; ++step) {
    const tried = write(colour.map((part, at) => part + (target[at]! - part) * (step / 100)) as Rgb);
    if (grounds.every((ground) => contrast(tried, ground) >= wanted)) return tried;
  }
  return write(target);
}

// What accent text may stand on, as tokens.css has them.
const kLight = ["#ffffff", "#f6f7f6", "#eef1ef", "#e6f2ec"], kDark = ["#161b19", "#101412", "#1e2522", "#1d2f27"];

export function apply_theme(accent: string) {
  const { style } = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    const shown = readable(accent, dark.matches ? kDark : kLight);
    style.setProperty("--accent", shown);
    style.setProperty("--accent-fg", contrast(shown, "#ffffff") >= contrast(shown, "#05120d") ? "#ffffff" : "#05120d");
  };
  set();
  dark.addEventListener("change", set);
}
