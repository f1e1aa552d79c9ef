import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { GivesBackFocus } from '../parts/gives-back-focus.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { useRefused } from '../parts/refused.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { InterventionFields } from './editors.tsx';
import { Earlier, Groups } from './groups.tsx';
import { texts } from './texts.ts';

type Found = Reply<'GET /clients/{clientId}/suggestions'>;
type Suggestion = Found['suggestions'][number];
type Decided = Found['decided'][number];

const FIRST = 4;

/** What might fit, each with its reasons and sources; accepted, changed or rejected with a reason. */
export function Suggestions({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const [all, showAll] = useState(false);
  const found = useQuery({
    queryKey: ['client', clientId, 'suggestions'],
    queryFn: () => call('GET /clients/{clientId}/suggestions', { params: { clientId } }),
  });
  return (
    <Panel title={say('suggestions')}>
      <p className="small soft">{say('suggestionsAbout')}</p>
      <Loaded query={found}>
        {({ suggestions, decided, words, earlier, groups }) => (
          <>
            {[words.culture, words.interpreter].filter(Boolean).map((said) => (
              <p key={said} className="small quoted">
                <span className="soft">{say('intakeWords')}</span> “{said}”
              </p>
            ))}
            {suggestions.length === 0 && <Empty title={say('noSuggestions')} />}
            <ol className="suggestions">
              {suggestions.slice(0, all ? undefined : FIRST).map((one) => (
                <One
                  key={one.option}
                  clientId={clientId}
                  suggestion={one}
                  decided={decided.find(({ option }) => option === one.option)}
                />
              ))}
            </ol>
            {!all && suggestions.length > FIRST && (
              <Button size="xs" variant="default" onClick={() => showAll(true)}>
                {say('more', { n: suggestions.length })}
              </Button>
            )}
            <Groups groups={groups} />
            <Earlier earlier={earlier} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** Whoever asks for a form writes in it next. */
const beginIn = (form: HTMLFormElement | null) => form?.querySelector('input')?.focus();

type Choice = 'accept' | 'edit' | 'reject';

function One({
  clientId,
  suggestion,
  decided,
}: {
  clientId: string;
  suggestion: Suggestion;
  decided: Decided | undefined;
}) {
  const say = useTexts(texts);
  const refused = useRefused();
  const queries = useQueryClient();
  const { nameOf } = useStaff();
  const [choice, choose] = useState<Choice>();
  const [reason, setReason] = useState('');
  const [edited, setEdited] = useState(suggestion.planned);
  const decide = useMutation({
    mutationFn: (decision: Choice) =>
      call('POST /clients/{clientId}/suggestions/{option}/decision', {
        params: { clientId, option: suggestion.option },
        body: {
          decision,
          reason: reason.trim(),
          ...(decision === 'edit' && {
            intervention: {
              title: edited.title,
              ...(edited.detail && { detail: edited.detail }),
              ...(edited.frequency && { frequency: edited.frequency }),
            },
          }),
        },
      }),
    onSuccess: () => {
      choose(undefined);
      return queries.invalidateQueries({ queryKey: ['client', clientId] });
    },
    onError: refused,
  });
  const lists = [
    ['for', suggestion.reasons, 'green'],
    ['against', suggestion.against, 'amber'],
    ['settleFirst', suggestion.settleFirst, 'red'],
    ['caution', suggestion.cautions, 'amber'],
    ['evidence', [suggestion.evidence], 'grey'],
  ] as const;
  const said =
    decided && ({ accept: 'saidAccept', edit: 'saidEdit', reject: 'saidReject' } as const)[decided.decision];
  return (
    <li className="suggestion">
      <p className="suggestion-title">{suggestion.title}</p>
      <ul className="reasons">
        {lists.flatMap(([name, reasons, tone]) =>
          reasons.map(({ says, source, unconfirmed }) => (
            <li key={`${name}/${says}`}>
              <Pill tone={tone}>{say(name)}</Pill>{' '}
              <span>
                {says} <cite className="small soft">{source}</cite>{' '}
                {unconfirmed && <Pill>{say('unconfirmed')}</Pill>}
              </span>
            </li>
          )),
        )}
      </ul>
      {suggestion.changed?.map((line) => (
        <p key={line} className="small">
          {line}
        </p>
      ))}
      {said && (
        <p className="small soft">
          {say(said, { name: nameOf({ staff: decided.by }), reason: decided.reason })}
        </p>
      )}
      <div className="suggestion-acts">
        {(['accept', 'edit', 'reject'] as const).map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant={one === choice ? 'light' : 'default'}
            aria-label={`${say(one)}: ${suggestion.title}`}
            aria-expanded={one === choice}
            onClick={() => choose(one === choice ? undefined : one)}
          >
            {say(one)}
          </Button>
        ))}
      </div>
      {choice && (
        <form
          key={choice}
          ref={beginIn}
          className="suggestion-form"
          onKeyDown={({ key }) => key === 'Escape' && choose(undefined)}
          onSubmit={(event) => {
            event.preventDefault();
            decide.mutate(choice);
          }}
        >
          <GivesBackFocus />
          {choice === 'edit' && <InterventionFields value={edited} onChange={setEdited} />}
          <TextInput
            label={say('why')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" loading={decide.isPending} disabled={!reason.trim()}>
            {say(choice)}
          </Button>
        </form>
      )}
    </li>
  );
}
