/** An instant in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export type Instant = string;

/** An ISO 8601 duration such as `P2D`, `P1W` or `PT15M`; days and weeks are calendar days in the client's zone. */
export type Duration = string;

export const instant = (milliseconds: number): Instant => new Date(milliseconds).toISOString();
export const milliseconds = (at: Instant): number => Date.parse(at);
