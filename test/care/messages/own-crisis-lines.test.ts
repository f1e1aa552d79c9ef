/** Crisis lines that a clinic keeps itself: what may be kept, who comes first, and that none of them takes one away. */
import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { crisisReply } from '../../../functions/care/messages/crisis.ts';
import { linesKept } from '../../../functions/care/messages/crisis-lines-kept.ts';
import {
  decideCrisisLine,
  type OwnCrisisLine,
  ownCrisisLineSchema,
} from '../../../functions/care/messages/own-crisis-lines.ts';

const SEEN = { verifiedOn: '2026-11-20', evidence: 'called them' };
const LOCAL: OwnCrisisLine = {
  id: 'local',
  country: 'MX',
  language: 'es',
  name: 'Crisis Monterrey',
  call: '81 8000 0000',
  always: true,
  ...SEEN,
};
const { always: _, ...rest } = LOCAL;
const OFFICE: OwnCrisisLine = {
  ...rest,
  id: 'office',
  name: 'Consulta',
  call: '81 8000 0001',
  hours: 'De 9 a 17 h',
};
const POLICE: OwnCrisisLine = { id: 'police', country: 'MX', language: 'es', call: '911', ...SEEN };

const reply = (own: unknown, country = 'MX', language = 'es') =>
  crisisReply(content.crisisLines, content.messages, country, language, {
    clinic: { name: 'Clínica', crisisLines: own as OwnCrisisLine[] },
  });
const names = (own: unknown, country?: string, language?: string) =>
  reply(own, country, language).lines.map(({ name }) => name);

describe('what a client in danger is shown', () => {
  it('begins with the clinic’s own line that is answered day and night, in words of their language', () => {
    const { emergency, lines, first, text } = reply([OFFICE, POLICE, LOCAL]);
    expect(emergency).toBe('911');
    expect(lines[0]).toMatchObject({
      name: 'Crisis Monterrey',
      call: '81 8000 0000',
      hours: 'De día y de noche',
    });
    expect(first).toBe('llame al 81 8000 0000 (Crisis Monterrey)');
    expect(text).toContain('Crisis Monterrey: llame al 81 8000 0000. De día y de noche');
    expect(JSON.stringify(lines)).not.toMatch(/called them|2026-11-20|local/);
  });

  it('has a line with hours, and one that cannot be called, after those that answer now', () => {
    expect(names([OFFICE])).toEqual(['Find A Helpline', 'Consulta']);
    const chat: OwnCrisisLine = { ...LOCAL, call: undefined, chat: 'https://ayuda.example.org' };
    expect(names([chat])).toEqual(['Find A Helpline', 'Crisis Monterrey']);
    expect(names([{ ...OFFICE, country: 'US' }], 'US')).toEqual([...names([], 'US'), 'Consulta']);
    expect(names([{ ...LOCAL, country: 'US' }], 'US')).toEqual(['Crisis Monterrey', ...names([], 'US')]);
  });

  it('is in their own language where there is one, and in another rather than not at all', () => {
    const english = { ...LOCAL, id: 'en', country: 'US', language: 'en', name: 'County team' };
    expect(names([english], 'US', 'es-MX')).toEqual(names([], 'US', 'es-MX'));
    expect(names([english], 'US', 'en')[0]).toBe('County team');
    expect(names([{ ...english, country: 'ES' }], 'ES', 'es')[0]).toBe('County team');
    // One in a language that the country ships none in takes nothing away.
    const spanish = { ...LOCAL, country: 'DE' };
    expect(names([spanish], 'DE', 'es')).toEqual(['Crisis Monterrey', 'TelefonSeelsorge']);
    expect(names([spanish], 'DE', 'en')).toEqual(['TelefonSeelsorge']);
  });

  it('holds no line that nobody has confirmed, and none of another country', () => {
    const doubted = [LOCAL, POLICE].map((line) => ({ ...line, unconfirmed: true as const }));
    expect(reply(doubted)).toEqual(reply([]));
    expect(reply([LOCAL, POLICE], 'PE')).toEqual(reply([], 'PE'));
  });

  it.each([
    ['no list', { a: 1 }],
    ['nothing', null],
    ['no line', ['x', null, 7, {}, { id: 'a' }]],
    ['a line without a way', [{ ...LOCAL, call: undefined }]],
    ['a line whose number is none', [{ ...LOCAL, call: 'call me' }]],
    ['a field that nobody knows', [{ ...LOCAL, more: true }]],
  ])('is what ships, where %s stands in the place of the clinic’s own', (_, own) => {
    for (const country of ['US', 'MX', 'XX']) expect(reply(own, country)).toEqual(reply([], country));
    expect(names([...(Array.isArray(own) ? own : []), LOCAL])).toEqual([
      'Crisis Monterrey',
      'Find A Helpline',
    ]);
  });
});

describe('a line that may be kept', () => {
  const faults = (change: object) =>
    ownCrisisLineSchema.safeParse({ ...LOCAL, ...change }).error?.issues.map(({ path }) => path.join('.')) ??
    [];

  it.each([
    [{}],
    [{ call: '024' }],
    [{ call: '*4141' }],
    [{ call: '+34 900 123 456' }],
    [{ call: undefined, text: 'HOLA al 741741' }],
    [{ call: undefined, text: 'مرحبا إلى 741741' }],
    [{ call: undefined, chat: 'https://ayuda.example.org/chat?a=1' }],
    [{ name: undefined }],
  ])('%j is taken', (change) => expect(faults(change)).toEqual([]));

  it.each([
    [{ call: '1' }, 'call'],
    [{ call: '800-273-TALK' }, 'call'],
    [{ call: '024, 112' }, 'call'],
    [{ call: '1234567890123456' }, 'call'],
    [{ call: undefined }, 'call'],
    [{ text: 'write to https://x.example 123' }, 'text'],
    [{ chat: 'http://ayuda.example.org' }, 'chat'],
    [{ chat: 'javascript:alert(1)' }, 'chat'],
    [{ chat: 'https://localhost' }, 'chat'],
    [{ chat: 'https://who@ayuda.example.org' }, 'chat'],
    [{ name: undefined, text: '85258' }, 'name'],
    [{ name: 'x'.repeat(61) }, 'name'],
    [{ name: 'two\nlines' }, 'name'],
    [{ note: 'x'.repeat(101) }, 'note'],
    [{ note: '\u202e123' }, 'note'],
    [{ hours: '9-17\n' + '024' }, 'hours'],
    [{ evidence: '' }, 'evidence'],
    [{ evidence: undefined }, 'evidence'],
    [{ verifiedOn: '2026-02-30' }, 'verifiedOn'],
    [{ country: 'es' }, 'country'],
    [{ language: 'Spanish' }, 'language'],
  ])('%j is refused at %s', (change, at) => expect(faults(change)).toContain(at));

  const TODAY = '2026-11-22';
  const save = (lines: OwnCrisisLine[], line: OwnCrisisLine) =>
    decideCrisisLine(lines, { do: 'save-crisis-line', line }, TODAY);

  it('was seen by today, and is its own: no second by its name, no second emergency number', () => {
    expect(save([], { ...LOCAL, verifiedOn: TODAY })).toMatchObject([{ type: 'crisis-line.saved' }]);
    expect(save([], { ...LOCAL, verifiedOn: '2026-11-23' })).toMatchObject({ refused: 'invalid' });
    expect(save([LOCAL], { ...LOCAL, id: 'again' })).toMatchObject({ refused: 'duplicate' });
    expect(save([LOCAL], { ...LOCAL, call: '070' })).toMatchObject([{ line: { call: '070' } }]);
    expect(save([POLICE], { ...POLICE, id: 'again' })).toMatchObject({ refused: 'duplicate' });
    expect(save([POLICE], { ...POLICE, id: 'again', country: 'PE' })).toMatchObject([{}]);
  });

  it('is one of five in its place, and of forty in all', () => {
    const five = Array.from({ length: 5 }, (_, n) => ({ ...LOCAL, id: `l${n}`, name: `Línea ${n}` }));
    expect(save(five, LOCAL)).toMatchObject({
      refused: 'invalid',
      because: expect.stringContaining('5 lines'),
    });
    expect(save(five, POLICE)).toMatchObject([{}]);
    expect(save(five, { ...LOCAL, language: 'en' })).toMatchObject([{}]);
    const forty = Array.from({ length: 40 }, (_, n) => ({
      ...POLICE,
      id: `l${n}`,
      language: `a${String.fromCharCode(97 + (n % 26))}${n < 26 ? 'a' : 'b'}`,
    }));
    expect(save(forty, LOCAL)).toMatchObject({ refused: 'invalid', because: expect.stringContaining('40') });
  });

  it('is taken away by its id alone', () => {
    const remove = (id: string) => decideCrisisLine([LOCAL], { do: 'remove-crisis-line', id }, TODAY);
    expect(remove('local')).toEqual([{ type: 'crisis-line.removed', id: 'local' }]);
    expect(remove('other')).toMatchObject({ refused: 'not-found' });
  });
});

it('whoever looks after the lines sees the clinic’s own and those that ship, and one that is both but once', () => {
  const kept = (own: OwnCrisisLine[]) =>
    linesKept(content.crisisLines, { country: 'US', crisisLines: own }, ['MX'])
      .filter(({ where }) => where === 'MX')
      .map(({ own, call, unconfirmed = false }) => ({ own, call, unconfirmed }));
  const shipped = [
    { own: undefined, call: '911', unconfirmed: true },
    { own: undefined, call: '800 911 2000', unconfirmed: true },
  ];
  expect(kept([])).toEqual(shipped);
  expect(kept([{ ...POLICE, unconfirmed: true }])).toHaveLength(3);
  expect(kept([POLICE, { ...LOCAL, call: '8009112000' }])).toEqual([
    { own: 'police', call: '911', unconfirmed: false },
    { own: 'local', call: '8009112000', unconfirmed: false },
  ]);
});
