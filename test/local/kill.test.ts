import { expect, it } from 'vitest';
import { killAgainAndAgain } from '../support/kill.ts';

// Fifty by `npm run test:kill`.
it('loses no acknowledged answer, hands over no message twice and breaks no log, however often it is killed', async () => {
  const { broken, acknowledged } = await killAgainAndAgain(4, 'kill-test');
  expect(broken).toEqual([]);
  expect(acknowledged).toBeGreaterThan(20);
}, 180_000);
