/** RFC 8058: “unsubscribe” in a mail program is one POST, without a sign-in. */
import { beforeEach, describe, expect, it } from 'vitest';
import { linkHash, linkUrl, stopToken } from '../../functions/links.ts';
import { type Clinics, MARIA, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const byMail = {
  channel: 'email',
  consents: { email: { at: '2026-01-05T12:00:00.000Z' }, sms: MARIA.consents.sms },
} as const;
const press = (t: string, method = 'POST') =>
  clinics.ask(method, '/link/stop-mail', {
    query: { t },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
const consents = async () => Object.keys((await clinics.charts.get('north', 'maria')).client!.consents);

describe('the mark of a mail that ends the mails', () => {
  it('ends them for the client whose mail it was, and leaves the texts', async () => {
    const { token } = await clinics.linkFor('maria', 'intake', byMail);
    expect((await press(stopToken(token))).status).toBe(200);
    expect(await consents()).toEqual(['sms']);
    expect((await clinics.charts.get('north', 'maria')).stopped).toEqual({ email: true });
    const { body } = await clinics.ask('GET', '/clients/maria/timeline', { as: 'cleo' });
    expect(body.lines[0].why).toBe('the client pressed “unsubscribe” in a mail');
  });

  it('pressed twice ends them once', async () => {
    const { token } = await clinics.linkFor('maria', 'intake', byMail);
    await press(stopToken(token));
    const { version } = await clinics.charts.get('north', 'maria');
    expect((await press(stopToken(token))).status).toBe(200);
    expect((await clinics.charts.get('north', 'maria')).version).toBe(version);
  });

  it.each(['GET', 'HEAD'])('changes nothing by %s, which scanners and previews send', async (method) => {
    const { token } = await clinics.linkFor('maria', 'intake', byMail);
    expect((await press(stopToken(token), method)).status).toBe(405);
    expect(await consents()).toEqual(['email', 'sms']);
  });

  it('gets the same answer where it is nobody’s', async () => {
    const { token } = await clinics.linkFor('maria', 'intake', byMail);
    const real = await press(stopToken(token));
    for (const foreign of ['', 'x', 'x'.repeat(43), token, linkHash(token)]) {
      const { status, body } = await press(foreign);
      expect([status, body]).toEqual([real.status, real.body]);
    }
  });

  it('opens no page, and the page’s token ends no mails', async () => {
    const { token } = await clinics.linkFor('maria', 'intake', byMail);
    const open = await clinics.ask('POST', '/link/open', { body: { token: stopToken(token) } });
    expect(open.status).toBe(410);
    await press(token);
    expect(await consents()).toEqual(['email', 'sms']);
  });
});

describe('the address of a link', () => {
  it('has its token, and an answer that is chosen beforehand, behind the #', () => {
    expect(linkUrl('https://a.example/c', 'tok')).toBe('https://a.example/c#tok');
    expect(linkUrl('https://a.example/c', 'tok', { linkId: 'a~b/c', code: 'LA 1' })).toBe(
      'https://a.example/c#tok~a%7Eb%2Fc~LA%201',
    );
  });
});
