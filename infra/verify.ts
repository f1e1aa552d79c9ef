/**
 * `node infra/verify.ts TABLE [DIGEST…]`: whether all in a table, such as a restored one, is as it was written, and as
 * the digests vouch for that were fetched from the audit bucket. It reads, and changes nothing; region and account are
 * those of AWS_REGION and AWS_PROFILE.
 */
import { readFileSync } from 'node:fs';
import { verifyTable } from '../functions/digest/verify.ts';
import { wire } from '../functions/wiring.ts';

const [table, ...files] = process.argv.slice(2);
if (!table) {
  console.error('Say which: node infra/verify.ts TABLE [DIGEST…], each digest a file of the audit bucket.');
  process.exit(1);
}
process.env.TABLE_NAME = table;
const { clinics, charts, faults } = await verifyTable(
  wire(),
  files.map((file) => readFileSync(file, 'utf8')),
);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
const held = files.length > 0 ? `and as the digests say (${files.length})` : 'held against no digest';
console.log(`All is as it was written, ${held}. Charts: ${charts}. Clinics: ${clinics}.`);
if (clinics === 0) console.log('There is no clinic in this table: is it the right one?');
