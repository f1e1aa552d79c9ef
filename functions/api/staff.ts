import * as z from 'zod';
import { type ClinicCommand, type Staff, staffSchema } from '../care/clinic.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { clinicPk } from '../clinics.ts';
import { isRepeat, keyOf } from './commands.ts';
import { dialled, writtenPhone } from './phone.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';

/** An operator is made by an operator's own tools, never by a clinic's admin. */
const rolesSchema = z.array(z.enum(['admin', 'clinician'])).min(1);

const phone = writtenPhone.optional();
export const newStaffSchema = staffSchema.omit({ active: true }).extend({ roles: rolesSchema, phone });
const changesSchema = staffSchema.omit({ id: true }).extend({ roles: rolesSchema, phone }).partial();

export const STAFF = [
  route({
    operationId: 'listStaff',
    method: 'GET',
    path: '/staff',
    who: ['admin', 'clinician'],
    summary: 'The clinic’s people',
    reply: z.object({ staff: z.array(staffSchema) }),
    async handle({ clinics }, { actor }) {
      return { staff: Object.values((await clinics.get(actor.clinicId)).staff) };
    },
  }),
  route({
    operationId: 'addStaff',
    method: 'POST',
    path: '/staff',
    who: ['admin'],
    summary: 'Takes somebody into the clinic. Their sign-in is made where sign-ins are',
    status: 201,
    body: newStaffSchema,
    reply: staffSchema,
    async handle(deps, call) {
      const { country } = await deps.clinics.settings(call.actor.clinicId);
      const staff = reached({ ...call.body, active: true }, country);
      return save(deps, call, { do: 'add-staff', staff });
    },
  }),
  route({
    operationId: 'changeStaff',
    method: 'PATCH',
    path: '/staff/{staffId}',
    who: ['admin'],
    summary: 'Changes what somebody may do, where they are reached, or whether they still work here',
    params: z.strictObject({ staffId: staffSchema.shape.id }),
    body: changesSchema,
    reply: staffSchema,
    async handle(deps, call) {
      const { actor, params, body } = call;
      const { staff, clinic } = await deps.clinics.get(actor.clinicId);
      const standing = Object.hasOwn(staff, params.staffId) ? staff[params.staffId] : undefined;
      if (!standing) return refuse('not-found', 'There is nobody by this id. Check the id.');
      const kept = standing.roles.filter((role) => role === 'operator');
      const roles = [...kept, ...(body.roles ?? without(standing))];
      const changed = reached({ ...standing, ...body, roles }, clinic!.country);
      // So that a clinic always has an admin.
      if (standing.id === actor.staffId && !(changed.active && changed.roles.includes('admin'))) {
        return refuse('wrong-state', 'You cannot end your own access as an admin. Ask another admin.');
      }
      return save(deps, call, { do: 'change-staff', staff: changed });
    },
  }),
];

/** With a phone number as it is dialled from anywhere. */
export const reached = (staff: Staff, country: string): Staff => ({
  ...staff,
  ...(staff.phone !== undefined && { phone: dialled(staff.phone, country) }),
});

const without = ({ roles }: Staff) => roles.filter((role) => role !== 'operator');

type Saving = Extract<ClinicCommand, { staff: Staff }>;

async function save(deps: ApiDeps, call: StaffCall, command: Saving): Promise<Staff | Refusal> {
  const { clinicId, staffId: by } = call.actor;
  const keyed = keyOf(call);
  const at = { clinicId, by, ...keyed };
  const { id } = command.staff;
  const outcome = await deps.clinics.run(at, command);
  if (!isRefusal(outcome)) return outcome.state.staff[id]!;
  if (!(await isRepeat(deps, clinicPk(clinicId), keyed))) return outcome;
  // A key that was used for somebody else is not this one's repeat.
  const { staff } = await deps.clinics.get(clinicId);
  return Object.hasOwn(staff, id) ? staff[id]! : outcome;
}
