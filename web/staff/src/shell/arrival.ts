/** What the page was opened with by the sign-in: read once, and gone from the address before anything else runs. */
import type { Errand } from './pkce.ts';

const KEPT_AS = 'attune.sign-in';
/** On a page that is opened for nothing but the sign-in. */
export const TO_SIGN_IN = '#sign-in';

const asked = new URLSearchParams(location.search);
const kept = sessionStorage.getItem(KEPT_AS);

/** `errand` is missing where this page sent nobody. */
export type Arrival = { answer: URLSearchParams; errand?: Errand };

let arrival: Arrival | undefined;
if (asked.has('state') && (asked.has('code') || asked.has('error'))) {
  arrival = { answer: asked, errand: kept ? JSON.parse(kept) : undefined };
  sessionStorage.removeItem(KEPT_AS);
  history.replaceState(null, '', arrival.errand?.place ?? '/console/');
}

export function takeArrival(): Arrival | undefined {
  const taken = arrival;
  arrival = undefined;
  return taken;
}

export const keepErrand = (errand: Errand): void => sessionStorage.setItem(KEPT_AS, JSON.stringify(errand));
