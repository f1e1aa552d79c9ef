import './pathways.css';
import { Button, Select, Tabs, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { call, type Reply } from '../api.ts';
import { languageChoices } from '../client/places.ts';
import { Page, Panel } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Refused } from '../parts/refused.tsx';
import { Empty, faultsAt, Loaded } from '../parts/states.tsx';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import type { InstrumentShelf } from './known.ts';
import { Words } from './licence-words.tsx';
import { isLicensed, itemsIn, type Texts, textsOf, wordingOf } from './licensed.ts';
import { texts } from './licensed-texts.ts';

type Questionnaire = Reply<'GET /instruments/{instrumentId}'>;

/** An instrument that ships without its words: a clinic with the right to it writes them here, whole. */
export default function Licence() {
  const say = useTexts(texts);
  const { instrumentId = '' } = useParams<{ instrumentId: string }>();
  const shelves = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  const found = useQuery({
    queryKey: ['instruments', instrumentId],
    queryFn: () => call('GET /instruments/{instrumentId}', { params: { instrumentId } }),
  });
  const shelf = shelves.data?.instruments.find(({ id }) => id === instrumentId);
  return (
    <Page
      title={shelf ? say('title', { what: shelf.title }) : say('screen')}
      screen={say('screen')}
      actions={<Link href="/pathways">{say('back')}</Link>}
    >
      <Loaded query={shelves}>
        {() => (
          <Loaded query={found}>
            {(questionnaire) =>
              shelf && isLicensed(shelf) ? (
                <Form shelf={shelf} questionnaire={questionnaire} key={shelf.own?.published ?? 0} />
              ) : (
                <Empty title={say('notOne', { what: shelf?.title ?? instrumentId })} />
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Form({ shelf, questionnaire }: { shelf: InstrumentShelf; questionnaire: Questionnaire }) {
  const say = useTexts(texts);
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { language: reader } = useLanguage();
  const items = itemsIn(questionnaire);
  const [languages, setLanguages] = useState(
    shelf.languages.length > 0 ? shelf.languages : [reader as string],
  );
  const [language, show] = useState(languages[0]!);
  const [written, write] = useState<Record<string, Texts>>(() =>
    Object.fromEntries(languages.map((one, n) => [one, textsOf(items, one, n === 0)])),
  );
  const [reference, refer] = useState(shelf.licence.permission ?? '');
  const publish = useMutation({
    mutationFn: () => {
      const [first, ...others] = languages.map((one) => wordingOf(one, written[one]!));
      return call('PUT /instruments/{instrumentId}/wording', {
        params: { instrumentId: shelf.id },
        body: { reference: reference.trim(), wordings: [first!, ...others] },
      });
    },
    async onSuccess() {
      notifications.show({ message: say('saved', { what: shelf.title }), color: 'teal' });
      await queries.invalidateQueries({ queryKey: ['instruments'] });
      go('/pathways');
    },
  });
  const { faultAt, count } = faultsAt(publish.error);
  const nameOf = (one: string) => new Intl.DisplayNames(reader, { type: 'language' }).of(one) ?? one;
  return (
    <form
      className="editor-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate();
      }}
    >
      <Rights shelf={shelf} />
      <Panel title={say('words')}>
        <div className="editor-form">
          <TextInput
            label={say('reference')}
            description={say('referenceDo')}
            maxLength={300}
            maw={560}
            value={reference}
            error={faultAt('reference')}
            onChange={({ currentTarget: { value } }) => refer(value)}
          />
          <Tabs value={language} onChange={(to) => to && show(to)} keepMounted={false}>
            <Tabs.List aria-label={say('language')}>
              {languages.map((one, n) => (
                <Tabs.Tab key={one} value={one}>
                  {nameOf(one)}{' '}
                  {one !== language && count(`wordings[${n}]`) > 0 && (
                    <span className="fault small">
                      {say('elsewhere', { language: nameOf(one), n: count(`wordings[${n}]`) })}
                    </span>
                  )}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {languages.map((one, n) => (
              <Tabs.Panel key={one} value={one} pt="md">
                <Words
                  items={items}
                  written={written[one]!}
                  write={(to) => write({ ...written, [one]: to })}
                  faultAt={(place) => faultAt(`wordings[${n}].${place}`)}
                />
              </Tabs.Panel>
            ))}
          </Tabs>
          <div className="field-row">
            <Select
              label={say('addLanguage')}
              description={say('main')}
              searchable
              value={null}
              data={languageChoices(reader, 'en').filter(({ value }) => !languages.includes(value))}
              onChange={(one) => {
                if (!one) return;
                write({ ...written, [one]: textsOf(items, one, false) });
                setLanguages([...languages, one]);
                show(one);
              }}
            />
            {language !== languages[0] && (
              <Button
                variant="default"
                className="field-add"
                onClick={() => {
                  setLanguages(languages.filter((one) => one !== language));
                  show(languages[0]!);
                }}
              >
                {say('dropLanguage', { language: nameOf(language) })}
              </Button>
            )}
          </div>
        </div>
      </Panel>
      <Refused error={publish.error} />
      <div>
        <Button type="submit" loading={publish.isPending} disabled={!reference.trim()}>
          {say('save', { n: (shelf.own?.published ?? 0) + 1 })}
        </Button>
      </div>
    </form>
  );
}

function Rights({ shelf: { licence, own } }: { shelf: InstrumentShelf }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  return (
    <Panel title={say('rights')}>
      <p>{licence.holder}</p>
      <p className="small soft">{licence.terms}</p>
      <p>{say('whose')}</p>
      {licence.ask && (
        <p>
          <strong>{say('get')}:</strong> {licence.ask}
        </p>
      )}
      <p className="soft">
        {own
          ? say('attested', {
              permission: licence.permission ?? '',
              n: own.published,
              name: nameOf({ staff: own.by }),
              day: day(own.at, language),
            })
          : say('notAttested')}
      </p>
    </Panel>
  );
}
