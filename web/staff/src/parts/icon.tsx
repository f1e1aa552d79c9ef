const PATHS = {
  inbox: 'M4 13l2-8h12l2 8v6H4zM4 13h5l1 2h4l1-2h5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  held: 'M5 4h14v12H9l-4 4zM9.5 8.5h5M9.5 11.5h3',
  clinic: 'M4 20V9l8-5 8 5v11zM12 10v6M9 13h6',
  pathways:
    'M6 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M18 18m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 6h6a4 4 0 0 1 0 8h-4a4 4 0 0 0 0 4h6',
  outcomes: 'M4 20h16M6 16l4-5 4 3 5-8',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v.2',
  calm: 'M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0M8.5 12.5l2.5 2.5 4.5-5',
  offline: 'M3 3l18 18M5 12.5a10 10 0 0 1 4-2.6M9 16a5 5 0 0 1 6 0M15 10.2a10 10 0 0 1 4 2.3M12 19.5v.1',
  clock: 'M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0M12 7.5V12l3 2',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  hand: 'M4 12h13M13 7l5 5-5 5',
  pause: 'M9 6v12M15 6v12',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  message: 'M4 5h16v12H9l-5 3z',
  doc: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  plus: 'M12 5v14M5 12h14',
  x: 'M6 6l12 12M18 6L6 18',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
} as const;
export type IconName = keyof typeof PATHS;

/** Beside words that say the same, so it is hidden from those who do not see it. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.7}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
);
