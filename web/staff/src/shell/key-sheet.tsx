import { Kbd, Modal } from '@mantine/core';
import { texts as cases } from '../caseload/texts.ts';
import { texts as inbox } from '../inbox/keys.ts';
import { texts as parts } from '../parts/texts.ts';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** All keys there are. */
export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const say = useTexts(texts);
  const sayCases = useTexts(cases);
  const sayInbox = useTexts(inbox);
  const close = useTexts(parts)('close');
  return (
    <Modal opened={opened} onClose={onClose} title={say('keys')} closeButtonProps={{ 'aria-label': close }}>
      <Keys
        title={say('keysAnywhere')}
        keys={[
          ['?', say('keyHelp')],
          ['Ctrl K', say('find')],
          ['Ctrl I', say('keyInbox')],
          ['Ctrl J', say('keyCaseload')],
        ]}
      />
      <Keys title={say('caseload')} keys={[['N', sayCases('add')]]} />
      <Keys
        title={say('inbox')}
        keys={[
          ['J', sayInbox('next')],
          ['K', sayInbox('before')],
          ['Enter', sayInbox('open')],
          ['A', sayInbox('acknowledge')],
          ['C', sayInbox('claim')],
          ['H', sayInbox('handOver')],
          ['E', sayInbox('complete')],
        ]}
      />
    </Modal>
  );
}

const Keys = ({ title, keys }: { title: string; keys: [string, string][] }) => (
  <section className="keys">
    <h3>{title}</h3>
    <dl>
      {keys.map(([key, does]) => (
        <div key={key}>
          <dt>
            <Kbd>{key}</Kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </section>
);
