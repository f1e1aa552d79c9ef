import { Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call, preview } from '../api.ts';
import { Panel } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { useMe } from '../session.ts';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import { saidDuration } from './cadence.ts';
import type { Client } from './data.ts';
import { ForetellAndSave } from './foretold.tsx';
import { texts as clientTexts } from './texts.ts';

const texts = inBoth(
  {
    title: 'Enrol on a pathway',
    pathway: 'Pathway',
    level: 'Level of care',
    levelDo: 'The pathway begins at “{level}”',
    clinician: 'Clinician',
    clinicianDo: 'Tasks about this client come to them',
    team: 'Nobody yet: tasks come to the team',
    starts: 'Care begins at the level “{level}”, with the intake form, and is assessed anew every {time}.',
    noConsent:
      'There is no consent to {channel} on record, so nothing can be sent. Record it under Change, Details.',
    noPathway: 'No pathway is published yet',
    noPathwayDo: 'An admin publishes one under Pathways; then clients can be enrolled.',
    enrol: 'Enrol',
    inCare: 'This client is in care already',
    inCareDo: 'Another episode can begin when this one has ended.',
    toChart: 'To the chart',
  },
  {
    title: 'Inscribir en un itinerario',
    pathway: 'Itinerario',
    level: 'Nivel de atención',
    levelDo: 'El itinerario empieza en «{level}»',
    clinician: 'Clínico',
    clinicianDo: 'Le llegan las tareas de este paciente',
    team: 'Nadie aún: las tareas llegan al equipo',
    starts:
      'La atención empieza en el nivel «{level}», con el formulario de admisión, y se reevalúa cada {time}.',
    noConsent:
      'No consta consentimiento a {channel}, así que no se puede enviar nada. Regístrelo en Cambiar, Datos.',
    noPathway: 'Aún no hay ningún itinerario publicado',
    noPathwayDo: 'Un administrador publica uno en Itinerarios; después se puede inscribir a pacientes.',
    enrol: 'Inscribir',
    inCare: 'Este paciente ya está en tratamiento',
    inCareDo: 'Otro episodio puede empezar cuando este haya terminado.',
    toChart: 'A la historia',
  },
);

export const isInCare = ({ stage }: Client): boolean => stage !== undefined && stage !== 'ended';

/** What would be sent and when is shown before it is saved. */
export function Enrol({ client }: { client: Client }) {
  const say = useTexts(texts);
  const found = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  if (isInCare(client))
    return (
      <Empty title={say('inCare')}>
        <p>{say('inCareDo')}</p>
        <Link href={`/clients/${client.clientId}`}>{say('toChart')}</Link>
      </Empty>
    );
  return (
    <Loaded query={found}>
      {({ pathways }) => {
        const published = pathways.filter((one) => one.published > 0);
        return published.length === 0 ? (
          <Empty title={say('noPathway')}>{say('noPathwayDo')}</Empty>
        ) : (
          <Form client={client} pathways={published} />
        );
      }}
    </Loaded>
  );
}

type Published = { id: string; title: string; published: number }[];

function Form({ client, pathways }: { client: Client; pathways: Published }) {
  const say = useTexts(texts);
  const sayClient = useTexts(clientTexts);
  const { language } = useLanguage();
  const [, go] = useLocation();
  const { staff } = useStaff();
  const { staffId: me, roles } = useMe();
  const { clientId, profile } = client;
  const [id, choose] = useState(pathways[0]!.id);
  const [chosen, chooseLevel] = useState<string>();
  const [clinician, assign] = useState<string | null>(roles.includes('clinician') ? me : null);
  const version = pathways.find((one) => one.id === id)!.published;
  const { data: pathway } = useQuery({
    queryKey: ['pathways', id, version, 'said'],
    queryFn: () =>
      call('GET /pathways/{pathwayId}/versions/{version}', {
        params: { pathwayId: id, version },
        query: { titles: 'said' },
      }),
  });
  const given = {
    params: { clientId },
    body: {
      pathway: { id, version },
      ...(clinician && { clinician }),
      ...(chosen && { level: chosen }),
    },
  };
  const { levels = [], startLevel } = pathway ?? {};
  const titleOf = (level?: string) => levels.find((one) => one.id === level)?.title ?? '';
  return (
    <Panel title={say('title')}>
      <Stack className="enrol">
        <Select
          label={say('pathway')}
          allowDeselect={false}
          value={id}
          onChange={(to) => {
            if (!to) return;
            choose(to);
            chooseLevel(undefined);
          }}
          data={pathways.map((one) => ({ value: one.id, label: one.title }))}
        />
        {levels.length > 1 && (
          <Select
            label={say('level')}
            description={say('levelDo', { level: titleOf(startLevel) })}
            allowDeselect={false}
            value={chosen ?? startLevel}
            onChange={(to) => chooseLevel(to ?? undefined)}
            data={levels.map((one) => ({ value: one.id, label: one.title }))}
          />
        )}
        <Select
          label={say('clinician')}
          description={say('clinicianDo')}
          placeholder={say('team')}
          clearable
          searchable
          value={clinician}
          onChange={assign}
          data={staff
            .filter((one) => one.active && one.roles.includes('clinician'))
            .map((one) => ({ value: one.id, label: one.name }))}
        />
        {pathway && (
          <p className="small soft">
            {say('starts', {
              level: titleOf(chosen ?? startLevel),
              time: saidDuration(pathway.reassessment.every, language),
            })}
          </p>
        )}
        {!profile.consents[profile.channel] && (
          <p className="fault small">{say('noConsent', { channel: sayClient(profile.channel) })}</p>
        )}
        <ForetellAndSave
          attempt={{
            key: JSON.stringify([client, given.body]),
            preview: () => preview('POST /clients/{clientId}/episodes', given),
            save: () => call('POST /clients/{clientId}/episodes', given),
          }}
          zone={profile.zone}
          unexplained
          does={say('enrol')}
          onSaved={() => go(`/clients/${clientId}`)}
        />
      </Stack>
    </Panel>
  );
}
