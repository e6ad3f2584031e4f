import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { inWords } from './in-words';

/** Which workflow a page is about. */
export function WorkflowSelect({
  workflow,
  workflows,
  onChange,
}: {
  workflow: string;
  workflows: readonly string[];
  onChange: (workflow: string | undefined) => void;
}): ReactElement {
  return (
    <Select
      aria-label="Workflow"
      data={workflows.map((value) => ({ value, label: inWords(value) }))}
      value={workflow}
      onChange={(value) => onChange(value ?? undefined)}
      allowDeselect={false}
    />
  );
}
