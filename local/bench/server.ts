/** The server under measurement, in a process of its own: `node local/bench/server.ts ENDPOINT PORT FILE`. */
import { createApp } from '../app.ts';
import { openEngine } from '../engine.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, systemClock } from '../machine.ts';
import { startServer } from '../server.ts';

const [endpoint, port, file] = process.argv.slice(2);
const url = `http://localhost:${port}`;
const engine = await openEngine({ endpoint, file });
const identity = await openLocalIdentity({ ...engine, clock: systemClock, chance, issuer: url });
const app = createApp({ ...engine, clock: systemClock, chance, identity: identity.verifier(), url });
await startServer({ port: Number(port), api: app.api, signIn: identity.signIn });
process.on('SIGINT', () => process.exit(0));
process.send?.('ready');
