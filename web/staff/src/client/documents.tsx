import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { call } from '../api.ts';
import { keepFile } from '../parts/file.ts';
import { useProblem } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** Fetched with the sign-in, and handed over as files: no address leads to them. */
export function Documents({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const problem = useProblem();
  const params = { clientId };
  const handOver = (keep: () => Promise<void>) =>
    keep().catch((error) => {
      const { title, detail } = problem(error);
      notifications.show({ title, message: detail, color: 'red' });
    });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default">
          {say('document')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            handOver(async () => {
              const page = await call('GET /clients/{clientId}/document', { params });
              keepFile('text/html', page, `${clientId}.html`);
            })
          }
        >
          {say('documentPrint')}
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            handOver(async () => {
              const bundle = await call('GET /clients/{clientId}/export', { params });
              keepFile('application/fhir+json', JSON.stringify(bundle, null, 2), `${clientId}.json`);
            })
          }
        >
          {say('documentFhir')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
