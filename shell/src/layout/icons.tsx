// Line icons on a 24 grid, drawn with the text's colour; a name nobody knows becomes a dot.
const PATHS: Readonly<Record<string, string>> = {
  home: 'M4 11 12 4l8 7M6 10v10h12V10',
  grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  headset: 'M5 13v-1a7 7 0 0 1 14 0v1M5 13h3v6H6a1 1 0 0 1-1-1zM19 13h-3v6h2a1 1 0 0 0 1-1zM18 19a4 4 0 0 1-4 2h-2',
  store: 'M4 9 6 4h12l2 5M4 9h16M5 9v11h14V9M9 20v-6h6v6',
  ticket: 'M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM14 8v8',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  plus: 'M12 5v14M5 12h14',
  shield: 'M12 3 5 6v6c0 4 3 7 7 9 4-2 7-5 7-9V6z',
  key: 'M14 10a4 4 0 1 0-3.5 4L13 16.5V19h2.5v2.5H19V17z',
  users: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M17 14a6 6 0 0 1 4 6',
  megaphone: 'M4 10v4h3l9 5V5l-9 5zM19 9v6M7 14v5h3v-4',
  scale: 'M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z',
  chart: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  money: 'M3 6h18v12H3zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6 6 18',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z',
  device: 'M4 5h16v11H4zM9 20h6M12 16v4',
  down: 'm6 9 6 6 6-6',
  right: 'm9 6 6 6-6 6',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  warning: 'M12 4 2.5 20h19zM12 10v4M12 17h.01',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.5 8.5l-2 5-5 2 2-5z',
  check: 'm5 12 5 5 9-10',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
};

const DOT = 'M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2z';

/** One line icon; it is decoration, the words beside it or the label of its button say what it means. */
export function Icon({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name] ?? DOT} />
    </svg>
  );
}

/** The product's mark: four stations round a counter. */
export function Logo() {
  return (
    <svg className="logo" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M8 9h7v5H8zM17 9h7v5h-7zM8 18h7v5H8z" />
      <circle cx="20.5" cy="20.5" r="3" />
    </svg>
  );
}
