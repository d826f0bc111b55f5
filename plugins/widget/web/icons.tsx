const paths = {
  back: "M15 5l-7 7 7 7", close: "M6 6l12 12M18 6L6 18", search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM20 20l-4-4", send: "M5 12h13M12 5l7 7-7 7",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14 7.5", mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3",
  stop: "M7 7h10v10H7z", play: "M8 5l11 7-11 7V5Z", pause: "M8 5v14M16 5v14", person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20a7.5 7.5 0 0 1 15 0", chat: "M21 11.5a8.4 8.4 0 0 1-8.5 8.3 8.7 8.7 0 0 1-3.9-.9L3.5 20.5l1.5-4.7a8 8 0 0 1-1-4.3A8.4 8.4 0 0 1 12.5 3.2 8.4 8.4 0 0 1 21 11.5Z",
  page: "M14 3H6.5A1.5 1.5 0 0 0 5 4.5v15A1.5 1.5 0 0 0 6.5 21h11a1.5 1.5 0 0 0 1.5-1.5V8l-5-5ZM14 3v5h5M9 13h6M9 17h6", more: "M9 5l7 7-7 7", mail: "M4 6h16v12H4zM4 7l8 6 8-6", phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a2 2 0 0 1-2 2A15 15 0 0 1 4 5a2 2 0 0 1 2-2Z",
  speaker: "M4 10v4h4l5 4V6L8 10H4ZM16.5 9a4 4 0 0 1 0 6", star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8L12 3.5Z", file: "M14 3H6.5A1.5 1.5 0 0 0 5 4.5v15A1.5 1.5 0 0 0 6.5 21h11a1.5 1.5 0 0 0 1.5-1.5V8l-5-5ZM14 3v5h5",
  out: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5", check: "M5 13l4 4L19 7", checks: "M2 13l4 4L16 7M11 16l1 1L22 7", clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4l3 2", warn: "M12 4L2.5 20h19L12 4ZM12 10v5M12 17.5v.5", dictate: "M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4",
};
export type IconName = keyof typeof paths;

export const Icon = ({ name, fill }: { name: IconName; fill?: boolean }) => (
  <svg viewBox="0 0 24 24" class={`icon${fill ? " fill" : ""}`} aria-hidden="true"><path d={paths[name]} /></svg>
);

export const IconButton = ({ name, label, onClick, disabled, pressed, cls }: { name: IconName; label: string; onClick: () => void; disabled?: boolean; pressed?: boolean; cls?: string }) => (
  <button type="button" class={`round ${cls ?? ""}`} aria-label={label} title={label} onClick={onClick} disabled={disabled} aria-pressed={pressed}><Icon name={name} /></button>
);
