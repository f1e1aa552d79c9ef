import { Button, Menu } from '@mantine/core';
import { call } from '../api.ts';
import { keepFile } from '../parts/file.ts';
import { useRefused } from '../parts/refused.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** Fetched with the sign-in, and handed over as files: no address leads to them. */
export function Documents({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const refused = useRefused();
  const params = { clientId };
  const handOver = (keep: () => Promise<void>) => keep().catch(refused);
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
