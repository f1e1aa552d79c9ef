import * as z from 'zod';
import { clinicChangesSchema, clinicSchema } from '../care/clinic.ts';
import { isRefusal } from '../care/refusal.ts';
import { clinicPk } from '../clinics.ts';
import { isRepeat, keyOf } from './commands.ts';
import { dialled, writtenPhone } from './phone.ts';
import { route } from './route.ts';
import { newStaffSchema, reached } from './staff.ts';

export const CLINICS = [
  route({
    operationId: 'createClinic',
    method: 'POST',
    path: '/clinics',
    who: ['operator'],
    summary: 'Makes a clinic and its first admin',
    status: 201,
    body: z.strictObject({
      clinic: clinicSchema.omit({ crisisLines: true }),
      admin: newStaffSchema.omit({ roles: true }),
    }),
    reply: clinicSchema,
    async handle({ clinics }, { actor, body }) {
      const { clinic } = body;
      const admin = reached({ ...body.admin, roles: ['admin'], active: true }, clinic.country);
      const at = { clinicId: clinic.id, by: actor.staffId };
      const created = await clinics.run(at, { do: 'create-clinic', clinic });
      if (isRefusal(created)) {
        // A clinic that has nobody was left so by a crash between the two commits.
        const { staff } = await clinics.get(clinic.id);
        if (Object.keys(staff).length > 0) return created;
      }
      const saved = await clinics.run(at, { do: 'add-staff', staff: admin });
      return isRefusal(saved) ? saved : saved.state.clinic!;
    },
  }),
  route({
    operationId: 'getClinic',
    method: 'GET',
    path: '/clinic',
    who: ['operator', 'admin', 'clinician'],
    summary: 'The clinic that you work for',
    reply: clinicSchema,
    async handle({ clinics }, { actor }) {
      return (await clinics.get(actor.clinicId)).clinic!;
    },
  }),
  route({
    operationId: 'changeClinic',
    method: 'PATCH',
    path: '/clinic',
    who: ['admin'],
    summary: 'Changes the clinic’s name, country, calendar or teams; each is given whole',
    body: clinicChangesSchema.extend({ phone: writtenPhone.optional() }),
    reply: clinicSchema,
    async handle(deps, call) {
      const { clinicId, staffId: by } = call.actor;
      const keyed = keyOf(call);
      const at = { clinicId, by, ...keyed };
      const { phone, country = (await deps.clinics.settings(clinicId)).country } = call.body;
      const changes = { ...call.body, ...(phone !== undefined && { phone: dialled(phone, country) }) };
      const outcome = await deps.clinics.run(at, { do: 'change-clinic', changes });
      if (!isRefusal(outcome)) return outcome.state.clinic!;
      const repeat = await isRepeat(deps, clinicPk(clinicId), keyed);
      return repeat ? (await deps.clinics.get(clinicId)).clinic! : outcome;
    },
  }),
];
