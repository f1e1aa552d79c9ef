import { live } from './life.ts';
const [seed, from, to, pk] = process.argv.slice(2);
const l = await live(seed!, {});
for (const c of l.commits) if (c.entry.at >= from! && c.entry.at <= to! && (!pk || c.pk.includes(pk))) console.log(c.entry.at, c.pk, c.entry.command, c.entry.by, JSON.stringify(c.entry.events).slice(0,1200));
console.log(l.broken);
