import { Code, ScrollArea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { seaworthy } from '../../seaworthy';
import { Failed } from '../../shared/failed';
import { Waiting } from '../../shared/waiting';

/** As text, never as markup: it came from outside. */
export function DocumentText({ id }: { id: string }): ReactElement {
  const { data, error } = useQuery({
    queryKey: ['document', id],
    queryFn: async () => new TextDecoder().decode(await seaworthy.document(id)),
    staleTime: Infinity,
  });
  if (error) return <Failed error={error} />;
  if (data === undefined) return <Waiting lines={3} />;
  return (
    <ScrollArea.Autosize
      mah={420}
      mt="xs"
      viewportProps={{ tabIndex: 0, 'aria-label': 'Text of the document', role: 'region' }}
    >
      <Code block fz="xs">
        {data}
      </Code>
    </ScrollArea.Autosize>
  );
}
