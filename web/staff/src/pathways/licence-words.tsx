import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { type ClipboardEvent, useState } from 'react';
import { useTexts } from '../texts.ts';
import { alike, codesOf, type Item, isSame, linesOf, pointsOf, type Texts } from './licensed.ts';
import { texts } from './licensed-texts.ts';

type Given = {
  items: Item[];
  written: Texts;
  write: (to: Texts) => void;
  faultAt: (place: string) => string | undefined;
};

/** Several lines go into this field and those after it. */
const spread = (event: ClipboardEvent, into: (lines: string[]) => void) => {
  const lines = linesOf(event.clipboardData.getData('text'));
  if (lines.length < 2) return;
  event.preventDefault();
  into(lines);
};

/** All questions and answers of an instrument, in one language. */
export function Words(given: Given) {
  const say = useTexts(texts);
  const { items, written, write, faultAt } = given;
  return (
    <div className="editor-form">
      <h3>{say('items')}</h3>
      <p className="soft small">{say('paste')}</p>
      {items.map(({ linkId, type }, at) => (
        <Textarea
          key={linkId}
          autosize
          label={say(type === 'group' ? 'heading' : 'item', { n: linkId })}
          value={written.items[linkId] ?? ''}
          error={faultAt(`items.${linkId}`)}
          onPaste={(event) =>
            spread(event, (lines) => {
              const next = items.slice(at, at + lines.length).map((item, n) => [item.linkId, lines[n]!]);
              write({ ...written, items: { ...written.items, ...Object.fromEntries(next) } });
            })
          }
          onChange={({ currentTarget: { value } }) =>
            write({ ...written, items: { ...written.items, [linkId]: value } })
          }
        />
      ))}
      <h3>{say('answers')}</h3>
      {alike(items).map((group) => (
        <Answers key={group[0]!.linkId} {...given} group={group} />
      ))}
    </div>
  );
}

function Answers({ group, written, write, faultAt }: Given & { group: Item[] }) {
  const say = useTexts(texts);
  const [asOne, keepAsOne] = useState(() => isSame(group, written));
  const ids = group.map(({ linkId }) => linkId);
  const put = (of: string[], texts: Record<string, string>) =>
    write({
      ...written,
      options: {
        ...written.options,
        ...Object.fromEntries(of.map((id) => [id, { ...written.options[id], ...texts }])),
      },
    });
  return (
    <fieldset className="field-group">
      <legend>{say('answersTo', { n: ids.join(', ') })}</legend>
      {group.length > 1 && (
        <Checkbox
          label={say('same', { ids: ids.join(', ') })}
          checked={asOne}
          onChange={({ currentTarget: { checked } }) => {
            keepAsOne(checked);
            if (checked) put(ids, written.options[ids[0]!]!);
          }}
        />
      )}
      {(asOne ? group.slice(0, 1) : group).map((item) => {
        const { linkId } = item;
        const codes = codesOf(item);
        return (
          <fieldset key={linkId} className={asOne ? 'answers' : 'field-group answers'}>
            <legend className={asOne ? 'unseen' : undefined}>
              {say('answersTo', { n: asOne ? ids.join(', ') : linkId })}
            </legend>
            {codes.map((coding, at) => {
              const { code } = coding;
              const points = pointsOf(coding);
              return (
                <TextInput
                  key={code}
                  label={points === undefined ? say('answer', { code }) : say('points', { n: points })}
                  value={written.options[linkId]?.[code] ?? ''}
                  error={faultAt(`options.${linkId}.${code}`)}
                  onPaste={(event) =>
                    spread(event, (lines) => {
                      const next = codes.slice(at, at + lines.length).map((one, n) => [one.code, lines[n]!]);
                      put(asOne ? ids : [linkId], Object.fromEntries(next));
                    })
                  }
                  onChange={({ currentTarget: { value } }) => put(asOne ? ids : [linkId], { [code]: value })}
                />
              );
            })}
          </fieldset>
        );
      })}
    </fieldset>
  );
}
