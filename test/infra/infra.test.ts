/** All that is held of production, on one synthesis. */
import { describe } from 'vitest';
import { accept } from '../../infra/accepted.ts';
import { type Finding, findingsIn } from '../../infra/nag.ts';
import { alarms, cost, nag, security } from './books.ts';
import { emergencies } from './emergencies.ts';
import { machines } from './machines.ts';
import { make } from './made.ts';
import { parity } from './parity.ts';
import { promises } from './promises.ts';
import { waysIn } from './ways-in.ts';

let found: Finding[] = [];
let open: Finding[] = [];
const made = make({}, (app) => {
  found = findingsIn(app);
  accept(app);
  open = findingsIn(app);
});

describe('what is deployed', () => promises(made));
describe('what is deployed', () => emergencies(made));
describe('who gets in', () => waysIn(made));
describe('what is deployed and what one machine runs', () => parity(made));
describe('a state machine', () => machines(made));
describe('cdk-nag', () => nag(found, open));
describe('an alarm', () => alarms(made));
describe('the bill', () => cost(made));
describe('the table of security', () => security());
