import * as z from 'zod';
import { WORDABLE } from '../care/messages/messages.ts';
import { route } from './route.ts';

const textsSchema = z.object({ sms: z.string(), email: z.object({ subject: z.string(), text: z.string() }) });

export const MESSAGE_TEXTS = [
  route({
    operationId: 'listMessageTexts',
    method: 'GET',
    path: '/message-texts',
    who: ['admin'],
    summary: 'What ships as text for each message that a pathway may word itself, by language',
    reply: z.object({
      clinic: z.string().describe('The name that stands in them'),
      messages: z.record(
        z.string(),
        z.object({
          unwatched: z.string().describe('Stands in every mail of a pathway’s own'),
          button: z.string().describe('On the button of a mail'),
          templates: z.partialRecord(z.enum(WORDABLE), textsSchema),
        }),
      ),
    }),
    async handle({ clinics, content }, { actor }) {
      const { name: clinic } = await clinics.settings(actor.clinicId);
      const shown = Object.entries(content.messages).map(([language, { unwatched, button, templates }]) => {
        const wordable = WORDABLE.map((id) => [id, templates[id]]);
        return [language, { unwatched, button, templates: Object.fromEntries(wordable) }];
      });
      return { clinic, messages: Object.fromEntries(shown) };
    },
  }),
];
