import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { library, suggesting } from '../functions/adapters/catalogue.ts';
import { content } from '../functions/adapters/content.ts';
import { readAll } from '../functions/adapters/shipped.ts';
import { isRefusal } from '../functions/care/refusal.ts';
import { type App, createApp } from './app.ts';
import { importedIn, publishImported } from './commands/imported.ts';
import { consoleRoutes } from './console.ts';
import { type Engine, openEngine } from './engine.ts';
import { eventRoutes } from './event-list.ts';
import { makeClinic } from './first-start.ts';
import { type LocalIdentity, openLocalIdentity } from './identity.ts';
import { takeLock } from './lock.ts';
import { startLoop } from './loop.ts';
import { chance, DIRECTORY, FIRST_SIGN_IN, systemClock } from './machine.ts';
import { mailSettings, takeMail, withSmtp } from './mail.ts';
import { outboxRoutes } from './outbox-page.ts';
import { pageRoutes } from './pages.ts';
import { startServer } from './server.ts';

const FIRST_ADMIN = { id: 'first-admin', name: 'First admin', email: 'admin@clinic.example' };
const FIRST_CLINIC = 'clinic';

/** Attune on this machine, serving and running by the system's clock, until it is closed. */
export async function openAttune({
  port,
  directory = DIRECTORY,
}: {
  port: number;
  directory?: string;
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
      directory,
    });
    const mail = mailSettings(process.env);
    const app = createApp({
      ...engine,
      clock: systemClock,
      chance,
      identity: identity.verifier(),
      url,
      ...(mail && { sends: (outbox) => withSmtp(outbox, mail) }),
    });
    const signIn = await firstAdmin(app, identity, directory);
    const loop = startLoop(app);
    const desk = consoleRoutes();
    const server = await startServer({
      port,
      api: app.api,
      signIn: identity.signIn,
      routes: {
        ...(await pageRoutes()),
        ...desk.routes,
        ...outboxRoutes(app),
        ...eventRoutes(app.events),
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
      welcome: welcome(url, directory, signIn, mail?.out !== undefined),
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
async function firstAdmin(app: App, identity: LocalIdentity, directory: string): Promise<string> {
  const file = join(directory, FIRST_SIGN_IN);
  if (!existsSync(file)) {
    if (!(await app.clinics.get(FIRST_CLINIC)).clinic) {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const clinic = { id: FIRST_CLINIC, name: 'Your clinic', zone, country: 'US' };
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
  const [email, password] = readFileSync(file, 'utf8').split('\n');
  return `${email} with the password ${password}`;
}

const welcome = (url: string, directory: string, signIn: string, mailed: boolean): string => `
Attune is running at ${url}
  Data:     ${directory}
  Staff:    ${url}/console
  Sign in:  ${signIn}
            (the API is described at ${url}/openapi.json)
  Next:     npm run --silent attune -- roster import clients.csv     bring your clients in
            npm run --silent attune -- enrol CLIENT                  start their care
            npm run --silent attune -- help                          everything else
  Messages: ${mailed ? 'mail goes out, texts do not; both are' : 'nothing leaves this machine; what would be sent is'} at ${url}/outbox
  Stop:     Ctrl+C. Everything is kept, and goes on at the next start.
`;
