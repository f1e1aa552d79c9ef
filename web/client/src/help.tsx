import type { CrisisLine } from '../../../functions/care/messages/crisis.ts';
import type { Shown } from './shown.ts';
import type { Texts } from './strings.ts';

/** One tap away wherever the client is: what holds in their country, or else what holds everywhere. */
export function Help({ state: { crisis }, texts }: Shown) {
  return (
    <section class="crisis" aria-labelledby="help-title">
      <h2 id="help-title">{texts.say('helpTitle')}</h2>
      <p>{crisis ? texts.say('danger', { emergency: crisis.emergency }) : texts.say('dangerLocal')}</p>
      <Lines emergency={crisis?.emergency} lines={crisis?.lines ?? texts.lastResort} texts={texts} />
    </section>
  );
}

/** A number as it is dialled; nothing where there is more to it than a number. */
const dialled = (text: string) => (/^[+*]?[\d -]+$/.test(text) ? text.replace(/[ -]/g, '') : undefined);

/** `HOME to 741741` and `AYUDA al 988` say what to write, and to which number. */
function texted(text: string): string | undefined {
  const [, word, number] = /^(?:(\S+) \D*)?(\d[\d ]*)$/.exec(text) ?? [];
  return number && `sms:${number.replaceAll(' ', '')}${word ? `?&body=${encodeURIComponent(word)}` : ''}`;
}

type Way = { href?: string; label: string };

function waysOf({ call, text, chat }: CrisisLine, texts: Texts): Way[] {
  const ways: Way[] = [];
  if (call)
    ways.push({ href: dialled(call) && `tel:${dialled(call)}`, label: texts.say('call', { to: call }) });
  if (text) ways.push({ href: texted(text), label: texts.say('text', { to: text }) });
  if (chat) ways.push({ href: chat, label: texts.say('chat', { to: new URL(chat).hostname }) });
  return ways;
}

export function Lines({
  emergency,
  lines,
  texts,
}: {
  emergency?: string;
  lines: CrisisLine[];
  texts: Texts;
}) {
  // `112 or your local emergency number` begins with what can be dialled.
  const [number] = /^\d+/.exec(emergency ?? '') ?? [];
  return (
    <ul class="lines">
      {number && (
        <li>
          <a class="way urgent" href={`tel:${number}`}>
            {texts.say('call', { to: number })}
          </a>
        </li>
      )}
      {lines.map((line) => (
        <li key={`${line.name} ${line.call}`}>
          <strong dir="auto">{line.name}</strong>
          {(line.hours || line.note) && (
            <span class="more" dir="auto">
              {' '}
              {[line.hours, line.note].filter(Boolean).join('. ')}
            </span>
          )}
          <span class="ways">
            {waysOf(line, texts).map(({ href, label }) =>
              href ? (
                <a
                  class="way"
                  key={label}
                  href={href}
                  rel="noreferrer"
                  target={href[0] === 'h' ? '_blank' : undefined}
                >
                  {label}
                </a>
              ) : (
                <span key={label}>{label}</span>
              ),
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
