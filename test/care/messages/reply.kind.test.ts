import { describe, expect, test } from 'vitest';
import { lexicon } from '../../../functions/adapters/keywords.ts';
import { kindOf } from '../../../functions/care/messages/reply.ts';
import { read } from '../../support/asked.ts';

describe('what sort of thing came in', () => {
  test.each([
    ['51', 'Liked ‘How are you’', 'tapback'],
    ['51', 'Loved “2 of 3: how was it?”', 'tapback'],
    ['51', 'Removed a heart from “How are things”', 'tapback'],
    ['51', 'Reacted 👍 to “How are you”', 'tapback'],
    ['51', '👍 to “ How are you ”', 'tapback'],
    ['51', ' \u200a\u200b👍\u200b to “\u200aHow are you\u200a” ', 'tapback'],
    ['51', 'Laughed at “Reply with a num…', 'tapback'],
    ['51', 'Liked an image', 'tapback'],
    ['51', 'Le gustó “¿Cómo va todo?”', 'tapback'],
    ['51', 'Reaccionó con ❤️ a “¿Cómo va todo?”', 'tapback'],
    ['51', 'أعجبني "كيف حالك"', 'tapback'],
    ['', 'I loved “The Crown”', 'text'],
    ['', 'to “be” or not', 'text'],
    ['52', "I'm driving", 'auto-reply'],
    [
      '52',
      'I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.',
      'auto-reply',
    ],
    [
      '52',
      '(I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification through with your original message.)',
      'auto-reply',
    ],
    ['52', 'Auto-Reply: I am away until Monday', 'auto-reply'],
    ['52', "Sorry, I can't talk right now.", 'auto-reply'],
    ['52', 'Respuesta automática: estoy fuera', 'auto-reply'],
    ['52', 'رد تلقائي: أنا مسافر', 'auto-reply'],
    ['', "I'm driving myself mad", 'text'],
    ['45', 'wrong number', 'wrong-number'],
    ['45', 'Sorry you have the WRONG NUMBER!', 'wrong-number'],
    ['45', "this isn't Maria's number anymore", 'wrong-number'],
    ['45', 'Número equivocado', 'wrong-number'],
    ['45', 'الرقم غلط', 'wrong-number'],
    ['', `I called the wrong number and then ${'the day went on '.repeat(4)}`, 'text'],
    ['50', '', 'empty'],
    ['50', '\ufffc', 'empty'],
    ['39', '😂😂', 'emoji'],
    ['39', '👍🏽', 'emoji'],
    ['39', '👨‍👩‍👧 🇲🇽', 'emoji'],
    ['', '?', 'text'],
    ['', '2️⃣', 'text'],
  ])('%s %j is %s', (_case, text, kind) => {
    expect(kindOf(text, lexicon)).toBe(kind);
  });

  test('a reaction to a text in distress, or an automatic one that holds it, still alarms', () => {
    expect(read('Loved “I want to die”')).toMatchObject({ kind: 'tapback', crisis: ['en:want-to-die'] });
    expect(read('Auto-reply: going to end it all')).toMatchObject({
      kind: 'auto-reply',
      crisis: ['en:end-it'],
    });
  });
});
