import type { JSX } from 'preact';

import { cellText } from '../json/cell-text.ts';
import { isMap } from '../json/exact-json.ts';
import { shownText } from '../show/shown-text.ts';
import type { FieldProps } from './field-props.ts';
import { idOf } from './field-props.ts';

const ROLES = ['system', 'user', 'assistant'];

/** Whether a list is a conversation. */
export function isChat(value: readonly unknown[], path: FieldProps['path']): boolean {
  return (
    path.length === 1 &&
    (path[0] === 'messages' || path[0] === 'input') &&
    value.length > 0 &&
    value.every((each) => isMap(each) && 'role' in each && typeof each['content'] === 'string')
  );
}

/** A conversation: who says what. The last message is what is asked. */
export function ChatField({
  value,
  path,
  onChange,
}: FieldProps<readonly Readonly<Record<string, unknown>>[]>): JSX.Element {
  const change = (index: number, known: Readonly<Record<string, unknown>>): void =>
    onChange(value.with(index, { ...value[index], ...known }));
  return (
    <div class="chat" id={idOf(path)}>
      {value.map((message, index) => {
        const role = String(message['role']);
        const roles = ROLES.includes(role) ? ROLES : [...ROLES, role];
        const text = cellText(message['content']);
        return (
          <div class={`turn turn-${role === 'user' ? 'user' : 'other'}`} key={index}>
            <div class="turn-head">
              <select
                aria-label={`Who says message ${index + 1}`}
                value={role}
                onChange={({ currentTarget }) => change(index, { role: currentTarget.value })}
              >
                {roles.map((each) => (
                  <option key={each} value={each}>
                    {shownText(each)}
                  </option>
                ))}
              </select>
              {value.length > 1 && (
                <button
                  type="button"
                  class="icon"
                  aria-label={`Remove message ${index + 1}`}
                  onClick={() => onChange(value.toSpliced(index, 1))}
                >
                  ×
                </button>
              )}
            </div>
            <textarea
              id={index === value.length - 1 ? 'last-message' : undefined}
              rows={Math.min(10, Math.max(2, Math.ceil(text.length / 56)))}
              aria-label={`Message ${index + 1}`}
              placeholder="Write a message"
              value={text}
              onInput={({ currentTarget }) => change(index, { content: currentTarget.value })}
            />
          </div>
        );
      })}
      <div class="table-tools">
        <button
          type="button"
          class="quiet"
          onClick={() =>
            onChange([...value, { role: value.at(-1)?.['role'] === 'user' ? 'assistant' : 'user', content: '' }])
          }
        >
          Add message
        </button>
      </div>
    </div>
  );
}
