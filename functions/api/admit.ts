import type { ClinicSettings } from '../care/clinic.ts';
import type { Actor } from '../ports.ts';
import { Problem } from './problem.ts';
import type { ApiDeps, LinkDeps, Route } from './route.ts';

const SIGN_IN = { headers: { 'www-authenticate': 'Bearer' } };

/**
 * Who calls, with the roles that the token and the clinic both name: what the clinic takes away is gone at once,
 * whatever a token that is still valid says.
 * @throws Problem where nobody is signed in, or this is not for them
 */
export async function admit(
  { identity, clinics }: Pick<LinkDeps & Partial<ApiDeps>, 'identity' | 'clinics'>,
  { who }: Route,
  authorization: string | undefined,
): Promise<Actor | undefined> {
  if (who === 'public' || who === 'link') return undefined;
  if (!identity) throw new Error('this door is for links alone');
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new Problem('not-signed-in', 'You are not signed in; sign in first.', SIGN_IN);
  const claimed = await identity.verify(token).catch((error) => {
    // Anything else that it throws is an outage, and nobody's fault who calls.
    if (error?.name === 'NotSignedIn') throw new Problem('not-signed-in', error.message, SIGN_IN);
    throw error;
  });
  const person = (await settingsOf(clinics, claimed.clinicId))?.staff[claimed.staffId];
  if (!person?.active) {
    throw new Problem('not-allowed', 'You are not among the active staff of this clinic. Ask an admin.');
  }
  const roles = claimed.roles.filter((role) => person.roles.includes(role));
  if (!roles.some((role) => who.includes(role))) {
    throw new Problem('not-allowed', `This is for the role ${who.join(' or ')}. Ask an admin.`);
  }
  return { ...claimed, roles };
}

/** Nothing where a token names a clinic that does not exist. */
async function settingsOf(
  clinics: ApiDeps['clinics'],
  clinicId: string,
): Promise<ClinicSettings | undefined> {
  try {
    return await clinics.settings(clinicId);
  } catch (error) {
    if ((await clinics.get(clinicId)).clinic) throw error;
    return undefined;
  }
}
