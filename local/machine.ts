/** What this machine gives of the outside world. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { instant } from '../functions/care/time.ts';
import type { Chance, Clock } from '../functions/ports.ts';

export const DIRECTORY = resolve(process.env.ATTUNE_DIRECTORY ?? '.attune');
export const systemClock: Clock = () => instant(Date.now());
export const chance: Chance = (bytes) => randomBytes(bytes).toString('base64url');

/** In the directory: the email and password of whoever can sign in first, a line each. */
export const FIRST_SIGN_IN = 'first-admin.txt';
export function firstSignIn(directory: string): { email: string; password: string } | undefined {
  const file = join(directory, FIRST_SIGN_IN);
  if (!existsSync(file)) return undefined;
  const [email = '', password = ''] = readFileSync(file, 'utf8').split('\n');
  return { email, password };
}
/** The folder in it that `npm start -- --demo` runs on. */
export const DEMO = 'demo';
/** Those of the last demo, a line each. */
export const DEMO_SIGN_INS = 'demo-sign-ins.txt';
