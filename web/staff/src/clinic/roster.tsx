import { Button, FileInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { Panel, Pill, type Tone } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Read = Reply<'POST /clients/import'>;

/** Admins and clinicians alike take clients in. Nothing is stored before every row was seen. */
export function Roster() {
  const say = useTexts(texts);
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: async (really: boolean) =>
      call('POST /clients/import', {
        query: { preview: really ? 'false' : 'true' },
        body: await file!.text(),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['caseload'] }),
  });
  const { data: read } = run;
  return (
    <Panel title={say('roster')}>
      <p className="small soft">{say('rosterDo')}</p>
      <div className="clinic-form">
        <FileInput
          label={say('file')}
          placeholder={say('choose')}
          accept=".csv,text/csv"
          value={file}
          onChange={(chosen) => {
            setFile(chosen);
            run.reset();
          }}
        />
        <Button
          variant={read?.preview ? 'default' : 'filled'}
          disabled={!file}
          loading={run.isPending}
          onClick={() => run.mutate(false)}
        >
          {say('tryIt')}
        </Button>
        {read?.preview && read.added.length > 0 && (
          <Button loading={run.isPending} onClick={() => run.mutate(true)}>
            {say('takeIn', { n: read.added.length })}
          </Button>
        )}
      </div>
      {run.error && <Failure error={run.error} />}
      {read && <Rows read={read} />}
    </Panel>
  );
}

function Rows({ read }: { read: Read }) {
  const say = useTexts(texts);
  const { added, already, faults, warnings, notes, preview } = read;
  type Row = { line: number; tone: Tone; says: string; also?: string };
  const rows: Row[] = [
    ...added.map(({ line }) => ({ line, tone: 'green' as const, says: say('add1') })),
    ...already.map((line) => ({ line, tone: 'grey' as const, says: say('skip') })),
    ...faults.map(({ line, column, fault, mend }) => ({
      line,
      tone: 'red' as const,
      says: `${column && `${column}: `}${fault}`,
      also: mend,
    })),
    ...warnings.map(({ line, column, warning }) => ({
      line,
      tone: 'amber' as const,
      says: `${column}: ${warning}`,
    })),
  ].sort((a, b) => a.line - b.line);
  return (
    <>
      <p role="status" className="clinic-form">
        <Pill tone="green">{say(preview ? 'wouldAdd' : 'added', { n: added.length })}</Pill>
        <Pill>{say('already', { n: already.length })}</Pill>
        {faults.length > 0 && <Pill tone="red">{say('faulty', { n: faults.length })}</Pill>}
      </p>
      {notes.map((note) => (
        <p key={note} className="small soft">
          {note}
        </p>
      ))}
      <Table heads={[say('line'), say('does')]}>
        {rows.map(({ line, tone, says, also }) => (
          <tr key={`${line} ${says}`}>
            <td>
              <Pill tone={tone}>{line}</Pill>
            </td>
            <td>
              {says}
              {also && <div className="small soft">{also}</div>}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
