import { Button, FileButton, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Body, call, Problem } from '../api.ts';
import { useTexts } from '../texts.ts';
import { texts } from './import-texts.ts';

type Questionnaire = Body<'POST /instruments/import'>['questionnaire'];
type Item = { linkId: string; text?: string; type?: string; readOnly?: boolean; item?: Item[] };

/** All that is asked and can be counted, however deep. */
const questionsIn = (items: Item[]): Item[] =>
  items.flatMap((one) => [
    ...(['choice', 'integer', 'decimal', 'boolean'].includes(one.type ?? '') && !one.readOnly ? [one] : []),
    ...questionsIn(one.item ?? []),
  ]);

/** Takes in a FHIR questionnaire, or says what in it cannot be run. FHIR cannot say which answer is a danger: a person does. */
export function ImportInstrument() {
  const say = useTexts(texts);
  const queries = useQueryClient();
  const [read, keep] = useState<Questionnaire>();
  const [isWrong, setWrong] = useState(false);
  const [as, name] = useState('');
  const [risks, setRisks] = useState<Record<string, number>>({});
  const take = useMutation({
    mutationFn: () =>
      call('POST /instruments/import', {
        body: {
          questionnaire: read!,
          as,
          riskItems: Object.entries(risks).map(([linkId, atLeast]) => ({ linkId, atLeast })),
        },
      }),
    async onSuccess() {
      keep(undefined);
      await queries.invalidateQueries({ queryKey: ['instruments'] });
    },
  });
  async function open(file: File | null) {
    const found = await file
      ?.text()
      .then((text) => JSON.parse(text))
      .catch(() => undefined);
    const isOne = found?.resourceType === 'Questionnaire';
    take.reset();
    setRisks({});
    setWrong(!isOne);
    keep(isOne ? found : undefined);
    name(
      String(found?.id ?? '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-'),
    );
  }
  const { error, data } = take;
  const told = error instanceof Problem ? error.faults : (data?.ignored ?? []);
  return (
    <div className="editor-form">
      <div>
        <FileButton accept="application/json,.json" onChange={open}>
          {(props) => (
            <Button variant="default" {...props}>
              {say('import')}
            </Button>
          )}
        </FileButton>
      </div>
      {isWrong && <p role="alert">{say('notOne')}</p>}
      {read && (
        <form
          className="editor-form"
          onSubmit={(event) => {
            event.preventDefault();
            take.mutate();
          }}
        >
          <TextInput label={say('as')} maw={320} value={as} onChange={(e) => name(e.currentTarget.value)} />
          <p className="soft small">{say('risks')}</p>
          {questionsIn((read as { item?: Item[] }).item ?? []).map(({ linkId, text = linkId }) => (
            <NumberInput
              key={linkId}
              label={text}
              placeholder={say('noRisk')}
              maw={520}
              min={0}
              value={risks[linkId] ?? ''}
              onChange={(from) => {
                const { [linkId]: _, ...others } = risks;
                setRisks(from === '' ? others : { ...others, [linkId]: Number(from) });
              }}
            />
          ))}
          <div>
            <Button type="submit" loading={take.isPending}>
              {say('take')}
            </Button>
          </div>
        </form>
      )}
      {error && (
        <p role="alert" className="fault">
          {error.message}
        </p>
      )}
      {data && <p role="status">{say('taken', { what: data.title })}</p>}
      {told.length > 0 && (
        <ul className="plain small">
          {told.map((one) => (
            <li key={`${'path' in one && one.path} ${one.fault}`}>
              <code>{'path' in one && one.path}</code> {one.fault}: {one.mend}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
