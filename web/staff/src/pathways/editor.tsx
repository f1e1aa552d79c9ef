import './pathways.css';
import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'wouter';
import { call } from '../api.ts';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { useRefused } from '../parts/refused.tsx';
import { Coming, Loading } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { Fields } from './fields.tsx';
import { InstrumentTable, usedIn } from './instruments.tsx';
import { type Fault, KnownContext, type Values } from './known.ts';
import { type Checked, Outcome } from './outcome.tsx';
import { SECTIONS, sectionOf } from './shape.ts';
import { texts, type Word } from './texts.ts';

const Cycle = lazy(() => import('./cycle.tsx'));

/** The draft, or, where there is none, the live version to begin one from. */
async function startOf(pathwayId: string) {
  const { pathways } = await call('GET /pathways');
  const shelf = pathways.find(({ id }) => id === pathwayId);
  const params = { pathwayId };
  const [{ instruments }, messageTexts, { teams }] = await Promise.all([
    call('GET /instruments'),
    call('GET /message-texts'),
    call('GET /clinic'),
  ]);
  const draft =
    shelf?.draftedAt === undefined
      ? shelf?.published
        ? await call('GET /pathways/{pathwayId}/versions/{version}', {
            params: { pathwayId, version: shelf.published },
          })
        : { id: pathwayId }
      : (await call('GET /pathways/{pathwayId}/draft', { params })).draft;
  return { shelf, instruments, messageTexts, teams, draft: draft as Values };
}

export default function Editor() {
  const say = useTexts(texts);
  const { pathwayId = '' } = useParams<{ pathwayId: string }>();
  const start = useQuery({
    queryKey: ['pathways', pathwayId, 'editor'],
    queryFn: () => startOf(pathwayId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (start.data) return <Form key={pathwayId} pathwayId={pathwayId} {...start.data} />;
  return (
    <Page title={say('pathways')}>
      <Coming query={start} />
    </Page>
  );
}

type Start = Awaited<ReturnType<typeof startOf>>;

function Form({
  pathwayId,
  shelf,
  instruments,
  messageTexts,
  teams,
  draft: begun,
}: Start & { pathwayId: string }) {
  const say = useTexts(texts);
  const refused = useRefused();
  const queries = useQueryClient();
  const [draft, change] = useState(begun);
  const [round, next] = useState(0);
  const [section, open] = useState<Word>('general');
  const [checked, setChecked] = useState<Checked & { draftedAt?: number }>();
  const [isSaved, setSaved] = useState(shelf?.draftedAt !== undefined);
  const published = shelf?.published ?? 0;
  /** As it was published: nothing of it is waiting to be kept. */
  const [isPublished, setPublished] = useState(published > 0 && !isSaved);
  const params = { pathwayId };
  const titles = Object.fromEntries(instruments.map(({ id, title }) => [id, title]));

  const save = useMutation({
    mutationFn: async () => {
      const { draftedAt } = await call('PUT /pathways/{pathwayId}/draft', { params, body: draft });
      return { ...(await call('POST /pathways/{pathwayId}/check', { params })), draftedAt };
    },
    onSuccess: (found) => {
      setChecked(found);
      setSaved(true);
      const [fault] = found.faults;
      if (fault) open(sectionOf(fault.path));
      return queries.invalidateQueries({ queryKey: ['pathways'], exact: true });
    },
    onError: refused,
  });
  const publish = useMutation({
    mutationFn: () =>
      call('POST /pathways/{pathwayId}/publish', { params, body: { draftedAt: checked!.draftedAt! } }),
    onSuccess: async ({ published }) => {
      notifications.show({ message: say('published', { n: published }), color: 'teal' });
      await queries.invalidateQueries({ queryKey: ['pathways'], exact: true });
      queries.removeQueries({ queryKey: ['pathways', pathwayId] });
      setChecked(undefined);
      setSaved(false);
      setPublished(true);
    },
    onError: refused,
  });
  const edit = (value: Values) => {
    change(value);
    setSaved(false);
    setPublished(false);
  };
  const faults: Fault[] = checked?.faults ?? [];
  const isRoomy = section === 'wording' || section === 'instruments';
  const used = usedIn(draft);
  const levels = Array.isArray(draft.levels) ? (draft.levels as { id: string; title: string }[]) : [];
  const choices = (all: { id: string; title: string }[]) =>
    all.map(({ id, title }) => ({ value: id, label: title || id }));
  const known = {
    faults,
    section: say(section),
    instruments,
    titles,
    teams: choices(teams),
    levels: choices(levels),
    languages: Object.keys(messageTexts.messages),
    spoken: Object.keys(messageTexts.messages).filter(
      (one) =>
        Array.isArray(draft.languages) && draft.languages.some((tag) => String(tag).split('-')[0] === one),
    ),
    texts: messageTexts,
  };
  const shown = SECTIONS.find(({ id }) => id === section)!;
  return (
    <Page
      title={String(draft.title ?? pathwayId)}
      screen={say('pathways')}
      wide
      beside={
        isSaved ? (
          <Pill tone="blue">{say('draft')}</Pill>
        ) : isPublished ? null : (
          <Pill tone="amber">{say('unsaved')}</Pill>
        )
      }
      actions={
        <>
          <FileButton
            accept="application/json"
            onChange={async (file) => {
              const read = await file
                ?.text()
                .then((text) => JSON.parse(text))
                .catch(() => undefined);
              if (typeof read !== 'object' || read === null || Array.isArray(read)) {
                if (file) notifications.show({ message: say('importBad'), color: 'red' });
                return;
              }
              edit({ ...read, id: pathwayId });
              next(round + 1);
            }}
          >
            {(props) => (
              <Button variant="default" {...props}>
                {say('import')}
              </Button>
            )}
          </FileButton>
          <Button variant="default" onClick={() => download(`${pathwayId}.json`, draft)}>
            {say('export')}
          </Button>
          <Button variant="default" component={Link} href={`/pathways/${pathwayId}/rehearse`}>
            {say('rehearse')}
          </Button>
          <Button onClick={() => save.mutate()} loading={save.isPending}>
            {say('check')}
          </Button>
        </>
      }
    >
      {checked && (
        <Outcome
          checked={checked}
          published={published}
          isStale={!isSaved}
          onOpen={open}
          publish={() => publish.mutate()}
          isPublishing={publish.isPending}
        />
      )}
      <div className={isRoomy ? 'editor roomy' : 'editor'}>
        <nav className="editor-sections" aria-label={say('edit')}>
          {SECTIONS.map(({ id }) => {
            const n = faults.filter(({ path }) => sectionOf(path) === id).length;
            return (
              <button
                key={id}
                type="button"
                aria-current={id === section || undefined}
                onClick={() => open(id)}
              >
                {say(id)} {n > 0 && <Pill tone="red">{say('faults', { n })}</Pill>}
              </button>
            );
          })}
        </nav>
        <KnownContext value={known}>
          <Panel title={say(shown.id)}>
            <div className="editor-form" key={`${shown.id}/${round}`}>
              {shown.id === 'instruments' ? (
                <InstrumentTable
                  instruments={instruments.filter(({ id }) => used.has(id))}
                  used={used}
                  onOpen={open}
                />
              ) : (
                <Fields fields={shown.fields} value={draft} path="" onChange={edit} />
              )}
            </div>
          </Panel>
        </KnownContext>
        {!isRoomy && (
          <Panel title={say('cycle')}>
            <Suspense fallback={<Loading />}>
              <Cycle draft={draft} faults={faults} titles={titles} onOpen={open} />
            </Suspense>
          </Panel>
        )}
      </div>
    </Page>
  );
}

function download(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
