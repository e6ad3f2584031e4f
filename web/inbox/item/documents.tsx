import { Anchor, Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconDownload, IconFileText } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { RunDocument, RunStory } from '../../../src/contracts/http';
import { Section } from '../../shared/section';
import { DocumentText } from './document-text';

/** The original documents, as they came in and as the run made them. */
export function Documents({ story: { documents } }: { story: RunStory }): ReactElement | null {
  if (documents.length === 0) return null;
  return (
    <Section title={documents.length === 1 ? 'Original document' : 'Documents'}>
      <Stack gap="xs">
        {documents.map((document) => (
          <Document key={document.id} document={document} />
        ))}
      </Stack>
    </Section>
  );
}

function Document({ document: { id, filename, origin, mediaType, links } }: { document: RunDocument }): ReactElement {
  const [open, { toggle }] = useDisclosure();
  const readable = /xml|json|^text\//.test(mediaType);
  return (
    <div>
      <Group gap="xs">
        <IconFileText size={18} aria-hidden />
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {filename ?? id.slice(0, 19)}
        </Text>
        <Text size="xs" c="dimmed">
          {origin === 'received' ? 'as it came in' : 'made by the run'}
        </Text>
        <Anchor href={links.self} size="sm" download>
          <Group gap={4} component="span">
            <IconDownload size={14} aria-hidden /> Download
          </Group>
        </Anchor>
        {readable ? (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={toggle}
            aria-expanded={open}
            leftSection={open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          >
            {open ? 'Hide' : 'Show'}
          </Button>
        ) : null}
      </Group>
      <Collapse expanded={open}>{open ? <DocumentText id={id} /> : null}</Collapse>
    </div>
  );
}
