import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Staff } from '../../functions/care/clinic.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { FIRST_ADMIN } from '../first-start.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, FIRST_SIGN_IN, firstSignIn } from '../machine.ts';
import { type Command, Mistake, show } from './command.ts';
import { clinicOf, withAttune } from './open.ts';

export const signIn: Command = {
  name: 'sign-in',
  usage: 'PERSON',
  summary: 'Gives one of the staff a new password for the console on this machine',
  takes: [1, 1],
  run: ({ args, values, io }) =>
    withAttune(io, async (app) => {
      const clinicId = await clinicOf(app, values);
      const { staff } = await app.clinics.settings(clinicId);
      const { id, name, email, roles } = personIn(Object.values(staff), args[0]!);
      const password = chance(12);
      const { table, clock } = app;
      const identity = await openLocalIdentity({
        table,
        clock,
        chance,
        issuer: 'http://localhost',
        directory: io.directory,
      });
      const refusal = await identity.setPassword(email, { staffId: id, clinicId, roles }, password);
      if (refusal && isRefusal(refusal)) throw new Mistake(refusal.because);
      // What npm start prints stays true.
      if (firstSignIn(io.directory)?.email === email || id === FIRST_ADMIN.id)
        await writeFile(join(io.directory, FIRST_SIGN_IN), `${email}\n${password}\n`, { mode: 0o600 });
      show(io, values, { staffId: id, email, password, roles }, () => [
        `${name} signs in as ${email} with the password ${password}  (${roles.join(', ')})`,
        'A password that they had before is no longer good.',
      ]);
    }),
};

/** Who works here by id, email or a part of the name that nobody else's holds. */
function personIn(staff: Staff[], sought: string): Staff {
  const here = staff.filter(({ active }) => active);
  const asked = sought.toLowerCase();
  const exact = here.filter(({ id, email }) => id === sought || email.toLowerCase() === asked);
  const found = exact.length > 0 ? exact : here.filter(({ name }) => name.toLowerCase().includes(asked));
  if (found.length === 1) return found[0]!;
  const list = (found.length > 0 ? found : here).map(({ id }) => id).join(', ');
  throw new Mistake(
    found.length > 0
      ? `“${sought}” is more than one person: ${list}. Give the id.`
      : `Nobody at work has “${sought}” for an id, an email or in the name; there is ${list}. An admin adds people on the console, under Clinic.`,
  );
}
