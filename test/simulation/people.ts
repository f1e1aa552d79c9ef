/** Who lives in a simulated world, and what its onlookers are told of what they do. */
import type { Answers } from '../../functions/care/measures/instrument.ts';
import type { Reply } from './ask.ts';

export type ClientSpec = {
  clinicId: string;
  clientId: string;
  phone: string;
  email: string;
  channel: 'sms' | 'email';
  zone: string;
  answersBy: 'link' | 'text';
  /** A word that only this client uses, and that must stay between them and their clinic. */
  secret: string;
};

/** What the people did and were told, for those who check it. */
export type Told = {
  /** A form was handed in through a link. */
  answered(
    client: ClientSpec,
    sent: {
      token: string;
      requestId: string;
      instrument: string;
      answers: Answers;
      complete: boolean;
      atRisk: boolean;
    },
    reply: Reply,
  ): void;
  /** A text, or a mail, was taken by Attune. */
  texted(
    client: ClientSpec,
    sent: { at: string; words: string; channel: 'sms' | 'email' },
    outcome: object,
  ): void;
  staffAsked(who: { clinicId: string; staffId: string }, path: string, reply: Reply, method: string): void;
  strangerAsked(reply: Reply, commits: number): void;
};

export type StaffSpec = {
  clinicId: string;
  staffId: string;
  email: string;
  teams: string[];
  /** Hours from a mail to a look at the inbox. */
  pace: number;
  /** In days from the start. */
  leave?: { from: number; to: number };
};
