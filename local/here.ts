import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { library, suggesting } from '../functions/adapters/catalogue.ts';
import { content } from '../functions/adapters/content.ts';
import { readAll } from '../functions/adapters/shipped.ts';
import { UNNAMED_CLINIC } from '../functions/care/first-clinic.ts';
import { isRefusal } from '../functions/care/refusal.ts';
import { type App, createApp } from './app.ts';
import { RUN } from './commands/command.ts';
import { importedIn, publishImported } from './commands/imported.ts';
import { consoleRoutes } from './console.ts';
import { type Engine, openEngine } from './engine.ts';
import { eventRoutes } from './event-list.ts';
import { FIRST_ADMIN, makeClinic } from './first-start.ts';
import { type LocalIdentity, openLocalIdentity } from './identity.ts';
import { takeLock } from './lock.ts';
import { startLoop } from './loop.ts';
import { chance, DEMO_SIGN_INS, DIRECTORY, FIRST_SIGN_IN, firstSignIn, systemClock } from './machine.ts';
import { type MailSettings, mailSettings, takeMail, withSmtp } from './mail.ts';
import { outboxRoutes } from './outbox-page.ts';
import { pageRoutes } from './pages.ts';
import { hereAlone, startServer } from './server.ts';

const FIRST_CLINIC = 'clinic';

/** Attune on this machine, serving and running by the system's clock, until it is closed. */
export async function openAttune({
  port,
  directory = DIRECTORY,
  isDemo = false,
}: {
  port: number;
  directory?: string;
  isDemo?: boolean;
}): Promise<{ app: App; url: string; welcome: string; close(): Promise<void> }> {
  readAll(content, suggesting, library);
  const lock = takeLock(directory);
  const url = `http://localhost:${port}`;
  let engine: Engine | undefined;
  try {
    engine = await openEngine({ directory, endpoint: process.env.ATTUNE_DYNAMODB_ENDPOINT });
    const identity = await openLocalIdentity({
      ...engine,
      clock: systemClock,
      chance,
      issuer: url,
      personOf: async ({ clinicId, staffId }) => (await app.clinics.settings(clinicId)).staff[staffId],
      directory,
    });
    const mail = mailSettings(process.env);
    const app: App = createApp({
      ...engine,
      clock: systemClock,
      chance,
      identity: identity.verifier(),
      url,
      ...(mail && { sends: (outbox) => withSmtp(outbox, mail) }),
    });
    await firstAdmin(app, identity, directory);
    const loop = startLoop(app);
    const desk = consoleRoutes();
    const server = await startServer({
      port,
      api: app.api,
      signIn: identity.signIn,
      routes: {
        ...(await pageRoutes()),
        ...desk.routes,
        ...hereAlone({ ...outboxRoutes(app), ...eventRoutes(app.events) }),
      },
      onRequest: loop.wake,
    });
    // Not before: what a fresh clone shows first must not wait for it.
    void desk.build();
    const mailbox = mail && (await takeMail(app, mail, loop.wake));
    lock.publish({ endpoint: engine.endpoint, url });
    const held = engine;
    return {
      app,
      url,
      welcome: welcome({ url, directory, isDemo, mail }),
      async close() {
        await mailbox?.close();
        await server.close();
        await loop.stop();
        await held.close();
        lock.release();
      },
    };
  } catch (error) {
    await engine?.close();
    lock.release();
    throw error;
  }
}

/** Made at the first start, unless a demo was. The password stands in a file that only its owner can read. */
async function firstAdmin(app: App, identity: LocalIdentity, directory: string): Promise<void> {
  const file = join(directory, FIRST_SIGN_IN);
  const told = firstSignIn(directory);
  if (told) {
    const now = (await app.clinics.get(FIRST_CLINIC)).staff[FIRST_ADMIN.id]?.email;
    if (now && now !== told.email) writeFileSync(file, `${now}\n${told.password}\n`, { mode: 0o600 });
    return;
  }
  if (!(await app.clinics.get(FIRST_CLINIC)).clinic) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const clinic = { id: FIRST_CLINIC, name: UNNAMED_CLINIC, zone, country: 'US' };
    await makeClinic(app.clinics, clinic, FIRST_ADMIN);
    for (const instrument of Object.values(await importedIn({ directory })))
      await publishImported(app.clinics, FIRST_CLINIC, instrument);
  }
  const password = chance(12);
  const actor = {
    staffId: FIRST_ADMIN.id,
    clinicId: FIRST_CLINIC,
    roles: ['operator' as const, 'admin' as const],
  };
  const refusal = await identity.setPassword(FIRST_ADMIN.email, actor, password);
  if (refusal && isRefusal(refusal)) throw new Error(refusal.because);
  writeFileSync(file, `${FIRST_ADMIN.email}\n${password}\n`, { mode: 0o600 });
}

/** As they stand in the demo's file; before there was a demo, the first admin's. */
function signIns(directory: string): string[] {
  const first = firstSignIn(directory);
  const told = join(directory, DEMO_SIGN_INS);
  const demo = existsSync(told) ? readFileSync(told, 'utf8').trimEnd().split('\n') : [];
  const isAmong = demo.some((line) => line.startsWith(`${first?.email} `));
  return first && !isAmong ? [`${first.email} with the password ${first.password}  (admin)`, ...demo] : demo;
}

/** What is believed of who sent it. */
function mailIn({ port, verifier }: Partial<MailSettings> = {}): string {
  if (port === undefined) return '';
  const checked = verifier
    ? `; who sent it is what ${verifier} finds`
    : `. Nobody checks who sent it: what answers no mail of ours is marked so, and STOP in it
            is for a person, until ATTUNE_MAIL_VERIFIER names the server that checks (its authserv-id)`;
  return `\n            mail is taken on port ${port}${checked}`;
}

function welcome(at: { url: string; directory: string; isDemo: boolean; mail?: MailSettings }): string {
  const { url, directory, isDemo, mail } = at;
  const next = isDemo
    ? [
        ['due --days 3 --demo', 'what comes by itself, and when'],
        ['help', 'everything else; --demo behind a command means this clinic'],
      ]
    : [
        ['sign-in PERSON', 'a password for one whom you have added to the staff'],
        ['roster import clients.csv', 'bring your clients in; the console does it too'],
        ['enrol CLIENT', 'start their care'],
        ['help', 'everything else'],
      ];
  const lines = next.map(([command, does]) => `${RUN} ${command!.padEnd(26)} ${does}`);
  const among = (all: string[]) => all.join(`\n${' '.repeat(12)}`);
  return `
Attune is running at ${url}
  Data:     ${directory}
  Staff:    ${url}/console
  Sign in:  ${among(signIns(directory))}
            (the API is described at ${url}/openapi.json)
  Next:     ${among([isDemo ? 'sign in; the clinician’s inbox shows what waits' : 'sign in; the first screen says what a new clinic still needs', ...lines])}
  Messages: ${mail?.out ? 'mail goes out, texts do not; both are' : 'nothing leaves this machine; what would be sent is'} at ${url}/outbox${mailIn(mail)}
  Stop:     Ctrl+C. Everything is kept, and goes on at the next start.
`;
}
