/** Who a client is and how they are reached: one form for taking them in and for changing it. */
import { Button, Checkbox, Fieldset, Select, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { Body } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { countryChoices, languageChoices, zoneChoices } from './places.ts';
import { texts } from './profile-texts.ts';
import { texts as clientTexts } from './texts.ts';

export type Profile = Body<'POST /clients'>;
type Changes = Body<'PATCH /clients/{clientId}'>['changes'];
type Contact = NonNullable<Profile['contacts']>[number];
const CHANNELS = ['sms', 'email'] as const;

/** In a row of fields, so that they stand in one line. */
const UNDER: { inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] } = {
  inputWrapperOrder: ['label', 'input', 'error', 'description'],
};

/** As people write it: `+1 (415) 555-0134`. */
const digits = (phone: string) => phone.replace(/[\s().-]/g, '');

/** Without what was left empty. */
export function whole(given: Profile): Profile {
  const { phone, email, recordNumber, answersBy, hours, contacts = [], ...rest } = given;
  const kept = contacts.filter(({ name, phone }) => name.trim() || phone.trim());
  return {
    ...rest,
    name: given.name.trim(),
    ...(phone?.trim() && { phone: digits(phone) }),
    ...(email?.trim() && { email: email.trim() }),
    ...(recordNumber?.trim() && { recordNumber: recordNumber.trim() }),
    ...(answersBy && { answersBy }),
    ...(hours && (hours.from || hours.to) && { hours }),
    ...((kept.length > 0 || given.contacts !== undefined) && {
      contacts: kept.map((one) => ({ ...one, phone: digits(one.phone) })),
    }),
  };
}

/** What is other than it stands; what was taken away is `null`. */
export function changesFrom(standing: Profile, given: Profile): Changes {
  const next = whole(given);
  const fields = new Set([...Object.keys(standing), ...Object.keys(next)]) as Set<keyof Profile>;
  return Object.fromEntries(
    [...fields].flatMap((field) =>
      JSON.stringify(standing[field]) === JSON.stringify(next[field]) ? [] : [[field, next[field] ?? null]],
    ),
  );
}

type Props = {
  given: Profile;
  give: (to: Profile) => void;
  faultAt: (path: string) => string | undefined;
};

export function ProfileFields({ given, give, faultAt }: Props) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const countries = useMemo(() => countryChoices(language, given.country), [language, given.country]);
  const languages = useMemo(() => languageChoices(language, given.language), [language, given.language]);
  const text = (name: 'name' | 'dateOfBirth' | 'phone' | 'email' | 'recordNumber') => ({
    label: say(name),
    value: given[name] ?? '',
    error: faultAt(name),
    autoComplete: 'off',
    ...UNDER,
    onChange: (event: { currentTarget: { value: string } }) =>
      give({ ...given, [name]: event.currentTarget.value }),
  });
  const choice = (name: 'language' | 'country' | 'zone') => ({
    label: say(name),
    description: say(`${name}Do`),
    value: given[name],
    error: faultAt(name),
    allowDeselect: false,
    searchable: true,
    ...UNDER,
    onChange: (to: string | null) => to && give({ ...given, [name]: to }),
  });
  const { from = '', to = '' } = given.hours ?? {};
  const hour = (name: 'from' | 'to') => ({
    type: 'time',
    label: say(name),
    value: name === 'from' ? from : to,
    onChange: (event: { currentTarget: { value: string } }) =>
      give({ ...given, hours: { from, to, [name]: event.currentTarget.value } }),
  });
  return (
    <Stack gap="lg">
      <Fieldset legend={say('who')}>
        <Rows>
          <TextInput {...text('name')} data-autofocus />
          <TextInput {...text('dateOfBirth')} type="date" />
          <TextInput {...text('recordNumber')} description={say('recordNumberDo')} />
          <Select {...choice('language')} data={languages} />
          <Select {...choice('country')} data={countries} />
          <Select {...choice('zone')} data={zoneChoices(given.zone)} />
        </Rows>
      </Fieldset>
      <Fieldset legend={say('reach')}>
        <Rows>
          <TextInput {...text('phone')} type="tel" description={say('phoneDo')} />
          <TextInput {...text('email')} type="email" />
          <Select
            label={say('channel')}
            allowDeselect={false}
            value={given.channel}
            error={faultAt('channel')}
            onChange={(to) => give({ ...given, channel: to as 'sms' })}
            data={CHANNELS.map((value) => ({ value, label: say(value) }))}
          />
          <Select
            label={say('answersBy')}
            placeholder={say('notSaid')}
            clearable
            value={given.answersBy ?? null}
            onChange={(to) => give({ ...given, answersBy: (to as 'link') ?? undefined })}
            data={(['link', 'text'] as const).map((value) => ({ value, label: say(`answersBy.${value}`) }))}
          />
        </Rows>
        <p className="fields-about">
          <strong>{say('hours')}</strong> <span className="small soft">{say('hoursDo')}</span>
        </p>
        <Rows>
          <TextInput {...hour('from')} error={faultAt('hours') ?? faultAt('hours.from')} />
          <TextInput {...hour('to')} error={faultAt('hours.to')} />
        </Rows>
      </Fieldset>
      <Consents given={given} give={give} faultAt={faultAt} />
      <Contacts given={given} give={give} faultAt={faultAt} />
    </Stack>
  );
}

const Rows = ({ children }: { children: ReactNode }) => <div className="fields">{children}</div>;

/** Dates are the reader’s; the hour of a consent that was given before today is not known, and noon harms nobody. */
const dayOf = (at: string) => new Date(at).toLocaleDateString('sv');
const instantOf = (day: string) => {
  const now = new Date();
  return (day === dayOf(now.toISOString()) ? now : new Date(`${day}T12:00:00`)).toISOString();
};

function Consents({ given, give, faultAt }: Props) {
  const say = useTexts(texts);
  const sayClient = useTexts(clientTexts);
  const { consents } = given;
  const put = (channel: 'sms' | 'email', consent: (typeof consents)['sms']) =>
    give({ ...given, consents: { ...consents, [channel]: consent } });
  return (
    <Fieldset legend={say('consents')}>
      <Stack gap="sm">
        <p className="small soft">{say('consentsDo')}</p>
        {CHANNELS.map((channel) => {
          const consent = consents[channel];
          return (
            <div key={channel} className="consent">
              <Checkbox
                label={say(`agreed.${channel}`)}
                checked={consent !== undefined}
                onChange={({ currentTarget: { checked } }) =>
                  put(channel, checked ? { at: new Date().toISOString() } : undefined)
                }
              />
              {consent && (
                <Rows>
                  <TextInput
                    type="date"
                    label={say(`agreedOn.${channel}`)}
                    value={dayOf(consent.at)}
                    max={dayOf(new Date().toISOString())}
                    error={faultAt(`consents.${channel}.at`)}
                    onChange={({ currentTarget: { value } }) =>
                      value && put(channel, { ...consent, at: instantOf(value) })
                    }
                  />
                  <TextInput
                    label={say(`how.${channel}`)}
                    placeholder={say('howDo')}
                    maxLength={200}
                    value={consent.how ?? ''}
                    error={faultAt(`consents.${channel}.how`)}
                    onChange={({ currentTarget: { value } }) => {
                      const { how: _, ...bare } = consent;
                      put(channel, value.trim() ? { ...bare, how: value } : bare);
                    }}
                  />
                </Rows>
              )}
            </div>
          );
        })}
        {!consents[given.channel] && (
          <p className="fault small" role="status">
            {say('noConsent', { channel: sayClient(given.channel) })}
          </p>
        )}
      </Stack>
    </Fieldset>
  );
}

const MOST_CONTACTS = 5;

function Contacts({ given, give, faultAt }: Props) {
  const say = useTexts(texts);
  const contacts = given.contacts ?? [];
  const put = (at: number, changed: Partial<Contact>) =>
    give({ ...given, contacts: contacts.map((one, n) => (n === at ? { ...one, ...changed } : one)) });
  return (
    <Fieldset legend={say('contacts')}>
      <Stack gap="sm">
        <p className="small soft">{say('contactsDo')}</p>
        {contacts.map((contact, at) => (
          <div key={at} className="fields contact">
            <TextInput
              label={say('contactName')}
              value={contact.name}
              error={faultAt(`contacts[${at}].name`)}
              onChange={({ currentTarget: { value } }) => put(at, { name: value })}
            />
            <Select
              label={say('relation')}
              allowDeselect={false}
              value={contact.relation}
              onChange={(to) => put(at, { relation: to as 'guardian' })}
              data={(['guardian', 'emergency'] as const).map((value) => ({ value, label: say(value) }))}
            />
            <TextInput
              type="tel"
              label={say('contactPhone')}
              value={contact.phone}
              error={faultAt(`contacts[${at}].phone`)}
              onChange={({ currentTarget: { value } }) => put(at, { phone: value })}
            />
            <button
              type="button"
              className="menu-item"
              aria-label={say('dropContact', { name: contact.name })}
              onClick={() => give({ ...given, contacts: contacts.filter((_, n) => n !== at) })}
            >
              <Icon name="x" size={16} />
            </button>
          </div>
        ))}
        {contacts.length < MOST_CONTACTS && (
          <div>
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                give({ ...given, contacts: [...contacts, { name: '', relation: 'emergency', phone: '' }] })
              }
            >
              {say('addContact')}
            </Button>
          </div>
        )}
      </Stack>
    </Fieldset>
  );
}
