/** Who “wrote”, in the languages of the mail clients seen. */
const WROTE =
  /(?<!\p{L})(?:wrote|escribió|a écrit|schrieb|ha scritto|escreveu|schreef|skrev|napisał|kirjoitti|yazdı)(?!\p{L})|كتب|написал|пишет|写道|寫道|のメール/iu;
const FROM = /^(?:from|de|von|da|van|från|fra|od|من|от|发件人|寄件者|差出人)$/iu;
const SUBJECT =
  /^(?:subject|asunto|objet|betreff|oggetto|assunto|onderwerp|ämne|emne|temat|الموضوع|тема|主题|主旨|件名)$/iu;
const LABEL = /^\*?(\p{L}[\p{L} .-]{0,20}?)\s?\*?\s?[:：]\*?(?:\s|$)/u;
const DASHED = /^[-_—–]{3,}\s?[\p{L} ]{3,40}\s?[-_—–]{3,}$/u;
const RULED = /^[_-]{10,}$/;
const PHONE_SIGNATURE =
  /^(?:sent from (?:my|yahoo|mail|outlook|proton|aol|samsung|the all.new)|get outlook for|sent with (?:proton|outlook|blackberry)|enviado desde (?:mi|yahoo|outlook|mail|el)|obtener outlook|enviado do meu|envoyé (?:de|depuis) mon|von meinem|gesendet (?:von|mit)|inviato da|أ?ُ?رسلت? من|أُ?رسل(?:ت)? من|تم الإرسال من|مرسل من)/iu;
/** A signature of a phone is a short line; what is longer was written. */
const LONGEST_SIGNATURE = 80;
/** Lines that a mail client breaks “On … wrote:” into. */
const LINES_OF_ATTRIBUTION = 3;
const LINES_OF_HEADER = 7;
const LONGEST_ATTRIBUTION = 400;
/** A year or a time of day. */
const DATED = /\p{Nd}{4}|\p{Nd}{1,2}[:.]\p{Nd}{2}/u;

const isQuote = (line: string | undefined): boolean => /^\s{0,3}[>|]/.test(line ?? '');

/**
 * The new words of a reply: without the message that it answers and without its signature, in the many ways that mail
 * clients set these off. What a client wrote below or between the quoted lines stays.
 */
export function newWords(text: string): string {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, ''));
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (isQuote(line)) continue;
    const attribution = attributionAt(lines, at);
    if (attribution) {
      // Where the quoted lines are marked, whatever is not marked below them is new.
      if (!isQuote(nextAfter(lines, at + attribution))) break;
      at += attribution - 1;
      continue;
    }
    if (beginsOriginal(lines, at) || /^-- ?$/.test(line)) break;
    if (line.length > LONGEST_SIGNATURE || !PHONE_SIGNATURE.test(line.trim())) kept.push(line.trimEnd());
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const nextAfter = (lines: string[], at: number): string | undefined =>
  lines.slice(at, at + LINES_OF_ATTRIBUTION).find((line) => line.trim() !== '');

/** How many lines from here are one “On … wrote:”, 0 where they are none. */
function attributionAt(lines: string[], at: number): number {
  for (let count = 1; count <= LINES_OF_ATTRIBUTION; count += 1) {
    const block = lines.slice(at, at + count);
    if (block.length < count || block.some((line) => line.trim() === '' || isQuote(line))) return 0;
    const joined = block.join(' ').trim();
    if (joined.length > LONGEST_ATTRIBUTION) return 0;
    // A broken one has its date on its first line: what stands above that is the client's.
    const [first, ...rest] = block;
    if (count > 1 && (!DATED.test(first!) || rest.some((line) => DATED.test(line)))) continue;
    if (!/[:：]$/.test(joined)) continue;
    const addressed = joined.includes('@');
    const marked = isQuote(nextAfter(lines, at + count));
    const dated = DATED.test(joined);
    return (WROTE.test(joined) && (addressed || (marked && dated))) || (marked && dated && addressed)
      ? count
      : 0;
  }
  return 0;
}

/** “-----Original Message-----”, a ruled line, or the bare From, Sent, To, Subject of Outlook. */
function beginsOriginal(lines: string[], at: number): boolean {
  const line = lines[at]!.trim();
  if (DASHED.test(line) || RULED.test(line)) return LABEL.test(nextAfter(lines, at + 1)?.trim() ?? '');
  const label = (one: string) => LABEL.exec(one.trim())?.[1]?.trim() ?? '';
  if (!FROM.test(label(line))) return false;
  return lines.slice(at + 1, at + LINES_OF_HEADER).some((one) => SUBJECT.test(label(one)));
}
