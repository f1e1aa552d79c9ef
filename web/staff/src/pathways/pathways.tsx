import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { inBoth, useTexts } from '../texts.ts';

const texts = inBoth(
  {
    pathways: 'Pathways',
    title: 'Title',
    version: 'Published version',
    draft: 'Draft',
    none: 'No pathway yet',
    noneDo: 'An admin writes the first one.',
  },
  {
    pathways: 'Itinerarios',
    title: 'Título',
    version: 'Versión publicada',
    draft: 'Borrador',
    none: 'Aún no hay itinerarios',
    noneDo: 'Un administrador escribe el primero.',
  },
);

export default function Pathways() {
  const say = useTexts(texts);
  const found = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
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
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )
        }
      </Loaded>
    </Page>
  );
}
