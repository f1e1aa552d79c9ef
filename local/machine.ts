/** What this machine gives of the outside world. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { instant } from '../functions/care/time.ts';
import type { Chance, Clock } from '../functions/ports.ts';

export const DIRECTORY = resolve(process.env.ATTUNE_DIRECTORY ?? '.attune');
export const systemClock: Clock = () => instant(Date.now());
export const chance: Chance = (bytes) => randomBytes(bytes).toString('base64url');

/** In the directory: the email and password of whoever can sign in first, a line each. */
export const FIRST_SIGN_IN = 'first-admin.txt';
/** Those of the last demo, a line each. */
export const DEMO_SIGN_INS = 'demo-sign-ins.txt';
