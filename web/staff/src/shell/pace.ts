/** How long a console waits until it asks again, in milliseconds; what that costs is on the bill (infra/cost.ts). */
export const PACE = {
  /** For news, while somebody is at it. */
  inUse: 10_000,
  /** For what others work on too, while somebody is at it. */
  shared: 20_000,
  /** For news, where nobody is at it, or it is behind another window: what is urgent is still heard of in time. */
  atRest: 30_000,
  /** For what is open and makes news where it changes, nearly always. */
  open: 120_000,
};
