import type { Channel } from '../chart.ts';
import { crisisIn, type Flags, flagsOf } from '../messages/keywords.ts';
import { bindReply, type Kind, kindOf, readReply } from '../messages/reply.ts';
import { questionsOf } from '../messages/thread.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';
import { answer } from './answers.ts';
import { raise } from './safety.ts';
import { answerLate, answerThread, requestOf } from './thread.ts';
import {
  askForChannel,
  quoted,
  type Received,
  replyTo,
  revoke,
  sendCrisisReply,
  tellPerson,
} from './words.ts';

/** What a client has sent, of which everything is kept before anything is made of it. */
export type Receive = {
  do: 'receive';
  channel: Channel;
  providerId: string;
  words: string;
  sentAt: Instant;
  /** All of a mail, quotes too, where crisis words are looked for as well. */
  whole?: string;
  /** What the door knows of it, such as a mail's own mark of an automatic reply. */
  kind?: Kind;
  media?: true;
  /** The message of ours that it replies to. */
  about?: string;
  /** The way it came says that the client wishes no more, whatever the words. */
  stops?: true;
  /** Nobody has checked that it comes from whose address it bears: it is told, and nothing else is made of it. */
  unverified?: true;
  /** Nothing is said in reply: a person has seen it by now, or another client on this number is answered. */
  silently?: true;
  /** More clients have this address: what was said stays with the clinic until a person says whose it is. */
  shared?: true;
};

/** Crisis words first, then STOP, START and HELP, then the thread; what nothing understands goes to a person. */
export function receive(turn: Turn, command: Receive): Refusal | undefined {
  if (!turn.chart.client) return refuse('not-found', 'There is no such client. Check the id.');
  if (!turn.world.pathway)
    return refuse('wrong-state', 'The clinic has no published pathway, which says who is told. Publish one.');
  const { channel, providerId, sentAt, words, whole = words, media, shared, unverified } = command;
  // Whoever writes from a dead client's address is somebody else, for a person to answer.
  const silently = turn.chart.deceased ? true : command.silently;
  const { lexicon } = turn.world;
  const flags: Flags = { ...flagsOf(words, lexicon), crisis: crisisIn(`${words}\n${whole}`, lexicon) };
  const kind = command.kind ?? kindOf(words, lexicon);
  const received: Received = {
    type: 'words.received',
    channel,
    providerId,
    sentAt,
    words: shared ? '' : words,
    kind,
    flags,
    requestId: turn.chart.sent[command.about ?? '']?.requestId,
    media,
    unverified,
  };
  turn.emit(received);
  const said = { ...received, silently, shared };
  const alarmed = flags.distress || flags.crisis.length > 0;
  if (alarmed) {
    raiseWords(turn, said);
    sendCrisisReply(turn, said);
  }
  const stops = flags.keyword === 'stop' || command.stops;
  // The words of a shared address wait among those held.
  if (unverified) return shared ? undefined : tellUnverified(turn, said, alarmed, stops || flags.asksToStop);
  if (stops)
    return stop(turn, said, words ? 'the client wrote STOP' : 'the client pressed “unsubscribe” in a mail');
  if (kind === 'wrong-number' && channel === 'sms') return wrongNumber(turn, said);
  if (shared) return flags.asksToStop ? stop(turn, said, ASKED_TO_STOP) : undefined;
  if (flags.keyword === 'start') return start(turn, said);
  if (flags.keyword === 'help') return alarmed ? undefined : help(turn, said);
  if (kind === 'tapback' || kind === 'auto-reply' || kind === 'empty') {
    if (media && kind === 'empty') replyTo(turn, said, 'reply.no-text');
    return;
  }
  if (flags.asksToStop) {
    stop(turn, said, ASKED_TO_STOP);
    tellPerson(turn, said, 'the client asks for the messages to stop, and they have been stopped');
    return;
  }
  if (channel === 'email' && said.requestId && answerByMail(turn, said.requestId, said, alarmed)) return;
  if (channel === 'sms' && readInThread(turn, said, alarmed)) return;
  // An alarm has the words in its finding, and its own reply.
  if (alarmed) return;
  if (tellPerson(turn, said)) replyTo(turn, said, 'reply.kept');
}

const ASKED_TO_STOP = 'the client asked for the messages to stop';

function raiseWords(turn: Turn, said: Received): void {
  const { flags, providerId, shared } = said;
  const found = flags.crisis.length ? `crisis words (${flags.crisis.join(', ')})` : 'a call for help';
  raise(turn, 'urgent', {
    at: turn.now,
    rule: 'crisis-words',
    what: shared
      ? `${found} came from an address that this client shares with somebody else; who wrote is not known, and the words wait among those held`
      : `${found}. ${quoted(said)}${said.unverified ? ` — ${UNVERIFIED}` : ''}`,
    responseId: `words/${providerId}`,
  });
}

const UNVERIFIED = 'nobody has checked that this mail is from the client';
const ASK_WHETHER_TO_STOP = `${UNVERIFIED}: ask them whether the messages are to stop`;

/** A stranger who writes down the client's address stops nothing and answers nothing; what they wrote is kept. */
function tellUnverified(turn: Turn, said: Received, alarmed: boolean, stops: boolean): undefined {
  if (said.kind === 'tapback' || said.kind === 'auto-reply' || (said.kind === 'empty' && !stops)) return;
  if (alarmed && !stops) return;
  if (tellPerson(turn, said, stops ? ASK_WHETHER_TO_STOP : UNVERIFIED)) replyTo(turn, said, 'reply.kept');
}

function stop(turn: Turn, said: Received, why: string): undefined {
  const stopped = revoke(turn, said.channel, why, { stopped: said.channel });
  if (stopped && said.channel === 'sms') replyTo(turn, said, 'reply.stopped');
}

const BY_START = 'the client replied START';

/** Only what STOP took away comes back by START: it enrols nobody. */
function start(turn: Turn, said: Received): undefined {
  const { channel } = said;
  if (!turn.chart.stopped[channel] || turn.client.consents[channel]) return;
  turn.emit({
    type: 'client.changed',
    changes: { consents: { ...turn.client.consents, [channel]: { at: turn.now, how: BY_START } } },
    why: BY_START,
    byWords: { started: channel },
  });
  replyTo(turn, said, 'reply.started');
}

function help(turn: Turn, said: Received): undefined {
  if (turn.client.consents[said.channel]) replyTo(turn, said, 'reply.help');
  else tellPerson(turn, said, 'the client asks for help, and may not be written to on this channel');
}

function wrongNumber(turn: Turn, said: Received): undefined {
  const { phone } = turn.client;
  const why = 'whoever has the number says that it is not the client’s';
  revoke(turn, 'sms', why, phone ? { wrongNumber: phone } : undefined);
  askForChannel(turn, why, 'The client’s phone number is somebody else’s: find out the right one');
  replyTo(turn, said, 'reply.wrong-number');
}

/** A reply to a request of one question is its answer, where it can be read as one. */
function answerByMail(turn: Turn, requestId: string, said: Received, alarmed: boolean): boolean {
  const request = requestOf(turn.chart, requestId);
  const { language } = turn.client;
  const [question, ...others] = request ? questionsOf(turn.world.instruments, request, language) : [];
  if (!question || others.length > 0) return false;
  const read = readReply(said.words, question, language, turn.world.lexicon);
  if (!('answer' in read)) return false;
  const { instrument, linkId } = question;
  const response = { instrument, answers: { [linkId]: read.answer }, complete: true };
  const before = turn.chart.urgentFindings;
  const wasOpen = turn.chart.requests[requestId] !== undefined;
  if (isRefusal(answer(turn, { do: 'answer', requestId, responses: [response] }) ?? {})) return false;
  if (turn.chart.urgentFindings > before && !alarmed) sendCrisisReply(turn, said);
  replyTo(turn, said, wasOpen ? 'reply.thanks' : 'reply.later');
  if (!wasOpen) tellPerson(turn, said, 'it answers a question that is closed');
  return true;
}

/** Whether the words were taken as the answer to a question, or asked for again. */
function readInThread(turn: Turn, said: Received, alarmed: boolean): boolean {
  const { clientId, threads } = turn.chart;
  const asked = Object.values(threads).flatMap((thread) =>
    thread.askedAt ? [{ ...thread, clientId, askedAt: thread.askedAt }] : [],
  );
  const bound = bindReply(asked, said.sentAt);
  if ('held' in bound) {
    if (bound.held !== 'crossed' || alarmed) return false;
    if (tellPerson(turn, said, 'it may answer either of two questions')) replyTo(turn, said, 'reply.kept');
    return true;
  }
  return 'late' in bound
    ? answerLate(turn, bound.late, said, alarmed)
    : answerThread(turn, bound.to, said, alarmed);
}
