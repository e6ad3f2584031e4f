import { Textarea } from '@mantine/core';
import Form from '@rjsf/mantine';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Json } from '../../../src/contracts/json';
import { inWords } from '../../shared/in-words';
import { FormEnd } from '../../shared/form-end';
import type { Sending } from '../../shared/form-end';
import { schemaValidator } from './schema-validator';

interface Props extends Sending {
  schema: Json | undefined;
  initial: Json | undefined;
  submit: string;
  onDecide: (value: Json, reason: string) => void;
}

/** Fields say themselves what is wrong with them. */
const templates = { FieldErrorTemplate: () => null };

/** A form made of a JSON Schema: arguments of a tool, or the answer to a question. The gateway checks again what is sent. */
export function SchemaForm({ schema: given, initial, submit, onDecide, ...sending }: Props): ReactElement {
  const [value, setValue] = useState<Json | undefined>(initial);
  const [reason, setReason] = useState('');
  const schema = named(given ?? {});
  return (
    <Form
      schema={schema}
      uiSchema={uiOf(schema)}
      formData={value}
      validator={schemaValidator}
      showErrorList={false}
      templates={templates}
      noHtml5Validate
      focusOnFirstError
      onChange={({ formData }) => setValue(formData as Json)}
      onSubmit={({ formData }) => onDecide(formData as Json, reason.trim())}
    >
      <Textarea
        label="Reason (not needed)"
        mt="md"
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <FormEnd {...sending} submit={submit} />
    </Form>
  );
}

/** Field names as people read them, where the schema has no titles of its own. */
function named(schema: Json): RJSFSchema {
  const { $schema: _, ...rest } = schema as RJSFSchema;
  const fields = Object.entries(rest.properties ?? {});
  if (fields.length === 0) return rest;
  const properties = Object.fromEntries(
    fields.map(([name, field]) => [name, typeof field === 'object' ? { title: inWords(name), ...field } : field]),
  );
  return { ...rest, properties };
}

function uiOf({ properties = {} }: RJSFSchema): UiSchema {
  const long = (field: unknown): boolean => ((field as RJSFSchema).maxLength ?? 0) > 500;
  const many = (field: unknown): boolean => (field as RJSFSchema).type === 'array';
  const fields = Object.entries(properties).map(([name, field]) => [
    name,
    long(field) ? { 'ui:widget': 'textarea' } : many(field) ? { 'ui:widget': 'select' } : {},
  ]);
  return Object.fromEntries(fields) as UiSchema;
}
