// The desk's own icons: 20 × 20, one stroke, in the colour of the text around them, silent to screen readers.
const kPaths = {
  inbox: "M3 11.5 5 4.5h10l2 7v4H3zM3 11.5h4l1.2 2h3.6l1.2-2h4",
  me: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  question: "M7.4 7.4a2.7 2.7 0 1 1 3.9 2.4c-.8.4-1.3 1-1.3 1.9M10 14.6v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  clock: "M10 6v4.2l2.8 1.6M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  moon: "M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3z",
  check: "m4.5 10.5 3.6 3.6 7.4-8",
  tick: "m3.5 10.5 3 3 6-6.5",
  ticks: "m2 10.5 3 3 6-6.5M9.5 12.9l.8.6 6-6.5",
  filter: "M3.5 5h13M6 10h8M8.5 15h3",
  chat: "M4 4.5h12v8.5H9.5L6 16v-3H4z",
  mail: "M3 5h14v10H3zM3 5.5l7 5.5 7-5.5",
  phone: "M5 3.5h2.6l1.2 3.4-1.7 1.3a9 9 0 0 0 4.7 4.7l1.3-1.7 3.4 1.2V15a1.6 1.6 0 0 1-1.7 1.6C8.9 16.2 3.8 11.1 3.4 5.2A1.6 1.6 0 0 1 5 3.5z",
  team: "M7.5 9.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM2.5 15.5c.4-2.6 2.5-4 5-4s4.6 1.4 5 4M13 4.3a2.6 2.6 0 0 1 0 4.7M14.2 11.7c1.9.5 3 1.8 3.3 3.8",
  tag: "M3.5 3.5h6l7 7-6 6-7-7zM6.7 6.7v.1",
  book: "M4 4h5a1.5 1.5 0 0 1 1 .5A1.5 1.5 0 0 1 11 4h5v11.5h-5a1.5 1.5 0 0 0-1 .5 1.5 1.5 0 0 0-1-.5H4zM10 4.5V16",
  gear: "M10 12.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4",
  search: "M8.7 14.2a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM12.8 12.8l4 4",
  send: "M3 10 17 3.5 13 16.5l-3-5.5zM10 11l7-7.5",
  note: "M5 3.5h10v9L11.5 16H5zM11.5 16v-3.5H15M7.5 7h5M7.5 10h3",
  clip: "m15.5 9-5.7 5.7a3.3 3.3 0 0 1-4.6-4.6l6-6a2.2 2.2 0 0 1 3 3l-5.9 6a1 1 0 0 1-1.5-1.5l5-5",
  more: "M4.5 10h.6M9.7 10h.6M14.9 10h.6",
  back: "M12 4.5 6.5 10l5.5 5.5",
  forward: "M8 4.5 13.5 10 8 15.5",
  down: "m5 7.5 5 5 5-5",
  close: "m5 5 10 10M15 5 5 15",
  bolt: "M11 2.5 4.5 11H9l-.5 6.5L15.5 9H11z",
  plus: "M10 4v12M4 10h12",
  edit: "M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.5 5.9l2.6 2.6",
  trash: "M4.5 5.5h11M8 5.5v-2h4v2M6 5.5l.6 11h6.8l.6-11",
  warn: "M10 3 17.5 16h-15zM10 8v3.5M10 13.7v.1",
  info: "M10 9v4.5M10 6.5v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  bot: "M5 7.5h10v7.5H5zM10 7.5v-3M8 11v.1M12 11v.1M3 10v3M17 10v3",
  shield: "M10 2.8 16 5v4.5c0 3.7-2.5 6.3-6 7.7-3.5-1.4-6-4-6-7.7V5zM7.3 9.8l2 2 3.4-3.8",
  block: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM4.8 4.8l10.4 10.4",
  merge: "M5 4v3c0 3 5 3 5 6v3M15 4v3c0 3-5 3-5 6",
  split: "M10 16v-4c0-3 5-3 5-6V4M10 12c0-3-5-3-5-6V4M3 6l2-2 2 2M13 6l2-2 2 2",
  share: "M12 4.5h3.5V8M15.5 4.5 9 11M13 11.5v4H4.5V7h4",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  box: "M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7",
  panel: "M3 4h14v12H3zM12.5 4v12",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  bell: "M5 14V9.5a5 5 0 0 1 10 0V14l1.2 1.2H3.8zM8.5 17h3",
  key: "M7 13.5a3.5 3.5 0 1 1 3.3-4.7H17v3h-2v2h-2.5v-2h-2.2A3.5 3.5 0 0 1 7 13.5z",
  history: "M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7M3.5 3.5V7H7M10 6.8V10l2.2 1.4",
  globe: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM2.5 10h15M10 2.5c5 5 5 10 0 15-5-5-5-10 0-15z",
  chart: "M4 16V9M8 16V4M12 16v-5M16 16V7",
  spark: "M10 3l1.5 4.5L16 9l-4.5 1.5L10 15l-1.5-4.5L4 9l4.5-1.5zM15.5 13.5v3M14 15h3",
  route: "M5 5.5a1.5 1.5 0 1 0 0-.1zM15 15.5a1.5 1.5 0 1 0 0-.1zM5 7v4a3 3 0 0 0 3 3h5.5",
  play: "M6 4l10 6-10 6z",
} as const;

export type IconName = keyof typeof kPaths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      <path d={kPaths[name]} />
    </svg>
  );
}
export const icon_or = (name: string | undefined, fallback: IconName): IconName => (name && name in kPaths ? (name as IconName) : fallback);

export const channel_icon = (channel: string): IconName => (channel === "email" ? "mail" : channel === "phone" ? "phone" : "chat");
