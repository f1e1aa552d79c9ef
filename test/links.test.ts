import { describe, expect, it } from 'vitest';
import { codeHash, linkHash, linkUrl, sixDigits } from '../functions/links.ts';

const BASE = 'https://clients.example/c';

describe('the address of a client’s page', () => {
  it('has the token in its fragment, which no server is sent', () => {
    expect(linkUrl(BASE, 'abc_-1')).toBe(`${BASE}#abc_-1`);
    expect(new URL(linkUrl(BASE, 'abc_-1')).pathname).toBe('/c');
  });

  it('may have an answer chosen, by the question and its option', () => {
    expect(linkUrl(BASE, 'abc', { linkId: '9', code: 'LA6569-3' })).toBe(`${BASE}#abc~9~LA6569-3`);
    expect(linkUrl(BASE, 'abc', { linkId: 'mood', code: 'a~b %' })).toBe(`${BASE}#abc~mood~a%7Eb%20%25`);
  });
});

describe('a code', () => {
  const drawing =
    (...words: number[]) =>
    () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(words.shift()!);
      return bytes.toString('base64url');
    };

  it('has six digits, zeros in front too', () => {
    expect(sixDigits(drawing(42))).toBe('000042');
    expect(sixDigits(drawing(4_294_967_295, 3_000_001))).toBe('000001');
  });

  it('is kept as a hash that is good for one link alone', async () => {
    const [one, other] = [linkHash('one'), linkHash('other')];
    const hash = await codeHash(one, '123456');
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(await codeHash(one, '123456')).toBe(hash);
    expect(await codeHash(other, '123456')).not.toBe(hash);
    expect(await codeHash(one, '123457')).not.toBe(hash);
  });
});
