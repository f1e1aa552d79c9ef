export const Mark = () => (
  <svg className="mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
    <rect width="28" height="28" rx="8" fill="var(--mantine-color-teal-7)" />
    <path
      d="M6 15.5c3 0 3-5 6-5s2.5 8 5 8 2.5-5.5 5-5.5"
      fill="none"
      stroke="#fff"
      strokeWidth="2"
      strokeLinecap="round"
    />
  </svg>
);
