// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is source text that is looked for.
/**
 * One bug for each rule, as a change of one place in the source: what somebody might write on a bad day. It is made
 * while the module loads, and never on disk.
 */
export type Bug = {
  n: number;
  what: string;
  file: string;
  find: string;
  put: string;
  /** A life in which it shows early. */
  seed: number;
};

export const BUGS: readonly Bug[] = [
  {
    n: 1,
    what: 'the night is not looked at',
    file: 'functions/care/decide/messages.ts',
    find: 'const until = quietUntil(at, zone, pathway.quietHours) ?? (own && quietUntil(at, zone, own));',
    put: 'const until = own && quietUntil(at, zone, own);',
  },
  {
    n: 2,
    what: 'whoever has said STOP is answered as before',
    file: 'functions/care/decide/hand-over.ts',
    find: 'if (LAST_WORDS.includes(template) === (consents[channel] !== undefined))',
    put: 'if (LAST_WORDS.includes(template) && consents[channel] !== undefined)',
  },
  {
    n: 3,
    what: 'an address is taken for a consent',
    file: 'functions/care/decide/words.ts',
    find: 'CHANNELS.filter((channel) => address[channel] && consents[channel])',
    put: 'CHANNELS.filter((channel) => address[channel] && consents)',
  },
  {
    n: 4,
    what: 'a message of unknown fate is sent again',
    file: 'functions/care/decide/hand-over.ts',
    find: "turn.emit({ type: 'message.unknown', messageId, why: outcome.reason });",
    put: "turn.emit({ type: 'message.failed', messageId, why: outcome.reason, again: true });\n    lookAgain(turn, messageId, 'PT5M');",
  },
  {
    n: 5,
    what: 'check-ins do not come back after a pause',
    file: 'functions/care/decide/episode.ts',
    find: "if (checkIn) scheduleCheckIn(turn, checkIn, 'care was paused');",
    put: '',
  },
  {
    n: 6,
    what: 'the budget is counted from the wrong end of the week',
    file: 'functions/care/decide/hand-over.ts',
    find: 'still.length < most ? []',
    put: 'still.length < most * 100 ? []',
  },
  {
    n: 7,
    what: 'a message greets the client by name',
    file: 'functions/relay/say.ts',
    find: '    clinic: clinic.name,',
    put: '    clinic: chart.client?.name ?? clinic.name,',
  },
  {
    n: 8,
    what: 'an answer is acknowledged though it could not be kept',
    file: 'functions/api/links.ts',
    find: "    throw new Problem('busy', 'Your answers could not be kept.",
    put: "    return { done: true, missing: [], more: [], reply: 'Thank you.' };\n    throw new Problem('busy', 'Your answers could not be kept.",
  },
  {
    n: 9,
    what: 'a score is one too high',
    file: 'functions/care/decide/answers.ts',
    find: 'const score = scoreOf(instrument, read.answers);',
    put: 'const score = scoreOf(instrument, read.answers);\n  if (score.total !== undefined) score.total += 1;',
  },
  {
    n: 10,
    what: 'a log writes its later entries over each other',
    file: 'functions/store.ts',
    find: "{ put: { pk, sk: logSk(entry.seq), body, hash }, when: 'absent' },",
    put: '{ put: { pk, sk: logSk(Math.min(entry.seq, 20)), body, hash } },',
  },
  {
    n: 11,
    what: 'two numbers that differ in the last digit are one',
    file: 'functions/charts.ts',
    find: "channel === 'sms' ? `PHONE#${address}`",
    put: "channel === 'sms' ? `PHONE#${address.slice(0, -1)}`",
  },
  {
    n: 12,
    what: 'what comes too late is thrown away',
    file: 'functions/care/decide/answers.ts',
    find: '  const request = open ?? ended;',
    put: '  const request = open;',
  },
  {
    n: 13,
    what: 'half a form is not looked at',
    file: 'functions/care/decide/answers.ts',
    find: '  watchRiskItems(turn, instrument, read.answers, risks, `${requestId}/${id}`);',
    put: '  if (done) watchRiskItems(turn, instrument, read.answers, risks, `${requestId}/${id}`);',
  },
  {
    n: 14,
    what: 'each risk answer opens a task of its own',
    file: 'functions/care/decide/safety.ts',
    find: "? tasks.find(({ kind }) => kind === 'urgent')",
    put: "? tasks.find(({ kind }) => kind === ('never' as string))",
  },
  {
    n: 15,
    what: 'a discharge takes the urgent task along',
    file: 'functions/care/decide/episode.ts',
    find: "cancelTasks(turn, (task) => task.priority !== 'urgent' && task.kind !== 'access', 'care has ended');",
    put: "cancelTasks(turn, () => true, 'care has ended');",
  },
  {
    n: 16,
    what: 'an urgent task climbs in days instead of minutes',
    file: 'functions/care/decide/tasks.ts',
    find: 'const ladder = turn.pathway.escalation[task.priority];',
    put: 'const ladder = turn.pathway.escalation.routine;',
  },
  {
    n: 17,
    what: 'an answer is not taken before the message that asked for it has gone',
    file: 'functions/care/decide/answers.ts',
    find: '  const asked = new Set(',
    put: "  if (Object.keys(turn.chart.messages).length > 0) return refuse('wrong-state', 'Not yet.');\n  const asked = new Set(",
  },
  {
    n: 18,
    what: 'the reply to a risk answer says only thank you',
    file: 'functions/api/links.ts',
    find: '    atRisk ? {',
    put: "    atRisk && deps.clock() < '2000' ? {",
  },
  {
    n: 19,
    what: 'a client is looked for in every clinic',
    file: 'functions/api/commands.ts',
    find: '(await deps.charts.get(actor.clinicId, params.clientId))',
    put: "(await deps.charts.get(params.clientId.split('-')[0]!, params.clientId))",
  },
  {
    n: 20,
    what: 'whoever has left is still let in',
    file: 'functions/api/admit.ts',
    find: 'if (!person?.active)',
    put: 'if (!person)',
  },
  {
    n: 21,
    what: 'a made-up link is told that it was made up',
    file: 'functions/api/links.ts',
    find: 'throw closed(deps, language);',
    put: "throw found ? closed(deps, language) : new Problem('not-found', 'There is no such link.');",
  },
  {
    n: 22,
    what: 'an entry does not name the one before it',
    file: 'functions/store.ts',
    find: 'prev: state.head,',
    put: "prev: state.version > 9 ? '' : state.head,",
  },
  {
    n: 23,
    what: 'a message that is being handed over is taken up again',
    file: 'functions/care/decide/hand-over.ts',
    find: "if (message.state !== 'PENDING')",
    put: "if (message.state === ('SENT' as string))",
  },
  {
    n: 24,
    what: 'a text is not known by the id that it came with',
    file: 'functions/inbound/sms.ts',
    find: '{ ...whose, by: CLIENT, key }',
    put: '{ ...whose, by: CLIENT, key: undefined }',
  },
  {
    n: 26,
    what: 'the hour of a check-in is read as that of Greenwich',
    file: 'functions/care/turn.ts',
    find: 'at: atWallClock(local, this.zone), local',
    put: "at: atWallClock(local, 'UTC'), local",
  },
  {
    n: 27,
    what: 'nobody looks for a hand-over that never came back',
    file: 'functions/care/decide/hand-over.ts',
    find: "turn.setAt('lease', after(turn.now, CLAIM_LEASE, turn.zone), { of: message.id });",
    put: '',
  },
  {
    n: 28,
    what: 'a pause lets check-ins through',
    file: 'functions/care/apply.ts',
    find: "  'expiry',\n  'check-in',\n  'reassessment',",
    put: "  'expiry',\n  'reassessment',",
  },
  {
    n: 29,
    what: 'the newest version of the pathway is followed',
    file: 'functions/charts.ts',
    find: 'clinics.pathway(chart.clinicId, pinned.id, pinned.version),',
    put: 'clinics\n          .get(chart.clinicId)\n          .then(({ pathways }) => clinics.pathway(chart.clinicId, pinned.id, pathways[pinned.id]!.published)),',
  },
  {
    n: 30,
    what: 'a message is tried for ever',
    file: 'functions/care/decide/hand-over.ts',
    find: 'const MOST_ATTEMPTS = 28;',
    put: 'const MOST_ATTEMPTS = 28_000;',
  },
];
