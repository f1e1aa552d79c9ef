import { expect, it } from 'vitest';
import { openClinics } from '../support/clinic.ts';

const url = 'https://meet.example/r/4f2a';

it('an appointment is a file by the client’s own clock, in their language, and says nothing of what it is for', async () => {
  const { addClient, ask } = await openClinics();
  await addClient('c-1', { zone: 'America/Los_Angeles', language: 'es' });
  const at = { start: '2026-11-24T10:00', end: '2026-11-24T10:50', url };
  const { status, headers, body } = await ask('POST', '/clients/c-1/calendar-file', { as: 'cleo', body: at });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': expect.stringContaining('text/calendar'),
    'content-disposition': 'attachment; filename="appointment.ics"',
  });
  expect(body).toContain('DTSTART:20261124T180000Z\r\nDTEND:20261124T185000Z\r\nSUMMARY:Cita\r\n');
  expect(body).toContain(`URL:${url}\r\n`);
  const backwards = { ...at, end: at.start };
  expect((await ask('POST', '/clients/c-1/calendar-file', { as: 'cleo', body: backwards })).status).toBe(422);
});
