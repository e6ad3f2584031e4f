import { Group, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Check } from '../../src/contracts/cases';

const KINDS = [
  { value: 'concludes', label: 'concludes that' },
  { value: 'calls', label: 'calls' },
  { value: 'calls-not', label: 'does not call' },
];

/** One thing that has to hold from now on; the command line takes several. */
export function CheckFields({ check, onChange }: { check: Check; onChange: (check: Check) => void }): ReactElement {
  return (
    <Group grow align="flex-end" gap="xs">
      <Select
        label="From now on the step"
        data={KINDS}
        value={check.check}
        onChange={(kind) => onChange(emptyOf(kind))}
        allowDeselect={false}
      />
      {check.check === 'concludes' ? (
        <>
          <TextInput
            label="Field"
            value={check.path}
            onChange={({ currentTarget }) => onChange({ ...check, path: currentTarget.value })}
            required
          />
          <TextInput
            label="Is"
            value={String(check.is ?? '')}
            onChange={({ currentTarget }) => onChange({ ...check, is: currentTarget.value })}
            required
          />
        </>
      ) : (
        <TextInput
          label="Tool"
          value={check.tool}
          onChange={({ currentTarget }) => onChange({ ...check, tool: currentTarget.value })}
          required
        />
      )}
    </Group>
  );
}

function emptyOf(kind: string | null): Check {
  switch (kind) {
    case 'calls':
      return { check: 'calls', tool: '' };
    case 'calls-not':
      return { check: 'calls-not', tool: '' };
    default:
      return { check: 'concludes', path: 'action', is: '' };
  }
}
