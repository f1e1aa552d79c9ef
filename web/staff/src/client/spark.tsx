/** The values so far, from 0 to `most`; the figure beside it says the last. */
export function Spark({ values, most = 10 }: { values: number[]; most?: number }) {
  if (values.length < 2) return null;
  const points = values.map(
    (value, at) => `${(at / (values.length - 1)) * 78 + 1},${21 - (value / most) * 20}`,
  );
  return (
    <svg className="spark" width="80" height="22" aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth="1.75" />
    </svg>
  );
}
