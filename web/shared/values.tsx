import { Code, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Json } from '../../src/contracts/json';
import { inWords } from './in-words';
import classes from './values.module.css';

/** Any value, exactly: objects as tables of their fields, in the order they have. */
export function Values({ value }: { value: Json }): ReactElement {
  if (value === null)
    return (
      <Text c="dimmed" size="sm" component="span">
        none
      </Text>
    );
  if (Array.isArray(value)) return <List values={value} />;
  if (typeof value === 'object') return <Fields fields={Object.entries(value)} />;
  if (typeof value === 'string' && value.length > 120)
    return (
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {value}
      </Text>
    );
  return <Code fz="sm">{String(value)}</Code>;
}

function List({ values }: { values: Json[] }): ReactElement {
  if (values.length === 0)
    return (
      <Text c="dimmed" size="sm" component="span">
        none
      </Text>
    );
  return (
    <Stack gap={6}>
      {values.map((value, index) => (
        <Values key={index} value={value} />
      ))}
    </Stack>
  );
}

function Fields({ fields }: { fields: [string, Json][] }): ReactElement {
  const short = fields.every(([, value]) => typeof value !== 'object' && String(value).length <= 40);
  return (
    <dl className={classes.fields} data-short={short}>
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>
            <Values value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
