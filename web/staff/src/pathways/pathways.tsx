import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../api.ts';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { useSession } from '../session.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

export default function Pathways() {
  const say = useTexts(texts);
  const { session } = useSession();
  const isAdmin = session?.roles.includes('admin');
  const found = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  const instruments = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  return (
    <Page title={say('pathways')}>
      <Loaded query={found}>
        {({ pathways }) =>
          pathways.length === 0 ? (
            <Empty title={say('none')}>{say('noneDo')}</Empty>
          ) : (
            <Panel>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{say('title')}</th>
                    <th scope="col">{say('version')}</th>
                    {isAdmin && <th scope="col">{say('edit')}</th>}
                  </tr>
                </thead>
                <tbody>
                  {pathways.map(({ id, title, published, draftedAt }) => (
                    <tr key={id}>
                      <td>{title}</td>
                      <td>
                        {published || '–'}{' '}
                        {draftedAt !== undefined && <Pill tone="blue">{say('draft')}</Pill>}
                      </td>
                      {isAdmin && (
                        <td>
                          <Button
                            size="compact-sm"
                            component={Link}
                            href={`/pathways/${id}`}
                            aria-label={`${say('edit')}: ${title}`}
                          >
                            {say('edit')}
                          </Button>{' '}
                          <Button
                            size="compact-sm"
                            variant="default"
                            component={Link}
                            href={`/pathways/${id}/moves`}
                            aria-label={`${say('move')}: ${title}`}
                          >
                            {say('move')}
                          </Button>
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )
        }
      </Loaded>
      <Loaded query={instruments}>
        {({ instruments }) => (
          <Panel title={say('instruments')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('title')}</th>
                  <th scope="col">{say('languages')}</th>
                  <th scope="col">{say('licence')}</th>
                </tr>
              </thead>
              <tbody>
                {instruments.map(({ id, title, languages, askable, licence }) => (
                  <tr key={id}>
                    <td>
                      {title} <span className="soft small">{id}</span>
                    </td>
                    <td>{languages.join(', ')}</td>
                    <td>
                      <Pill tone={askable ? 'green' : 'amber'}>
                        {say(askable ? 'askable' : 'notAskable')}
                      </Pill>{' '}
                      {licence.status} · {licence.holder}
                      <div className="soft small">
                        {licence.permission ?? (askable ? licence.terms : (licence.ask ?? licence.terms))}
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}
